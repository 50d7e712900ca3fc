//! The running text of a file, without its marks, with the way back to where each word stands.

use std::ops::Range;

use forms::table::{self, At, Table, Value};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::parse::front_matter;
use crate::source::SourceFile;

/// A paragraph, a heading, a line of a list, a row of a table, or the text at a key.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Its text.
    pub text: String,
    /// Where pieces of it begin: in the text, and in the file.
    pieces: Vec<(usize, usize)>,
    /// Where it stands as a whole, if its words have no places of their own.
    whole: Option<Range<usize>>,
}

impl Passage {
    /// Returns a text put together from what stands around `span`.
    pub fn at(text: String, span: Range<usize>) -> Self {
        Self { text, pieces: Vec::new(), whole: Some(span) }
    }

    fn push(&mut self, text: &str, at: usize) {
        self.pieces.push((self.text.len(), at));
        self.text.push_str(text);
    }

    /// Returns where a range of the text stands in the file, in bytes.
    pub fn span(&self, range: &Range<usize>) -> Range<usize> {
        if let Some(whole) = &self.whole {
            return whole.clone();
        }
        let piece = self.pieces.iter().rev().find(|(start, _)| *start <= range.start);
        let (start, at) = piece.copied().unwrap_or_default();
        at + range.start - start..at + range.end.max(range.start) - start
    }

    /// Returns the sentence around a range of the text.
    pub fn sentence(&self, range: &Range<usize>) -> &str {
        let ends = |text: &str, at: usize| {
            let rest = text.get(at..).unwrap_or_default();
            rest.starts_with(". ") || rest.starts_with("? ") || rest.starts_with("! ")
        };
        let before = self.text.get(..range.start).unwrap_or_default();
        // »1. oktober« and »kl. 9« end no sentence: a sentence ends before a capital.
        let is_end = |at: &usize| {
            ends(&self.text, *at)
                && self.text.get(at + 2..).is_some_and(|rest| rest.chars().next().is_some_and(char::is_uppercase))
        };
        let start = before.char_indices().map(|(at, _)| at).rfind(is_end).map_or(0, |at| at + 2);
        let after = self.text.get(range.end..).unwrap_or_default();
        let end = after.char_indices().map(|(at, _)| range.end + at).find(is_end).map_or(self.text.len(), |at| at + 1);
        self.text.get(start..end).unwrap_or_default().trim()
    }
}

/// Returns every passage of a page: what its head says to readers, then its text.
pub fn of_page(file: &SourceFile) -> Vec<Passage> {
    let Ok(parts) = front_matter::split(&file.text) else { return Vec::new() };
    let head = table::parse(parts.head, parts.head_offset).unwrap_or_default();
    let mut passages = of_table(file, &head);
    passages.extend(of_markdown(file.text.get(parts.body_offset..).unwrap_or_default(), parts.body_offset));
    passages
}

/// Returns every passage of a TOML file.
pub fn of_toml(file: &SourceFile) -> Vec<Passage> {
    table::parse(&file.text, 0).map(|table| of_table(file, &table)).unwrap_or_default()
}

/// Keys that only machines and editors read.
const SILENT: [&str; 11] = [
    "own_figures",
    "sources",
    "keywords",
    "related",
    "reviewed_by",
    "period",
    "age",
    "from",
    "to",
    "layout",
    "readers",
];

fn of_table(file: &SourceFile, table: &Table) -> Vec<Passage> {
    let mut passages = Vec::new();
    for (key, value) in table.entries() {
        if !SILENT.contains(&key.value.as_str()) {
            of_value(file, &key.value, value, &mut passages);
        }
    }
    passages
}

fn of_value(file: &SourceFile, key: &str, value: &At<Value>, passages: &mut Vec<Passage>) {
    match &value.value {
        Value::Text(text) if is_prose(key, text) => {
            let written = file.text.get(value.span.clone()).unwrap_or_default();
            let quotes = written.len() - written.trim_start_matches(['"', '\'', '\r', '\n']).len();
            let mut passage = Passage::default();
            passage.push(text, value.span.start + quotes);
            passages.push(passage);
        }
        Value::List(items) => items.iter().for_each(|item| of_value(file, key, item, passages)),
        Value::Table(table) => passages.extend(of_table(file, table)),
        Value::Text(_) | Value::Integer(_) | Value::Boolean(_) | Value::Decimal(_) | Value::Date(_) | Value::Other => {}
    }
}

