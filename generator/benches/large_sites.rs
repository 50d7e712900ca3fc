//! How long a large site takes: `cargo bench -p generator`.
//!
//! Makes sites of 100, 1,000 and 10,000 pages of 600 words, eight lessons a phase, builds each with every check on and every
//! page minified, and tells the best and the middle of several runs with the most memory used. Then serves the site of 1,000
//! and tells how long it takes from a save to the new page, beside the debounce. Other machines, other figures: compare
//! within one run.
//!
//! `cargo bench -p generator -- make FOLDER 1000` only makes a site, to look at it or to measure it by other means.

#![expect(clippy::print_stdout, reason = "a bench tells what it saw")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[path = "../tests/common/mod.rs"]
mod common;

use common::copy;

const WORDS_A_PAGE: usize = 600;
const LESSONS_A_PHASE: usize = 8;

fn main() {
    // `cargo test` runs a bench without harness too, with this argument missing; there is nothing to prove then.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let arguments: Vec<String> = std::env::args().skip_while(|argument| argument != "make").skip(1).collect();
    if let [folder, pages, ..] = arguments.as_slice() {
        make_site(Path::new(folder), pages.parse().expect("a number of pages"));
        return;
    }
    for pages in [100, 1_000, 10_000] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        make_site(folder.path(), pages);
        measure_build(folder.path(), pages);
        if pages == 1_000 {
            measure_save(folder.path());
        }
    }
}

fn measure_build(site: &Path, pages: usize) {
    let mut runs: Vec<(Duration, String)> = (0..7).map(|_| build(site)).collect();
    runs.sort();
    let (best, told) = runs.first().expect("seven runs");
    let (middle, _) = runs.get(3).expect("seven runs");
    println!("{pages} pages: best {:.3} s, middle {:.3} s", best.as_secs_f64(), middle.as_secs_f64());
    println!("{told}");
}

/// Builds into an empty folder, and returns how long the whole program took and what it told of its steps.
///
/// The folder lies in memory where the system has a place for that: a thousand new folders can cost a disk twice what the
/// whole build costs, and another figure each time.
fn build(site: &Path) -> (Duration, String) {
    let memory = Path::new("/dev/shm");
    let place = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    let place = place.expect("a temporary folder");
    let out = place.path().join("dist");
    let started = Instant::now();
    let output = generator(site, &["build", "--no-copies", "--timings", "--out"]).arg(&out).output();
    let took = started.elapsed();
    let output = output.expect("the program starts");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (took, told)
}

fn generator(site: &Path, arguments: &[&str]) -> Command {
    let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../themes/1000dage");
    let mut command = Command::new(env!("CARGO_BIN_EXE_generator"));
    command.current_dir(site).args(arguments).args(["--today", "2026-11-21", "--theme"]).arg(theme);
    command
}

