//! The table, as staff read and change it. The service can do neither; only a person with rights of their own can.
//!
//! Every change of a case is one transaction: the case as it was seen, the case as it is now, and the line of the log. It
//! happens whole or not at all, and once, however often the line to the table breaks.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, TransactWriteItem, Update};
use collector::record::{Key, Queue, SORT_SUBMISSION, attribute};
use collector::store::{OPEN_INDEX, OPEN_INDEX_ATTRIBUTES, Store};
use collector_local::Table as Local;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::audit::AuditLine;
use crate::case::{Head, Status};
use crate::trouble::Trouble;

mod fill;
mod item;
mod log;
mod refusal;
mod sweep;

pub(crate) use fill::{BATCH, worked_on};
pub use item::Item;
pub use sweep::{Needs, Sweep};

use refusal::trouble;

/// A table that can be read and changed.
#[derive(Debug)]
pub struct Table {
    store: Store,
    name: String,
    identity: String,
    count: u64,
    local: Option<Local>,
}

/// What becomes of a case.
pub struct Change {
    /// The case as it was seen: it must still be so.
    pub before: Head,
    /// The case as it is now. Its revision is one more.
    pub after: Head,
    /// What was done, sealed: lines for the history.
    pub history: Vec<Vec<u8>>,
    /// When the table erases it by itself.
    pub expires: Option<Timestamp>,
    /// Letters that take the place of those that are there.
    pub letters: Letters,
}

/// What becomes of the letters of a case.
#[derive(Clone, PartialEq, Eq)]
pub enum Letters {
    /// They stay.
    Kept,
    /// Who the family is goes.
    ContactErased,
    /// They are sealed anew, and so is the history, which is given whole.
    Resealed {
        /// How the family is.
        answers: Vec<u8>,
        /// Who the family is, unless that was erased.
        contact: Option<Vec<u8>>,
    },
}

impl Table {
    /// Takes hold of a table: it must be there, and be made as this program needs it.
    ///
    /// # Errors
    /// [`Trouble`] if it is not there, too old, or cannot be seen.
    pub async fn open(store: Store, name: String, local: Option<Local>) -> Result<Self, Trouble> {
        let described = store.client().describe_table().table_name(store.table()).send().await;
        let described = described.map_err(|error| trouble(&error, store.table()))?;
        let table = described.table.ok_or_else(|| Trouble::NoTable(store.table().to_owned()))?;
        let index = table.global_secondary_indexes().iter().find(|index| index.index_name() == Some(OPEN_INDEX));
        let repeated = index.and_then(|index| index.projection()).map_or(&[][..], |found| found.non_key_attributes());
        if OPEN_INDEX_ATTRIBUTES.iter().any(|needed| repeated.iter().all(|name| name != needed)) {
            return Err(Trouble::OldTable(name));
        }
        let identity = match (table.table_id(), table.table_arn()) {
            (Some(id), _) => id.to_owned(),
            (None, Some(arn)) => arn.to_owned(),
            (None, None) => store.table().to_owned(),
        };
        let count = table.item_count().and_then(|count| u64::try_from(count).ok()).unwrap_or(0);
        Ok(Self { store, name, identity, count, local })
    }

    /// Returns what staff call it: »tabellen 1000dage i AWS«.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns what tells this table from every other, also from one of the same name elsewhere.
    pub fn identity(&self) -> &str {
        &self.identity
    }

    /// Returns about how many items there are: the table counts them now and then.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Returns whether it is the embedded table of this machine, where made-up answers may lie.
    pub fn is_local(&self) -> bool {
        self.local.is_some()
    }

    /// Returns the table as the service writes to it.
    pub fn store(&self) -> &Store {
        &self.store
    }

    fn client(&self) -> &Client {
        self.store.client()
    }

