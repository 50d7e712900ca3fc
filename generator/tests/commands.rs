//! The program as it is called: what it does, what it says, how it ends.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

mod common;
mod server;

use common::copy;
use server::Server;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the project").to_owned()
}

fn generator(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_generator"));
    command.current_dir(root()).env("NO_COLOR", "1").args(arguments);
    command
}

fn run(arguments: &[&str]) -> Output {
    generator(arguments).output().expect("the program starts")
}

#[track_caller]
fn ends(output: &Output, code: i32, says: &str) {
    let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(told.contains(says), "expected »{says}« in:\n{told}");
    assert_eq!(output.status.code(), Some(code), "{told}");
}

fn content() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ok/content"), folder.path());
    folder
}

fn text(path: &Path) -> &str {
    path.to_str().expect("temporary folders have plain names")
}

/// Returns every file beneath `folder` with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.insert(path.clone(), fs::read(&path).expect("readable"));
        }
    }
    found
}

#[test]
fn a_command_line_that_cannot_be_read_is_told_in_danish() {
    ends(&run(&[]), 2, "skriv en kommando");
    ends(&run(&["bulid"]), 2, "mente du build?");
    ends(&run(&["build", "--drafs"]), 2, "ukendt tilvalg: --drafs; mente du --drafts?");
    ends(&run(&["build", "--today", "i går"]), 2, "--today <DAG> kan ikke være »i går«");
    ends(&run(&["check", "--format", "xml"]), 2, "her kan stå: text, json, github");
    ends(&run(&["--help"]), 0, "Kommandoer:");
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    ends(&run(&["check", "--content", "findes-ikke"]), 1, "mappen findes ikke");
    ends(&run(&["check", "--theme", "findes-ikke"]), 1, "mappen findes ikke");
}

/// The small site with a fact, and a lesson that rests on it.
fn content_with_facts() -> tempfile::TempDir {
    let content = content();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/accepted/own-figures/content");
    copy(&fixture, content.path());
    content
}

#[test]
fn every_figure_is_shown_beside_what_it_rests_on() {
    let (content, place) = (content_with_facts(), tempfile::tempdir().expect("a temporary folder"));
    let check = |more: &[&str]| {
        let place = ["check", "--content", text(content.path()), "--today", "2026-11-21"];
        run(&[&place, more].concat())
    };
    let table = check(&["--facts"]);
    ends(&table, 0, "## A1 · V\n\nLægen i uge 6–10, sundhedsplejersken 2 måneder efter fødslen.\nSundhedsstyrelsen: ");
    ends(&table, 0, "- **Uge 6–10** Første besøg hos lægen: Uge 6–10. · Første besøg hos lægen (");
    ends(&table, 0, "## Vores egne råd\n\n- **fem minutter** Vent fem minutter. · ");
    ends(&table, 0, "- **112** Alarm 112 · ");
    ends(&check(&["--facts", "--format", "json"]), 2, "skriv en fil efter --facts");
    let file = place.path().join("fakta.csv");
    ends(&check(&["--facts", text(&file)]), 0, "sætninger står i");
    let csv = fs::read_to_string(&file).expect("written");
    assert!(csv.starts_with("\u{FEFF}Oplysning;Siger;Kilde;Mærke;Tal;"), "{csv}");
    assert!(csv.lines().all(|line| line.matches(';').count() >= 10), "{csv}");
    ends(&check(&["--facts", text(&place.path().join("findes-ikke/fakta.csv"))]), 2, "kan ikke skrive");
    fs::write(
        content.path().join("fakta.toml"),
        "[[fact]]\nid = \"X\"\nfact = \"Intet.\"\nsources = [\"sst\"]\nmark = \"V\"\n",
    )
    .expect("written");
    ends(&check(&["--facts"]), 1, "hviler ikke på nogen oplysning");
}

