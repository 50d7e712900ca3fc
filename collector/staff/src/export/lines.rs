//! JSON Lines: one submission a line, every line with the same keys; what is unknown is `null`.
//!
//! ```json
//! {"number":"0123456789","form":"start","version":1,"received":"2026-11-22T08:05:00Z","status":"closed","outcome":"helped",
//!  "urgency":"soon","municipality":"Aarhus","wants_contact":true,"quarantined":false,"contacted":null,"closed":null,
//!  "role":"mor","family":"F0123456789ab","consents":{"gem-svar":1},
//!  "answers":{"humoer":{"value":"tunge","label":"Næsten kun tunge dage"}},
//!  "scores":{"trivsel":{"points":3.5,"band":"lav"}}}
//! ```
//!
//! Values are as they are stored: several choices are a list, an address its parts, a date `2026-11-22`. Labels are in the words
//! of the version that was answered. The key `contact`, made like `answers`, is there only in an export with contact details; it
//! is `null` where those were erased. The codebook names every key.

use forms::definition::{Form, Privacy, Question};
use forms::id::{BandId, ConsentId, FormId, QuestionId, RoleId, ScoreId};
use forms::municipality::Municipality;
use forms::shown::value_in_words;
use forms::triage::Urgency;
use forms::value::{Address, Value};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::ser::{Serialize, Serializer};

use super::Contact;
use super::columns::outcome;
use crate::case::Status;
use crate::submission::Submission;

/// One line.
#[derive(serde::Serialize)]
pub(super) struct Line<'a> {
    number: &'a str,
    form: &'a FormId,
    version: u32,
    received: Timestamp,
    status: &'static str,
    outcome: Option<&'static str>,
    urgency: Urgency,
    municipality: Option<Municipality>,
    wants_contact: bool,
    quarantined: bool,
    contacted: Option<Timestamp>,
    closed: Option<Timestamp>,
    role: Option<&'a RoleId>,
    family: Option<&'a str>,
    consents: Consents<'a>,
    answers: Answers<'a>,
    scores: Scores<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<Option<Answers<'a>>>,
}

impl<'a> Line<'a> {
    /// Returns the line of a submission. `family` stands for the code of its family.
    pub(super) fn of(submission: &'a Submission, form: &'a Form, contact: Contact, family: Option<&'a str>) -> Self {
        let Submission { head, letter, .. } = submission;
        let personal = || {
            let letter = submission.contact.as_ref()?;
            Some(Answers { form, answers: &letter.answers, of: Privacy::Personal })
        };
        Self {
            number: head.number(),
            form: &head.form,
            version: head.version,
            received: head.received,
            status: status(head.status),
            outcome: outcome(head.status).map(crate::case::Outcome::as_str),
            urgency: head.urgency,
            municipality: head.municipality,
            wants_contact: head.wants_contact,
            quarantined: head.quarantined,
            contacted: head.contacted,
            closed: head.closed,
            role: letter.role.as_ref(),
            family,
            consents: Consents(submission),
            answers: Answers { form, answers: &letter.answers, of: Privacy::Health },
            scores: Scores(submission),
            contact: match contact {
                Contact::Without => None,
                Contact::With => Some(personal()),
            },
        }
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::New => "new",
        Status::Taken => "taken",
        Status::Contacted => "contacted",
        Status::Approved => "approved",
        Status::Packed => "packed",
        Status::Closed(_) => "closed",
    }
}

struct Consents<'a>(&'a Submission);

impl Serialize for Consents<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let given = self.0.letter.consents.iter();
        serializer.collect_map(given.map(|consent| -> (&ConsentId, u32) { (&consent.id, consent.version) }))
    }
}

/// Answers of one letter, in the order of the form.
struct Answers<'a> {
    form: &'a Form,
    answers: &'a std::collections::BTreeMap<QuestionId, Value>,
    /// Personal: those alone. Otherwise: all others.
    of: Privacy,
}

#[derive(serde::Serialize)]
struct Said<'a> {
    value: Plain<'a>,
    label: Label<'a>,
}

impl Serialize for Answers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let personal = self.of == Privacy::Personal;
        let questions = self.form.questions().filter(|one| (one.privacy == Privacy::Personal) == personal);
        let said = questions.filter_map(|question| {
            let value = self.answers.get(&question.id)?;
            Some((&question.id, Said { value: Plain(value), label: Label(question, value) }))
        });
        serializer.collect_map(said)
    }
}

/// A value without the word for its kind.
struct Plain<'a>(&'a Value);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Choice(choice) => choice.serialize(serializer),
            Value::Choices(choices) => choices.serialize(serializer),
            Value::Number(number) => number.serialize(serializer),
            Value::Date(day) => Date::serialize(day, serializer),
            Value::Text(text) => text.serialize(serializer),
            Value::Address(address) => Address::serialize(address, serializer),
            Value::Municipality(place) => Municipality::serialize(place, serializer),
        }
    }
}

/// What choices say; nothing for what speaks for itself.
struct Label<'a>(&'a Question, &'a Value);

impl Serialize for Label<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(question, value) = self;
        match value {
            Value::Choice(_) => serializer.serialize_str(&value_in_words(question, value)),
            Value::Choices(choices) => {
                let one = |choice: &forms::id::ChoiceId| value_in_words(question, &Value::Choice(choice.clone()));
                serializer.collect_seq(choices.iter().map(one))
            }
            Value::Number(_) | Value::Date(_) | Value::Text(_) | Value::Address(_) | Value::Municipality(_) => {
                serializer.serialize_none()
            }
        }
    }
}

struct Scores<'a>(&'a Submission);

#[derive(serde::Serialize)]
struct Scored<'a> {
    points: f64,
    band: Option<&'a BandId>,
}

impl Serialize for Scores<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let one = |scored: &'_ forms::score::Scored| scored.points.as_f64();
        let scores = self.0.letter.scores.iter();
        serializer.collect_map(scores.map(|scored| -> (&ScoreId, Scored<'_>) {
            (&scored.id, Scored { points: one(scored), band: scored.band.as_ref() })
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::tests::{forms, submission};

    fn line(number: u8, contact: Contact) -> String {
        let (forms, one) = (forms(), submission(number));
        let form = forms.iter().find(|form| form.version() == one.head.version).expect("a form");
        serde_json::to_string_pretty(&Line::of(&one, form, contact, Some("F0123456789ab"))).expect("JSON")
    }

    #[test]
    fn a_line_says_what_is_stored_and_what_it_means() {
        insta::assert_snapshot!(line(2, Contact::With).replace('\u{202E}', "⟨U+202E⟩"));
    }

    #[test]
    fn without_contact_details_there_is_no_key_for_them() {
        let line = line(2, Contact::Without);
        assert!(!line.contains("contact\":{") && !line.contains("Karen") && !line.contains("\"navn\""));
        let value: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        assert!(value.get("contact").is_none() && value.get("contacted").is_some());
    }
}
