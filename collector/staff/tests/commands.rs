//! The program as it is called: what it does, what it says, how it ends.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use aws_sdk_dynamodb::types::AttributeValue;
use collector::intake::{Arrival, assess, receive};
use collector::record::{Key, SORT_SUBMISSION, attribute};
use collector_local::{DevelopmentKeys, Embedded, FORMS_FILE, KEYS_FILE, PACKAGES_FILE};
use forms::answers::{Answers, Posted};
use forms::code::Receipt;
use forms::definition::Form;
use forms::library::{self, Library};
use forms::table;
use serde_json::{Value, json};
use staff::keys::{LOCKED_FILE, Recipients, Role};

const PASSPHRASE: &str = "fire ord man kan huske";
const SUBMISSIONS: &str = "400";

/// Every form of the site.
fn real_forms() -> Vec<Form> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/formularer");
    let read = |path: &Path| {
        let text = fs::read_to_string(path).expect("a file of the content");
        table::parse(&text, 0).expect("TOML")
    };
    let library = Library {
        roles: library::roles(&read(&folder.join("roller.toml"))).0,
        consents: library::consents(&read(&folder.join("samtykker.toml"))).0,
    };
    let folders = fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut folders: Vec<_> = folders.filter(|path| path.is_dir()).collect();
    folders.sort();
    let form = |folder: &PathBuf| {
        let id = folder.file_name().and_then(|name| name.to_str()).expect("a name");
        Form::parse(&read(&folder.join("1.toml")), id, 1, &library).expect("a good form")
    };
    folders.iter().map(form).collect()
}

fn packages() -> Value {
    let package = |id: &str, title: &str, from: u32, until: u32| {
        let window = json!({ "from": if from == 0 { json!({ "day": 0 }) } else { json!({ "month": from }) }, "until": { "month": until } });
        json!({ "id": id, "title": title, "contents": ["Bodyer", "Stofbleer"], "window": window })
    };
    json!([
        package("nyfoedt", "0–3 måneder", 0, 3),
        package("3-6-maaneder", "3–6 måneder", 3, 6),
        package("6-12-maaneder", "6–12 måneder", 6, 12),
        package("1-2-aar", "1–2 år", 12, 24),
        package("2-3-aar", "2–3 år", 24, 36),
    ])
}

/// The folder of a member of the staff, in a room of its own.
struct Desk(tempfile::TempDir);

impl Desk {
    /// With forms, but without a table.
    fn bare() -> Self {
        static FORMS: OnceLock<Vec<u8>> = OnceLock::new();
        let forms = FORMS.get_or_init(|| serde_json::to_vec(&real_forms()).expect("JSON"));
        let desk = Self(tempfile::tempdir().expect("a temporary folder"));
        fs::create_dir(desk.home()).expect("made");
        fs::write(desk.home().join(FORMS_FILE), forms).expect("written");
        fs::write(desk.home().join(PACKAGES_FILE), packages().to_string()).expect("written");
        desk
    }

    /// With a table of made-up answers: made once, and copied for each test.
    fn filled() -> Self {
        static FILES: OnceLock<Vec<(PathBuf, Vec<u8>)>> = OnceLock::new();
        let files = FILES.get_or_init(|| {
            let first = Self::bare();
            first.done(&["demo", "--submissions", SUBMISSIONS, "--seed", "4"]);
            let paths = fs::read_dir(first.home()).expect("a folder").map(|entry| entry.expect("an entry").path());
            paths.map(|path| (path.file_name().expect("a name").into(), fs::read(&path).expect("readable"))).collect()
        });
        let desk = Self(tempfile::tempdir().expect("a temporary folder"));
        fs::create_dir(desk.home()).expect("made");
        for (name, bytes) in files {
            fs::write(desk.home().join(name), bytes).expect("written");
        }
        desk
    }

    fn home(&self) -> PathBuf {
        self.0.path().join("hjem")
    }

    /// Returns the name of a file beside the folder.
    fn file(&self, name: &str) -> String {
        self.0.path().join(name).to_str().expect("a plain name").to_owned()
    }

