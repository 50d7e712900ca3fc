//! Made-up cases, put into the table of this machine as they would stand after years of work.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use collector::record::{Record, attribute};
use collector::store::item;
use jiff::Timestamp;

use super::{Table, bytes, moment, queue_of, text, trouble};
use crate::case::Head;
use crate::trouble::Trouble;

/// Items that the table takes at once.
pub(crate) const BATCH: usize = 25;

impl Table {
    /// Puts cases into the table, over whatever is there.
    ///
    /// # Errors
    /// [`Trouble::RealTable`] if it is not the table of this machine.
    pub(crate) async fn put_made_up(&self, cases: Vec<HashMap<String, AttributeValue>>) -> Result<(), Trouble> {
        if !self.is_local() {
            return Err(Trouble::RealTable(self.name.clone()));
        }
        let mut left: Vec<WriteRequest> = cases
            .into_iter()
            .filter_map(|case| PutRequest::builder().set_item(Some(case)).build().ok())
            .map(|put| WriteRequest::builder().put_request(put).build())
            .collect();
        while !left.is_empty() {
            let write = self.client().batch_write_item().request_items(self.store.table(), left);
            let written = write.send().await.map_err(|error| trouble(&error, self.store.table()))?;
            left = written.unprocessed_items.and_then(|mut items| items.remove(self.store.table())).unwrap_or_default();
        }
        Ok(())
    }
}

/// Returns a submission as it stands in the table after staff have worked on it.
pub(crate) fn worked_on(
    record: &Record,
    head: &Head,
    history: &[Vec<u8>],
    expires: Option<Timestamp>,
) -> HashMap<String, AttributeValue> {
    let mut case = item(record);
    case.remove(attribute::QUEUE);
    case.remove(attribute::EXPIRES);
    let more = [
        (attribute::QUEUE, queue_of(head).map(|queue| text(queue.as_str()))),
        (attribute::EXPIRES, expires.map(|at| AttributeValue::N(at.as_second().to_string()))),
    ];
    let staff = [
        (attribute::STATUS, Some(text(&head.status.word()))),
        (attribute::REVISION, Some(AttributeValue::N(head.revision.to_string()))),
        (attribute::ASSIGNEE, head.assignee.as_deref().map(text)),
        (attribute::DUE, head.due.map(|day| text(&day.to_string()))),
        (attribute::CONTACTED, head.contacted.map(|at| text(&moment(at)))),
        (attribute::CLOSED, head.closed.map(|at| text(&moment(at)))),
        (attribute::HISTORY, Some(AttributeValue::L(history.iter().map(|line| bytes(line)).collect()))),
    ];
    let touched = head.revision > 0;
    let all = more.into_iter().chain(staff.into_iter().filter(|_| touched));
    case.extend(all.filter_map(|(name, value)| Some((name.to_owned(), value?))));
    case
}