    /// Returns the cases that wait in a line, oldest first. One that is damaged hides no other.
    ///
    /// # Errors
    /// [`Trouble`] if the table cannot be read.
    pub async fn queue(&self, queue: Queue) -> Result<Vec<Result<Head, Trouble>>, Trouble> {
        let mut pages = self
            .client()
            .query()
            .table_name(self.store.table())
            .index_name(OPEN_INDEX)
            .key_condition_expression("#queue = :queue")
            .expression_attribute_names("#queue", attribute::QUEUE)
            .expression_attribute_values(":queue", AttributeValue::S(queue.as_str().to_owned()))
            .into_paginator()
            .items()
            .send();
        let mut heads = Vec::new();
        while let Some(found) = pages.next().await {
            let item = Item::new(found.map_err(|error| trouble(&error, self.store.table()))?);
            heads.push(item.head());
        }
        Ok(heads)
    }

    /// Returns one submission with all that belongs to it.
    ///
    /// # Errors
    /// [`Trouble`] if the table cannot be read.
    pub async fn get(&self, key: &Key) -> Result<Option<Item>, Trouble> {
        let get =
            self.client().get_item().table_name(self.store.table()).set_key(Some(key_of(key))).consistent_read(true);
        let found = get.send().await.map_err(|error| trouble(&error, self.store.table()))?;
        Ok(found.item.map(Item::new))
    }

    /// Changes a case, if it still stands as it was seen, and writes the line of the log with it.
    ///
    /// # Errors
    /// [`Trouble::Changed`] with nobody's name if somebody else was first; others if the table said no. Nothing is changed then.
    pub async fn change(&self, change: &Change, line: &AuditLine) -> Result<Head, Trouble> {
        let after = Head { revision: change.before.revision + 1, ..change.after.clone() };
        let update = TransactWriteItem::builder().update(self.update(change, &after)).build();
        let log = TransactWriteItem::builder().put(self.log_put(line)?).build();
        let sent = self.client().transact_write_items().transact_items(update).transact_items(log).send().await;
        match sent {
            Ok(_) => Ok(after),
            Err(error) if refusal::is_condition(&error) => match self.get(&after.key).await? {
                None => Err(Trouble::NotFound(after.number().to_owned())),
                Some(item) => Err(Trouble::Changed { head: Box::new(item.head()?), by: "En anden".to_owned() }),
            },
            Err(error) => Err(trouble(&error, self.store.table())),
        }
    }

    fn update(&self, change: &Change, after: &Head) -> Update {
        let mut writing = Writing::default();
        writing.set(attribute::STATUS, Some(text(&after.status.word())));
        writing.set(attribute::REVISION, Some(AttributeValue::N(after.revision.to_string())));
        writing.set(attribute::ASSIGNEE, after.assignee.as_deref().map(text));
        writing.set(attribute::DUE, after.due.map(|day: Date| text(&day.to_string())));
        writing.set(attribute::CONTACTED, after.contacted.map(|at| text(&moment(at))));
        writing.set(attribute::CLOSED, after.closed.map(|at| text(&moment(at))));
        writing.set(attribute::QUEUE, queue_of(after).map(|queue| text(queue.as_str())));
        writing.set(attribute::EXPIRES, change.expires.map(|at| AttributeValue::N(at.as_second().to_string())));
        let lines = AttributeValue::L(change.history.iter().map(|line| bytes(line)).collect());
        match &change.letters {
            Letters::Kept => writing.append(attribute::HISTORY, lines),
            Letters::ContactErased => {
                writing.append(attribute::HISTORY, lines);
                writing.set(attribute::CONTACT, None);
            }
            Letters::Resealed { answers, contact } => {
                writing.set(attribute::HISTORY, Some(lines));
                writing.set(attribute::ANSWERS, Some(bytes(answers)));
                writing.set(attribute::CONTACT, contact.as_deref().map(bytes));
            }
        }
        writing.into_update(self.store.table(), change.before.key.clone(), change.before.revision)
    }

