//! Other languages than Danish: what stands around their texts, and the texts.

use std::collections::BTreeMap;

use forms::problem::Problem;
use forms::table::{Fields, Table};

use super::article::{Readers, Seen, article, seen};
use super::{Desk, Frame, Part, check_slug, stem};
use crate::diagnostic::Diagnostic;
use crate::model::article::Address;
use crate::model::language::{Direction, Language, START, Translation, WORDS};

pub(super) fn language(desk: &Desk<'_>, head: &Table, code: &str) -> Option<Part> {
    // The code begins addresses and stands in `lang`; all that we can be asked for have two or three letters.
    if !(2..=3).contains(&code.len()) || !code.bytes().all(|letter| letter.is_ascii_lowercase()) || code == "da" {
        desk.report(
            Diagnostic::about(&desk.draft.file, format!("mappen »{code}« er ingen kode for et andet sprog"))
                .help("brug sprogets kode på to eller tre små bogstaver, fx en, ar, pl"),
        );
    }
    let fields = desk.fields(head);
    let name = fields.need::<String>("name");
    let danish = fields.need::<String>("danish");
    let direction = fields.need::<String>("direction").and_then(|written| {
        let known = Direction::named(&written.value);
        if known.is_none() {
            let problem = Problem::new(written.span, format!("ukendt skriveretning: »{}«", written.value));
            fields.report(problem.help("ltr = fra venstre mod højre, rtl = fra højre mod venstre"));
        }
        known
    });
    let words = fields.table("words").map(|table| {
        let given: BTreeMap<_, _> = WORDS.iter().filter_map(|name| word(&table, name)).collect();
        table.finish();
        given
    });
    if words.is_none() {
        fields.report(
            Problem::new(desk.draft.head_start.clone(), "ordene omkring teksten mangler")
                .help("skriv dem under [words]"),
        );
    }
    fields.finish();
    Some(Part::Language(Language {
        code: code.to_owned(),
        name: name?.value,
        danish: danish?.value,
        direction: direction?,
        words: words?,
        pages: Vec::new(),
    }))
}

/// Words in which something is put in when a page is drawn.
const FILLED: [(&str, &str); 2] = [("date", "{date}"), ("reviewed", "{name}")];

fn word(table: &Fields<'_>, name: &'static str) -> Option<(String, String)> {
    let word = table.need::<String>(name)?;
    if let Some((_, hole)) = FILLED.iter().find(|(filled, hole)| *filled == name && !word.value.contains(hole)) {
        let problem = Problem::new(word.span, format!("`{name}` siger ikke, hvor {hole} skal stå"));
        table.report(problem.help(format!("skriv {hole} dér, hvor det bliver sat ind")));
    }
    Some((name.to_owned(), word.value))
}

pub(super) fn page(desk: &Desk<'_>, head: &Table, code: &str, name: &str, frame: &Frame<'_>) -> Option<Part> {
    let address = if name.trim_end_matches(".md") == START {
        check_slug(desk, code);
        Address::of(&[code])
    } else {
        Address::of(&[code, stem(desk, name)])
    };
    let fields = desk.fields(head);
    let visible = seen(&fields, frame);
    let article = article(desk, &fields, address, Readers::Foreign, frame);
    let translates = fields.get::<String>("translates");
    fields.finish();
    match visible {
        Seen::NotNow => Some(Part::Hidden),
        Seen::Now => Some(Part::Translation(Translation { article, language: code.to_owned(), translates })),
    }
}
