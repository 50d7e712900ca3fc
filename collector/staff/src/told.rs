//! A case in words, for whoever shows it: the terminal, a page, or the person it is about. The words are as they were written;
//! whoever shows them makes them harmless for the place where they are shown.

use std::collections::BTreeMap;

use collector::record::Letter;
use forms::definition::Form;
use forms::id::QuestionId;
use forms::score::Scored;
use forms::shown::{date_in_words, value_in_words};
use forms::value::Value;
use jiff::Timestamp;
use serde::Serialize;

use crate::case::{Event, Head, What};
use crate::desk::Look;
use crate::forms_at_hand::Forms;
use crate::keyring::ContactState;
use crate::queue::{denmark, urgency_label};
use crate::stats::words;

/// A case in words.
#[derive(Debug, Clone, Serialize)]
pub struct Told {
    /// Its number.
    pub number: String,
    /// The heading of the form.
    pub title: String,
    /// The name and version of the form.
    pub form: String,
    /// When it came.
    pub received: String,
    /// How soon a person should read it.
    pub urgency: &'static str,
    /// How far it has come.
    pub status: String,
    /// Who looks after it.
    pub assignee: Option<String>,
    /// Where the family lives.
    pub municipality: Option<&'static str>,
    /// Why it is urgent.
    pub reasons: Vec<String>,
    /// Whether it may not be from a person.
    pub suspicious: bool,
    /// Who answered.
    pub role: Option<String>,
    /// The code that links a family's answers.
    pub family_code: Option<String>,
    /// The answers, by the sections of the form.
    pub sections: Vec<Section>,
    /// What the scales came to.
    pub scores: Vec<String>,
    /// What was agreed to.
    pub consents: Vec<String>,
    /// Who the family is.
    pub contact: Vec<Said>,
    /// What is to be said where that cannot be shown.
    pub contact_missing: Option<&'static str>,
    /// What was done.
    pub history: Vec<Line>,
    /// Why the answers cannot be shown.
    pub trouble: Option<String>,
}

/// The answers to a section of the form.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// Its answers.
    pub answers: Vec<Said>,
}

/// A question and what was answered.
#[derive(Debug, Clone, Serialize)]
pub struct Said {
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
}

/// A line of the history.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// When.
    pub at: String,
    /// Who.
    pub by: String,
    /// What.
    pub what: String,
    /// A note, word for word.
    pub note: Option<String>,
}

/// Puts a case into words.
pub fn told(look: &Look, forms: &Forms) -> Told {
    let head = &look.head;
    let form = forms.get(&head.form, head.version);
    let letter = look.letter.as_ref().ok();
    let (contact, contact_missing) = contact(&look.contact, form);
    Told {
        number: head.number().to_owned(),
        title: forms.title(&head.form).to_owned(),
        form: format!("{} {}", head.form, head.version),
        received: when(head.received),
        urgency: urgency_label(head.urgency),
        status: status(head),
        assignee: head.assignee.clone(),
        municipality: head.municipality.map(forms::municipality::Municipality::name),
        reasons: letter.map(|letter| letter.reasons.clone()).unwrap_or_default(),
        suspicious: letter.is_some_and(|letter| !letter.suspicions.is_empty()),
        role: letter.and_then(|letter| letter.role.as_ref()).map(|role| {
            form.and_then(|form| form.role(role)).map_or_else(|| role.to_string(), |role| role.label.clone())
        }),
        family_code: letter.and_then(|letter| letter.family_code).map(forms::code::FamilyCode::reveal),
        sections: letter.map(|letter| sections(&letter.answers, form)).unwrap_or_default(),
        scores: letter.map(|letter| scores(letter, form)).unwrap_or_default(),
        consents: letter.map(|letter| consents(letter, form)).unwrap_or_default(),
        contact,
        contact_missing,
        history: look.history.iter().map(line).collect(),
        trouble: look.letter.as_ref().err().map(ToString::to_string),
    }
}

/// Returns a moment as it was in Denmark: »22. november 2026 kl. 9.05«.
pub fn when(moment: Timestamp) -> String {
    let here = moment.to_zoned(denmark());
    format!("{} kl. {}.{:02}", date_in_words(here.date()), here.hour(), here.minute())
}

