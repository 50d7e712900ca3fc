//! The record of article 30 and the assessment of article 35: what they say, and that nothing in them drifts from the house.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use forms::condition::Condition;
use forms::definition::{Answer, Kind, Privacy};
use forms::table::{Table, Value};
use generator::diagnostic::Report;
use generator::record::processing::{Passage, Processing};
use generator::render::Renderer;
use generator::timing::Timings;
use generator::{Memory, Request, Visibility, prepare};

mod common;

use common::copy;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the project").to_owned()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A folder with the content of the small site, or of the real one.
fn content(from: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&root().join(from), &folder.path().join("content"));
    folder
}

const SMALL: &str = "generator/tests/fixtures/ok/content";
const REAL: &str = "content";

fn generator(place: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_generator"))
        .current_dir(place)
        .env("NO_COLOR", "1")
        .args(arguments)
        .args(["--today", "2026-11-21", "--theme"])
        .arg(root().join("themes/1000dage"))
        .output()
        .expect("the program starts")
}

#[track_caller]
fn ends(output: &Output, code: i32, says: &str) {
    let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(told.contains(says), "expected »{says}« in:\n{told}");
    assert_eq!(output.status.code(), Some(code), "{told}");
}

fn documents(folder: &Path) -> [String; 2] {
    ["fortegnelse.md", "konsekvensanalyse.md"].map(|name| fs::read_to_string(folder.join(name)).expect("written"))
}

#[test]
fn both_documents_say_what_the_forms_ask_and_what_is_not_confirmed() {
    let place = content(SMALL);
    ends(&generator(place.path(), &["record", "--out", "papirer"]), 0, "3 ting mangler at blive bekræftet");
    let [register, assessment] = documents(&place.path().join("papirer"));
    insta::assert_snapshot!("the_register", register);
    insta::assert_snapshot!("the_assessment", assessment);
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    let place = content(SMALL);
    for folder in ["en", "to"] {
        ends(&generator(place.path(), &["record", "--out", folder]), 0, "ligger i");
    }
    assert_eq!(documents(&place.path().join("en")), documents(&place.path().join("to")));
}

#[test]
fn the_documents_lie_in_the_folder_of_the_build_which_can_still_be_built() {
    let place = content(SMALL);
    ends(&generator(place.path(), &["record"]), 0, "dist/databeskyttelse");
    documents(&place.path().join("dist/databeskyttelse"));
    ends(&generator(place.path(), &["build", "--no-copies"]), 0, "Stedet er bygget");
}

#[test]
fn a_folder_that_is_not_ours_stays_refused_by_the_build() {
    let place = content(SMALL);
    fs::create_dir(place.path().join("dist")).expect("made");
    fs::write(place.path().join("dist/brev.txt"), "kære mor").expect("written");
    ends(&generator(place.path(), &["record"]), 0, "dist/databeskyttelse");
    ends(&generator(place.path(), &["build", "--no-copies"]), 2, "ikke lavet af generator");
}

#[test]
fn nothing_is_written_of_content_with_errors_or_where_nothing_can_be_written() {
    let place = content(SMALL);
    fs::write(place.path().join("fil"), "").expect("written");
    ends(&generator(place.path(), &["record", "--out", "fil/papirer"]), 2, "kan ikke skrive i fil/papirer");
    let file = place.path().join("content/behandling.toml");
    fs::write(&file, format!("noget = 1\n{}", fs::read_to_string(&file).expect("there"))).expect("written");
    ends(&generator(place.path(), &["record", "--out", "papirer"]), 1, "ukendt nøgle: `noget`");
    assert!(!place.path().join("papirer").exists());
}

#[test]
fn a_site_without_forms_has_nothing_to_record() {
    let place = content(SMALL);
    let content = place.path().join("content");
    fs::remove_file(content.join("behandling.toml")).expect("removed");
    fs::remove_dir_all(content.join("formularer")).expect("removed");
    // What leads to the forms goes with them.
    let phase = content.join("faser/venter-barn/_fase.md");
    let text = fs::read_to_string(&phase).expect("there");
    let kept: Vec<_> = text.lines().filter(|line| !line.starts_with("questionnaires")).collect();
    fs::write(&phase, kept.join("\n")).expect("written");
    ends(&generator(place.path(), &["record", "--out", "papirer"]), 1, "et sted uden formularer behøver ingen");
}

/// Takes the table of `behandling.toml` out that begins with these words, and returns what `check` says of it.
fn checked_without(words: &str) -> Output {
    let place = content(REAL);
    let file = place.path().join("content/behandling.toml");
    let text = fs::read_to_string(&file).expect("there");
    let start = text.find(words).unwrap_or_else(|| panic!("no {words}"));
    let end = text[start + 2..].find("\n[").map_or(text.len(), |end| start + 2 + end);
    fs::write(&file, format!("{}{}", &text[..start], &text[end..])).expect("written");
    generator(place.path(), &["check"])
}

