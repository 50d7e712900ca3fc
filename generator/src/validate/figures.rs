//! Published figures: what `forms` says of the file, told at its lines, and whether its charts can be drawn.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use forms::figures::Figures;
use forms::table::{At, Table, Value};

use super::{Desk, Frame, Part, stem};
use crate::diagnostic::Diagnostic;
use crate::model::article::Address;
use crate::model::figures::{FiguresFile, MOST_SHARES, Plot};

pub(super) fn figures(desk: &Desk<'_>, head: &Table, name: &str, frame: &Frame<'_>) -> Option<Part> {
    let name = stem(desk, name);
    let file = &desk.draft.file;
    let figures = match Figures::parse(&file.text) {
        Ok(figures) => figures,
        Err(sentences) => {
            sentences.iter().for_each(|sentence| tell(desk, head, sentence));
            return None;
        }
    };
    if figures.made_on > frame.today {
        let span = span(head, "made_on").unwrap_or_default();
        desk.report(Diagnostic::error(file, span, "`made_on` ligger i fremtiden"));
    }
    for table in figures.tables.iter().filter(|table| Plot::of(table).is_none()) {
        let help = format!(
            "bars: en count eller share; stacked: 2–{MOST_SHARES} share; intervals: mean eller share, så low og high; \
             progress: to tal forrest; ellers none"
        );
        let message = format!("tabellen `{}` har ikke de kolonner, som dens diagram er lavet af", table.id);
        desk.report(Diagnostic::error(file, place(head, &message).unwrap_or_default(), message).help(help));
    }
    namesakes(desk, head, &figures);
    let address = Address::of(&["viden", "tal", name]);
    Some(Part::Figures(FiguresFile { file: Arc::clone(file), address, figures }))
}

/// Whoever hears the page moves by its headings: two that are alike lead astray.
fn namesakes(desk: &Desk<'_>, head: &Table, figures: &Figures) {
    let mut titles = BTreeSet::new();
    for table in figures.tables.iter().filter(|table| !titles.insert(table.title.as_str())) {
        let message = format!("tabellen `{}` har samme overskrift som en anden: »{}«", table.id, table.title);
        let span = place(head, &message).unwrap_or_default();
        desk.report(Diagnostic::warning(&desk.draft.file, span, message).help("giv hver tabel sin egen `title`"));
    }
}

/// Reports a sentence of [`Figures::parse`] at the line it is about; its last part says how to mend it.
fn tell(desk: &Desk<'_>, head: &Table, sentence: &str) {
    let file = &desk.draft.file;
    let (line, told) = numbered(sentence);
    let span = line.and_then(|line| line_span(&file.text, line)).or_else(|| place(head, told));
    let told = told.trim_end_matches('.');
    let is_help = |(_, help): &(&str, &str)| help.starts_with(char::is_uppercase);
    let (message, help) = told.rsplit_once(". ").filter(is_help).map_or((told, None), |(what, how)| (what, Some(how)));
    let found = match span {
        Some(span) => Diagnostic::error(file, span, small(message)),
        None => Diagnostic::about(file, small(message)),
    };
    desk.report(match help {
        Some(help) => found.help(small(help.trim_start_matches("Ret det sådan: "))),
        None => found,
    });
}

/// Returns the text with a small first letter, as every diagnostic has it.
fn small(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}

/// Takes »Linje 12: …« apart.
fn numbered(sentence: &str) -> (Option<usize>, &str) {
    let parts = sentence.strip_prefix("Linje ").and_then(|rest| rest.split_once(": "));
    let found = parts.and_then(|(line, told)| Some((line.parse().ok()?, told)));
    found.map_or((None, sentence), |(line, told)| (Some(line), told))
}

/// Returns where a line, from 1, stands without its end.
fn line_span(text: &str, line: usize) -> Option<Range<usize>> {
    let before: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let written = text.get(before..)?.lines().next()?;
    Some(before..before + written.len())
}

/// Returns where in the file a sentence points: the row it names, or else the table, or else the key.
fn place(head: &Table, sentence: &str) -> Option<Range<usize>> {
    let Some(table) = named(head, "table", "id", sentence) else {
        return ["title", "from", "to", "made_on"]
            .into_iter()
            .filter(|key| says(sentence, key))
            .find_map(|key| span(head, key));
    };
    let row = named(table, "row", "label", sentence).and_then(|row| span(row, "cells"));
    row.or_else(|| span(table, "id"))
}

/// Returns the item of a list whose value at `key` the sentence names.
fn named<'t>(parent: &'t Table, list: &str, key: &str, sentence: &str) -> Option<&'t Table> {
    let Value::List(items) = &parent.get(list)?.value else { return None };
    let tables = items.iter().filter_map(|item| if let Value::Table(table) = &item.value { Some(table) } else { None });
    let is_named =
        |table: &&Table| matches!(table.get(key), Some(At { value: Value::Text(name), .. }) if says(sentence, name));
    tables.into_iter().find(is_named)
}

fn says(sentence: &str, name: &str) -> bool {
    sentence.contains(&format!("`{name}`")) || sentence.contains(&format!("»{name}«"))
}

fn span(table: &Table, key: &str) -> Option<Range<usize>> {
    table.get(key).map(|found| found.span.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "to = 2026-09-30\n[[table]]\nid = \"svar\"\n[[table]]\nid = \"svar-efter-region\"\n[[table.row]]\nlabel = \"Fyn\"\ncells = [3]\n";

    #[test]
    fn a_sentence_leads_to_the_row_the_table_or_the_key_that_it_names() {
        let head = forms::table::parse(TEXT, 0).expect("TOML");
        let at = |sentence: &str| place(&head, sentence).and_then(|span| TEXT.get(span));
        assert_eq!(at("Tabellen `svar-efter-region`, rækken »Fyn«: for lidt"), Some("[3]"));
        assert_eq!(at("Tabellen `svar-efter-region`: for lidt"), Some("\"svar-efter-region\""));
        assert_eq!(at("Tabellen `svar`, rækken »Fyn«"), Some("\"svar\""));
        assert_eq!(at("`to` er gal"), Some("2026-09-30"));
        assert_eq!(at("Filen er gal"), None);
    }

    #[test]
    fn a_numbered_sentence_leads_to_its_line() {
        assert_eq!(numbered("Linje 12: noget: galt."), (Some(12), "noget: galt."));
        assert_eq!(numbered("Linjen er gal: helt."), (None, "Linjen er gal: helt."));
        assert_eq!(line_span(TEXT, 3).and_then(|span| TEXT.get(span)), Some("id = \"svar\""));
        assert_eq!(line_span(TEXT, 0), None);
        assert_eq!(line_span(TEXT, 99), None);
    }
}
