//! Exports of every real form, read by programs that share no line with ours: `csv`, `openpyxl` and `fhir.resources`.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;

use collector::record::{ContactLetter, FORMAT, Key, Letter};
use forms::answers::GivenConsent;
use forms::code::FamilyCode;
use forms::definition::{Answer, Form, Privacy, Question};
use forms::library;
use forms::municipality::Municipality;
use forms::points::Points;
use forms::score::Scored;
use forms::triage::Urgency;
use forms::value::{Address, Value};
use staff::case::{Head, Outcome, Status};
use staff::export::choice::Choice;
use staff::export::{Contact, Existing, Export, Format, Order};
use staff::submission::Submission;

use crate::{app, installed};

/// What parents write when they mean harm, or nothing at all: whatever reads the files must read it back as words.
const WORDS: [&str; 6] =
    ["=1+1", "@SUM(A1)\nog mere", "3-4", "\t=cmd", "Åse »Ø« & <b>; \"x\"", "＝1 _x0041_ 👩\u{200D}👧"];

/// Answers every question of a form, whatever was answered before.
fn submission(form: &Form, number: u8) -> Submission {
    let print = library::hexadecimal(&[form.id().as_str().as_bytes(), &[number], &[0; 32]].concat());
    let key = Key::parse(&format!("S#{}", print.get(..64).expect("long enough"))).expect("a key");
    let (personal, other): (Vec<_>, Vec<_>) =
        form.questions().partition(|question| question.privacy == Privacy::Personal);
    let answered = |questions: Vec<&Question>| -> BTreeMap<_, _> {
        questions
            .into_iter()
            .zip(0..)
            .map(|(one, place)| (one.id.clone(), value(one, place + usize::from(number))))
            .collect()
    };
    let scored = form.scores().iter().map(|score| {
        let band = score.bands.first().map(|band| band.id.clone());
        Scored { id: score.id.clone(), points: Points::parse("3.5").expect("points"), band }
    });
    let consents = form.consents().iter().map(|consent| {
        let wording = consent.wordings.last().expect("a text");
        GivenConsent { id: consent.id.clone(), version: wording.version, sha256: wording.sha256.clone() }
    });
    let received = app::now();
    Submission {
        head: Head {
            key: key.clone(),
            form: form.id().clone(),
            version: form.version(),
            received,
            urgency: Urgency::Soon,
            municipality: Municipality::parse("Aarhus"),
            wants_contact: true,
            quarantined: false,
            status: Status::Closed(Outcome::Helped),
            assignee: None,
            due: None,
            contacted: Some(received),
            closed: Some(received),
            revision: 1,
        },
        letter: Letter {
            format: FORMAT,
            key: key.clone(),
            form: form.id().clone(),
            version: form.version(),
            received,
            role: form.roles().first().map(|role| role.id.clone()),
            consents: consents.collect(),
            family_code: Some(FamilyCode::from_random([number; 8])),
            answers: answered(other),
            scores: scored.collect(),
            urgency: Urgency::Soon,
            reasons: Vec::new(),
            suspicions: Vec::new(),
        },
        contact: Some(ContactLetter { format: FORMAT, key, answers: answered(personal) }),
        history: Vec::new(),
    }
}

fn value(question: &Question, place: usize) -> Value {
    let words = || WORDS.get(place % WORDS.len()).expect("some words").to_string();
    match &question.answer {
        Answer::Choice(choices) => Value::Choice(choices.get(place % choices.len()).expect("a choice").value.clone()),
        Answer::Choices(choices) => Value::Choices(choices.iter().take(2).map(|choice| choice.value.clone()).collect()),
        Answer::Number { min, .. } => Value::Number(*min),
        Answer::Date(_) => Value::Date("2026-02-03".parse().expect("a day")),
        Answer::Text(_) | Answer::LongText(_) => Value::Text(words()),
        Answer::Phone => Value::Text("+4520123456".to_owned()),
        Answer::Email => Value::Text("mor@eksempel.dk".to_owned()),
        Answer::Address => {
            Value::Address(Address { street: words(), postcode: "0800".to_owned(), town: "Høje Taastrup".to_owned() })
        }
        Answer::Municipality => Value::Municipality(Municipality::parse("Ærø").expect("a name")),
    }
}

fn export(target: &Path, format: Format, contact: Contact, forms: &[Form]) {
    let choice = Choice::default();
    let order = Order {
        target,
        existing: Existing::Keep,
        format,
        forms,
        choice: &choice,
        contact,
        now: app::now(),
        secret: [5; 32],
    };
    let mut export = Export::begin(order).expect("begun");
    for form in forms {
        (1..=3).for_each(|number| export.write(&submission(form, number)).expect("written"));
    }
    export.finish().expect("finished");
}

#[test]
fn other_programs_read_in_an_export_what_was_written() {
    let room = tempfile::tempdir().expect("a folder");
    let forms: Vec<Form> = app::catalogue().entries().iter().map(|entry| entry.form.clone()).collect();
    for (contact, name) in [(Contact::With, "med"), (Contact::Without, "uden")] {
        for format in Format::ALL {
            let ending = if format == Format::Csv { "tabeller" } else { format.ending() };
            export(&room.path().join(format!("{name}.{ending}")), format, contact, &forms);
        }
    }
    let ids: Vec<_> = forms.iter().map(|form| form.id().as_str()).collect();
    let mut reader = installed("python");
    reader.arg(app::root().join("tests/read_exports.py")).arg(room.path()).args(ids);
    let read = reader.stderr(Stdio::piped()).output().expect("python runs");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
}
