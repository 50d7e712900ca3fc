//! What the good fixture looks like as pages. Read a changed snapshot like prose before it is accepted.

use std::path::Path;

use generator::diagnostic::Report;
use generator::render::Renderer;
use generator::timing::Timings;
use generator::{Memory, Request, Visibility, prepare};

fn renderer() -> Renderer {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let request = Request {
        content: here.join("tests/fixtures/ok/content"),
        theme: here.join("../themes/1000dage"),
        today: "2026-11-21".parse().expect("a date"),
        visibility: Visibility::Published,
    };
    let mut report = Report::default();
    prepare(&request, &mut Memory::default(), &mut report, &mut Timings::default()).expect("the good fixture is good")
}

fn drawn(path: &str) -> String {
    let bytes = renderer().file(path).expect("the page is there").expect("it is drawn");
    String::from_utf8(bytes).expect("pages are UTF-8")
}

/// Returns what stands in the page between the header and the footer, with soft hyphens shown and blank lines left out.
fn main_of(path: &str) -> String {
    let page = drawn(path);
    let start = page.find("<main").expect("a page has a main");
    let end = page.find("</main>").expect("it ends");
    let main = page[start..end].replace('\u{AD}', "¬");
    main.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_lesson() {
    insta::assert_snapshot!(main_of("faser/venter-barn/de-foerste-uger/index.html"));
}

#[test]
fn a_phase() {
    insta::assert_snapshot!(main_of("faser/venter-barn/index.html"));
}

#[test]
fn the_end_of_a_phase_says_what_mattered_most_in_each_lesson() {
    let page = main_of("faser/venter-barn/afslutning/index.html");
    for said in [
        "<h1>Det har I været igennem</h1>",
        "href=\"/faser/venter-barn/de-foerste-uger/\"",
        "<ul>\n<li>Ring til din læge, når testen er positiv.</li>\n<li>Kvalme er almindeligt og går som regel over.</li>\n<li>Du må spørge om alt.</li>\n</ul>",
        "href=\"/faser/venter-barn/spoerg-din-jordemoder/\"",
        "href=\"/formularer/velkommen/\"",
        "href=\"/faser/lille-barn/\"",
        "<time datetime=\"2026-11-21\">",
    ] {
        assert!(page.contains(said), "{said}\n{page}");
    }
    assert!(!page.contains("Testen er positiv, og alt er nyt."), "{page}");
}

#[test]
fn every_phase_has_an_end_that_no_list_names() {
    let renderer = renderer();
    assert_eq!(renderer.paths().filter(|path| path.ends_with("/afslutning/index.html")).count(), 2);
    let found = drawn("soegeindeks.json") + &drawn("alle-emner/index.html");
    assert!(!found.contains("afslutning"), "an end is found by going through the phase");
}

#[test]
fn the_page_about_privacy_says_what_the_forms_say() {
    let page = main_of("privatliv/index.html");
    for said in ["id=\"skemaer\"", "<a href=\"/formularer/velkommen/\">", "365 dage", "90 dage"] {
        assert!(page.contains(said), "{said}\n{page}");
    }
    for name in ["child", "ticks", "reader", "drafts", "plain", "pages"] {
        assert!(page.contains(&format!("data-kept=\"{name}\"")), "{name}\n{page}");
    }
}

#[test]
fn the_course_as_data() {
    let renderer = renderer();
    let path = renderer.paths().find(|path| path.starts_with("assets/course.")).expect("it is there").to_owned();
    let data: serde_json::Value = serde_json::from_str(&drawn(&path)).expect("JSON");
    insta::assert_snapshot!(serde_json::to_string_pretty(&data).expect("JSON"));
}

#[test]
fn the_help_lines() {
    insta::assert_snapshot!(main_of("ring-nu/index.html"));
}

#[test]
fn the_table_of_dates() {
    insta::assert_snapshot!(main_of("find-din-fase/index.html"));
}

#[test]
fn a_report() {
    insta::assert_snapshot!(main_of("viden/god-start/index.html"));
}

#[test]
fn the_figures_of_a_period() {
    insta::assert_snapshot!(main_of("viden/tal/2026-3/index.html"));
}

#[test]
fn made_up_figures_say_so_wherever_they_are_named() {
    for path in ["viden/tal/index.html", "alle-emner/index.html", "viden/tal/2026-3/index.html"] {
        assert!(drawn(path).contains("Tal for 3. kvartal 2026 (eksempel)"), "{path}");
    }
    let page = drawn("viden/tal/2026-3/index.html");
    assert!(page.contains("<meta name=\"description\" content=\"Eksempel med opdigtede svar."));
    let charts = page.matches("class=\"plot\"").count();
    assert_eq!(charts, 4);
    assert_eq!(page.matches("<figcaption class=\"badge\">Eksempel med opdigtede svar").count(), charts);
    assert_eq!(page.matches("Svarene er opdigtede.").count(), charts);
    assert_eq!(page.matches("(opdigtede svar)").count(), 5, "every table");
}

#[test]
fn what_machines_read() {
    insta::assert_snapshot!(
        ["sitemap.xml", "feed.xml", "robots.txt", "_redirects", "_headers"].map(drawn).join("\n---\n")
    );
}

#[test]
fn the_search_index() {
    let index: serde_json::Value = serde_json::from_str(&drawn("soegeindeks.json")).expect("JSON");
    let titles: Vec<_> =
        index["pages"].as_array().expect("pages").iter().map(|page| page[0].as_str().expect("a title")).collect();
    assert!(titles.contains(&"Ring nu"), "{titles:?}");
    // Page and points stand by turns, and every page number is one of the list.
    for (word, pages) in index["words"].as_object().expect("words") {
        let numbers: Vec<_> =
            pages.as_array().expect("numbers").iter().map(|n| n.as_u64().expect("a number")).collect();
        assert!(
            numbers.len() % 2 == 0 && numbers.chunks(2).all(|pair| (pair[0] as usize) < titles.len() && pair[1] > 0),
            "{word}"
        );
    }
}

#[test]
fn everything_is_listed_from_a_to_aa_in_danish_order() {
    let page = drawn("alle-emner/index.html");
    let letters: Vec<_> =
        page.split("<h2 id=\"bogstav-").skip(1).filter_map(|rest| rest.split('>').nth(1)?.split('<').next()).collect();
    let order = "ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ";
    let places: Vec<_> = letters.iter().map(|letter| order.find(*letter).expect("a Danish letter")).collect();
    assert!(places.is_sorted() && places.len() > 3, "{letters:?}");
}
