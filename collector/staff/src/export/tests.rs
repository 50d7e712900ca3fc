//! Whole exports of two versions of a small form, and what they are made of.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;

use collector::record::{ContactLetter, FORMAT, Key, Letter};
use forms::answers::GivenConsent;
use forms::code::FamilyCode;
use forms::id::{BandId, ChoiceId, ConsentId, FormId, QuestionId, RoleId, ScoreId};
use forms::library::{self, Library};
use forms::municipality::Municipality;
use forms::points::Points;
use forms::score::Scored;
use forms::table;
use forms::triage::Urgency;
use forms::value::{Address, Value};

use super::*;
use crate::case::{Head, Outcome, Status};

const FIRST: &str = r#"
id = "proeve"
version = 1
kind = "questionnaire"
state = "open"
title = "Prøve"
lead = "Nogle få spørgsmål."
minutes = 3
readers = "Rådgiverne."
reply = "Vi ringer inden for fem hverdage."
roles = ["mor", "far"]
family_code = true
retention = { open = "365 dage", handled = "90 dage" }
window = { from = "dag 42", to = "dag 83" }
[[consent]]
id = "gem-svar"
[[consent]]
id = "statistik"
[[section]]
id = "humoer"
title = "Dig"
[[section.question]]
id = "humoer"
kind = "choice"
privacy = "health"
label = "Hvordan har du det?"
choices = [{ value = "tungt", label = "Tungt", points = 0 }, { value = "godt", label = "Godt", points = 33.17 }, { value = "vil-ikke-svare", label = "Vil ikke svare" }]
[[section.question]]
id = "hjaelp"
kind = "choices"
privacy = "health"
label = "Hvem hjælper?"
choices = [{ value = "familien", label = "=Familien" }, { value = "naboer", label = "Naboer" }, { value = "ingen", label = "Ingen", alone = true }, { value = "vil-ikke-svare", label = "Vil ikke svare", alone = true }]
[[section.question]]
id = "soevn"
kind = "number"
min = 0
max = 24
unit = "timer"
privacy = "health"
label = "Hvor mange timer sover du?"
when = { question = "humoer", is = ["tungt"] }
[[section.question]]
id = "liv"
kind = "date"
range = "past"
privacy = "health"
label = "Hvornår mærkede du liv?"
[[section.question]]
id = "kommune"
kind = "municipality"
privacy = "open"
label = "Hvilken kommune?"
[[section.question]]
id = "gammelt"
kind = "text"
max = 200
privacy = "health"
label = "Hvad vil du sige?"
[[section]]
id = "kontakt"
title = "Kontakt"
[[section.question]]
id = "navn"
kind = "text"
max = 60
privacy = "personal"
label = "Hvad hedder du?"
[[section.question]]
id = "telefon"
kind = "phone"
privacy = "personal"
label = "Hvilket nummer?"
[[section.question]]
id = "adresse"
kind = "address"
privacy = "personal"
label = "Hvor bor du?"
[[score]]
id = "trivsel"
sum = ["humoer"]
source = "Egen skala"
bands = [{ from = 0, id = "lav", parent = "a", staff = "Spørg til søvnen" }, { from = 33.17, id = "god", parent = "a", staff = "b" }]
[[end]]
title = "Tak"
text = "Tak."
"#;

const LIBRARY: &str = r#"
[[consent]]
id = "gem-svar"
version = 1
required = true
text = "I må gemme mine svar."
[[consent]]
id = "statistik"
version = 1
text = "I må tælle mine svar med."
"#;

#[track_caller]
fn form(text: &str, id: &str, version: u32) -> Form {
    let roles = "[[role]]\nid = \"mor\"\nlabel = \"Mor\"\n[[role]]\nid = \"far\"\nlabel = \"Far\"\n";
    let (roles, _) = library::roles(&table::parse(roles, 0).expect("TOML"));
    let (consents, _) = library::consents(&table::parse(LIBRARY, 0).expect("TOML"));
    let table = table::parse(text, 0).expect("TOML");
    Form::parse(&table, id, version, &Library { roles, consents }).expect("the form is good")
}

/// Two versions of one form, the newest first. The second asks in other words, and asks something else at the end.
pub(crate) fn forms() -> Vec<Form> {
    let second = FIRST
        .replace("version = 1\nkind", "version = 2\nkind")
        .replace("Hvordan har du det?", "Hvordan har du det nu?")
        .replace("label = \"Tungt\"", "label = \"Det er tungt\"")
        .replace("id = \"gammelt\"\nkind = \"text\"", "id = \"besked\"\nkind = \"long-text\"");
    vec![form(&second, "proeve", 2), form(FIRST, "proeve", 1)]
}

