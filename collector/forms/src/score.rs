//! Scales: from answers to points to a band. Too few answers give no score, never a guessed one.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::age::{Known, Relation, Window};
use crate::definition::{Answer, Form};
use crate::id::{BandId, QuestionId, RoleId, ScoreId};
use crate::points::Points;
use crate::value::Value;

/// How a scale is worked out, and what its parts mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Score {
    /// Its name.
    pub id: ScoreId,
    /// How the items become one number.
    pub method: Method,
    /// What is counted.
    pub items: Vec<Item>,
    /// What the sum or the mean is multiplied by.
    pub factor: Points,
    /// How many items must be answered.
    pub at_least: usize,
    /// What the points mean; of those for one role and age, the lowest first.
    pub bands: Vec<Band>,
    /// Whose scale it is, and how far to trust it.
    pub source: String,
}

/// How the items become one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Added.
    Sum,
    /// Added, and shared by the number of answers; with `factor` = number of items, a sum in which an unanswered item counts
    /// as the mean of the others, as ASQ-3 prescribes.
    Mean,
}

/// One thing that is counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Item {
    /// The points of an answer, counted from the other end if `reversed`.
    Question {
        /// The question.
        id: QuestionId,
        /// Whether high points become low ones.
        reversed: bool,
    },
    /// Another score of the form: the parts of a whole.
    Score(ScoreId),
}

/// A stretch of a scale, from its lowest points up to the next band.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// The lowest points in it. Source and direction stand beside the scale, in [`Score::source`].
    pub from: Points,
    /// Its name.
    pub id: BandId,
    /// For whom it counts; for all, if there are none.
    pub roles: Vec<RoleId>,
    /// At which age of the child it counts; at any, if there is none.
    pub age: Option<Window>,
    /// What the parent reads. No points, no diagnosis.
    pub parent: String,
    /// What the staff reads.
    pub staff: String,
}

/// What a scale came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scored {
    /// The scale.
    pub id: ScoreId,
    /// The points.
    pub points: Points,
    /// The band they lie in; none, where no band is meant for this role and age.
    pub band: Option<BandId>,
}

/// Who answers about which child.
#[derive(Debug, Clone, Copy)]
pub struct Person<'a> {
    /// Who.
    pub role: Option<&'a RoleId>,
    /// What is known of the child's age.
    pub child: Option<Known>,
    /// The day of the answer.
    pub today: Date,
}

/// Works out every score of the form that enough was answered for.
pub fn scores(form: &Form, values: &BTreeMap<QuestionId, Value>, person: Person<'_>) -> Vec<Scored> {
    let mut done: Vec<Scored> = Vec::new();
    for score in form.scores() {
        let points: Vec<Points> = score.items.iter().filter_map(|item| item.points(form, values, &done)).collect();
        if points.len() < score.at_least.max(1) {
            continue;
        }
        let parts = if score.method == Method::Mean { points.len() } else { 1 };
        let total = points.into_iter().sum::<Points>().scaled(score.factor, parts);
        let band = score.band(total, person).map(|band| band.id.clone());
        done.push(Scored { id: score.id.clone(), points: total, band });
    }
    done
}

impl Score {
    /// Returns the band that `points` lie in for this person.
    pub fn band(&self, points: Points, person: Person<'_>) -> Option<&Band> {
        self.bands.iter().filter(|band| band.is_for(person) && band.from <= points).max_by_key(|band| band.from)
    }
}

impl Score {
    /// Returns the least and the greatest points of the whole scale, all of `form`'s items answered.
    pub fn range(&self, form: &Form) -> Option<(Points, Points)> {
        let ends = self.items.iter().map(|item| match item {
            Item::Question { id, .. } => extremes(&form.question(id)?.answer),
            Item::Score(id) => form.scores().iter().find(|part| part.id == *id)?.range(form),
        });
        let (bottoms, tops): (Vec<_>, Vec<_>) = ends.collect::<Option<Vec<_>>>()?.into_iter().unzip();
        let (bottom, top) = match self.method {
            Method::Sum => (bottoms.into_iter().sum(), tops.into_iter().sum()),
            Method::Mean => (bottoms.into_iter().min()?, tops.into_iter().max()?),
        };
        Some((bottom.scaled(self.factor, 1), top.scaled(self.factor, 1)))
    }
}

impl Band {
    fn is_for(&self, person: Person<'_>) -> bool {
        let role = self.roles.is_empty() || person.role.is_some_and(|role| self.roles.contains(role));
        let age = self
            .age
            .is_none_or(|age| person.child.is_some_and(|child| age.relation(child, person.today) == Relation::During));
        role && age
    }
}

impl Item {
    fn points(&self, form: &Form, values: &BTreeMap<QuestionId, Value>, done: &[Scored]) -> Option<Points> {
        match self {
            Self::Score(id) => done.iter().find(|scored| scored.id == *id).map(|scored| scored.points),
            Self::Question { id, reversed } => {
                let points = points_of(&form.question(id)?.answer, values.get(id)?)?;
                let (bottom, top) = extremes(&form.question(id)?.answer)?;
                Some(if *reversed { points.reversed(bottom, top) } else { points })
            }
        }
    }
}

/// Returns what an answer counts; a choice without points is no answer.
fn points_of(answer: &Answer, value: &Value) -> Option<Points> {
    if let Some(number) = value.number() {
        return Some(Points::whole(number));
    }
    let chosen = value.choices().next()?;
    answer.choices().iter().find(|choice| choice.value == *chosen)?.points
}

/// Returns the least and the greatest points that a question can give; `None` for one that gives none.
pub(crate) fn extremes(answer: &Answer) -> Option<(Points, Points)> {
    if let Answer::Number { min, max, .. } = answer {
        return Some((Points::whole(*min), Points::whole(*max)));
    }
    if !matches!(answer, Answer::Choice(_)) {
        return None;
    }
    let points = || answer.choices().iter().filter_map(|choice| choice.points);
    Some((points().min()?, points().max()?))
}

#[cfg(test)]
mod tests;