/// A dictionary of the words of the small site, but for two.
fn dictionary(content: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let texts: String = files(content)
        .into_iter()
        .filter(|(path, _)| path.extension().is_some_and(|ending| ending == "md" || ending == "toml"))
        .map(|(_, bytes)| String::from_utf8(bytes).expect("UTF-8") + "\n")
        .collect();
    let words: std::collections::BTreeSet<_> = texts
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty() && *word != "Sluk" && *word != "syng")
        .collect();
    let list: Vec<_> = std::iter::once(words.len().to_string()).chain(words.into_iter().map(str::to_owned)).collect();
    fs::write(folder.path().join("da_DK.dic"), list.join("\n")).expect("written");
    fs::write(folder.path().join("da_DK.aff"), "SET UTF-8\n").expect("written");
    folder
}

#[test]
fn a_word_nobody_knows_is_told_at_its_line() {
    let content = content();
    let words = dictionary(content.path());
    let check = |words: &Path| {
        let arguments = ["check", "--spelling", "--content", text(content.path()), "--today", "2026-11-21"];
        generator(&arguments).env("DICPATH", words).output().expect("the program starts")
    };
    let told = check(words.path());
    ends(&told, 1, "ordet »Sluk« kendes ikke");
    ends(&told, 1, "01-saadan-sover-et-lille-barn.md:13:1");
    ends(&told, 1, "2 fejl og 0 advarsler");
    fs::write(content.path().join("ordliste.txt"), "# Vores ord\nsluk\nsyng # og dans\n").expect("written");
    ends(&check(words.path()), 0, "Stedet kan bygges");
    ends(&check(&words.path().join("findes-ikke")), 2, "hunspell-da");
    fs::write(words.path().join("da_DK.aff"), "SET UTF-8\nFLAG volapyk\n").expect("written");
    ends(&check(words.path()), 2, "kan ikke læses");
}

#[test]
fn a_refused_site_leaves_the_old_one_as_it_was() {
    let (content, place) = (content(), tempfile::tempdir().expect("a temporary folder"));
    let out = place.path().join("dist");
    let build = ["build", "--content", text(content.path()), "--out", text(&out), "--today", "2026-11-21"];
    ends(&run(&build), 0, "Stedet er bygget");
    let before = files(&out);
    fs::write(content.path().join("sider/ny.md"), "+++\ntitle = \"Ny\n+++\n").expect("written");
    ends(&run(&build), 1, "Stedet er ikke bygget");
    assert_eq!(files(&out), before);
}

#[test]
fn an_output_folder_that_cannot_be_written_is_told() {
    // A file stands where a folder should be: no user, not even root, can write beneath it.
    let place = tempfile::tempdir().expect("a temporary folder");
    let file = place.path().join("fil");
    fs::write(&file, "").expect("written");
    ends(&run(&["build", "--out", text(&file.join("dist"))]), 2, "kan ikke skrive");
    fs::write(place.path().join("brev.txt"), "kære mor").expect("written");
    ends(&run(&["build", "--out", text(place.path())]), 2, "ikke lavet af generator");
}

