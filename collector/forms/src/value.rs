//! One answer, in its own type.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::ChoiceId;
use crate::municipality::Municipality;

/// What was answered to one question.
///
/// Prints only its kind: what a person told us must not end in a log.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// One of the choices.
    Choice(ChoiceId),
    /// Some of the choices, in the order of the form.
    Choices(Vec<ChoiceId>),
    /// A whole number.
    Number(i64),
    /// A calendar day.
    Date(Date),
    /// Words: one line, several lines, a phone number (`+4520123456`) or a mail address.
    Text(String),
    /// A postal address.
    Address(Address),
    /// A municipality.
    Municipality(Municipality),
}

/// A postal address in Denmark.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Street, number, floor, door, c/o.
    pub street: String,
    /// Four digits.
    pub postcode: String,
    /// The town.
    pub town: String,
}

impl Value {
    /// Returns the choices that were made.
    pub fn choices(&self) -> impl Iterator<Item = &ChoiceId> {
        match self {
            Self::Choice(choice) => std::slice::from_ref(choice),
            Self::Choices(choices) => choices.as_slice(),
            Self::Number(_) | Self::Date(_) | Self::Text(_) | Self::Address(_) | Self::Municipality(_) => &[],
        }
        .iter()
    }

    /// Returns the number, if it is one.
    pub fn number(&self) -> Option<i64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    /// Returns the day, if it is one.
    pub fn date(&self) -> Option<Date> {
        if let Self::Date(date) = self { Some(*date) } else { None }
    }
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Choice(_) => "Choice([redacted])",
            Self::Choices(_) => "Choices([redacted])",
            Self::Number(_) => "Number([redacted])",
            Self::Date(_) => "Date([redacted])",
            Self::Text(_) => "Text([redacted])",
            Self::Address(_) => "Address([redacted])",
            Self::Municipality(_) => "Municipality([redacted])",
        })
    }
}
