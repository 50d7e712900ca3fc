//! The table: DynamoDB, in the cloud and on a developer's machine alike.
//!
//! Two verbs are all the service may do: put a submission that was not there, and take one away by its key. It can read
//! nothing, so a fault in it can betray nothing.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::RequestId;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ReturnValuesOnConditionCheckFailure, ScalarAttributeType, TimeToLiveSpecification,
};
use tracing::warn;

use crate::record::{Key, Queue, Record, SORT_SUBMISSION, attribute};

pub mod client;

/// The index of open submissions: by line, in the order they came.
pub const OPEN_INDEX: &str = "open";

/// What the index repeats, so that the queue is listed without opening anything.
pub const OPEN_INDEX_ATTRIBUTES: [&str; 11] = [
    attribute::FORM,
    attribute::VERSION,
    attribute::URGENCY,
    attribute::MUNICIPALITY,
    attribute::WANTS_CONTACT,
    attribute::EXPIRES,
    attribute::STATUS,
    attribute::ASSIGNEE,
    attribute::DUE,
    attribute::CONTACTED,
    attribute::REVISION,
];

/// The key that is deleted to see whether the table answers; no receipt leads to it.
const NOBODY: &str = "S#nobody";

/// The table.
#[derive(Debug, Clone)]
pub struct Store {
    client: Client,
    table: String,
}

/// What became of a submission that was put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// It is stored now.
    Stored,
    /// It was stored before, with the same answers.
    StoredBefore,
}

/// Why nothing can be promised. What the table said is in the log, by code; its words can hold a stored item and are dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Another submission holds this receipt.
    #[error("the receipt belongs to other answers")]
    Conflict,
    /// Nothing is known to be stored; the same call may be made again.
    #[error("the table did not answer as it should")]
    Unavailable,
}

impl Store {
    /// Returns the table called `table`.
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self { client, table: table.into() }
    }

    /// Returns the name of the table.
    pub fn table(&self) -> &str {
        &self.table
    }

    /// Returns what speaks to the table.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Stores `record` once, however often the same submission arrives.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if other answers hold this receipt; [`StoreError::Unavailable`] if nothing is known to be stored.
    pub async fn put(&self, record: &Record) -> Result<Put, StoreError> {
        let sent = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item(record)))
            .condition_expression("attribute_not_exists(pk)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        match sent {
            Ok(_) => Ok(Put::Stored),
            Err(error) => refused(&error, record),
        }
    }

    /// Erases the submission at `key`, whether or not there is one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if nothing is known to be erased.
    pub async fn erase(&self, key: &Key) -> Result<(), StoreError> {
        self.delete(key.as_str()).await
    }

    /// Finds out whether the table can be written to, with no more than the right to erase.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if it cannot.
    pub async fn reach(&self) -> Result<(), StoreError> {
        self.delete(NOBODY).await
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        let delete = self
            .client
            .delete_item()
            .table_name(&self.table)
            .key(attribute::KEY, AttributeValue::S(key.to_owned()))
            .key(attribute::SORT, AttributeValue::S(SORT_SUBMISSION.to_owned()));
        delete.send().await.map(|_| ()).map_err(|error| unavailable("delete", &error))
    }

    /// Makes the table where it does not exist: the same keys, index and expiry as in production.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if it could not be made.
    pub async fn create_table(&self) -> Result<(), StoreError> {
        if self.client.describe_table().table_name(&self.table).send().await.is_ok() {
            return Ok(());
        }
        let attributes = [attribute::KEY, attribute::SORT, attribute::QUEUE, attribute::RECEIVED];
        let create = self
            .client
            .create_table()
            .table_name(&self.table)
            .billing_mode(BillingMode::PayPerRequest)
            .set_attribute_definitions(Some(attributes.into_iter().map(text_attribute).collect()))
            .set_key_schema(Some(key_schema(attribute::KEY, attribute::SORT)))
            .global_secondary_indexes(open_index());
        create.send().await.map_err(|error| unavailable("create", &error))?;
        let expiry = TimeToLiveSpecification::builder().attribute_name(attribute::EXPIRES).enabled(true).build();
        let expiry = expiry.map_err(|_| StoreError::Unavailable)?;
        let update = self.client.update_time_to_live().table_name(&self.table).time_to_live_specification(expiry);
        update.send().await.map(|_| ()).map_err(|error| unavailable("expiry", &error))
    }
}

