//! The log and the stones: what is left when something was done or erased. Neither holds an answer, a name or a receipt.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, Put};
use collector::record::{Key, attribute};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::{Item, Table, moment, text, trouble};
use crate::audit::{AuditLine, Deed};
use crate::trouble::Trouble;

/// How many days a line of the log is kept: five years, the longest that an authority may ask back for.
const LOG_DAYS: i64 = 5 * 365;
/// How many days a stone is kept: longer than the 35 days for which the table can be set back, so that an erasure can be done again.
const STONE_DAYS: i64 = 400;

/// The day's lines lie together.
const DAY: &str = "A#";
/// Stones lie one by one, to be found by the key of what is gone.
const STONE: &str = "T#";

impl Table {
    /// Writes a line of the log.
    ///
    /// # Errors
    /// [`Trouble`] if it is not known to be written; the deed must then not be done.
    pub async fn log(&self, line: &AuditLine) -> Result<(), Trouble> {
        let item = log_item(line)?;
        let put = self.client().put_item().table_name(self.store.table()).set_item(Some(item));
        put.send().await.map(|_| ()).map_err(|error| trouble(&error, self.store.table()))
    }

    /// Returns the lines of the days from `from` to `to`, both included, oldest first. Days are days in UTC.
    ///
    /// # Errors
    /// [`Trouble`] if the table cannot be read.
    pub async fn lines(&self, from: Date, to: Date) -> Result<Vec<AuditLine>, Trouble> {
        let mut lines = Vec::new();
        let mut day = from;
        while day <= to {
            let mut pages = self
                .client()
                .query()
                .table_name(self.store.table())
                .key_condition_expression("pk = :day")
                .expression_attribute_values(":day", text(&format!("{DAY}{day}")))
                .into_paginator()
                .items()
                .send();
            while let Some(found) = pages.next().await {
                let item = Item::new(found.map_err(|error| trouble(&error, self.store.table()))?);
                lines.extend(line_of(&item));
            }
            day = day.checked_add(1.day()).map_err(|_| Trouble::Usage("datoen findes ikke".to_owned()))?;
        }
        Ok(lines)
    }

    /// Returns when something was erased, and by whom; nothing, if there is no stone.
    ///
    /// # Errors
    /// [`Trouble`] if the table cannot be read.
    pub async fn stone(&self, key: &Key) -> Result<Option<(Timestamp, String)>, Trouble> {
        let get = self
            .client()
            .get_item()
            .table_name(self.store.table())
            .key(attribute::KEY, text(&stone_key(key)))
            .key(attribute::SORT, text("T"));
        let found = get.send().await.map_err(|error| trouble(&error, self.store.table()))?;
        let read = |item: Item| Some((item.text("at")?.parse().ok()?, item.text("by")?.to_owned()));
        Ok(found.item.map(Item::new).and_then(read))
    }

    pub(super) fn log_put(&self, line: &AuditLine) -> Result<Put, Trouble> {
        log_item(line).map(|item| self.put(item))
    }

    pub(super) fn stone_put(&self, key: &Key, line: &AuditLine) -> Result<Put, Trouble> {
        let mut item = HashMap::from([
            (attribute::KEY.to_owned(), text(&stone_key(key))),
            (attribute::SORT.to_owned(), text("T")),
            ("at".to_owned(), text(&moment(line.at))),
            ("by".to_owned(), text(&line.by)),
        ]);
        item.extend(expiry(line.at, STONE_DAYS));
        // Not only where none is: what was erased, sent again and erased again leaves its stone again.
        Ok(Put::builder().table_name(self.store.table()).set_item(Some(item)).build().expect("table and item are set"))
    }
}

fn stone_key(key: &Key) -> String {
    format!("{STONE}{}", key.as_str().strip_prefix("S#").unwrap_or_default())
}

fn log_item(line: &AuditLine) -> Result<HashMap<String, AttributeValue>, Trouble> {
    let day = line.at.to_zoned(TimeZone::UTC).date();
    // Two lines in one millisecond must not be one.
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(|_| Trouble::Table("maskinen giver ingen tilfældige tal".to_owned()))?;
    let mut item = HashMap::from([
        (attribute::KEY.to_owned(), text(&format!("{DAY}{day}"))),
        (attribute::SORT.to_owned(), text(&format!("{}#{}", moment(line.at), forms::library::hexadecimal(&random)))),
        ("at".to_owned(), text(&moment(line.at))),
        ("by".to_owned(), text(&line.by)),
        ("deed".to_owned(), text(line.deed.as_str())),
        ("detail".to_owned(), text(&line.detail)),
    ]);
    item.extend(line.about.as_ref().map(|about| ("about".to_owned(), text(about))));
    item.extend(line.refused.as_ref().map(|why| ("refused".to_owned(), text(why))));
    item.extend(expiry(line.at, LOG_DAYS));
    Ok(item)
}

fn expiry(at: Timestamp, days: i64) -> Option<(String, AttributeValue)> {
    let end = at.checked_add(SignedDuration::from_hours(24 * days)).ok()?;
    Some((attribute::EXPIRES.to_owned(), AttributeValue::N(end.as_second().to_string())))
}

fn line_of(item: &Item) -> Option<AuditLine> {
    Some(AuditLine {
        at: item.text("at")?.parse().ok()?,
        by: item.text("by")?.to_owned(),
        deed: Deed::parse(item.text("deed")?)?,
        about: item.text("about").map(str::to_owned),
        detail: item.text("detail").unwrap_or_default().to_owned(),
        refused: item.text("refused").map(str::to_owned),
    })
}
