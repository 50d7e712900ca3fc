//! Figures for the owner and for decision makers, which expose no family. Pure.
//!
//! [`Gathering`] is fed one submission at a time and keeps only numbers, [`Gathering::figures`] makes the file of them. On the
//! way, `plan` says what is counted and by what, `linked` looks at families that answered more than once, `tables` lays the
//! numbers out, and `disclosure` decides which of them may be shown.

use forms::age::Window;
use forms::definition::Form;
use forms::id::ScoreId;
use forms::triage::Urgency;
use jiff::civil::Date;

mod costs;
mod disclosure;
mod gathering;
mod linked;
mod numbers;
mod period;
mod places;
mod plan;
mod tables;

#[cfg(test)]
mod attack;
#[cfg(test)]
mod example;
#[cfg(test)]
mod tests;

pub use costs::{Costs, Payer};
pub use gathering::Gathering;
pub use period::{NotAPeriod, Period};

/// The consent without which answers are not counted.
pub const CONSENT: &str = "statistik";

/// What the figures are laid out by.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The phases of the course, in order.
    pub phases: Vec<Phase>,
    /// Returns the last day on which a first contact is in time, for a submission of this urgency that came on this day.
    pub due: fn(Urgency, Date) -> Date,
    /// The scales on which fewer points are better; on all others more points are.
    pub lower_is_better: Vec<ScoreId>,
    /// What the programme costs; no prices, if there are none.
    pub costs: Option<Costs>,
}

/// A phase of the course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phase {
    /// What people call it.
    pub title: String,
    /// Its time in the child's life.
    pub window: Window,
}

/// Returns an id in words: `som-foer` is »som før«.
pub(crate) fn words(id: &str) -> String {
    id.replace('-', " ").replace("ae", "æ").replace("oe", "ø").replace("aa", "å")
}

/// Returns a text with its first letter large.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Returns whether answers to the form can be counted at all.
fn asks_for_consent(form: &Form) -> bool {
    form.consents().iter().any(|consent| consent.id.as_str() == CONSENT)
}