/// Returns a submission as it stands in the table.
pub fn item(record: &Record) -> HashMap<String, AttributeValue> {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let number = |number: i64| AttributeValue::N(number.to_string());
    let bytes = |bytes: &[u8]| AttributeValue::B(Blob::new(bytes));
    let always = [
        (attribute::KEY, text(record.key.as_str())),
        (attribute::SORT, text(SORT_SUBMISSION)),
        (attribute::FORM, text(record.form.as_str())),
        (attribute::VERSION, number(i64::from(record.version))),
        (attribute::RECEIVED, text(&format!("{:.3}", record.received))),
        (attribute::URGENCY, text(record.urgency.as_str())),
        (attribute::WANTS_CONTACT, AttributeValue::Bool(record.wants_contact)),
        (attribute::TAG, bytes(record.tag.as_bytes())),
        (attribute::QUEUE, text(record.queue.as_str())),
        (attribute::ANSWERS, bytes(&record.answers)),
        (attribute::CONTACT, bytes(&record.contact)),
    ];
    let expires = record.expires.map(|at| (attribute::EXPIRES, number(at.as_second())));
    let municipality = record.municipality.map(|place| (attribute::MUNICIPALITY, text(place.name())));
    always.into_iter().chain(expires).chain(municipality).map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Tells a submission that was there before from a table that did not answer.
fn refused(error: &SdkError<PutItemError>, record: &Record) -> Result<Put, StoreError> {
    let Some(PutItemError::ConditionalCheckFailedException(failed)) = error.as_service_error() else {
        return Err(unavailable("put", error));
    };
    let before = failed.item().and_then(|item| item.get(attribute::TAG)).and_then(|tag| tag.as_b().ok());
    match before {
        Some(tag) if tag.as_ref() == record.tag.as_bytes() => Ok(Put::StoredBefore),
        Some(_) => Err(StoreError::Conflict),
        // The table says that something is there and keeps to itself what: nothing can be promised.
        None => Err(unavailable("put", error)),
    }
}

/// Notes what the table said, by code and request alone: its words can hold a whole item.
fn unavailable<E: ProvideErrorMetadata>(operation: &'static str, error: &SdkError<E>) -> StoreError
where
    SdkError<E>: RequestId,
{
    let kind = match error {
        SdkError::ConstructionFailure(_) => "construction",
        SdkError::TimeoutError(_) => "timeout",
        SdkError::DispatchFailure(_) => "dispatch",
        SdkError::ResponseError(_) => "response",
        SdkError::ServiceError(_) => "service",
        _ => "unknown",
    };
    let code = error.as_service_error().and_then(ProvideErrorMetadata::code).unwrap_or_default();
    warn!(operation, kind, code, request = error.request_id().unwrap_or_default(), "the table did not do it");
    StoreError::Unavailable
}

fn text_attribute(name: &str) -> AttributeDefinition {
    AttributeDefinition::builder()
        .attribute_name(name)
        .attribute_type(ScalarAttributeType::S)
        .build()
        .expect("name and type are set")
}

fn key_schema(hash: &str, range: &str) -> Vec<KeySchemaElement> {
    let element = |name: &str, kind| {
        KeySchemaElement::builder().attribute_name(name).key_type(kind).build().expect("name and type are set")
    };
    vec![element(hash, KeyType::Hash), element(range, KeyType::Range)]
}

fn open_index() -> GlobalSecondaryIndex {
    let repeated = OPEN_INDEX_ATTRIBUTES.map(str::to_owned).to_vec();
    let projection =
        Projection::builder().projection_type(ProjectionType::Include).set_non_key_attributes(Some(repeated)).build();
    GlobalSecondaryIndex::builder()
        .index_name(OPEN_INDEX)
        .set_key_schema(Some(key_schema(attribute::QUEUE, attribute::RECEIVED)))
        .projection(projection)
        .build()
        .expect("name and keys are set")
}

impl Queue {
    /// Returns the line by its word in the table.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|queue| queue.as_str() == word)
    }
}
