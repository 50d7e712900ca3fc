//! A submission, opened: what exports, figures and the case page are made of.

use collector::record::{ContactLetter, Letter};

use crate::case::{Event, Head};

/// One submission whose answers could be opened.
#[derive(Clone)]
pub struct Submission {
    /// What can be read without a key.
    pub head: Head,
    /// How the family is.
    pub letter: Letter,
    /// Who the family is: nothing, if it was not asked for, was erased, or cannot be opened with the keys at hand.
    pub contact: Option<ContactLetter>,
    /// What was done about it, the oldest first.
    pub history: Vec<Event>,
}
