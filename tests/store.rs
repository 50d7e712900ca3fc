//! The table as the service uses it, held to the same promises in every implementation.

use aws_sdk_dynamodb::types::AttributeValue;
use collector::record::{Key, Queue, Record, Tag, attribute};
use collector::store::{OPEN_INDEX, Put, Store, StoreError};
use forms::code::Receipt;
use forms::id::FormId;
use forms::municipality::Municipality;
use forms::triage::Urgency;

use crate::app::now;

fn record(seed: u8, body: &[u8]) -> Record {
    let receipt = Receipt::from_random([seed; 16]);
    Record {
        key: Key::of(receipt),
        form: FormId::parse("start").expect("an id"),
        version: 1,
        received: now(),
        urgency: Urgency::Soon,
        municipality: Municipality::parse("Ærø"),
        wants_contact: true,
        expires: Some(now()),
        tag: Tag::of(receipt, body),
        queue: Queue::Open(Urgency::Soon),
        answers: vec![7; 3000],
        contact: vec![9; 1500],
    }
}

async fn count(store: &Store) -> usize {
    let scan = store.client().scan().table_name(store.table()).into_paginator().items().send();
    scan.collect::<Result<Vec<_>, _>>().await.expect("readable").len()
}

/// Puts a table through everything that the service asks of one.
pub(crate) async fn check(store: &Store) {
    store.create_table().await.expect("made");
    store.create_table().await.expect("made once only");
    store.reach().await.expect("it answers");
    assert_eq!(store.put(&record(1, b"svar")).await, Ok(Put::Stored));
    assert_eq!(store.put(&record(1, b"svar")).await, Ok(Put::StoredBefore));
    assert_eq!(store.put(&record(1, b"andet svar")).await, Err(StoreError::Conflict));
    assert_eq!(store.put(&record(2, b"svar")).await, Ok(Put::Stored));
    assert_eq!(count(store).await, 2);

    let waiting = |queue: &'static str| {
        let query = store.client().query().table_name(store.table()).index_name(OPEN_INDEX);
        let query = query.key_condition_expression("queue = :queue");
        query.expression_attribute_values(":queue", AttributeValue::S(queue.to_owned())).send()
    };
    let items = waiting("soon").await.expect("readable").items.unwrap_or_default();
    assert_eq!(items.len(), 2);
    let item = items.first().expect("two of them");
    assert!(item.contains_key(attribute::MUNICIPALITY) && item.contains_key(attribute::WANTS_CONTACT));
    assert!(!item.contains_key(attribute::ANSWERS), "the index does not repeat what is sealed");
    assert!(waiting("urgent").await.expect("readable").items.unwrap_or_default().is_empty());

    store.erase(&record(1, b"").key).await.expect("erased");
    store.erase(&record(1, b"").key).await.expect("the same when there is nothing");
    assert_eq!(count(store).await, 1);
    assert_eq!(store.put(&record(1, b"svar")).await, Ok(Put::Stored), "an erased receipt holds nothing back");
}

#[test]
fn the_embedded_table_keeps_every_promise() {
    crate::app::run(async {
        let table = collector_local::Embedded::in_memory().expect("a table");
        check(&table.store().await.expect("made")).await;
    });
}

#[test]
fn what_is_stored_is_there_when_the_table_is_opened_again() {
    crate::app::run(async {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for round in 1..4 {
            let table = collector_local::Embedded::open(folder.path()).expect("opened");
            let store = table.store().await.expect("made");
            let mut kept = record(round, b"svar");
            kept.expires = "2126-01-01T00:00:00Z".parse().ok();
            assert_eq!(store.put(&kept).await, Ok(Put::Stored));
            assert_eq!(count(&store).await, usize::from(round));
        }
    });
}
