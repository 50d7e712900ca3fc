//! What a reader is promised of the finished site.

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
fn the_first_half_of_the_course_is_whole() {
    let press = press();
    let phases = &press.renderer().site().phases;
    let lessons = |slug: &str| phases.iter().find(|phase| phase.slug == slug).map_or(0, |phase| phase.lessons.len());
    let course = [
        ("tidligt-i-graviditeten", 7),
        ("midt-i-graviditeten", 8),
        ("sidst-i-graviditeten", 7),
        ("klar-til-foedslen", 7),
        ("0-2-uger", 8),
        ("2-8-uger", 8),
    ];
    for (phase, count) in course {
        assert_eq!(lessons(phase), count, "{phase}");
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
