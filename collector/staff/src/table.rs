//! Reads the table. The service cannot; only a member of the staff, with rights of their own, can.

use std::collections::HashMap;
use std::path::PathBuf;

use aws_sdk_dynamodb::types::AttributeValue;
use collector::record::{Queue, SORT_SUBMISSION, attribute};
use collector::store::{OPEN_INDEX, Store, client};
use collector_local::{ENDPOINT, TABLE_FILE, Table};
use forms::code::Receipt;

/// Which table.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// The folder of the embedded table.
    pub(crate) data: PathBuf,
    /// The name of a table in the cloud.
    pub(crate) table: Option<String>,
}

/// A table that can be read.
pub(crate) struct Reader {
    store: Store,
    _table: Option<Table>,
}

/// One item of the table.
pub(crate) struct Item(HashMap<String, AttributeValue>);

impl Item {
    /// Returns the text of an attribute.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(|value| value.as_s().ok()).map_or("", String::as_str)
    }

    /// Returns the bytes of an attribute.
    pub(crate) fn bytes(&self, name: &str) -> &[u8] {
        self.0.get(name).and_then(|value| value.as_b().ok()).map_or(&[], AsRef::as_ref)
    }

    /// Returns whether an attribute is true.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.0.get(name).and_then(|value| value.as_bool().ok()).is_some_and(|flag| *flag)
    }

    /// Returns a whole number.
    pub(crate) fn number_of(&self, name: &str) -> Option<u32> {
        self.0.get(name)?.as_n().ok()?.parse().ok()
    }

    /// Returns the short number people use: the first digits of the key.
    pub(crate) fn number(&self) -> &str {
        self.text(attribute::KEY).get(2..12).unwrap_or_default()
    }
}

impl Reader {
    /// Opens the table, and says which one it is.
    pub(crate) async fn open(place: &Place) -> Result<Self, String> {
        if let Some(name) = &place.table {
            anstream::eprintln!("Tabel: {name} i AWS");
            return Ok(Self { store: Store::new(client::from_environment().await, name.clone()), _table: None });
        }
        #[expect(clippy::disallowed_methods, reason = "the variable that every AWS program reads")]
        let endpoint = std::env::var(ENDPOINT).ok();
        if endpoint.is_none() && !place.data.join(TABLE_FILE).exists() {
            return Err(format!(
                "der er ingen tabel i {}; start stedet med `generator serve`, eller sig hvilken tabel med --table",
                place.data.display()
            ));
        }
        let table = Table::find(&place.data, endpoint).map_err(|error| error.to_string())?;
        match table.elsewhere() {
            Some(address) => anstream::eprintln!("Tabel: den på {address}"),
            None => anstream::eprintln!("Tabel: {} på denne maskine", place.data.join(TABLE_FILE).display()),
        }
        let store = table.store().await.map_err(|error| error.to_string())?;
        Ok(Self { store, _table: Some(table) })
    }

    /// Returns what waits in a line, oldest first.
    pub(crate) async fn waiting(&self, queue: Queue) -> Result<Vec<Item>, String> {
        let mut pages = self
            .store
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
        let mut items = Vec::new();
        while let Some(item) = pages.next().await {
            items.push(Item(item.map_err(|_| "tabellen svarer ikke; se efter, om du har adgang".to_owned())?));
        }
        Ok(items)
    }

    /// Returns the submission with this number or this receipt.
    pub(crate) async fn find(&self, which: &str) -> Result<Item, String> {
        let key = match Receipt::parse(which) {
            Some(receipt) => collector::record::Key::of(receipt).as_str().to_owned(),
            None => self.key_of(which).await?,
        };
        let get = self
            .store
            .client()
            .get_item()
            .table_name(self.store.table())
            .key(attribute::KEY, AttributeValue::S(key))
            .key(attribute::SORT, AttributeValue::S(SORT_SUBMISSION.to_owned()));
        let found = get.send().await.map_err(|_| "tabellen svarer ikke; se efter, om du har adgang".to_owned())?;
        found.item.map(Item).ok_or_else(|| "der er intet svar med den kvittering; måske er det slettet".to_owned())
    }

    async fn key_of(&self, number: &str) -> Result<String, String> {
        let mut found = Vec::new();
        for queue in Queue::ALL {
            let items = self.waiting(queue).await?;
            found.extend(items.into_iter().filter(|item| item.number().starts_with(number)));
        }
        match found.as_slice() {
            [item] => Ok(item.text(attribute::KEY).to_owned()),
            [] => Err(format!("intet svar har nummeret {number}; se numrene med `staff list`")),
            [..] => Err(format!("flere svar begynder med {number}; skriv hele nummeret")),
        }
    }
}
