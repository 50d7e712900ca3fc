//! Made-up submissions to the real forms, for tests.

use std::path::PathBuf;
use std::sync::LazyLock;

use collector::record::{FORMAT, Key, Letter};
use forms::age::Window;
use forms::answers::GivenConsent;
use forms::code::{FamilyCode, Receipt};
use forms::definition::{Answer, Form};
use forms::id::{ChoiceId, ConsentId, QuestionId, RoleId};
use forms::library::{self, Library};
use forms::municipality::{Municipality, NAMES};
use forms::points::Points;
use forms::score::{Person, Scored};
use forms::table;
use forms::triage::Urgency;
use forms::value::Value;
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::plan::days;
use super::{CONSENT, Phase, Settings};
use crate::case::{Head, Outcome, Status};
use crate::submission::Submission;

fn content(path: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "../../content", path].iter().collect()
}

fn read(path: &str) -> table::Table {
    let text = std::fs::read_to_string(content(path)).expect("the content is there");
    table::parse(&text, 0).expect("TOML")
}

/// The forms of the real content.
pub(super) fn forms() -> Vec<Form> {
    static FORMS: LazyLock<Vec<Form>> = LazyLock::new(read_forms);
    FORMS.clone()
}

fn read_forms() -> Vec<Form> {
    let (roles, _) = library::roles(&read("formularer/roller.toml"));
    let (consents, _) = library::consents(&read("formularer/samtykker.toml"));
    let library = Library { roles, consents };
    let mut names: Vec<_> = std::fs::read_dir(content("formularer")).unwrap().map(|entry| entry.unwrap()).collect();
    names.retain(|entry| entry.path().is_dir());
    names.sort_by_key(|entry| entry.file_name());
    let form =
        |name: &str| Form::parse(&read(&format!("formularer/{name}/1.toml")), name, 1, &library).expect("a form");
    names.iter().map(|entry| form(&entry.file_name().to_string_lossy())).collect()
}

/// The phases of the real content.
pub(super) fn settings() -> Settings {
    let phase = |entry: std::fs::DirEntry| {
        let text = std::fs::read_to_string(entry.path().join("_fase.md")).unwrap();
        let front = table::parse(text.split("+++").nth(1).unwrap(), 0).unwrap();
        let text = |key: &str| {
            let table::Value::Text(text) = &front.get(key).unwrap().value else { panic!("`{key}` is a text") };
            text.clone()
        };
        Phase { title: text("title"), window: Window::parse(&text("from"), &text("to")).unwrap() }
    };
    let mut phases: Vec<_> = std::fs::read_dir(content("faser")).unwrap().map(|entry| phase(entry.unwrap())).collect();
    phases.sort_by_key(|phase| phase.window.from().rank());
    Settings { phases, due, lower_is_better: Vec::new(), costs: None }
}

fn due(urgency: Urgency, day: Date) -> Date {
    let days = match urgency {
        Urgency::Urgent => 1,
        Urgency::Soon => 5,
        Urgency::Routine => 14,
    };
    day.checked_add(days.days()).unwrap()
}

/// Numbers that look like chance and are always the same.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    /// Returns a number below `sides`.
    pub(super) fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn often(&mut self, percent: u64) -> bool {
        self.roll(100) < percent
    }
}

/// A submission of which everything is plain: counted, not linked, no scores, nobody in touch.
pub(super) fn submission(form: &Form, on: Date, dice: &mut Dice) -> Submission {
    let received: Timestamp = on.at(12, 0, 0, 0).in_tz("Europe/Copenhagen").unwrap().timestamp();
    let key = Key::of(Receipt::from_random([0; 16].map(|_: u8| u8::try_from(dice.roll(256)).unwrap())));
    Submission {
        head: Head {
            key: key.clone(),
            form: form.id().clone(),
            version: form.version(),
            received,
            urgency: Urgency::Routine,
            municipality: None,
            wants_contact: false,
            quarantined: false,
            status: Status::New,
            assignee: None,
            due: None,
            contacted: None,
            closed: None,
            revision: 0,
        },
        letter: Letter {
            format: FORMAT,
            key,
            form: form.id().clone(),
            version: form.version(),
            received,
            role: form.roles().first().map(|role| role.id.clone()),
            consents: vec![GivenConsent { id: ConsentId::parse(CONSENT).unwrap(), version: 1, sha256: String::new() }],
            family_code: None,
            answers: [].into(),
            scores: Vec::new(),
            urgency: Urgency::Routine,
            reasons: Vec::new(),
            suspicions: Vec::new(),
        },
        contact: None,
        history: Vec::new(),
    }
}