    /// Writes a file beside the folder, and returns its name.
    fn written(&self, name: &str, text: &str) -> String {
        let file = self.file(name);
        fs::write(&file, text).expect("written");
        file
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = nobody();
        command.args(["--as", "Karen", "--home"]).arg(self.home()).args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Told {
        told(self.command(arguments).output().expect("the program starts"))
    }

    /// Runs what must go well, and returns the answer.
    #[track_caller]
    fn done(&self, arguments: &[&str]) -> String {
        let told = self.run(arguments);
        assert_eq!(told.code, Some(0), "{arguments:?}: {}", told.aside);
        told.answer
    }

    /// Runs what must be refused, and returns the sentence.
    #[track_caller]
    fn refused(&self, arguments: &[&str]) -> String {
        let told = self.run(arguments);
        assert_eq!(told.code, Some(2), "{arguments:?}: {}", told.answer);
        told.sentence().replace(self.0.path().to_str().expect("a plain name"), "")
    }

    /// Runs it with something to read.
    fn reading(&self, arguments: &[&str], text: &[u8]) -> Told {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        // It may refuse before it has read everything.
        let _ = child.stdin.take().expect("piped").write_all(text);
        told(child.wait_with_output().expect("it ends"))
    }

    #[track_caller]
    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.done(&[arguments, &["--format", "json"]].concat())).expect("JSON")
    }

    /// Returns the numbers of those who wait and fit.
    #[track_caller]
    fn numbers(&self, fits: impl Fn(&Value) -> bool) -> Vec<String> {
        let rows = self.json(&["list"]);
        let rows = rows.as_array().expect("a list").iter().filter(|row| fits(row));
        rows.map(|row| row["number"].as_str().expect("a number").to_owned()).collect()
    }

    /// Returns the number of a case that asks for no package and that nobody has touched.
    #[track_caller]
    fn case(&self) -> String {
        let fits = |row: &Value| row["form"] != "babypakke" && row["status"] == "new" && row["quarantined"] == false;
        self.numbers(fits).into_iter().next().expect("somebody waits")
    }

    /// Returns the number of a request for which there is a package, and that is not packed yet.
    #[track_caller]
    fn package(&self) -> String {
        let all = self.json(&["packages", "list"]);
        let open = |row: &Value| ["new", "taken", "contacted"].iter().any(|status| row["status"] == *status);
        let fits = |row: &&Value| row["stage"].is_string() && open(row);
        let found = all.as_array().expect("a list").iter().find(fits).expect("somebody asks for a package");
        found["number"].as_str().expect("a number").to_owned()
    }

    /// Returns what of the case stands in the table.
    #[track_caller]
    fn shown(&self, number: &str) -> Value {
        self.json(&["show", number])
    }

    /// Returns the lines of the log with this deed.
    #[track_caller]
    fn lines(&self, deed: &str) -> Vec<Value> {
        let lines = self.json(&["audit"]);
        lines.as_array().expect("a list").iter().filter(|line| line["deed"] == deed).cloned().collect()
    }

    /// Makes keys of one's own, lightly locked, beside those for development.
    fn own_keys(&self) -> String {
        staff::keys::add(&self.home(), &[Role::Staff, Role::Contact], PASSPHRASE, "2026-11-22", 2).expect("made");
        let mut recipients = Recipients::read(&self.home()).expect("read");
        let recovery = DevelopmentKeys::open(&self.home()).expect("keys").recovery.to_public().to_string();
        recipients.add(Role::Recovery, recovery);
        recipients.write(&self.home()).expect("written");
        self.written("saetning.txt", &format!("{PASSPHRASE}\n"))
    }
}

/// How the program ended, and what it said.
struct Told {
    code: Option<i32>,
    answer: String,
    aside: String,
}

impl Told {
    /// Returns what it said went wrong.
    fn sentence(&self) -> String {
        self.aside.split_once("fejl: ").map_or_else(String::new, |(_, why)| why.trim_end().to_owned())
    }
}

fn told(output: Output) -> Told {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Told { code: output.status.code(), answer: text(output.stdout), aside: text(output.stderr) }
}

/// The program, called by nobody in particular, with an environment that says nothing.
fn nobody() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_staff"));
    command.env_clear().env("NO_COLOR", "1").env("AWS_EC2_METADATA_DISABLED", "true").stdin(Stdio::null());
    command
}

// How it is called.

#[test]
fn a_command_line_that_cannot_be_read_is_told_in_danish() {
    let desk = Desk::bare();
    for (arguments, says) in [
        (&[][..], "skriv en kommando"),
        (&["lsit"], "der er ingen kommando, der hedder »lsit«; mente du list?"),
        (&["list", "--overdeu"], "ukendt tilvalg: --overdeu; mente du --overdue?"),
        (&["list", "--format", "xml"], "--format <FORM> kan ikke være »xml«; her kan stå: table, json"),
        (&["audit", "--from", "i går"], "--from <DATO> kan ikke være »i går«"),
        (&["close", "1234"], "her mangler noget: --outcome <ORD>"),
        (&["close", "1234", "--outcome", "læst", "--reopen"], "--outcome <ORD> passer ikke sammen med --reopen"),
        (&["erase"], "her mangler noget: <--receipt <KVITTERING>|--case <NUMMER>|--family <KODE>|--contact <TEKST>>"),
        (&["note", "1234", "--by", "Lone"], "her mangler noget: --underretning <JA/NEJ>"),
    ] {
        let told = desk.run(arguments);
        assert_eq!(told.code, Some(2), "{arguments:?}");
        assert!(told.sentence().starts_with(says), "{arguments:?}: {}", told.aside);
    }
    assert!(desk.done(&["--help"]).contains("Kommandoer:"));
}

#[test]
fn nobody_works_without_a_good_name() {
    let desk = Desk::bare();
    let as_whom = |name: Option<&str>| {
        let mut command = nobody();
        command.arg("--home").arg(desk.home()).arg("list").args(name.iter().flat_map(|name| ["--as", name]));
        told(command.output().expect("the program starts")).sentence()
    };
    for name in [None, Some(""), Some("  "), Some("\u{1b}[31mKaren"), Some(&"K".repeat(81))] {
        assert_eq!(as_whom(name), "sig med --as, hvem du er: --as Karen");
    }
}