/// Another form beside them.
fn other() -> Form {
    form(&FIRST.replace("id = \"proeve\"", "id = \"anden\""), "anden", 1)
}

pub(crate) fn key(number: u32) -> Key {
    Key::parse(&format!("S#{number:010x}{:054x}", 0)).expect("a key")
}

fn id(name: &str) -> QuestionId {
    QuestionId::parse(name).expect("an id")
}

fn choice(name: &str) -> ChoiceId {
    ChoiceId::parse(name).expect("an id")
}

/// A submission with a number: an odd one answers version 1, an even one version 2.
pub(crate) fn submission(number: u8) -> Submission {
    let (key, form) = (key(number.into()), FormId::parse("proeve").expect("an id"));
    let version = if number.is_multiple_of(2) { 2 } else { 1 };
    let received = "2026-11-22T08:05:00Z".parse().expect("a moment");
    let words = if version == 2 { "besked" } else { "gammelt" };
    let answers = BTreeMap::from([
        (id("humoer"), Value::Choice(choice("tungt"))),
        (id("hjaelp"), Value::Choices(vec![choice("familien"), choice("naboer")])),
        (id("soevn"), Value::Number(4)),
        (id("liv"), Value::Date(jiff::civil::date(2026, 2, 3))),
        (id("kommune"), Value::Municipality(Municipality::parse("Aarhus").expect("a name"))),
        (id(words), Value::Text("=1+1; \"hej\"\nog \u{202E}farvel 😀".to_owned())),
    ]);
    let address =
        Address { street: "Prøvevej 1, 2. tv.".into(), postcode: "0800".into(), town: "Høje Taastrup".into() };
    let contact = BTreeMap::from([
        (id("navn"), Value::Text("@Karen".to_owned())),
        (id("telefon"), Value::Text("+4520123456".to_owned())),
        (id("adresse"), Value::Address(address)),
    ]);
    let scored = Scored {
        id: ScoreId::parse("trivsel").expect("an id"),
        points: Points::parse("33.17").expect("points"),
        band: BandId::parse("god"),
    };
    let consent = GivenConsent { id: ConsentId::parse("gem-svar").expect("an id"), version: 1, sha256: String::new() };
    Submission {
        head: Head {
            key: key.clone(),
            form: form.clone(),
            version,
            received,
            urgency: Urgency::Soon,
            municipality: Municipality::parse("Aarhus"),
            wants_contact: true,
            quarantined: false,
            status: if version == 2 { Status::Closed(Outcome::Helped) } else { Status::New },
            assignee: None,
            due: None,
            contacted: None,
            closed: (version == 2).then_some(received),
            revision: 1,
        },
        letter: Letter {
            format: FORMAT,
            key: key.clone(),
            form,
            version,
            received,
            role: RoleId::parse("mor"),
            consents: vec![consent],
            family_code: Some(FamilyCode::from_random([7; 8])),
            answers,
            scores: vec![scored],
            urgency: Urgency::Soon,
            reasons: Vec::new(),
            suspicions: Vec::new(),
        },
        contact: Some(ContactLetter { format: FORMAT, key, answers: contact }),
        history: Vec::new(),
    }
}

/// A disk with room for so many bytes.
pub(crate) struct FullDisk(pub(crate) usize);

impl Write for FullDisk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn order<'a>(target: &'a Path, format: Format, forms: &'a [Form], choice: &'a Choice) -> Order<'a> {
    Order {
        target,
        existing: Existing::Keep,
        format,
        forms,
        choice,
        contact: Contact::With,
        now: "2026-11-22T09:00:00Z".parse().expect("a moment"),
        secret: [3; 32],
    }
}

