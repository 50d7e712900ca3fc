//! Reading the whole table, a page at a time, so that memory does not grow with it.

use aws_sdk_dynamodb::types::AttributeValue;
use collector::record::{SORT_SUBMISSION, attribute};
use forms::id::FormId;
use jiff::Timestamp;
use tokio::sync::mpsc;

use super::{Item, Table, moment, trouble};
use crate::trouble::Trouble;

/// What is read of each submission. What is not needed does not cross the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// What can be read without a key.
    Head,
    /// That, and how the family is.
    Answers,
    /// Everything.
    Everything,
}

/// Which submissions are read. The table sends no others.
#[derive(Debug, Clone, Default)]
pub struct Sweep {
    /// Only this form.
    pub form: Option<FormId>,
    /// Only what came at this moment or later.
    pub from: Option<Timestamp>,
    /// Only what came before this moment.
    pub before: Option<Timestamp>,
    /// Only keys that begin like this.
    pub key: Option<String>,
}

/// Submissions in a page: about the megabyte at which the table cuts anyhow. The embedded table reads all that is left of it for
/// a page without this.
const PAGE: i32 = 250;
/// Pages that wait to be used: the table works on while the last one is opened.
const AHEAD: usize = 3;

impl Table {
    /// Reads the table from end to end; pages come as they are read, in no order.
    pub fn sweep(&self, sweep: &Sweep, needs: Needs) -> mpsc::Receiver<Result<Vec<Item>, Trouble>> {
        let (send, receive) = mpsc::channel(AHEAD);
        let scan = self.scan(sweep, needs);
        let table = self.store.table().to_owned();
        tokio::spawn(async move {
            let mut pages = scan.into_paginator().send();
            while let Some(page) = pages.next().await {
                let page = page
                    .map(|page| page.items.unwrap_or_default().into_iter().map(Item::new).collect())
                    .map_err(|error| trouble(&error, &table));
                let failed = page.is_err();
                // Whoever no longer listens has what they wanted.
                if send.send(page).await.is_err() || failed {
                    return;
                }
            }
        });
        receive
    }

    fn scan(&self, sweep: &Sweep, needs: Needs) -> aws_sdk_dynamodb::operation::scan::builders::ScanFluentBuilder {
        let mut filter = vec!["sk = :sort".to_owned()];
        let mut scan = self
            .client()
            .scan()
            .table_name(self.store.table())
            .limit(PAGE)
            .expression_attribute_values(":sort", AttributeValue::S(SORT_SUBMISSION.to_owned()));
        let mut only = |condition: &str, name: &str, value: String| {
            filter.push(condition.to_owned());
            scan = scan.clone().expression_attribute_values(name, AttributeValue::S(value));
        };
        if let Some(form) = &sweep.form {
            only("#form = :form", ":form", form.as_str().to_owned());
        }
        if let Some(from) = sweep.from {
            only("#received >= :from", ":from", moment(from));
        }
        if let Some(before) = sweep.before {
            only("#received < :before", ":before", moment(before));
        }
        if let Some(key) = &sweep.key {
            only("begins_with(pk, :key)", ":key", key.clone());
        }
        let mut names = vec![
            attribute::KEY,
            attribute::FORM,
            attribute::VERSION,
            attribute::RECEIVED,
            attribute::URGENCY,
            attribute::MUNICIPALITY,
            attribute::WANTS_CONTACT,
            attribute::QUEUE,
            attribute::STATUS,
            attribute::ASSIGNEE,
            attribute::DUE,
            attribute::CONTACTED,
            attribute::CLOSED,
            attribute::REVISION,
        ];
        match needs {
            Needs::Head => {}
            Needs::Answers => names.push(attribute::ANSWERS),
            Needs::Everything => names.extend([attribute::ANSWERS, attribute::HISTORY, attribute::CONTACT]),
        }
        // Some of the words mean something to the table.
        for name in &names {
            scan = scan.expression_attribute_names(format!("#{name}"), *name);
        }
        let projection = names.iter().map(|name| format!("#{name}")).collect::<Vec<_>>().join(", ");
        scan.projection_expression(projection).filter_expression(filter.join(" AND "))
    }
}