#[test]
fn a_table_that_is_not_there_is_told() {
    let desk = Desk::bare();
    insta::assert_snapshot!(desk.refused(&["list"]), @"der er ingen tabel i /hjem; start stedet med `generator serve`, lav prøvedata med `staff demo`, eller sig hvilken tabel med --table");
    insta::assert_snapshot!(desk.refused(&["list", "--region", "eu-north-1"]), @"sig også med --table, hvad tabellen hedder");
    insta::assert_snapshot!(desk.refused(&["demo", "--table", "dage"]), @"dage er ikke prøvetabellen på denne maskine; her bliver intet opdigtet lagt ind");
}

#[test]
fn a_table_that_is_silent_or_refuses_is_told_in_time() {
    let desk = Desk::bare();
    let far = |more: &[(&str, &str)]| {
        let mut command = desk.command(&["list", "--table", "dage", "--endpoint", "http://127.0.0.1:9"]);
        let begun = std::time::Instant::now();
        let told = told(command.envs(more.iter().copied()).output().expect("the program starts"));
        assert!(begun.elapsed().as_secs() < 30, "nobody waits for so long");
        told.sentence()
    };
    let keys = [("AWS_ACCESS_KEY_ID", "ingen"), ("AWS_SECRET_ACCESS_KEY", "ingen"), ("AWS_REGION", "eu-north-1")];
    assert_eq!(far(&keys), "tabellen svarer ikke; se efter, om der er net, og prøv igen");
    let no_key =
        "du har ikke adgang til tabellen (der er ingen adgangsnøgle); log på AWS igen, eller bed om rettigheder";
    assert_eq!(far(&[("AWS_REGION", "eu-north-1")]), no_key);
    assert_eq!(far(&[]), no_key);
}

#[test]
fn forms_that_are_not_there_or_of_another_version_are_told() {
    let desk = Desk::filled();
    let garbage = desk.written("skemaer.json", "[{\"id\": 1}]");
    assert!(desk.refused(&["list", "--forms", &garbage]).contains("(den er fra en anden udgave)"));
    fs::write(desk.home().join(PACKAGES_FILE), "{").expect("written");
    assert!(desk.refused(&["packages", "list"]).contains("pakker.json kan ikke læses"));
}

// The queue.

#[test]
fn the_queue_is_shown_and_narrowed() {
    let desk = Desk::filled();
    let (all, table) = (desk.numbers(|_| true), desk.done(&["list"]));
    assert!(!all.is_empty() && all.iter().all(|number| table.contains(number.as_str())));
    assert!(table.contains("Over tiden (") && !table.contains('\u{1b}'), "{table}");
    let urgent = desk.numbers(|row| row["urgency"] == "urgent");
    let narrowed = desk.json(&["list", "--urgency", "haster"]);
    assert_eq!(narrowed.as_array().expect("a list").len(), urgent.len());
    assert!(
        desk.json(&["list", "--assignee", ""]).as_array().expect("a list").iter().all(|row| row["assignee"].is_null())
    );
    assert_eq!(desk.done(&["list", "--assignee", "Ingen Ved"]), "Ingen venter.\n");
    assert_eq!(desk.json(&["list", "--assignee", "Ingen Ved"]), json!([]));
}

#[test]
fn a_filter_that_is_misspelt_is_told() {
    let desk = Desk::filled();
    insta::assert_snapshot!(desk.refused(&["list", "--municipality", "Arhus"]), @"kommunen »Arhus« findes ikke; mente du Aarhus?");
    insta::assert_snapshot!(desk.refused(&["list", "--status", "nye"]), @"status »nye« findes ikke; her kan stå: ny, taget, kontaktet, bevilget, pakket");
    insta::assert_snapshot!(desk.refused(&["list", "--urgency", "straks"]), @"ordet »straks« findes ikke; her kan stå: haster, snart, efter-tur");
    assert!(
        desk.refused(&["list", "--form", "strat"])
            .starts_with("formularen »strat« findes ikke; her kan stå: babypakke, ")
    );
}

// A case.

#[test]
fn a_case_is_found_by_its_number_or_how_it_begins() {
    let desk = Desk::filled();
    let number = desk.case();
    let whole = desk.done(&["show", &number]);
    assert!(whole.starts_with(&number) && whole.contains("Har sagt ja til"), "{whole}");
    assert_eq!(desk.done(&["show", &number[..6]]), whole);
    assert_eq!(desk.shown(&number)["number"], json!(number));
    insta::assert_snapshot!(desk.refused(&["show", "0000000000"]), @"der er intet svar med nummeret eller kvitteringen 0000000000; måske er det slettet");
    insta::assert_snapshot!(desk.refused(&["show", "Karen"]), @"Karen er hverken et nummer eller en kvittering; numrene står i `staff list`");
    assert_eq!(desk.lines("looked").len(), 3);
}

#[test]
fn a_colleagues_case_is_taken_over_only_when_one_says_so() {
    let desk = Desk::filled();
    let number = desk.case();
    desk.done(&["take", &number, "--to", "Mette"]);
    assert_eq!(desk.refused(&["take", &number]), format!("Mette har allerede {number}; overtag den med --over"));
    assert_eq!(desk.shown(&number)["assignee"], "Mette");
    assert_eq!(desk.done(&["take", &number, "--over"]), format!("{number}: Taget, Karen\n"));
    insta::assert_snapshot!(desk.refused(&["take", &number, "--to", "\u{1b}[31mLone"]), @"skriv et navn på højst 80 tegn");
}