    /// Erases a submission with all that belongs to it, leaves a stone with its key, and writes the line of the log; all or nothing.
    ///
    /// # Errors
    /// [`Trouble::NotFound`] if it is gone already.
    pub async fn erase(&self, key: &Key, line: &AuditLine) -> Result<(), Trouble> {
        let delete = Delete::builder()
            .table_name(self.store.table())
            .set_key(Some(key_of(key)))
            .condition_expression("attribute_exists(pk)")
            .build()
            .expect("table and key are set");
        let sent = self
            .client()
            .transact_write_items()
            .transact_items(TransactWriteItem::builder().delete(delete).build())
            .transact_items(TransactWriteItem::builder().put(self.stone_put(key, line)?).build())
            .transact_items(TransactWriteItem::builder().put(self.log_put(line)?).build())
            .send()
            .await;
        match sent {
            Ok(_) => Ok(()),
            Err(error) if refusal::is_condition(&error) => {
                Err(Trouble::NotFound(key.as_str().get(2..12).unwrap_or_default().to_owned()))
            }
            Err(error) => Err(trouble(&error, self.store.table())),
        }
    }

    fn put(&self, item: HashMap<String, AttributeValue>) -> Put {
        Put::builder()
            .table_name(self.store.table())
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk)")
            .build()
            .expect("table and item are set")
    }
}

/// Returns the line in which an open case waits.
pub fn queue_of(head: &Head) -> Option<Queue> {
    match (head.status, head.quarantined) {
        (Status::Closed(_), _) => None,
        (_, true) => Some(Queue::Quarantine),
        (_, false) => Some(Queue::Open(head.urgency)),
    }
}

/// An update in the making.
#[derive(Default)]
struct Writing {
    set: Vec<String>,
    remove: Vec<String>,
    names: HashMap<String, String>,
    values: HashMap<String, AttributeValue>,
}

impl Writing {
    /// Gives an attribute a value, or takes the attribute away.
    fn set(&mut self, name: &str, value: Option<AttributeValue>) {
        self.names.insert(format!("#{name}"), name.to_owned());
        match value {
            Some(value) => {
                self.set.push(format!("#{name} = :{name}"));
                self.values.insert(format!(":{name}"), value);
            }
            None => self.remove.push(format!("#{name}")),
        }
    }

    /// Adds to a list, which need not be there.
    fn append(&mut self, name: &str, values: AttributeValue) {
        self.names.insert(format!("#{name}"), name.to_owned());
        self.set.push(format!("#{name} = list_append(if_not_exists(#{name}, :none), :{name})"));
        self.values.insert(format!(":{name}"), values);
        self.values.insert(":none".to_owned(), AttributeValue::L(Vec::new()));
    }

    fn into_update(mut self, table: &str, key: Key, revision: u64) -> Update {
        let unchanged = if revision == 0 {
            "attribute_exists(pk) AND attribute_not_exists(#revision)"
        } else {
            self.values.insert(":before".to_owned(), AttributeValue::N(revision.to_string()));
            "#revision = :before"
        };
        let mut expression = format!("SET {}", self.set.join(", "));
        if !self.remove.is_empty() {
            expression.push_str(&format!(" REMOVE {}", self.remove.join(", ")));
        }
        Update::builder()
            .table_name(table)
            .set_key(Some(key_of(&key)))
            .update_expression(expression)
            .condition_expression(unchanged)
            .set_expression_attribute_names(Some(self.names))
            .set_expression_attribute_values(Some(self.values))
            .build()
            .expect("table, key and expression are set")
    }
}

fn key_of(key: &Key) -> HashMap<String, AttributeValue> {
    HashMap::from([
        (attribute::KEY.to_owned(), text(key.as_str())),
        (attribute::SORT.to_owned(), text(SORT_SUBMISSION)),
    ])
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn bytes(bytes: &[u8]) -> AttributeValue {
    AttributeValue::B(Blob::new(bytes))
}

/// Returns a moment as it stands in the table: text order is time order.
fn moment(at: Timestamp) -> String {
    format!("{at:.3}")
}