/// Returns how far a case has come: »Taget«, »Lukket: Hjulpet«.
pub fn status(head: &Head) -> String {
    if head.status.is_closed() { format!("Lukket: {}", head.status.label()) } else { head.status.label().to_owned() }
}

/// Returns answers by the sections of the form, or under one heading where the form is not at hand.
fn sections(answers: &BTreeMap<QuestionId, Value>, form: Option<&Form>) -> Vec<Section> {
    let Some(form) = form else {
        let raw = |(id, value): (&QuestionId, &Value)| Said {
            question: id.to_string(),
            answer: serde_json::to_string(value).unwrap_or_default(),
        };
        return vec![Section { title: "Svar".to_owned(), answers: answers.iter().map(raw).collect() }];
    };
    let section = |section: &forms::definition::Section| {
        let said = |question: &forms::definition::Question| {
            answers
                .get(&question.id)
                .map(|value| Said { question: question.label.clone(), answer: value_in_words(question, value) })
        };
        Section { title: section.title.clone(), answers: section.questions.iter().filter_map(said).collect() }
    };
    form.sections().iter().map(section).filter(|section| !section.answers.is_empty()).collect()
}

fn contact(state: &ContactState, form: Option<&Form>) -> (Vec<Said>, Option<&'static str>) {
    match state {
        ContactState::Open(letter) => {
            (sections(&letter.answers, form).into_iter().flat_map(|section| section.answers).collect(), None)
        }
        ContactState::Empty => (Vec::new(), Some("Familien gav ingen kontaktoplysninger.")),
        ContactState::Erased => (Vec::new(), Some("Kontaktoplysningerne er slettet.")),
        ContactState::NoKey => (Vec::new(), Some("Dine nøgler åbner ikke kontaktoplysninger.")),
        ContactState::Damaged => {
            (Vec::new(), Some("Kontaktoplysningerne er beskadiget. Sig det til den, der driver systemet."))
        }
    }
}

fn scores(letter: &Letter, form: Option<&Form>) -> Vec<String> {
    let one = |scored: &Scored| {
        let score = form.and_then(|form| form.scores().iter().find(|score| score.id == scored.id));
        let band = score.and_then(|score| score.bands.iter().find(|band| Some(&band.id) == scored.band.as_ref()));
        let meaning = band.map(|band| format!(" {}", band.staff)).unwrap_or_default();
        let name = scored.band.as_ref().map_or("uden bånd", |band| band.as_str());
        format!("{}: {} point, {}.{meaning}", words(scored.id.as_str()), scored.points, words(name))
    };
    letter.scores.iter().map(one).collect()
}

fn consents(letter: &Letter, form: Option<&Form>) -> Vec<String> {
    let one = |given: &forms::answers::GivenConsent| {
        let consent = form.and_then(|form| form.consents().iter().find(|consent| consent.id == given.id));
        let wording =
            consent.and_then(|consent| consent.wordings.iter().find(|wording| wording.version == given.version));
        wording.map_or_else(|| given.id.to_string(), |wording| wording.text.clone())
    };
    letter.consents.iter().map(one).collect()
}

fn line(event: &Event) -> Line {
    let (what, note) = match &event.what {
        What::Noted { text } => ("skrev en note".to_owned(), Some(text.clone())),
        What::Assigned { to } => (format!("gav sagen til {to}"), None),
        What::Due { on: Some(day) } => (format!("satte fristen til {}", date_in_words(*day)), None),
        What::Considered { notified, on, who } => {
            let end = if *notified { "der blev underrettet" } else { "der blev ikke underrettet" };
            (format!("noterede, at {who} overvejede underretning {}: {end}", date_in_words(*on)), None)
        }
        What::Packed { package } => (format!("pakkede: {package}"), None),
        What::Taken
        | What::Contacted
        | What::Due { on: None }
        | What::Approved
        | What::Unpacked
        | What::Closed { .. }
        | What::Reopened
        | What::Accepted
        | What::ContactErased
        | What::Resealed => (event.what.label(), None),
    };
    Line { at: when(event.at), by: event.by.clone(), what, note }
}