/// Gives every score of the form points that lie so many per cent up the scale.
pub(super) fn score(submission: &mut Submission, form: &Form, percent: i64) {
    let person = Person { role: submission.letter.role.as_ref(), child: None, today: date(2026, 1, 1) };
    let scored = form.scores().iter().map(|score| {
        let (least, greatest) = score.range(form).unwrap();
        let whole = (least.as_f64() + (greatest.as_f64() - least.as_f64()) * percent as f64 / 100.0).round() as i64;
        let points = Points::whole(whole);
        Scored { id: score.id.clone(), points, band: score.band(points, person).map(|band| band.id.clone()) }
    });
    submission.letter.scores = scored.collect();
}

/// Notes that somebody got in touch so many days after the submission came.
pub(super) fn contacted(submission: &mut Submission, days: i64) {
    submission.head.contacted = Some(submission.head.received + SignedDuration::from_hours(24 * days));
    submission.head.status = Status::Contacted;
}

/// Believable submissions of families from January 2025 to December 2026.
pub(super) fn believable(forms: &[Form], families: u64, seed: u64) -> Vec<Submission> {
    let mut dice = Dice(seed);
    let mut all = Vec::new();
    for _ in 0..families {
        family(forms, &mut dice, &mut all);
    }
    all
}

fn family(forms: &[Form], dice: &mut Dice, all: &mut Vec<Submission>) {
    let begin = date(2025, 1, 1).checked_add(i64::try_from(dice.roll(600)).unwrap().days()).unwrap();
    let code = dice.often(70).then(|| FamilyCode::from_random(dice.roll(u64::MAX).to_be_bytes()));
    // Most live in the large places.
    let home = if dice.often(60) { dice.roll(98).min(dice.roll(98)) } else { 47 + 50 * dice.roll(2) };
    let municipality = dice.often(80).then(|| Municipality::parse(NAMES[home as usize]).unwrap());
    let (consent, mut wellbeing) = (dice.often(85), 20 + dice.roll(70) as i64);
    let entered = dice.roll(600) as i32;
    for form in forms {
        let opens = form.window().map(|window| days(window.from()) - entered);
        let answers = match opens {
            Some(opens) => opens >= 0 && dice.often(55),
            None => dice.often(12),
        };
        let after = i64::from(opens.unwrap_or(0).max(0)) + dice.roll(21) as i64;
        let on = begin.checked_add(after.days()).unwrap();
        if !answers || on > date(2026, 12, 31) {
            continue;
        }
        wellbeing = (wellbeing + dice.roll(31) as i64 - 14).clamp(0, 100);
        let mut one = submission(form, on, dice);
        one.head.municipality = municipality;
        one.letter.family_code = code.filter(|_| form.family_code());
        let roles = form.roles();
        one.letter.role = Some(roles[(dice.roll(100) / 70) as usize % roles.len()].id.clone());
        if !consent || form.consents().iter().all(|consent| consent.id.as_str() != CONSENT) {
            one.letter.consents.clear();
        }
        if dice.often(95) {
            score(&mut one, form, wellbeing);
        }
        one.head.urgency = match wellbeing {
            ..10 => Urgency::Urgent,
            10..30 => Urgency::Soon,
            _ => Urgency::Routine,
        };
        one.head.wants_contact = dice.often(if wellbeing < 30 { 60 } else { 15 });
        if one.head.wants_contact && dice.often(85) {
            contacted(&mut one, dice.roll(9) as i64);
        }
        if form.package().is_some() {
            package(&mut one, dice);
        }
        one.head.quarantined = dice.often(1);
        all.push(one);
    }
}

fn package(one: &mut Submission, dice: &mut Dice) {
    one.head.status = Status::Closed(if dice.often(80) { Outcome::HandedOver } else { Outcome::Refused });
    let children = if dice.often(5) { "to" } else { "et" };
    one.letter.answers.insert(QuestionId::parse("antal").unwrap(), Value::Choice(ChoiceId::parse(children).unwrap()));
}

#[test]
fn the_package_form_says_for_how_many_children() {
    let forms = forms();
    let package = forms.iter().find(|form| form.package().is_some()).unwrap();
    let question = package.question(&QuestionId::parse("antal").unwrap()).unwrap();
    let Answer::Choice(choices) = &question.answer else { panic!("a choice") };
    let values: Vec<_> = choices.iter().map(|choice| choice.value.as_str()).collect();
    assert!(values.contains(&"to") && values.contains(&"flere"));
    assert!(RoleId::parse("mor").is_some());
}
