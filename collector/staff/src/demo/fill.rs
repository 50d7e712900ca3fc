//! The made-up service, put into the table of this machine.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use collector::record::backstop;
use collector::seal::{Keys, Reader};
use jiff::Timestamp;
use rayon::prelude::*;

use super::{Demo, Made};
use crate::case::step::step;
use crate::case::{Event, Head, Status, is_package};
use crate::desk::Progress;
use crate::table::{BATCH, Table, worked_on};
use crate::trouble::Trouble;

/// Cases that are made at once, before they are put into the table.
const CHUNK: usize = 1_000;

/// Puts a plan into the table of this machine, as it would stand after two years of work.
///
/// What would have been erased by now is kept, so that there is something to look at: the daily round erases it.
///
/// # Errors
/// [`Trouble::RealTable`] if it is another table; others if it could not be written.
pub async fn fill(demo: &Demo<'_>, table: &Table, keys: &Keys, progress: Progress<'_>) -> Result<u64, Trouble> {
    if !table.is_local() {
        return Err(Trouble::RealTable(table.name().to_owned()));
    }
    let all = u64::try_from(demo.visits().len()).unwrap_or(u64::MAX);
    let mut done = 0;
    for visits in demo.visits().chunks(CHUNK) {
        let made: Vec<_> = visits
            .par_iter()
            .map(|visit| {
                case(&demo.make(visit).map_err(|refused| Trouble::Usage(refused.to_string()))?, keys, demo.until)
            })
            .collect::<Result<_, Trouble>>()?;
        let mut made = made.into_iter();
        loop {
            let batch: Vec<_> = made.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                break;
            }
            done += u64::try_from(batch.len()).unwrap_or(0);
            table.put_made_up(batch).await?;
            progress(done, all);
        }
    }
    Ok(done)
}

/// Returns one case as it stands in the table after everything that was done about it.
fn case(made: &Made<'_>, keys: &Keys, until: Timestamp) -> Result<HashMap<String, AttributeValue>, Trouble> {
    let locked = |_| Trouble::Usage("et opdigtet svar kunne ikke låses".to_owned());
    let record = made.record(keys).map_err(locked)?;
    let mut head = Head {
        key: record.key.clone(),
        form: record.form.clone(),
        version: record.version,
        received: record.received,
        urgency: record.urgency,
        municipality: record.municipality,
        wants_contact: record.wants_contact,
        quarantined: !made.suspicions.is_empty(),
        status: Status::New,
        assignee: None,
        due: None,
        contacted: None,
        closed: None,
        revision: 0,
    };
    let mut history = Vec::new();
    for deed in &made.deeds {
        let (next, what) = step(&head, is_package(made.form), &deed.action, deed.by, deed.at)?;
        history.push(keys.seal(&Event { at: deed.at, by: deed.by.to_owned(), what }, Reader::Staff).map_err(locked)?);
        head = Head { revision: head.revision + 1, ..next };
    }
    let expires = match head.closed {
        Some(closed) => Some(backstop(closed, made.form.retention().handled)),
        None => record.expires,
    };
    Ok(worked_on(&record, &head, &history, expires.filter(|at| *at > until)))
}
