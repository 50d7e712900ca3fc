//! One submission as it lies in the table.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use collector::record::{Key, Queue, attribute};
use forms::id::FormId;
use forms::municipality::Municipality;
use forms::triage::Urgency;

use crate::case::{Head, Status};
use crate::trouble::Trouble;

/// A submission with all that belongs to it, sealed as it is.
#[derive(Debug, Clone)]
pub struct Item(HashMap<String, AttributeValue>);

impl Item {
    pub(super) fn new(attributes: HashMap<String, AttributeValue>) -> Self {
        Self(attributes)
    }

    /// Returns what can be read without a key.
    ///
    /// # Errors
    /// [`Trouble::Damaged`] if something is missing or is not what it should be: guessing could hide a family.
    pub fn head(&self) -> Result<Head, Trouble> {
        let missing = |what| move || Trouble::Damaged(what);
        Ok(Head {
            key: self.text(attribute::KEY).and_then(Key::parse).ok_or_else(missing("det har ikke et nummer"))?,
            form: self.text(attribute::FORM).and_then(FormId::parse).ok_or_else(missing("formularens navn mangler"))?,
            version: self.number(attribute::VERSION).ok_or_else(missing("formularens version mangler"))?,
            received: self.read(attribute::RECEIVED)?.ok_or_else(missing("tidspunktet mangler"))?,
            urgency: self
                .text(attribute::URGENCY)
                .and_then(Urgency::parse)
                .ok_or_else(missing("det mangler, hvor meget det haster"))?,
            municipality: match self.text(attribute::MUNICIPALITY) {
                None => None,
                Some(name) => Some(Municipality::parse(name).ok_or_else(missing("kommunen findes ikke"))?),
            },
            wants_contact: self
                .0
                .get(attribute::WANTS_CONTACT)
                .and_then(|value| value.as_bool().ok())
                .copied()
                .unwrap_or(true),
            quarantined: self.text(attribute::QUEUE) == Some(Queue::Quarantine.as_str()),
            status: match self.text(attribute::STATUS) {
                None => Status::New,
                Some(word) => Status::parse(word).ok_or_else(missing("status er ukendt"))?,
            },
            assignee: self.text(attribute::ASSIGNEE).map(str::to_owned),
            due: self.read(attribute::DUE)?,
            contacted: self.read(attribute::CONTACTED)?,
            closed: self.read(attribute::CLOSED)?,
            revision: if self.0.contains_key(attribute::REVISION) {
                self.number(attribute::REVISION).map(u64::from).ok_or_else(missing("tælleren er ødelagt"))?
            } else {
                0
            },
        })
    }

    /// Returns how the family is, sealed.
    pub fn answers(&self) -> Option<&[u8]> {
        self.bytes(attribute::ANSWERS)
    }

    /// Returns who the family is, sealed; nothing, if it was erased.
    pub fn contact(&self) -> Option<&[u8]> {
        self.bytes(attribute::CONTACT)
    }

    /// Returns what was done, sealed, the oldest first.
    pub fn history(&self) -> Vec<&[u8]> {
        let lines = self.0.get(attribute::HISTORY).and_then(|value| value.as_l().ok());
        lines.into_iter().flatten().filter_map(|line| line.as_b().ok().map(AsRef::as_ref)).collect()
    }

    /// Returns the text of an attribute.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_s().ok().map(String::as_str)
    }

    fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.0.get(name)?.as_b().ok().map(AsRef::as_ref)
    }

    fn number(&self, name: &str) -> Option<u32> {
        self.0.get(name)?.as_n().ok()?.parse().ok()
    }

    /// Reads a date or a moment, which need not be there.
    fn read<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, Trouble> {
        match self.text(name) {
            None => Ok(None),
            Some(text) => text.parse().map(Some).map_err(|_| Trouble::Damaged("en dato kan ikke læses")),
        }
    }
}