#[test]
fn what_a_form_asks_and_the_record_does_not_account_for_is_refused_at_its_line() {
    let without = checked_without("[[class]]\nprivacy = \"personal\"");
    ends(&without, 1, "fortegnelsen har intet retsgrundlag for oplysninger af klassen `personal`");
    let form = read("content/formularer/tal-med-os/1.toml");
    let line = form.lines().position(|line| line == "privacy = \"personal\"").expect("there") + 1;
    ends(&without, 1, &format!("--> content/formularer/tal-med-os/1.toml:{line}:11"));
    let without = checked_without("[[consent]]\nid = \"paa-vegne\"");
    ends(&without, 1, "fortegnelsen siger ikke, hvad samtykket `paa-vegne` bruges til");
    let without = checked_without("[[subject]]\ntitle = \"Fagfolk");
    ends(&without, 1, "fortegnelsen siger ikke, hvem rollen `fagperson` er");
    let without = checked_without("[[purpose]]\ntitle = \"At give babypakker\"");
    ends(&without, 1, "fortegnelsen har intet formål med formularer af slagsen `package`");
    let form = read("content/formularer/babypakke/1.toml");
    let line = form.lines().position(|line| line == "[package]").expect("there") + 1;
    ends(&without, 1, &format!("--> content/formularer/babypakke/1.toml:{line}:1"));
}

// ---- What stands in `behandling.toml`, against the house it is about.

fn table(text: &str) -> Table {
    forms::table::parse(text, 0).expect("TOML")
}

fn processing() -> Processing {
    Processing::read(&table(&read("content/behandling.toml"))).expect("no mistakes")
}

/// Returns a figure of `behandling.toml` as it is written there.
#[track_caller]
fn figure(name: &str) -> String {
    let head = table(&read("content/behandling.toml"));
    let figures = head.get("figures").map(|figures| figures.value.clone());
    let Some(Value::Table(figures)) = figures else { panic!("no figures") };
    match figures.get(name).map(|figure| figure.value.clone()) {
        Some(Value::Integer(number)) => number.to_string(),
        Some(Value::Text(text)) => text,
        other => panic!("{name}: {other:?}"),
    }
}

/// Asserts that a file of the house has these words, in which `#` stands for the figure.
#[track_caller]
fn says(path: &str, words: &str, name: &str) {
    let words = words.replace('#', &figure(name));
    assert!(
        read(path).contains(&words),
        "{path} does not say »{words}«: is `{name}` right in content/behandling.toml?"
    );
}

#[test]
fn figures_of_the_cloud_are_those_of_the_template() {
    says("infra/template.yaml", "  LogDays:\n    Type: Number\n    Default: #\n", "log_days");
    says("infra/deploy", "region=#\n", "region");
    says("infra/rollback", "region=#\n", "region");
    says(".github/workflows/deploy.yml", "aws-region: #\n", "region");
    let template = read("infra/template.yaml");
    let log_groups = template.matches("Type: AWS::Logs::LogGroup\n").count();
    assert_eq!(template.matches("RetentionInDays: !Ref LogDays\n").count(), log_groups);
    // Without a period of its own, a table can be set back as long as the service allows: 35 days.
    assert!(template.contains("PointInTimeRecoveryEnabled:"));
    match template.split("RecoveryPeriodInDays: ").nth(1) {
        None => assert_eq!(figure("recovery_days"), "35"),
        Some(rest) => assert_eq!(rest.lines().next(), Some(figure("recovery_days").as_str())),
    }
    let hours: u32 = figure("session_hours").parse().expect("a number");
    assert!(template.contains(&format!("MaxSessionDuration: {}\n", hours * 3600)));
}

#[test]
fn figures_of_the_programs_are_those_of_the_code() {
    says("collector/staff/src/table/log.rs", "LOG_DAYS: i64 = # * 365;", "staff_log_years");
    says("collector/staff/src/table/log.rs", "STONE_DAYS: i64 = #;", "stone_days");
    says("collector/staff/src/desk/retention.rs", "ADDRESS_DAYS: u16 = #;", "address_days");
    says("collector/src/record.rs", "GRACE_DAYS: u16 = #;", "grace_days");
    says("collector/staff/src/web/gate.rs", "IDLE: SignedDuration = SignedDuration::from_mins(#);", "idle_minutes");
    says("collector/staff/src/queue.rs", "URGENT_DAYS: u32 = #;", "urgent_days");
    says("collector/staff/src/queue.rs", "SOON_DAYS: u32 = #;", "soon_days");
    says("collector/staff/src/queue.rs", "REQUEST_DAYS: u32 = #;", "request_days");
}

#[test]
fn the_page_about_privacy_says_the_same() {
    let page = "content/sider/privatliv.md";
    says(page, "Loggen bliver slettet efter # dage", "log_days");
    says(page, "højst # dage", "recovery_days");
    says(page, "sletter vi navn, adresse og telefon efter # dage", "address_days");
    assert_eq!(figure("staff_log_years"), "5");
    assert!(read(page).contains("gemmer vi i fem år"));
}

