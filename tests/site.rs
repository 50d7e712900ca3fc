//! What a reader is promised of the finished site.

use generator::parse::markdown::BoxKind;
use generator::press::Press;
use generator::write::Copies;

use crate::app::{fresh_press, press};

fn file(press: &Press, path: &str) -> String {
    String::from_utf8(press.file(&format!("site/{path}")).expect("it is drawn")).expect("pages are UTF-8")
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (first, second) = (press(), fresh_press());
    assert_eq!(first.paths(Copies::None), second.paths(Copies::None));
    for (path, _) in first.paths(Copies::None) {
        assert!(first.file(&path).expect("drawn") == second.file(&path).expect("drawn"), "{path} differs");
    }
}

#[test]
fn every_lesson_leads_to_the_one_before_and_the_one_after() {
    // From the first phase one comes by »Næste« alone through the whole course to the last lesson.
    let press = press();
    let mut path = "faser/tidligt-i-graviditeten/index.html".to_owned();
    let mut seen = vec![path.clone()];
    while let Some(next) = neighbour(&file(press, &path), "next") {
        let back = neighbour(&file(press, &next), "prev");
        assert_eq!(back.as_deref(), Some(path.as_str()), "from {next}");
        assert!(!seen.contains(&next), "{next} comes twice");
        seen.push(next.clone());
        path = next;
    }
    let site = press.renderer().site();
    let course = site.phases.len() + site.lessons().count();
    assert_eq!(seen.len(), course, "every phase and lesson is on the way");
}

/// Returns the file of the page that the link with this relation leads to.
fn neighbour(page: &str, relation: &str) -> Option<String> {
    let link = page
        .split("<a ")
        .find(|link| link.contains(&format!("rel={relation}")) || link.contains(&format!("rel=\"{relation}\"")))?;
    let address = link.split("href=").nth(1)?.trim_start_matches('"').split(['"', ' ', '>']).next()?;
    Some(format!("{}index.html", address.trim_start_matches('/')))
}

#[test]
fn the_course_is_whole() {
    let site = press().renderer().site();
    let course: Vec<_> = site.phases.iter().map(|phase| (phase.slug.as_str(), phase.lessons.len())).collect();
    let expected = [
        ("tidligt-i-graviditeten", 7),
        ("midt-i-graviditeten", 8),
        ("sidst-i-graviditeten", 7),
        ("klar-til-foedslen", 7),
        ("0-2-uger", 8),
        ("2-8-uger", 8),
        ("2-4-maaneder", 7),
        ("4-7-maaneder", 7),
        ("7-12-maaneder", 7),
        ("12-18-maaneder", 7),
        ("18-24-maaneder", 7),
        ("2-3-aar", 7),
    ];
    assert_eq!(course, expected);
    // Without them `check` would have nothing to lay a figure beside.
    assert!(site.facts.len() >= 100, "only {} facts stand behind the course", site.facts.len());
    for phase in &site.phases {
        assert!(phase.easy.is_some(), "{} has no page in easy words", phase.slug);
        for lesson in &phase.lessons {
            let boxes = |kind: BoxKind| lesson.article.body.boxes.iter().filter(|one| **one == kind).count();
            let name = &lesson.article.file.path;
            assert_eq!((boxes(BoxKind::Key), boxes(BoxKind::Together)), (1, 1), "{name}");
            assert!((2..=3).contains(&boxes(BoxKind::Check)), "{name} has {} questions", boxes(BoxKind::Check));
            assert!(!lesson.article.sources.is_empty(), "{name}");
            let lix = lesson.article.body.readability.lix();
            assert!(lix.is_some_and(|lix| (24..=32).contains(&lix)), "{name} has LIX {lix:?}");
        }
    }
}

#[test]
fn every_lesson_about_health_says_when_to_call() {
    // Those marked with a star in the plan of the course, by phase and number.
    let starred = [
        ("tidligt-i-graviditeten", [5].as_slice()),
        ("midt-i-graviditeten", &[2, 8]),
        ("sidst-i-graviditeten", &[7]),
        ("klar-til-foedslen", &[1]),
        ("0-2-uger", &[3, 4, 5]),
        ("2-8-uger", &[4]),
        ("2-4-maaneder", &[6]),
        ("4-7-maaneder", &[7]),
        ("7-12-maaneder", &[1]),
    ];
    let site = press().renderer().site();
    for (slug, numbers) in starred {
        let phase = site.phases.iter().find(|phase| phase.slug == slug).expect("it is there");
        for number in numbers {
            let lesson = phase.lessons.iter().find(|lesson| lesson.order == *number).expect("it is there");
            let calls = |kind: &BoxKind| matches!(kind, BoxKind::Ring112 | BoxKind::RingToday | BoxKind::RingTalk);
            assert!(lesson.article.body.boxes.iter().any(calls), "{}", lesson.article.file.path);
        }
    }
}

#[test]
fn every_page_outside_the_course_is_there() {
    let press = press();
    let outside = [
        "",
        "find-din-fase/",
        "alle-emner/",
        "ring-nu/",
        "til-partneren/",
        "naar-et-barn-doer/",
        "foedt-for-tidligt/",
        "alene-med-barnet/",
        "naar-i-ikke-bor-sammen/",
        "penge-og-rettigheder/",
        "raadgivning/",
        "vold-i-hjemmet/",
        "skjul-dine-spor/",
        "babypakker/",
        "aktiviteter/",
        "frivillig/",
        "til-fagpersoner/",
        "viden/",
        "viden/tal/",
        "om-1000-dage/",
        "privatliv/",
        "tilgaengelighed/",
        "kontakt/",
        "laes-let/",
        "en/",
        "ar/",
        "pl/",
    ];
    for page in outside {
        let text = file(press, &format!("{page}index.html"));
        assert!(text.contains("<h1"), "/{page} is missing");
    }
}

#[test]
fn nothing_in_a_page_is_run_or_styled_in_place() {
    // The policy forbids it; what it forbids must not be there, or the page would be broken for readers.
    let press = press();
    for path in press.renderer().paths().filter(|path| path.ends_with(".html")) {
        let page = file(press, path);
        assert!(!page.contains(" style="), "{path} has an inline style");
        assert!(!page.contains(" onclick") && !page.contains("javascript:"), "{path} has an inline script");
        let scripts = page.split("<script").skip(1);
        assert!(
            scripts.clone().all(|script| {
                let tag = script.split('>').next().unwrap_or_default().replace('"', "");
                tag.contains("src=/assets/") || tag.contains("application/ld+json")
            }),
            "{path}"
        );
    }
}