#[test]
fn a_note_is_written_typed_and_never_lost() {
    let desk = Desk::filled();
    let number = desk.case();
    desk.done(&["note", &number, "Ringede kl. 10."]);
    assert_eq!(desk.reading(&["note", &number, "-", "--contacted"], "Blåbær\nog æbler\n".as_bytes()).code, Some(0));
    let shown = desk.done(&["show", &number]);
    assert!(shown.contains("Ringede kl. 10.") && shown.contains("Blåbær\n    og æbler"), "{shown}");
    desk.done(&["close", &number, "--outcome", "andet"]);
    let late = desk.reading(&["note", &number, "-", "--due", "2026-12-01"], "En lang note".as_bytes());
    assert_eq!((late.code, late.sentence().as_str()), (Some(2), "sagen er lukket; genåbn den først"));
    assert!(late.aside.contains("Din note blev ikke gemt. Her er den:\nEn lang note\n"), "{}", late.aside);
}

#[test]
fn a_note_that_cannot_be_kept_changes_nothing() {
    let desk = Desk::filled();
    let number = desk.case();
    let before = desk.shown(&number);
    for (text, says) in [
        ("".as_bytes().to_vec(), "noten er tom"),
        (b" \n\t\n".to_vec(), "noten er tom"),
        ("æ".repeat(8_001).into_bytes(), "noten er på 8001 tegn; den må højst være på 8000. Del den i flere"),
        (
            format!("a{}", "æ".repeat(500_000)).into_bytes(),
            "noten er alt for lang; den må højst være på 8000 tegn. Del den i flere",
        ),
        (b"bl\xe5b\xe6r".to_vec(), "noten kan ikke læses; er den skrevet med æ, ø og å i UTF-8?"),
    ] {
        let told = desk.reading(&["note", &number, "-", "--contacted"], &text);
        assert_eq!((told.code, told.sentence().as_str()), (Some(2), says));
    }
    insta::assert_snapshot!(desk.refused(&["note", &number]), @"skriv noten efter nummeret, eller hvad der er sket: --contacted, --due, --underretning");
    insta::assert_snapshot!(desk.refused(&["note", &number, "hej", "--due", "i morgen"]), @"»i morgen« er ikke en dato; skriv den som 2026-11-30");
    insta::assert_snapshot!(desk.refused(&["note", &number, "hej", "--underretning", "måske"]), @"skriv --underretning ja eller --underretning nej");
    insta::assert_snapshot!(desk.refused(&["note", &number, "--accept"]), @"sagen er ikke sat til side");
    assert_eq!(desk.shown(&number), before);
}

