//! Other languages than Danish: what stands around their texts, and the texts.

use std::collections::BTreeMap;

use forms::problem::Problem;
use forms::table::Table;

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
        let given: BTreeMap<_, _> =
            WORDS.iter().filter_map(|name| Some(((*name).to_owned(), table.need::<String>(name)?.value))).collect();
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