fn entries(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<_> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn every_format_stands_whole_under_its_name() {
    let (room, forms) = (tempfile::tempdir().expect("a folder"), forms());
    for format in Format::ALL {
        let target = room.path().join(format!("svar.{}", format.ending()));
        let mut export = Export::begin(order(&target, format, &forms, &Choice::default())).expect("begun");
        (1..=4).for_each(|number| export.write(&submission(number)).expect("written"));
        export.miss();
        assert!(!target.exists(), "{format:?} does not stand before it is whole");
        let finished = export.finish().expect("finished");
        assert_eq!(finished, Finished { path: target.clone(), rows: 4, unreadable: 1 });
        assert!(fs::metadata(&target).expect("it stands").len() > 1000);
        assert_eq!(Format::of(&target), Some(format));
    }
    assert_eq!(entries(room.path()).len(), Format::ALL.len(), "nothing else is left");
}

#[test]
fn an_export_that_is_given_up_leaves_nothing() {
    let (room, mut forms) = (tempfile::tempdir().expect("a folder"), forms());
    forms.push(other());
    for format in Format::ALL {
        let target = room.path().join("svar");
        let mut export = Export::begin(order(&target, format, &forms, &Choice::default())).expect("begun");
        export.write(&submission(1)).expect("written");
        drop(export);
        assert!(entries(room.path()).is_empty(), "{format:?}");
    }
}

#[test]
fn a_table_opens_in_excel() {
    let (room, forms) = (tempfile::tempdir().expect("a folder"), forms());
    let target = room.path().join("svar.csv");
    let mut export = Export::begin(order(&target, Format::Csv, &forms, &Choice::default())).expect("begun");
    export.write(&submission(2)).expect("written");
    export.finish().expect("finished");
    let text = fs::read_to_string(&target).expect("it stands");
    insta::assert_snapshot!(text.trim_start_matches('\u{FEFF}').replace('\r', "␍"));
}

#[test]
fn several_forms_are_a_folder_of_tables_with_a_codebook() {
    let (room, mut forms) = (tempfile::tempdir().expect("a folder"), forms());
    forms.push(other());
    let target = room.path().join("svar");
    let mut export = Export::begin(order(&target, Format::Csv, &forms, &Choice::default())).expect("begun");
    export.write(&submission(1)).expect("written");
    export.finish().expect("finished");
    assert_eq!(entries(&target), ["kodebog.csv", "proeve.csv"], "a form without answers has no table");
    assert_eq!(entries(room.path()), ["svar"]);
}

#[test]
fn a_family_has_one_mark_in_one_export_and_another_in_the_next() {
    let code = FamilyCode::from_random([7; 8]);
    assert_eq!(pseudonym(&[1; 32], code), pseudonym(&[1; 32], code));
    assert_ne!(pseudonym(&[1; 32], code), pseudonym(&[2; 32], code));
    assert_eq!(pseudonym(&[1; 32], code).len(), 13);
    let (room, forms) = (tempfile::tempdir().expect("a folder"), forms());
    for format in [Format::Csv, Format::JsonLines, Format::Fhir, Format::FhirBundle] {
        let target = room.path().join(format.as_str());
        let mut export = Export::begin(order(&target, format, &forms, &Choice::default())).expect("begun");
        export.write(&submission(1)).expect("written");
        export.finish().expect("finished");
        let text = fs::read_to_string(&target).expect("it stands");
        assert!(text.contains(&pseudonym(&[3; 32], code)) && !text.contains(&code.reveal()), "{format:?}");
    }
}

#[test]
fn an_answer_to_a_form_that_is_not_at_hand_is_told_and_the_others_are_written() {
    let (room, forms) = (tempfile::tempdir().expect("a folder"), forms());
    let target = room.path().join("svar.jsonl");
    let mut export = Export::begin(order(&target, Format::JsonLines, &forms, &Choice::default())).expect("begun");
    let mut unknown = submission(1);
    unknown.head.version = 3;
    let told = export.write(&unknown).expect_err("there is no version 3").to_string();
    assert!(told.contains("skemaet proeve i version 3"), "{told}");
    export.write(&submission(1)).expect("written");
    assert_eq!(export.finish().expect("finished").rows, 1);
}

#[test]
fn what_fits_no_form_is_told_before_anything_is_written() {
    let (room, forms) = (tempfile::tempdir().expect("a folder"), forms());
    let nothing = Choice { form: FormId::parse("andet"), ..Choice::default() };
    let target = room.path().join("svar.csv");
    let told = Export::begin(order(&target, Format::Csv, &forms, &nothing)).err();
    assert!(matches!(told, Some(ExportError::NoForms)));
    assert!(entries(room.path()).is_empty());
}

#[test]
fn a_format_is_known_by_its_word_and_by_the_ending_of_its_files() {
    for format in Format::ALL {
        assert_eq!((Format::parse(format.as_str()), Format::parse(format.ending())), (Some(format), Some(format)));
    }
    assert_eq!(Format::of(Path::new("/a/Svar.XLSX")), Some(Format::Xlsx));
    assert_eq!((Format::of(Path::new("svar")), Format::parse("pdf")), (None, None));
}

#[test]
fn every_error_of_the_disk_says_who_must_act() {
    let target = Path::new("svar.xlsx");
    let told = |kind: ErrorKind| ExportError::at(target)(kind.into()).to_string();
    for (kind, words) in [
        (ErrorKind::StorageFull, "der er ikke plads på disken til svar.xlsx"),
        (ErrorKind::PermissionDenied, "du har ikke lov til at skrive svar.xlsx"),
        (ErrorKind::AlreadyExists, "svar.xlsx findes i forvejen"),
        (ErrorKind::BrokenPipe, "svar.xlsx kan ikke skrives"),
    ] {
        assert!(told(kind).starts_with(words), "{}", told(kind));
    }
}