#[test]
fn a_deadline_and_a_notification_are_noted() {
    let desk = Desk::filled();
    let number = desk.case();
    desk.done(&["note", &number, "--due", "2026-12-01", "--underretning", "ja", "--by", "Lone", "--on", "2026-11-20"]);
    desk.done(&["note", &number, "--due", "ingen"]);
    let shown = desk.done(&["show", &number]);
    let history = shown.split_once("Historik\n").map(|(_, history)| history).unwrap_or_default();
    let said: Vec<_> = history.lines().filter_map(|line| Some(line.split_once(": ")?.1)).collect();
    // Somebody may have written to the family before.
    insta::assert_snapshot!(said[said.len() - 3..].join("\n"), @"
    Karen satte fristen til 1. december 2026
    Karen noterede, at Lone overvejede underretning 20. november 2026: der blev underrettet
    Karen fjernede fristen
    ");
}

#[test]
fn a_case_ends_as_it_can_end_and_is_opened_again() {
    let desk = Desk::filled();
    let (number, package) = (desk.case(), desk.package());
    insta::assert_snapshot!(desk.refused(&["close", &number, "--outcome", "hjulpen"]), @"en sag kan ikke ende som »hjulpen«; her kan stå: hjulpet, takkede-nej, ikke-truffet, læst, andet, udleveret, afslag, ikke-fra-et-menneske");
    insta::assert_snapshot!(desk.refused(&["close", &number, "--outcome", "udleveret"]), @"en sag om et svar kan ikke lukkes som »Udleveret«");
    insta::assert_snapshot!(desk.refused(&["close", &package, "--outcome", "hjulpet"]), @"en sag om en babypakke kan ikke lukkes som »Hjulpet«");
    insta::assert_snapshot!(desk.refused(&["close", &package, "--outcome", "udleveret"]), @"pakken er ikke pakket endnu");
    insta::assert_snapshot!(desk.refused(&["close", &number, "--reopen"]), @"sagen er ikke lukket");
    assert_eq!(
        desk.done(&["close", &number, "--outcome", "ikke-truffet"]),
        format!("{number}: Lukket: Ikke truffet\n")
    );
    insta::assert_snapshot!(desk.refused(&["close", &number, "--outcome", "læst"]), @"sagen er lukket; genåbn den først");
    insta::assert_snapshot!(desk.refused(&["take", &number]), @"sagen er lukket; genåbn den først");
    assert!(!desk.numbers(|_| true).contains(&number));
    assert_eq!(desk.done(&["close", &number, "--reopen"]), format!("{number}: Ny\n"));
    assert!(desk.numbers(|_| true).contains(&number));
}

// Packages.

#[test]
fn a_package_goes_from_the_shelf_to_the_family() {
    let desk = Desk::filled();
    let (case, number) = (desk.case(), desk.package());
    insta::assert_snapshot!(desk.refused(&["packages", "approve", &case]), @"det er ikke en ansøgning om en babypakke");
    assert!(desk.done(&["packages", "approve", &number]).starts_with(&format!("{number}: Bevilget")));
    insta::assert_snapshot!(desk.refused(&["packages", "hand-over", &number]), @"pakken er ikke pakket endnu");
    assert!(desk.done(&["packages", "list"]).contains(&format!("{number}  Bevilget")));
    assert!(desk.done(&["packages", "pack", &number, "--asked"]).starts_with(&format!("{number}: Pakket")));
    insta::assert_snapshot!(desk.refused(&["packages", "pack", &number, "--asked"]), @"pakken skal bevilges, før den kan pakkes");
    assert!(desk.done(&["packages", "hand-over", &number]).starts_with(&format!("{number}: Lukket: Udleveret")));
    insta::assert_snapshot!(desk.refused(&["packages", "refuse", &number]), @"sagen er lukket; genåbn den først");
}

#[test]
fn lists_and_labels_are_printed_for_their_owner_alone() {
    let desk = Desk::filled();
    let number = desk.package();
    desk.done(&["packages", "approve", &number]);
    let (list, labels, parcels) = (desk.file("liste.pdf"), desk.file("labels.pdf"), desk.file("fragt.csv"));
    desk.done(&["packages", "print", "--list", &list, "--labels", &labels, "--parcels", &parcels, "--first", "3"]);
    for (file, start) in [(&list, "%PDF"), (&labels, "%PDF")] {
        assert!(fs::read(file).expect("written").starts_with(start.as_bytes()), "{file}");
        assert_private(file);
    }
    assert_private(&parcels);
    assert_eq!(desk.lines("printed").len(), 3);
    insta::assert_snapshot!(desk.refused(&["packages", "print"]), @"sig, hvad der skal laves: --list FIL, --labels FIL eller --parcels FIL");
    insta::assert_snapshot!(desk.refused(&["packages", "print", "--labels", &labels, "--sheet", "10x10"]), @"arket »10x10« kendes ikke; her kan stå: 63x38, 99x38, 99x68, 70x36");
}

#[track_caller]
fn assert_private(file: &str) {
    #[cfg(unix)]
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&fs::metadata(file).expect("written").permissions()) & 0o777,
        0o600
    );
    #[cfg(not(unix))]
    assert!(Path::new(file).exists());
}

// Files for others.

#[test]
fn answers_are_exported_and_no_file_is_written_over_by_chance() {
    let desk = Desk::filled();
    let rows = |told: &str| told.split(' ').next().map(str::to_owned);
    for name in ["svar.xlsx", "svar.jsonl", "svar.csv"] {
        let file = desk.file(name);
        assert_eq!(rows(&desk.done(&["export", "--out", &file])).as_deref(), Some(SUBMISSIONS));
        assert_eq!(
            desk.refused(&["export", "--out", &file]),
            format!("/{name} findes i forvejen; vælg et andet navn, eller skriv over den med --overwrite")
        );
        desk.done(&["export", "--out", &file, "--overwrite"]);
    }
    let told = desk.json(&["export", "--out", &desk.file("to.csv"), "--form", "start", "--from", "2099-01-01"]);
    assert_eq!((&told["rows"], &told["unreadable"]), (&json!(0), &json!(0)));
}