/// Saves a changed title again and again, and tells how long until the new page has been fetched, and a list that shows it.
fn measure_save(site: &Path) {
    let mut child = generator(site, &["serve", "--port", "0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
    let port: u16 = line
        .split("127.0.0.1:")
        .nth(1)
        .and_then(|rest| rest.split('/').next())
        .and_then(|p| p.parse().ok())
        .expect("a port");
    let lesson = lesson_path(site, 3, 2);
    let text = fs::read_to_string(&lesson).expect("readable");
    let mut events = get(port, "/__serve/events");
    next_event(&mut events);
    let mut times = Vec::new();
    for round in 0..20 {
        let title = format!("Runde {round} af lektionen");
        let changed = text.replacen("title = \"", &format!("title = \"{title} "), 1);
        let started = Instant::now();
        fs::write(&lesson, changed).expect("written");
        loop {
            next_event(&mut events);
            let mut page = String::new();
            get(port, "/faser/fase-3/lektion-2/").read_to_string(&mut page).expect("a page");
            if page.contains(&title) {
                break;
            }
        }
        times.push(started.elapsed());
        for list in ["/alle-emner/", "/faser/fase-3/lektion-3/", "/soegeindeks.json"] {
            let mut page = String::new();
            get(port, list).read_to_string(&mut page).expect("a page");
            assert!(page.contains(&title), "{list} shows the old title");
        }
    }
    child.kill().expect("ended");
    child.wait().expect("ended");
    times.sort();
    let shown = |index: usize| times.get(index).map_or(0.0, |time| time.as_secs_f64() * 1000.0);
    println!(
        "save to new page: best {:.1} ms, middle {:.1} ms, worst {:.1} ms, of which 30 ms debounce\n",
        shown(0),
        shown(10),
        shown(19)
    );
}

fn get(port: u16, path: &str) -> BufReader<TcpStream> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("the server listens");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").expect("sent");
    BufReader::new(stream)
}

fn next_event(events: &mut impl BufRead) {
    let mut line = String::new();
    while !line.starts_with("data:") {
        line.clear();
        assert_ne!(events.read_line(&mut line).expect("a line"), 0, "the server closed the line");
    }
}

fn lesson_path(site: &Path, phase: usize, lesson: usize) -> PathBuf {
    site.join(format!("content/faser/fase-{phase}/{lesson:02}-lektion-{lesson}.md"))
}

/// Makes a site: the good fixture with its course replaced by one of this many pages.
fn make_site(site: &Path, pages: usize) {
    let content = site.join("content");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ok/content"), &content);
    fs::remove_dir_all(content.join("faser")).expect("removed");
    // Lists that name the course of the fixture are of no use here.
    for path in ["omdirigeringer.toml", "adresser.lock", "aftaler.toml"] {
        let _ = fs::remove_file(content.join(path));
    }
    let links = |text: &str| text.split("](/faser/").count() > 1;
    for folder in ["sider", "babypakker", "viden"] {
        for entry in fs::read_dir(content.join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            let text = fs::read_to_string(&path).unwrap_or_default();
            if links(&text) {
                let cut: String = text
                    .split("](/faser/")
                    .enumerate()
                    .map(|(n, part)| {
                        if n == 0 {
                            part.to_owned()
                        } else {
                            format!("](/sider/ring-nu.md){}", part.split_once(')').map_or("", |(_, rest)| rest))
                        }
                    })
                    .collect();
                fs::write(&path, cut).expect("written");
            }
        }
    }
    for entry in fs::read_dir(content.join("aktiviteter")).expect("a folder") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("readable");
        let kept: Vec<_> = text.lines().filter(|line| !line.starts_with("phases")).collect();
        fs::write(&path, kept.join("\n")).expect("written");
    }
    let phases = pages.div_ceil(LESSONS_A_PHASE + 1);
    for phase in 0..phases {
        let folder = content.join(format!("faser/fase-{phase}"));
        fs::create_dir_all(&folder).expect("made");
        fs::write(folder.join("_fase.md"), phase_text(phase, phases)).expect("written");
        for lesson in 0..LESSONS_A_PHASE {
            fs::write(lesson_path(site, phase, lesson), lesson_text(phase, lesson)).expect("written");
        }
    }
}

/// A phase of some days, in pregnancy or after birth.
fn phase_text(phase: usize, phases: usize) -> String {
    // As many phases a day before birth as after it.
    let half = (phases * 280 / 1376).max(1);
    let (from, to) = if phase < half {
        let day = |n: usize| n * 280 / half;
        let week = |day: usize| format!("uge {}+{}", day / 7, day % 7);
        (week(day(phase)), if phase + 1 == half { "fødslen".to_owned() } else { week(day(phase + 1) - 1) })
    } else {
        let day = |n: usize| (n - half) * 1000 / (phases - half);
        let to = if phase + 1 == phases {
            "dagen før 36 måneder".to_owned()
        } else {
            format!("dag {}", day(phase + 1) - 1)
        };
        (format!("dag {}", day(phase)), to)
    };
    format!(
        "+++\ntitle = \"Fase nummer {phase}\"\ndescription = \"Det gælder lige nu for jer i fase nummer {phase}.\"\nperiod = \"Fase {phase}\"\n\
         from = \"{from}\"\nto = \"{to}\"\npackages = [\"{}\"]\nreviewed_on = 2026-11-21\nreviewed_by = \"afventer faglig gennemgang\"\n\
         sources = [\"{}\"]\n+++\n\n{}",
        PACKAGE,
        SOURCE,
        paragraphs(phase, 60)
    )
}