#[test]
fn no_figure_is_written_by_hand() {
    let text = read("content/behandling.toml");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    for line in lines {
        let words: Vec<_> = line.split([' ', '"', '.', ',']).collect();
        for pair in words.windows(2) {
            let [number, unit] = pair else { continue };
            let counts = ["dag", "dage", "hverdag", "hverdage", "timer", "minutter", "uger", "måneder"].contains(unit);
            assert!(!(counts && number.parse::<u32>().is_ok()), "a figure by hand: {line}");
        }
    }
}

#[test]
fn what_is_told_to_lie_open_is_what_the_table_holds_open() {
    let record = read("collector/src/record.rs");
    let module = record.split("pub mod attribute {").nth(1).and_then(|rest| rest.split("\n}").next()).expect("there");
    let names: BTreeSet<_> = module
        .lines()
        .filter_map(|line| line.trim().strip_prefix("pub const ")?.split_once("= \"")?.1.strip_suffix("\";"))
        .collect();
    let sealed = BTreeSet::from(["answers", "contact", "history"]);
    assert!(sealed.is_subset(&names), "{names:?}");
    let processing = processing();
    let told: BTreeSet<_> = processing.clear.iter().map(|one| one.attribute.as_str()).collect();
    let open: BTreeSet<_> = names.difference(&sealed).copied().collect();
    assert_eq!(told, open);
    assert_eq!(processing.clear.len(), told.len(), "one stands there twice");
}

#[test]
fn what_is_told_to_be_sealed_beside_the_answers_is_what_the_letter_holds() {
    let record = read("collector/src/record.rs");
    let letter = record.split("pub struct Letter {").nth(1).and_then(|rest| rest.split("\n}").next()).expect("there");
    let names = letter.lines().filter_map(|line| line.trim().strip_prefix("pub ")?.split(':').next());
    // These stand in clear as well, or are the answers themselves.
    let others = ["format", "key", "form", "version", "received", "urgency", "answers"];
    let names: Vec<_> = names.filter(|name| !others.contains(name)).collect();
    let processing = processing();
    let told: Vec<_> = processing.sealed.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(told, names);
    let contact = record.split("pub struct ContactLetter {").nth(1).and_then(|rest| rest.split("\n}").next());
    assert_eq!(contact.map(|letter| letter.matches("    pub ").count()), Some(3), "format, key and answers");
}

#[test]
fn answers_are_split_between_the_letters_as_the_record_tells() {
    // `told::letter` follows these lines; whoever changes them changes it, too.
    let intake = read("collector/src/intake.rs");
    for line in [
        "question.privacy == Privacy::Personal",
        "form.questions().filter(|question| question.privacy == Privacy::Open)",
        "Value::Municipality(municipality) => Some(*municipality)",
        "keys.seal(&letter, Reader::Staff)",
        "keys.seal(&contact, Reader::Contact)",
    ] {
        assert!(intake.contains(line), "collector/src/intake.rs no longer says »{line}«");
    }
}

#[test]
fn everything_that_is_said_to_be_proved_is() {
    let processing = processing();
    let measures = processing.measures.iter().map(|measure| &measure.passage);
    let passages = [&processing.why, &processing.steps, &processing.principles, &processing.rights];
    let all: Vec<&Passage> = passages.into_iter().flatten().chain(measures.clone()).collect();
    for proof in all.iter().flat_map(|passage| &passage.proof) {
        let (path, words) = proof.split_once('#').unwrap_or((proof, ""));
        let text = read(path);
        assert!(text.contains(words) || text.contains(&words.replace('_', " ")), "{proof}: the words are not there");
    }
    for measure in measures {
        assert!(!measure.proof.is_empty(), "»{}« is proved nowhere", measure.title);
    }
    for measure in &processing.measures {
        let used = processing.risks.iter().any(|risk| risk.measures.iter().any(|name| name.value == measure.id));
        assert!(used, "»{}« is against no risk", measure.id);
    }
}

fn real() -> Renderer {
    let request = Request {
        content: root().join("content"),
        theme: root().join("themes/1000dage"),
        today: "2026-11-21".parse().expect("a day"),
        visibility: Visibility::Published,
    };
    let mut report = Report::default();
    prepare(&request, &mut Memory::default(), &mut report, &mut Timings::default()).expect("no errors")
}

#[test]
fn what_is_told_of_how_little_is_asked_is_so() {
    // »Spørgeskemaer kan besvares uden navn … adressen kun, når en pakke skal sendes.«
    let renderer = real();
    for form in renderer.site().live_forms().map(|file| &file.form) {
        for question in form.questions() {
            let name = format!("{}/{}", form.id(), question.id);
            if form.kind() == Kind::Questionnaire {
                assert!(!question.required, "{name}");
                assert!(question.privacy != Privacy::Personal || question.when.is_some(), "{name}");
            }
            if question.answer == Answer::Address {
                assert!(matches!(question.when, Some(Condition::Is { .. })), "{name}");
            }
        }
    }
}

#[test]
fn only_what_no_one_has_confirmed_is_without_a_name_or_a_number() {
    let processing = processing();
    for party in processing.controllers.iter().chain(&processing.officer) {
        let known = party.reached.iter().all(|(_, said)| said.is_some());
        assert!(known || !party.standing.confirmed, "{}: confirmed, but not to be reached", party.name);
    }
}