#[test]
fn an_export_that_cannot_be_meant_is_told() {
    let desk = Desk::filled();
    let out = desk.file("svar");
    insta::assert_snapshot!(desk.refused(&["export", "--out", &out]), @"sig med --kind, hvilken slags fil det skal være: csv, xlsx, jsonl, fhir, fhir-bundle");
    insta::assert_snapshot!(desk.refused(&["export", "--out", &out, "--kind", "pdf"]), @"»pdf« er ikke en slags fil; her kan stå: csv, xlsx, jsonl, fhir, fhir-bundle");
    insta::assert_snapshot!(desk.refused(&["export", "--out", &out, "--kind", "xlsx", "--form", "strat", "--status", "nye"]), @"
    intet skema hedder »strat«; mente du »start«?
          ingen status hedder »nye«; mente du »Ny«?
    ");
    insta::assert_snapshot!(desk.refused(&["export", "--out", &desk.file("findes-ikke/svar.xlsx")]), @"mappen /findes-ikke findes ikke; lav den først, eller vælg en anden");
    assert!(!Path::new(&out).exists());
}

#[test]
fn the_next_export_takes_what_is_new_and_a_mark_of_another_table_is_refused() {
    let (desk, other) = (Desk::filled(), Desk::bare());
    let last = |desk: &Desk, name: &str| desk.run(&["export", "--since", "last", "--out", &desk.file(name)]);
    assert!(last(&desk, "en.jsonl").answer.starts_with(&format!("{SUBMISSIONS} svar i ")));
    assert!(last(&desk, "to.jsonl").answer.starts_with("0 svar i "));
    let mut files = fs::read_dir(desk.home()).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mark = files.find(|path| path.to_string_lossy().contains("udtraek-")).expect("a mark");
    other.done(&["demo", "--submissions", "5"]);
    fs::copy(&mark, other.home().join(mark.file_name().expect("a name"))).expect("copied");
    let told = last(&other, "en.jsonl");
    assert!(told.sentence().contains("husker, hvor langt du er kommet i en anden tabel"), "{}", told.aside);
    assert!(!Path::new(&other.file("en.jsonl")).exists());
}

#[test]
fn contact_details_are_exported_on_demand_and_it_is_written_down() {
    let desk = Desk::filled();
    let told = desk.run(&["export", "--with-contact", "--out", &desk.file("svar.jsonl"), "--form", "babypakke"]);
    assert!(told.aside.contains("! Filen fortæller, hvem familierne er."), "{}", told.aside);
    let lines = desk.lines("exported-contact");
    assert_eq!((lines.len(), &lines[0]["by"]), (1, &json!("Karen")));
    assert!(desk.done(&["audit"]).contains("Trak data ud med kontaktoplysninger: jsonl; Skema: babypakke"));
    assert_private(&desk.file("svar.jsonl"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_no_half_export() {
    let desk = Desk::filled();
    // The table is kept by another program: only the file meets the end of the disk.
    let _table = Embedded::open(&desk.home()).expect("a table");
    for name in ["svar.xlsx", "svar.jsonl", "svar.csv"] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut command = Command::new("bash");
        command.env_clear().args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$@\"", "bash", env!("CARGO_BIN_EXE_staff")]);
        command
            .args(["--as", "Karen", "--home"])
            .arg(desk.home())
            .args(["export", "--out"])
            .arg(folder.path().join(name));
        let told = told(command.stdin(Stdio::null()).output().expect("the program starts"));
        assert_eq!(told.code, Some(2), "{name}: {}", told.aside);
        assert!(told.sentence().starts_with("der er ikke plads på disken til "), "{name}: {}", told.aside);
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0, "{name}: nothing is left");
    }
}

#[test]
fn figures_are_written_once_about_the_same_days() {
    let desk = Desk::filled();
    let (file, wider) = (desk.file("tal.toml"), desk.file("aar.toml"));
    assert!(
        desk.refused(&["stats", "--period", "2026-Q9", "--out", &file])
            .starts_with("perioden kan ikke læses: »2026-Q9«.")
    );
    assert!(desk.done(&["stats", "--period", "2025-Q4", "--out", &file]).contains(" tabeller"));
    insta::assert_snapshot!(desk.refused(&["stats", "--period", "2025-Q4", "--out", &file]), @"/tal.toml findes i forvejen; skriv over den med --overwrite");
    insta::assert_snapshot!(desk.refused(&["stats", "--period", "2025", "--out", &wider]), @"/tal.toml handler om nogle af de samme dage. To filer om de samme dage kan regnes mod hinanden; vælg én af dem");
    desk.done(&["stats", "--period", "2025-Q4", "--out", &file, "--overwrite"]);
    assert!(Path::new(&file).exists() && !Path::new(&wider).exists());
    assert_eq!(desk.lines("counted").len(), 3);
}

// Rights and the daily round.

#[test]
fn nothing_is_erased_before_one_says_yes() {
    let desk = Desk::filled();
    let number = desk.case();
    let rehearsed = desk.run(&["erase", "--case", &number]);
    assert!(rehearsed.answer.starts_with(&number), "{}", rehearsed.answer);
    assert!(rehearsed.aside.ends_with("Intet er slettet. Med --yes bliver det slettet.\n"), "{}", rehearsed.aside);
    let whole = desk.shown(&number);
    assert!(whole["number"].is_string());
    // Only the first ten signs of the key are shown: the whole of it is in the log.
    let key = desk.lines("looked")[0]["about"].as_str().expect("a key").to_owned();
    assert!(desk.done(&["erase", "--case", &number, "--yes"]).ends_with("Slettet: 1.\n"));
    let gone = desk.refused(&["show", &key]);
    assert!(gone.starts_with("svaret blev slettet ") && gone.ends_with(" af Karen"), "{gone}");
    insta::assert_snapshot!(desk.refused(&["erase", "--receipt", "1234"]), @"det er ikke en kvittering; se efter, om den er skrevet rigtigt af");
    insta::assert_snapshot!(desk.refused(&["erase", "--family", "ZZZZ"]), @"det er ikke en familiekode; se efter, om den er skrevet rigtigt af");
    insta::assert_snapshot!(desk.refused(&["erase", "--contact", "99"]), @"skriv et helt telefonnummer, en hel mailadresse eller et helt navn");
    assert_eq!(desk.lines("erased").len(), 1);
}

