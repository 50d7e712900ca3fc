//! How soon a person should read an answer. It orders the queue and decides nothing.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::condition::{Condition, Facts};

/// How soon a person should read an answer, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Urgency {
    /// On the next working day.
    Urgent,
    /// Within some days.
    Soon,
    /// In turn.
    Routine,
}

/// What makes an answer more urgent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Triage {
    /// How urgent.
    pub urgency: Urgency,
    /// Why, in words for the staff.
    pub reason: String,
    /// When.
    pub when: Condition,
}

impl Urgency {
    /// Every urgency, the most urgent first.
    pub const ALL: [Self; 3] = [Self::Urgent, Self::Soon, Self::Routine];

    /// Returns the word in form files and in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Urgent => "urgent",
            Self::Soon => "soon",
            Self::Routine => "routine",
        }
    }

    /// Returns the urgency by this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|urgency| urgency.as_str() == word)
    }
}

impl fmt::Display for Urgency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Returns the urgency that `rules` give, and every reason for it or for a lesser one, the most urgent first.
pub fn triage(rules: &[Triage], facts: Facts<'_>) -> (Urgency, Vec<String>) {
    let mut fitting: Vec<&Triage> = rules.iter().filter(|rule| rule.when.holds(facts)).collect();
    fitting.sort_by_key(|rule| rule.urgency);
    let urgency = fitting.first().map_or(Urgency::Routine, |rule| rule.urgency);
    (urgency, fitting.into_iter().map(|rule| rule.reason.clone()).collect())
}