/// Builds into a small file system of its own, mounted with these options for this process alone.
///
/// `None` where mounting is not allowed; there is nothing to test then.
#[cfg(target_os = "linux")]
fn build_on_disk(options: &str) -> Option<Output> {
    let (content, place) = (content(), tempfile::tempdir().expect("a temporary folder"));
    let script = "mount -t tmpfs -o \"$1\" none \"$2\" || exit 77; shift 2; exec \"$@\"";
    let output = Command::new("unshare")
        .args(["--mount", "--map-root-user", "sh", "-c", script, "sh", options, text(place.path())])
        .args([env!("CARGO_BIN_EXE_generator"), "build", "--content", text(content.path())])
        .args(["--theme", text(&root().join("themes/1000dage")), "--out", text(&place.path().join("dist"))])
        .output()
        .ok()?;
    let mounted = output.status.code() != Some(77) && !String::from_utf8_lossy(&output.stderr).contains("unshare");
    mounted.then_some(output)
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    if let Some(output) = build_on_disk("size=256k") {
        ends(&output, 2, "disken er fuld");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_can_only_be_read_is_told() {
    if let Some(output) = build_on_disk("ro") {
        ends(&output, 2, "disken kan kun læses");
    }
}

#[test]
fn a_fault_in_the_theme_is_told_at_its_line() {
    let theme = tempfile::tempdir().expect("a temporary folder");
    copy(&root().join("themes/1000dage"), theme.path());
    let check = || run(&["check", "--theme", text(theme.path()), "--today", "2026-11-21"]);
    let page = theme.path().join("templates/side.html");
    let good = fs::read_to_string(&page).expect("readable");
    fs::write(&page, good.replace("{{ body }}", "{{ bodyy }}")).expect("written");
    ends(&check(), 1, "templates/side.html:");
    fs::write(&page, good.replace("{{ body }}", "{{ body | findesikke }}")).expect("written");
    ends(&check(), 1, "templates/side.html:");
    fs::write(&page, good.replace("{% endblock main %}", "")).expect("written");
    ends(&check(), 1, "templates/side.html:");
    fs::remove_file(&page).expect("removed");
    ends(&check(), 1, "skabelonen mangler i temaet");
    fs::write(&page, good).expect("written");
    fs::remove_file(theme.path().join("words.toml")).expect("removed");
    ends(&check(), 1, "words.toml");
}

#[test]
fn a_build_killed_at_any_moment_leaves_the_old_site_or_the_new_one() {
    let (content, place) = (content(), tempfile::tempdir().expect("a temporary folder"));
    let out = place.path().join("dist");
    let page = content.path().join("sider/forside.md");
    let front = fs::read_to_string(&page).expect("readable");
    let arguments =
        ["build", "--content", text(content.path()), "--out", text(&out), "--today", "2026-11-21", "--no-copies"];
    let state = |version: &str| {
        fs::write(&page, front.replacen("\n+++\n\n", &format!("\n+++\n\n{version}. "), 1)).expect("written");
    };
    state("Udgave A");
    ends(&run(&arguments), 0, "Stedet er bygget");
    let a = files(&out);
    state("Udgave B");
    ends(&run(&arguments), 0, "Stedet er bygget");
    let b = files(&out);
    assert_ne!(a, b);
    for attempt in 0..40_u32 {
        let (version, wanted) = if attempt % 2 == 0 { ("Udgave A", &a) } else { ("Udgave B", &b) };
        state(version);
        let before = files(&out);
        let mut child =
            generator(&arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
        // Each attempt lives a little longer than the one before, so that together they are killed all along the road.
        std::thread::sleep(std::time::Duration::from_millis(u64::from(attempt) * 3));
        child.kill().expect("killed");
        child.wait().expect("ended");
        let after = files(&out);
        assert!(after == before || after == *wanted, "attempt {attempt} left a mixture");
    }
    state("Udgave A");
    ends(&run(&arguments), 0, "Stedet er bygget");
    assert_eq!(files(&out), a);
    assert_eq!(fs::read_dir(place.path()).expect("readable").count(), 2, "only the site and its lock remain");
}

#[test]
fn a_new_page_passes_when_its_gaps_are_filled_and_is_never_written_over() {
    let content = content();
    let new = |words: &[&str]| {
        let mut arguments = vec!["new"];
        arguments.extend(words);
        arguments.extend(["--content", text(content.path()), "--today", "2026-11-21"]);
        run(&arguments)
    };
    ends(&new(&["lektion", "venter-barn", "Et spørgsmål på vej"]), 0, "03-et-spoergsmaal-paa-vej.md");
    ends(&new(&["side", "Til bedsteforældre"]), 0, "sider/til-bedsteforaeldre.md");
    ends(&new(&["babypakke", "Ekstra"]), 0, "babypakker/ekstra.md");
    ends(&new(&["aktivitet", "Madklub"]), 0, "aktiviteter/madklub.toml");
    ends(&new(&["viden", "En rapport"]), 0, "viden/en-rapport.md");
    ends(&new(&["side", "Til bedsteforældre"]), 2, "findes allerede");
    ends(&new(&["lektion", "venter-barm", "Nyt"]), 2, "mente du venter-barn?");
    ends(&new(&["lektion", "Nyt"]), 2, "fases mappe og en titel");
    ends(&new(&["side", "???"]), 2, "kan blive til en adresse");
    fill_gaps(content.path());
    let check = run(&["check", "--drafts", "--content", text(content.path()), "--today", "2026-11-21"]);
    ends(&check, 0, "Stedet kan bygges: 0 fejl");
}

/// Writes something plausible wherever a new file has left a gap.
fn fill_gaps(content: &Path) {
    let source = fs::read_to_string(content.join("kilder.toml")).expect("readable");
    let id = source.split("id = \"").nth(1).and_then(|rest| rest.split('"').next()).expect("a source");
    for (path, bytes) in files(content) {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        if !text.contains('‹') && !text.contains("municipality = \"\"") {
            continue;
        }
        let filled = text
            .replace("from = \"\"", "from = \"6 måneder\"")
            .replace("to = \"\"", "to = \"dagen før 12 måneder\"")
            .replace("municipality = \"\"", "municipality = \"Aarhus\"")
            .replace("sources = []", &format!("sources = [\"{id}\"]"))
            .replace("findings = []", "findings = [\"Det hjalp\"]")
            .replace(" = \"\"\n", " = \"Et godt svar\"\n")
            .replace(['‹', '›'], "");
        fs::write(&path, filled).expect("written");
    }
}

#[test]
fn a_page_is_shown_from_its_first_day_to_its_last_and_a_draft_only_when_asked_for() {
    let content = content();
    let page = |name: &str, keys: &str| {
        let text = format!(
            "+++\ntitle = \"{name}\"\ndescription = \"En side om noget, der kun gælder en tid.\"\nreviewed_on = 2026-11-21\n\
             reviewed_by = \"afventer faglig gennemgang\"\nsources = [\"redaktionen\"]\n{keys}\n+++\n\nTekst.\n"
        );
        fs::write(content.path().join(format!("sider/{name}.md")), text).expect("written");
    };
    page("vinter", "publish_on = 2026-12-01\nexpire_on = 2027-03-01");
    page("kladde", "draft = true");
    let shown = |arguments: &[&str]| {
        let place = tempfile::tempdir().expect("a temporary folder");
        let out = place.path().join("dist");
        let mut all = vec!["build", "--content", text(content.path()), "--out", text(&out), "--no-copies"];
        all.extend(arguments);
        ends(&run(&all), 0, "Stedet er bygget");
        ["vinter", "kladde"].map(|name| out.join(format!("site/{name}/index.html")).exists())
    };
    assert_eq!(shown(&["--today", "2026-11-30"]), [false, false]);
    assert_eq!(shown(&["--today", "2026-12-01"]), [true, false]);
    assert_eq!(shown(&["--today", "2027-02-28"]), [true, false]);
    assert_eq!(shown(&["--today", "2027-03-01"]), [false, false]);
    assert_eq!(shown(&["--today", "2026-11-30", "--drafts"]), [true, true]);
}

#[test]
fn check_speaks_to_people_programs_and_github() {
    let content = content();
    let page = content.path().join("sider/forside.md");
    let text_before = fs::read_to_string(&page).expect("readable");
    fs::write(&page, text_before.replace("title =", "titel =")).expect("written");
    let check =
        |format: &str| run(&["check", "--content", text(content.path()), "--today", "2026-11-21", "--format", format]);
    ends(&check("text"), 1, "mente du `title`?");
    ends(&check("github"), 1, "::error file=");
    let json = check("json");
    ends(&json, 1, "\"fix\":\"title\"");
    let found: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON and nothing else");
    assert!(
        found.as_array().is_some_and(|list| list.iter().any(|one| one["line"] == 2 && one["column"] == 1)),
        "{found}"
    );
}

#[test]
fn public_addresses_are_remembered() {
    let content = content();
    let arguments = ["check", "--save-addresses", "--content", text(content.path()), "--today", "2026-11-21"];
    ends(&run(&arguments), 0, "adresser.lock");
    let saved = fs::read_to_string(content.path().join("adresser.lock")).expect("readable");
    assert!(saved.lines().any(|line| line == "/ring-nu/"), "{saved}");
    ends(&run(&arguments), 0, "adresser.lock");
    assert_eq!(fs::read_to_string(content.path().join("adresser.lock")).expect("readable"), saved);
}

#[test]
fn serve_shows_the_site_with_its_headers_and_follows_the_files() {
    let content = content();
    let data = tempfile::tempdir().expect("a temporary folder");
    let server = Server::start(content.path(), data.path());
    let front = server.get("/");
    assert!(
        front.starts_with("HTTP/1.1 200")
            && front.contains("default-src 'none'")
            && front.contains("/__serve/reload.js"),
        "{front}"
    );
    assert!(server.get("/ring-nu").contains("location: /ring-nu/"));
    let moved = server.get("/soevn/");
    assert!(moved.starts_with("HTTP/1.1 301") && moved.contains("location: /faser/lille-barn/"), "{moved}");
    assert!(server.get("/findes-ikke/").starts_with("HTTP/1.1 404"));
    assert!(server.get("/../Cargo.toml").starts_with("HTTP/1.1 404"));

    let mut events = server.events();
    // A save can be seen in two steps; what counts is where it ends.
    let mut until = |path: &str, holds: &str| loop {
        Server::wait_for_change(&mut events);
        let answer = server.get(path);
        if answer.contains(holds) {
            return answer;
        }
    };
    let page = content.path().join("sider/ring-nu.md");
    let before = fs::read_to_string(&page).expect("readable");
    fs::write(&page, before.replacen("title = \"", "title = \"Helt ny ", 1)).expect("written");
    until("/ring-nu/", "Helt ny ");
    assert!(server.get("/alle-emner/").contains("Helt ny "), "lists show the new title too");

    fs::write(&page, "+++\n").expect("written");
    assert!(until("/ring-nu/", "slutter aldrig").starts_with("HTTP/1.1 500"));

    fs::write(&page, before).expect("written");
    until("/ring-nu/", "HTTP/1.1 200");
}

#[test]
fn a_published_form_is_not_changed_behind_its_answers() {
    let content = content();
    let at = |command: &[&str]| run(&[command, &["--content", text(content.path())]].concat());
    let check = || at(&["check", "--today", "2026-11-21"]);
    ends(&at(&["new", "formular", "Hvordan sover du?"]), 0, "formularer/hvordan-sover-du/1.toml");
    fill_gaps(content.path());
    ends(&check(), 0, "Stedet kan bygges: 0 fejl");
    ends(&at(&["publish"]), 0, "2 formularer er låst, 2 af dem nye");
    let form = content.path().join("formularer/velkommen/1.toml");
    let before = fs::read_to_string(&form).expect("readable");

    // What stands around the questions may be bettered; what was asked may not.
    fs::write(&form, before.replace("Læs videre, når du har ro.", "Læs videre en anden dag.")).expect("written");
    ends(&check(), 0, "Stedet kan bygges: 0 fejl");
    fs::write(&form, before.replace("Hvordan har du det i dag?", "Hvordan gik det i går?")).expect("written");
    ends(&check(), 1, "generator new formular-version velkommen");
    ends(&at(&["publish"]), 1, "Intet er låst");
    fs::write(&form, &before).expect("written");

    ends(&at(&["new", "formular-version", "velkomen"]), 2, "mente du velkommen?");
    ends(&at(&["new", "formular-version", "velkommen"]), 0, "formularer/velkommen/2.toml");
    let next = content.path().join("formularer/velkommen/2.toml");
    let copy = fs::read_to_string(&next).expect("readable");
    fs::write(&next, copy.replace("Hvordan har du det i dag?", "Hvordan gik det i går?")).expect("written");
    ends(&check(), 0, "Stedet kan bygges: 0 fejl");
    fs::write(&next, copy.replace("points = 1", "points = 5")).expect("written");
    ends(&check(), 1, "giver andre point end i version 1");
    fs::write(&next, copy).expect("written");
    ends(&at(&["publish"]), 0, "3 formularer er låst, 1 af dem nye");
    fs::remove_file(&form).expect("removed");
    ends(&check(), 1, "er udgivet, men findes ikke mere");
}

#[test]
fn a_port_in_use_is_told() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let data = tempfile::tempdir().expect("a temporary folder");
    ends(&run(&["serve", "--port", &port, "--data", text(data.path())]), 2, &format!("porten {port} er optaget"));
}