#[test]
fn a_person_is_given_all_that_is_kept() {
    let desk = Desk::filled();
    let number = desk.case();
    let told = desk.done(&["access", "--case", &number, "--out", &desk.file("indsigt")]);
    let files: Vec<_> = told.lines().collect();
    assert_eq!(files.len(), 2, "{told}");
    for file in &files {
        assert_private(file);
    }
    assert!(fs::read(files[0]).expect("written").starts_with(b"%PDF"));
    let all: Value = serde_json::from_slice(&fs::read(files[1]).expect("written")).expect("JSON");
    assert_eq!(all[0]["number"], json!(number));
    assert_eq!(desk.lines("handed").len(), 1);
}

#[test]
fn the_daily_round_is_rehearsed_before_it_is_done() {
    let desk = Desk::filled();
    let would = desk.json(&["retention", "--rehearse"]);
    assert!(!would["erased"].as_array().expect("a list").is_empty());
    assert_eq!(desk.json(&["retention", "--rehearse"]), would, "nothing was done");
    assert!(desk.done(&["retention", "--rehearse"]).starts_with("Ville blive slettet, fordi fristen var gået: "));
    assert_eq!(desk.json(&["retention"])["erased"], would["erased"]);
    assert_eq!(desk.json(&["retention"])["erased"], json!([]));
}

// Keys.

#[test]
fn keys_are_made_locked_and_asked_for() {
    let desk = Desk::bare();
    let short = desk.written("kort.txt", "kort");
    insta::assert_snapshot!(desk.refused(&["keys", "new", "--passphrase-file", &short]), @"adgangssætningen er for kort; skriv mindst 16 tegn, for eksempel fire eller fem ord");
    insta::assert_snapshot!(desk.refused(&["keys", "new", "--passphrase-file", &short, "--for", "alt"]), @"»alt« er ikke en slags nøgle; her kan stå: svar, kontakt");
    insta::assert_snapshot!(desk.refused(&["keys", "new", "--passphrase-file", &short, "--for", "gendannelse"]), @"nøglen til pengeskabet laves med staff keys recovery");
    assert!(!desk.home().join(LOCKED_FILE).exists());
    let passphrase = desk.written("saetning.txt", PASSPHRASE);
    let told = desk.done(&["keys", "new", "--passphrase-file", &passphrase]);
    assert!(told.contains("COLLECTOR_RECOVERY_KEYS=  (mangler: staff keys recovery --out FIL)"), "{told}");
    assert_private(desk.home().join(LOCKED_FILE).to_str().expect("a plain name"));
}

#[test]
fn the_page_for_the_safe_is_printed_once() {
    let desk = Desk::bare();
    let page = desk.file("pengeskab.pdf");
    assert!(desk.done(&["keys", "recovery", "--out", &page]).contains("gendannelse: age1"));
    assert!(fs::read(&page).expect("written").starts_with(b"%PDF"));
    assert_private(&page);
    insta::assert_snapshot!(desk.refused(&["keys", "recovery", "--out", &page]), @"/pengeskab.pdf findes allerede; vælg et andet navn");
}

#[test]
fn a_wrong_passphrase_is_refused_and_written_down() {
    let desk = Desk::filled();
    desk.own_keys();
    let wrong = desk.written("forkert.txt", "fire andre ord her");
    let number = desk.case();
    insta::assert_snapshot!(desk.refused(&["show", &number, "--passphrase-file", &wrong]), @"adgangssætningen er forkert");
    let lines = desk.lines("unlocked");
    assert_eq!((lines.len(), &lines[0]["refused"]), (1, &json!("adgangssætningen er forkert")));
    assert!(desk.done(&["audit"]).contains("Låste nøglerne op  AFVIST: adgangssætningen er forkert"));
    assert!(
        desk.refused(&["show", &number, "--passphrase-file", &desk.file("væk.txt")])
            .starts_with("/væk.txt kan ikke bruges: ")
    );
}

#[test]
fn open_cases_are_locked_for_new_keys_with_the_old_ones() {
    let desk = Desk::filled();
    let (number, old) = (desk.case(), desk.home().join(KEYS_FILE));
    let old = old.to_str().expect("a plain name");
    assert!(desk.done(&["keys", "check"]).contains("udviklingsnoegler.txt, kun til udvikling"));
    let passphrase = desk.own_keys();
    let own = ["--passphrase-file", passphrase.as_str()];
    assert!(
        desk.done(&[&["show", &number][..], &own].concat()).contains("ingen af dine nøgler kan åbne det"),
        "not yet"
    );
    let rotated = desk.done(&["keys", "rotate", "--keys", old]);
    assert!(rotated.starts_with("Låst for de nye nøgler: ") && !rotated.contains(": 0 "), "{rotated}");
    assert!(desk.done(&[&["show", &number][..], &own].concat()).contains("Har sagt ja til"));
    let check = desk.json(&[&["keys", "check"][..], &own].concat());
    assert_eq!(check["svar"][0]["ours"], json!(true));
    assert!(check["answers"].as_u64() < check["all"].as_u64(), "closed cases are as they were: {check}");
}

#[test]
fn new_keys_are_of_use_when_there_is_a_page_in_the_safe() {
    let desk = Desk::filled();
    let made = |role| staff::keys::add(&desk.home(), &[role], PASSPHRASE, "2026-11-22", 2).expect("made");
    made(Role::Staff);
    made(Role::Contact);
    insta::assert_snapshot!(desk.refused(&["list"]), @"de offentlige nøgler i /hjem/modtagere.toml mangler eller kan ikke læses (der er ingen til »gendannelse«); `staff keys new` og `staff keys recovery` skriver dem");
    desk.done(&["keys", "recovery", "--out", &desk.file("pengeskab.pdf")]);
    desk.done(&["list"]);
}

