//! The union of all versions of a form: the newest gives order and words, the older ones what it no longer asks.

use std::collections::{BTreeMap, BTreeSet};

use forms::definition::{Answer, Form, Privacy, Question};
use forms::id::{ChoiceId, ConsentId, QuestionId, RoleId, ScoreId};

use super::{Column, Holds, Part};
use crate::export::Contact;

pub(super) fn consents(versions: &[&Form]) -> Vec<Column> {
    let all = versions.iter().flat_map(|form| form.consents()).map(|consent| &consent.id);
    let column = |id: &ConsentId| Column::new(format!("Samtykke: {id}"), 10, Holds::Consent(id.clone()));
    once_each(all).into_iter().map(column).collect()
}

/// Returns every question of any version, in the order of the newest, the older ones after. A question that tells who somebody
/// is in one version does so in all.
pub(super) fn questions<'f>(versions: &[&'f Form], contact: Contact) -> Vec<&'f Question> {
    let all = || versions.iter().flat_map(|form| form.questions());
    let personal: BTreeSet<_> =
        all().filter(|question| question.privacy == Privacy::Personal).map(|question| &question.id).collect();
    let mut seen = BTreeSet::new();
    all()
        .filter(|question| contact == Contact::With || !personal.contains(&question.id))
        .filter(|question| seen.insert(&question.id))
        .collect()
}

pub(super) fn question_columns(question: &Question, versions: &[&Form]) -> Vec<Column> {
    let labels = labels(&question.id, versions);
    let column = |title: String, width, part| Column::new(title, width, Holds::Answer(question.id.clone(), part));
    let label = || question.label.clone();
    match &question.answer {
        Answer::Choices(_) => {
            let order = versions.iter().filter_map(|form| form.question(&question.id));
            let order = once_each(order.flat_map(|one| one.answer.choices()).map(|choice| &choice.value));
            let one = |choice: &ChoiceId| {
                let name = labels.get(choice).map_or(choice.as_str(), String::as_str);
                column(format!("{}: {name}", question.label), 12, Part::Chosen(choice.clone()))
            };
            let each: Vec<Column> = order.into_iter().map(one).collect();
            std::iter::once(column(label(), 30, Part::Whole(labels.clone()))).chain(each).collect()
        }
        Answer::Address => vec![
            column(label(), 30, Part::Street),
            column(format!("{}: postnummer", question.label), 11, Part::Postcode),
            column(format!("{}: by", question.label), 18, Part::Town),
        ],
        Answer::Choice(_) => vec![column(label(), 26, Part::Whole(labels))],
        Answer::Number { .. } | Answer::Date(_) => vec![column(label(), 14, Part::Whole(labels))],
        Answer::Phone | Answer::Municipality => vec![column(label(), 18, Part::Whole(labels))],
        Answer::Text(_) | Answer::Email => vec![column(label(), 26, Part::Whole(labels))],
        Answer::LongText(_) => vec![column(label(), 50, Part::Whole(labels))],
    }
}

/// Returns the label of every choice, in the words of the newest version that has it.
fn labels(question: &QuestionId, versions: &[&Form]) -> BTreeMap<ChoiceId, String> {
    let mut labels = BTreeMap::new();
    for choice in versions.iter().filter_map(|form| form.question(question)).flat_map(|one| one.answer.choices()) {
        labels.entry(choice.value.clone()).or_insert_with(|| choice.label.clone());
    }
    labels
}

pub(super) fn scores(versions: &[&Form]) -> Vec<Column> {
    let ids = once_each(versions.iter().flat_map(|form| form.scores()).map(|score| &score.id));
    let columns = |id: &ScoreId| {
        [
            Column::new(format!("Skala {id}: point"), 10, Holds::Points(id.clone())),
            Column::new(format!("Skala {id}: bånd"), 12, Holds::Band(id.clone())),
        ]
    };
    ids.into_iter().flat_map(columns).collect()
}

pub(super) fn roles(versions: &[&Form]) -> BTreeMap<RoleId, String> {
    let oldest_first = versions.iter().rev().flat_map(|form| form.roles());
    oldest_first.map(|role| (role.id.clone(), role.label.clone())).collect()
}

fn once_each<'a, T: Ord>(all: impl Iterator<Item = &'a T>) -> Vec<&'a T> {
    let mut seen = BTreeSet::new();
    all.filter(|one| seen.insert(*one)).collect()
}

/// Gives columns of one heading the name of their question as well: a table read by a program needs every heading once.
pub(super) fn tell_apart(columns: &mut [Column]) {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for column in columns.iter() {
        *times.entry(column.title.to_lowercase()).or_default() += 1;
    }
    for column in columns {
        if times.get(&column.title.to_lowercase()).is_some_and(|times| *times > 1)
            && let Some(name) = column.holds.name()
        {
            column.title = format!("{} [{name}]", column.title);
        }
    }
}

impl Holds {
    fn name(&self) -> Option<String> {
        match self {
            Self::Head(_) => None,
            Self::Consent(id) => Some(id.to_string()),
            Self::Answer(id, Part::Chosen(choice)) => Some(format!("{id}={choice}")),
            Self::Answer(id, Part::Whole(_) | Part::Street | Part::Postcode | Part::Town) => Some(id.to_string()),
            Self::Points(id) | Self::Band(id) => Some(id.to_string()),
        }
    }
}
