//! When something is asked, shown or counted: `when = { question = "humoer", is = ["tunge"] }`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::{BandId, ChoiceId, QuestionId, RoleId, ScoreId};
use crate::value::Value;

/// A question about answers that is either true or not.
///
/// Its JSON is what the page's script evaluates; the two must agree, and a test compares them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Condition {
    /// The question is answered with one of these choices.
    Is {
        /// The question.
        question: QuestionId,
        /// The choices, any of which will do.
        is: Vec<ChoiceId>,
    },
    /// The question is answered at all.
    Answered {
        /// The question.
        question: QuestionId,
        /// Always true; the word that tells this condition from the others.
        answered: bool,
    },
    /// The number lies between two others, both included.
    Between {
        /// The question.
        question: QuestionId,
        /// The least number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<i64>,
        /// The greatest number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<i64>,
    },
    /// One of these answers the form.
    Role {
        /// The roles.
        role: Vec<RoleId>,
    },
    /// The score lies in one of these bands.
    Band {
        /// The score.
        score: ScoreId,
        /// The bands.
        band: Vec<BandId>,
    },
    /// All of these hold.
    All {
        /// The conditions.
        all: Vec<Condition>,
    },
    /// One of these holds.
    Any {
        /// The conditions.
        any: Vec<Condition>,
    },
}

/// What is known when a condition is put to the test.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// Who answers.
    pub role: Option<&'a RoleId>,
    /// What was answered.
    pub values: &'a BTreeMap<QuestionId, Value>,
    /// In which band each score lies; a score without a band is not there.
    pub bands: &'a BTreeMap<ScoreId, BandId>,
}

impl Condition {
    /// Returns whether it holds.
    pub fn holds(&self, facts: Facts<'_>) -> bool {
        match self {
            Self::Is { question, is } => {
                facts.values.get(question).is_some_and(|value| value.choices().any(|choice| is.contains(choice)))
            }
            Self::Answered { question, .. } => facts.values.contains_key(question),
            Self::Between { question, from, to } => facts
                .values
                .get(question)
                .and_then(Value::number)
                .is_some_and(|number| from.is_none_or(|from| number >= from) && to.is_none_or(|to| number <= to)),
            Self::Role { role } => facts.role.is_some_and(|one| role.contains(one)),
            Self::Band { score, band } => facts.bands.get(score).is_some_and(|one| band.contains(one)),
            Self::All { all } => all.iter().all(|one| one.holds(facts)),
            Self::Any { any } => any.iter().any(|one| one.holds(facts)),
        }
    }

    /// Returns every question it asks about.
    pub fn questions(&self) -> Vec<&QuestionId> {
        match self {
            Self::Is { question, .. } | Self::Answered { question, .. } | Self::Between { question, .. } => {
                vec![question]
            }
            Self::Role { .. } | Self::Band { .. } => Vec::new(),
            Self::All { all: list } | Self::Any { any: list } => list.iter().flat_map(Self::questions).collect(),
        }
    }
}