#[test]
fn the_last_key_is_not_taken_out() {
    let desk = Desk::filled();
    desk.own_keys();
    let recipients = || Recipients::read(&desk.home()).expect("read");
    let only = recipients().of(Role::Staff)[0].clone();
    insta::assert_snapshot!(desk.refused(&["keys", "drop", &only]), @"det er den sidste nøgle til »svar«; lav en ny, før den bliver taget ud");
    insta::assert_snapshot!(desk.refused(&["keys", "drop", "age1nej"]), @"den nøgle står ikke i /hjem/modtagere.toml");
    assert!(recipients().of(Role::Staff).contains(&only));
    let mut more = recipients();
    more.add(Role::Staff, recipients().of(Role::Contact)[0].clone());
    more.write(&desk.home()).expect("written");
    assert!(desk.done(&["keys", "drop", &only]).starts_with("Nøglen er taget ud. Kør nu staff keys rotate"));
    assert!(!recipients().of(Role::Staff).contains(&only));
}

#[test]
fn a_key_file_that_is_none_is_told() {
    let desk = Desk::filled();
    let number = desk.case();
    for (text, says) in [
        ("dette er et brev", "nøglefilen /n.txt kan ikke læses: der er ingen nøgler i den"),
        ("", "nøglefilen /n.txt kan ikke læses: der er ingen nøgler i den"),
        ("age-encryption.org/v1\n-> noget", "nøglefilen /n.txt kan ikke læses: det er ikke en nøglefil"),
    ] {
        let file = desk.written("n.txt", text);
        let passphrase = desk.written("saetning.txt", PASSPHRASE);
        assert_eq!(desk.refused(&["show", &number, "--keys", &file, "--passphrase-file", &passphrase]), says);
    }
    assert!(
        desk.refused(&["show", &number, "--keys", &desk.file("væk.txt")]).starts_with("der er ingen nøgler i /væk.txt")
    );
}

// What parents write.

const AWKWARD: &str = "\u{1b}[31mÅse\u{202e}\u{9b}2J\u{7}";

/// Puts an answer into the table whose name steers a terminal, taken by somebody of the same name.
async fn send_awkward(desk: &Desk) -> Key {
    let form = real_forms().into_iter().find(|form| form.id().as_str() == "start").expect("a form of the site");
    let pairs = [
        ("_version", "1"),
        ("_rolle", "gravid"),
        ("_samtykke", "gem-svar:1"),
        ("kontakt", "ring"),
        ("fornavn", "NAVN"),
        ("telefon", "20 12 34 56"),
    ];
    let fields: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let now = jiff::Timestamp::now();
    let today = now.to_zoned(staff::queue::denmark()).date();
    let answers = Answers::parse(&form, &Posted::new(fields), today).expect("good answers");
    // The page takes no such name; an older one may have.
    let told = serde_json::to_string(&answers).expect("JSON").replace("\"NAVN\"", &json!(AWKWARD).to_string());
    let answers: Answers = serde_json::from_str(&told).expect("answers");
    let arrival = Arrival { receipt: Receipt::from_random([7; 16]), now, suspicions: Vec::new() };
    let keys = DevelopmentKeys::open(&desk.home()).expect("keys").public();
    let record = receive(&form, &answers, &assess(&form, &answers, today), &arrival, &keys).expect("sealed");
    let table = Embedded::open(&desk.home()).expect("a table");
    let store = table.store().await.expect("a store");
    store.put(&record).await.expect("stored");
    let update = store.client().update_item().table_name(store.table());
    let update = update.key(attribute::KEY, AttributeValue::S(record.key.as_str().to_owned()));
    let update = update.key(attribute::SORT, AttributeValue::S(SORT_SUBMISSION.to_owned()));
    let update = update.update_expression(format!("SET {} = :who", attribute::ASSIGNEE));
    update.expression_attribute_values(":who", AttributeValue::S(AWKWARD.to_owned())).send().await.expect("taken");
    record.key
}

#[test]
fn nothing_that_parents_write_steers_the_terminal() {
    let desk = Desk::filled();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let key = runtime.block_on(send_awkward(&desk));
    let number = key.as_str()[2..12].to_owned();
    for arguments in [&["show", number.as_str()][..], &["list"]] {
        let mut command = desk.command(arguments);
        // As in a terminal that takes colours: nothing is left out on the way.
        let told =
            told(command.env_remove("NO_COLOR").env("CLICOLOR_FORCE", "1").output().expect("the program starts"));
        let line = told.answer.lines().find(|line| line.contains("Åse")).expect("the name is shown");
        assert!(line.contains("␛[31mÅse⟨U+202E⟩"), "{line:?}");
        assert!(!line.contains(['\u{1b}', '\u{202e}', '\u{9b}', '\u{7}']), "{line:?}");
    }
    assert!(!desk.done(&["show", &number, "--format", "json"]).contains('\u{1b}'));
}