/// Names and addresses have no spaces; what readers see has, but for titles of one word.
fn is_prose(key: &str, text: &str) -> bool {
    ["title", "name", "label"].contains(&key) || (text.contains(' ') && !text.starts_with("https://"))
}

fn of_markdown(text: &str, offset: usize) -> Vec<Passage> {
    let mut passages = Vec::new();
    let mut passage = Passage::default();
    let mut in_code = false;
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        #[expect(clippy::wildcard_enum_match_arm, reason = "only what holds text or ends it matters here")]
        match event {
            Event::Text(piece) if !in_code => passage.push(&piece, offset + range.start),
            Event::SoftBreak | Event::HardBreak => passage.push("\n", offset + range.start),
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::End(TagEnd::TableCell) => passage.push(" · ", offset + range.end),
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::Item | Tag::BlockQuote(_))
            | Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::TableHead
                | TagEnd::TableRow
                | TagEnd::BlockQuote(_),
            ) => end(&mut passage, &mut passages),
            _ => {}
        }
    }
    end(&mut passage, &mut passages);
    passages
}

/// Ends a passage; its first line may be the name of a box, which is no text.
fn end(passage: &mut Passage, passages: &mut Vec<Passage>) {
    let done = std::mem::take(passage);
    if done.text.starts_with("[!") {
        let name = done.text.find(']').map_or(0, |end| end + 1);
        let (start, text) = (name, done.text.get(name..).unwrap_or_default());
        if !text.trim().is_empty() {
            let at = done.span(&(start..start)).start;
            let later = done.pieces.iter().filter(|(begins, _)| *begins > start);
            let pieces = std::iter::once((0, at)).chain(later.map(|(begins, place)| (begins - start, *place)));
            passages.push(Passage { text: text.to_owned(), pieces: pieces.collect(), whole: None });
        }
    } else if !done.text.trim().is_empty() {
        passages.push(done);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> SourceFile {
        SourceFile { path: "a.md".into(), shown: "a.md".into(), text: text.into() }
    }

    const PAGE: &str = "+++\ntitle = \"Søvn\"\nsources = [\"a b\"]\nkeywords = [\"natte ro\"]\n+++\n\n> [!TJEK] Hvor *længe*?\n> I 5 **uger**.\n\nSe [Ring nu](/sider/ring-nu.md) fx kl. 9. Og så.\n\n- Et\n- To\n\n| Uge | Det |\n| --- | --- |\n| 6 | slår |\n";

    #[test]
    fn what_readers_read_is_a_passage() {
        let texts: Vec<_> = of_page(&file(PAGE)).into_iter().map(|passage| passage.text).collect();
        assert_eq!(
            texts,
            [
                "Søvn",
                " Hvor længe?\nI 5 uger.",
                "Se Ring nu fx kl. 9. Og så.",
                "Et",
                "To",
                "Uge · Det · ",
                "6 · slår · "
            ]
        );
    }

    #[test]
    fn every_word_knows_its_place() {
        let file = file(PAGE);
        for passage in of_page(&file) {
            for word in ["Søvn", "længe", "uger", "Ring nu", "To"] {
                if let Some(at) = passage.text.find(word) {
                    assert_eq!(file.text.get(passage.span(&(at..at + word.len()))), Some(word));
                }
            }
        }
    }

    #[test]
    fn a_sentence_ends_before_a_capital() {
        let passage = Passage::at("Først. Det er fra 1. oktober kl. 9. Så er det slut.".to_owned(), 0..1);
        assert_eq!(passage.sentence(&(19..21)), "Det er fra 1. oktober kl. 9.");
        assert_eq!(passage.sentence(&(0..1)), "Først.");
    }
}
