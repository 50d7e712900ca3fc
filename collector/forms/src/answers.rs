//! What a person sent, checked against the form it was sent to.
//!
//! [`Posted`] is what anybody may say; [`Answers`] is what the program believes. [`Answers::parse`] is the only way from one to
//! the other, and names every field that is wrong, in the order of the form.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::age::Known;
use crate::code::FamilyCode;
use crate::condition::{Condition, Facts};
use crate::definition::{Form, Question};
use crate::id::{ConsentId, QuestionId, RoleId};
use crate::value::Value;

mod problem;
mod reading;
mod wording;

pub use problem::FieldProblem;
pub use reading::fields;

/// The field that says who answers.
pub const ROLE: &str = "_rolle";
/// The field of the consents; each is sent as `id:version`.
pub const CONSENT: &str = "_samtykke";
/// The field of the family's code.
pub const FAMILY_CODE: &str = "_familiekode";
/// The field with the version of the form that was on the page.
pub const VERSION: &str = "_version";

/// Fields as they were sent, each with all its values.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Posted {
    fields: BTreeMap<String, Vec<String>>,
    mistyped: BTreeSet<String>,
}

impl Posted {
    /// Returns the fields in `pairs`; a name that comes again adds a value.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut posted = Self::default();
        for (name, value) in pairs {
            posted.add(name, value);
        }
        posted
    }

    /// Adds a value.
    pub fn add(&mut self, name: String, value: String) {
        self.fields.entry(name).or_default().push(value);
    }

    /// Notes that `name` came with something that is no text.
    pub fn mistype(&mut self, name: String) {
        self.mistyped.insert(name);
    }

    /// Removes a field and returns its values.
    pub fn take(&mut self, name: &str) -> Vec<String> {
        self.mistyped.remove(name);
        self.fields.remove(name).unwrap_or_default()
    }

    /// Returns the values of a field.
    pub fn get(&self, name: &str) -> &[String] {
        self.fields.get(name).map_or(&[], Vec::as_slice)
    }

    /// Returns every field with its values, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.fields.iter().map(|(name, values)| (name.as_str(), values.as_slice()))
    }

    /// Returns the number of values and mistyped fields.
    pub fn len(&self) -> usize {
        self.fields.values().map(Vec::len).sum::<usize>() + self.mistyped.len()
    }

    /// Returns whether nothing was sent.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl std::fmt::Debug for Posted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Posted({} values)", self.len())
    }
}

/// Answers that fit their form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    role: Option<RoleId>,
    values: BTreeMap<QuestionId, Value>,
    consents: Vec<GivenConsent>,
    family_code: Option<FamilyCode>,
}

/// A consent that was given, with what proves to which words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenConsent {
    /// Its name.
    pub id: ConsentId,
    /// The version of the text.
    pub version: u32,
    /// SHA-256 of the text.
    pub sha256: String,
}

/// A field that keeps the answers from being taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The question's id, [`ROLE`], [`FAMILY_CODE`], `_samtykke-<id>`, or the name of a field the form does not have.
    pub field: String,
    /// What is wrong with it.
    pub problem: FieldProblem,
}

impl Answers {
    /// Believes `posted`, or says everything that is wrong with it. `today` is the day in Denmark.
    ///
    /// # Errors
    /// Every field that is missing, wrong, unknown, sent twice, or answered though it is not asked, in the order of the form.
    pub fn parse(form: &Form, posted: &Posted, today: Date) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let role = note(ROLE, read_role(form, posted), &mut errors);
        let values = read_values(form, posted, role.as_ref(), today, &mut errors);
        let consents = read_consents(
            form,
            posted,
            Facts { role: role.as_ref(), values: &values, bands: &BTreeMap::new() },
            &mut errors,
        );
        let family_code = note(FAMILY_CODE, read_family_code(form, posted), &mut errors);
        errors.extend(strangers(form, posted));
        if errors.is_empty() { Ok(Self { role, values, consents, family_code }) } else { Err(errors) }
    }

    /// Returns who answers.
    pub fn role(&self) -> Option<&RoleId> {
        self.role.as_ref()
    }

    /// Returns what was answered.
    pub fn values(&self) -> &BTreeMap<QuestionId, Value> {
        &self.values
    }

    /// Returns the consents that were given.
    pub fn consents(&self) -> &[GivenConsent] {
        &self.consents
    }

    /// Returns the family's code.
    pub fn family_code(&self) -> Option<FamilyCode> {
        self.family_code
    }

    /// Returns what the answers tell of the child's age; a birth date beats a due date.
    pub fn child(&self, form: &Form) -> Option<Known> {
        let date = |id: &Option<QuestionId>| self.values.get(id.as_ref()?)?.date();
        date(&form.child().birth).map(Known::Born).or_else(|| date(&form.child().due).map(Known::Due))
    }

    /// Returns whether `question` is asked, given the other answers.
    pub fn is_asked(&self, question: &Question) -> bool {
        let facts = Facts { role: self.role.as_ref(), values: &self.values, bands: &BTreeMap::new() };
        question.when.as_ref().is_none_or(|when| when.holds(facts))
    }
}

