//! Phases and lessons.

use forms::age::{Window, WindowError};
use forms::problem::Problem;
use forms::table::{At, Fields, Table};

use super::article::{Readers, Seen, article, seen};
use super::{Desk, Frame, Part, check_slug, stem};
use crate::diagnostic::Diagnostic;
use crate::model::article::Address;
use crate::model::course::{EASY, ENDING, Lesson, Phase};

/// Where the phases lie on the site.
const ROOT: &str = "faser";

pub(super) fn phase(desk: &Desk<'_>, head: &Table, slug: &str, frame: &Frame<'_>) -> Option<Part> {
    check_slug(desk, slug);
    let fields = desk.fields(head);
    let article = article(desk, &fields, Address::of(&[ROOT, slug]), Readers::Parents, frame);
    let period = fields.need::<String>("period");
    let window = window(&fields);
    let packages = fields.need::<Vec<At<String>>>("packages");
    let questionnaires = fields.get::<Vec<At<String>>>("questionnaires");
    fields.finish();
    Some(Part::Phase(Phase {
        article,
        easy: None,
        slug: slug.to_owned(),
        period: period.map(|period| period.value).unwrap_or_default(),
        window: window?,
        packages: packages.map(|list| list.value).unwrap_or_default(),
        questionnaires: questionnaires.map(|list| list.value).unwrap_or_default(),
        lessons: Vec::new(),
    }))
}

pub(super) fn easy(desk: &Desk<'_>, head: &Table, phase: &str, frame: &Frame<'_>) -> Option<Part> {
    let fields = desk.fields(head);
    let visible = seen(&fields, frame);
    let article = article(desk, &fields, Address::of(&[ROOT, phase, EASY]), Readers::Slow, frame);
    fields.finish();
    match visible {
        Seen::NotNow => Some(Part::Hidden),
        Seen::Now => Some(Part::Easy(article)),
    }
}

pub(super) fn lesson(desk: &Desk<'_>, head: &Table, phase: &str, name: &str, frame: &Frame<'_>) -> Option<Part> {
    let stem = stem(desk, name);
    let Some((order, slug)) = stem.split_once('-').and_then(|(number, slug)| Some((number.parse::<u32>().ok()?, slug)))
    else {
        desk.report(Diagnostic::about(&desk.draft.file, "en lektions filnavn begynder med sit nummer i fasen").help(
            if stem.starts_with(|c: char| c.is_ascii_digit()) {
                format!("kald den fx {stem}-et-navn.md")
            } else {
                format!("kald den fx 01-{stem}.md")
            },
        ));
        return None;
    };
    let taken = [(ENDING, "fasens sidste side"), (EASY, "fasens side med lette ord")];
    if let Some((_, by)) = taken.iter().find(|(name, _)| *name == slug) {
        desk.report(
            Diagnostic::about(&desk.draft.file, format!("en lektion kan ikke hedde »{slug}«: så hedder {by}"))
                .help(format!("giv filen et andet navn, fx {order:02}-godt-klaret.md")),
        );
    }
    let fields = desk.fields(head);
    let visible = seen(&fields, frame);
    let article = article(desk, &fields, Address::of(&[ROOT, phase, slug]), Readers::Parents, frame);
    let development = fields.get::<bool>("development").is_some_and(|development| development.value);
    fields.finish();
    match visible {
        Seen::NotNow => Some(Part::Hidden),
        Seen::Now => Some(Part::Lesson(Lesson { article, phase: phase.to_owned(), order, development })),
    }
}

/// Reads `from` and `to`.
pub(super) fn window(fields: &Fields<'_>) -> Option<At<Window>> {
    const HELP: &str = "skriv fx »uge 13+0«, »fødslen«, »dag 14«, »4 måneder« eller »dagen før 7 måneder«";
    let from = fields.need::<String>("from");
    let to = fields.need::<String>("to");
    let (from, to) = (from?, to?);
    match Window::parse(&from.value, &to.value) {
        Ok(window) => Some(At::new(window, from.span)),
        Err(error @ WindowError::Unreadable) => {
            let first_is_wrong = forms::age::Moment::parse_from(&from.value).is_none();
            let wrong = if first_is_wrong { from } else { to };
            fields.report(Problem::new(wrong.span, format!("{error}: »{}«", wrong.value)).help(HELP));
            None
        }
        Err(error @ WindowError::Backwards) => {
            fields.report(Problem::new(to.span, error.to_string()));
            None
        }
    }
}