/// The names of the package and the source in the fixture.
const PACKAGE: &str = "nyfoedt";
const SOURCE: &str = "redaktionen";

fn lesson_text(phase: usize, lesson: usize) -> String {
    let seed = phase * LESSONS_A_PHASE + lesson;
    let next = (lesson + 1) % LESSONS_A_PHASE;
    format!(
        "+++\ntitle = \"Lektion {lesson} i fase {phase}\"\ndescription = \"Et spørgsmål, som forældre har i fase {phase}, og et svar på det.\"\n\
         reviewed_on = 2026-11-21\nreviewed_by = \"afventer faglig gennemgang\"\nsources = [\"{SOURCE}\"]\nkeywords = [\"søvn\", \"ro\", \"nummer {seed}\"]\n\
         related = [\"/faser/fase-{phase}/{next:02}-lektion-{next}.md\"]\n+++\n\n\
         > [!DET VIGTIGSTE]\n> - Barnet skal have ro.\n> - I må gerne spørge.\n> - Der er hjælp at få.\n\n\
         {}## Sådan gør I i dag\n\n{}## Når det bliver svært\n\n{}- Tag barnet op.\n- Hold det tæt ind til dig.\n- Læs mere i [næste lektion](/faser/fase-{phase}/{next:02}-lektion-{next}.md).\n\n\
         > [!RING I DAG]\n> Ring til [](ring:laegevagt), hvis I er i tvivl.\n\n\
         > [!GØR DET SAMMEN]\n> Gå en lille tur, og se på træerne.\n\n> [!TJEK] Hvem kan I spørge?\n> Jeres sundhedsplejerske.\n",
        paragraphs(seed, WORDS_A_PAGE / 3),
        paragraphs(seed + 7, WORDS_A_PAGE / 3),
        paragraphs(seed + 13, WORDS_A_PAGE / 4)
    )
}

/// Returns plain Danish of about this many words, another for each seed.
fn paragraphs(seed: usize, words: usize) -> String {
    const SENTENCES: [&str; 12] = [
        "Barnet sover bedst, når der er mørkt og stille i rummet.",
        "Nogle dage går alt let, og andre dage går intet som planlagt.",
        "I kan altid spørge jeres sundhedsplejerske, hvis I er i tvivl.",
        "Læg mærke til, hvad jeres barn ser på, og sig, hvad det er.",
        "Det er helt almindeligt at være træt i de første måneder.",
        "Hold om barnet, og gå lidt rundt, til det falder til ro.",
        "Tal sammen om, hvem der tager den næste nat.",
        "Mad, søvn og frisk luft hjælper også de voksne i familien.",
        "Graviditetsundersøgelsen er et godt sted at stille spørgsmål.",
        "En bedstemor eller en nabo vil måske gerne hjælpe.",
        "Skriv ned, hvad I vil spørge om, før I tager af sted.",
        "Små skridt er også skridt, og i morgen er en ny dag.",
    ];
    let (mut text, mut count, mut at) = (String::new(), 0, seed);
    while count < words {
        for _ in 0..5 {
            let sentence = SENTENCES.get(at % SENTENCES.len()).copied().unwrap_or_default();
            text.push_str(sentence);
            text.push(' ');
            count += sentence.split(' ').count();
            at = at * 7 + 5 + seed % 3;
            at %= 1_000_003;
        }
        text.push_str("\n\n");
    }
    text
}