fn read_role(form: &Form, posted: &Posted) -> Result<Option<RoleId>, FieldProblem> {
    let Some(written) = reading::one(posted, ROLE)? else { return Ok(None) };
    let known = form.roles().iter().find(|role| role.id.as_str() == written);
    known.map(|role| Some(role.id.clone())).ok_or(FieldProblem::NotAChoice)
}

fn read_values(
    form: &Form,
    posted: &Posted,
    role: Option<&RoleId>,
    today: Date,
    errors: &mut Vec<FieldError>,
) -> BTreeMap<QuestionId, Value> {
    let mut values = BTreeMap::new();
    let mut wrong = BTreeSet::new();
    for question in form.questions() {
        let is_asked = |when: &Condition| when.holds(Facts { role, values: &values, bands: &BTreeMap::new() });
        let found = match &question.when {
            Some(when) if !is_asked(when) => {
                // Whether it is asked depends on a field that must be mended first: one mistake is told once.
                let unsure = when.questions().into_iter().any(|id| wrong.contains(id));
                let answered = fields(question).iter().any(|name| reading::is_filled(posted, name));
                if answered && !unsure { Err(FieldProblem::Skipped) } else { Ok(None) }
            }
            _ => reading::value(question, posted, today).and_then(|value| match value {
                None if question.required => Err(FieldProblem::Missing),
                value => Ok(value),
            }),
        };
        if found.is_err() {
            wrong.insert(question.id.clone());
        }
        values.extend(note(question.id.as_str(), found, errors).map(|value| (question.id.clone(), value)));
    }
    values
}

fn read_consents(form: &Form, posted: &Posted, facts: Facts<'_>, errors: &mut Vec<FieldError>) -> Vec<GivenConsent> {
    let ticked = posted.get(CONSENT);
    let mut given = Vec::new();
    for consent in form.consents() {
        let prefix = format!("{}:", consent.id);
        let mine: Vec<_> = ticked.iter().filter_map(|value| value.strip_prefix(&prefix)).collect();
        let is_asked = consent.when.as_ref().is_none_or(|when| when.holds(facts));
        let wording = |number: &str| consent.wordings.iter().find(|wording| wording.version.to_string() == number);
        let found = match mine.as_slice() {
            [] if consent.required && is_asked => Err(FieldProblem::NoConsent),
            [] => Ok(None),
            [_, ..] if !is_asked => Err(FieldProblem::Skipped),
            [number] => wording(number).map(Some).ok_or(FieldProblem::NoConsent),
            [..] => Err(FieldProblem::Twice),
        };
        let found = note(&format!("{CONSENT}-{}", consent.id), found, errors);
        given.extend(found.map(|wording| GivenConsent {
            id: consent.id.clone(),
            version: wording.version,
            sha256: wording.sha256.clone(),
        }));
    }
    let is_known =
        |value: &&String| form.consents().iter().any(|consent| value.split(':').next() == Some(consent.id.as_str()));
    if ticked.iter().any(|value| !is_known(&value)) {
        errors.push(FieldError { field: CONSENT.to_owned(), problem: FieldProblem::NotAChoice });
    }
    given
}

fn read_family_code(form: &Form, posted: &Posted) -> Result<Option<FamilyCode>, FieldProblem> {
    match reading::one(posted, FAMILY_CODE)? {
        None => Ok(None),
        Some(_) if !form.family_code() => Err(FieldProblem::Unknown),
        Some(written) => FamilyCode::parse(written).map(Some).ok_or(FieldProblem::NotAFamilyCode),
    }
}

/// Returns an error for every field that the form does not have or that came as something else than text.
fn strangers(form: &Form, posted: &Posted) -> Vec<FieldError> {
    let mut known: BTreeSet<String> = form.questions().flat_map(fields).collect();
    known.extend([ROLE, CONSENT, FAMILY_CODE, VERSION].map(str::to_owned));
    let error = |name: &String, problem| FieldError { field: name.clone(), problem };
    let unknown = posted.fields.keys().filter(|name| !known.contains(*name));
    let mistyped = posted.mistyped.iter();
    unknown
        .map(|name| error(name, FieldProblem::Unknown))
        .chain(mistyped.map(|name| error(name, FieldProblem::NotText)))
        .collect()
}

fn note<T>(field: &str, found: Result<Option<T>, FieldProblem>, errors: &mut Vec<FieldError>) -> Option<T> {
    found.unwrap_or_else(|problem| {
        errors.push(FieldError { field: field.to_owned(), problem });
        None
    })
}

#[cfg(test)]
mod tests;
