//! What stands in running text: quotes, long words, numbers, and what an editor did not mean.

use std::ops::Range;

use forms::table::At;
use pulldown_cmark::{CowStr, Event};

use super::writer::Writer;
use crate::diagnostic::Diagnostic;
use crate::parse::danish::push_hyphenated;

impl<'t> Writer<'t> {
    pub(super) fn text(&mut self, text: &CowStr<'t>, range: &Range<usize>) {
        if let Some((_, alt)) = &mut self.picture {
            alt.push_str(text);
            return;
        }
        if self.in_code {
            self.out.push(Event::Text(text.clone()));
            return;
        }
        let text = self.danish_quote(text, range);
        self.check_text(&text, range);
        self.collect(&text);
        self.push_text(&text);
    }

    /// Writes a text, with the places where its long words may break if it is in Danish.
    pub(super) fn push_text(&mut self, text: &str) {
        let mut out = String::with_capacity(text.len() + 16);
        if self.file.language().is_some() {
            out.push_str(text);
        } else {
            push_hyphenated(&mut out, text);
        }
        self.out.push(Event::Text(out.into()));
    }

    /// Sets the quotes of Danish where the writer typed the straight ones, and says so.
    fn danish_quote(&mut self, text: &CowStr<'t>, range: &Range<usize>) -> CowStr<'t> {
        if self.text.get(range.clone()) != Some("\"") {
            return text.clone();
        }
        if text.as_ref() != "“" {
            return "«".into();
        }
        let span = self.span(range);
        self.problems.push(Diagnostic::warning(self.file, span, "lige anførselstegn i teksten").help("skriv »…«"));
        "»".into()
    }

    /// Looks at a run of text for what an editor did not mean.
    pub(super) fn check_text(&mut self, text: &str, range: &Range<usize>) {
        if text.contains('‹') {
            let span = self.span(range);
            let problem = Diagnostic::error(self.file, span, "her er et hul fra skabelonen, der ikke er udfyldt");
            self.problems.push(problem.help("skriv teksten, og slet ‹ ›"));
        }
        self.numbers(text, range);
    }

    /// Notes every number that could be a phone number typed by hand.
    fn numbers(&mut self, text: &str, range: &Range<usize>) {
        let bytes = text.as_bytes();
        let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let mut at = 0;
        while let Some(start) =
            bytes.get(at..).and_then(|rest| rest.iter().position(u8::is_ascii_digit)).map(|found| at + found)
        {
            let mut end = start;
            let mut digits = String::new();
            while let Some(byte) = bytes.get(end) {
                match byte {
                    b'0'..=b'9' => digits.push(char::from(*byte)),
                    b' ' | b'-' if is_digit(end + 1) => {}
                    _ => break,
                }
                end += 1;
            }
            at = end.max(start + 1);
            let before = text.get(..start).unwrap_or_default();
            let part_of_number = before.ends_with(['.', ','])
                || (bytes.get(end).is_some_and(|b| b".,".contains(b)) && is_digit(end + 1));
            if digits.len() < 3 || part_of_number || is_year(before, &digits) {
                continue;
            }
            let digits = if before.ends_with('+') { digits.trim_start_matches("45").to_owned() } else { digits };
            let span = self.offset + range.start + start..self.offset + range.start + end;
            self.body.numbers.push(At::new(digits, span));
        }
    }

    /// Gives a text to everything that is collecting one.
    pub(super) fn collect(&mut self, text: &str) {
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(text);
        }
        if let Some(link) = self.links.last_mut() {
            link.text.push_str(text);
        }
        if self.uncounted == 0 && self.heading.is_none() {
            self.paragraph.push_str(text);
        }
    }

    /// Tells of HTML once a line: an opening and a closing tag are one mistake.
    pub(super) fn refuse_html(&mut self, range: &Range<usize>) {
        if range.start < self.html_told_until {
            return;
        }
        let rest = self.text.get(range.start..).unwrap_or_default();
        self.html_told_until = range.start + rest.find('\n').unwrap_or(rest.len());
        let shown = self.text.get(range.clone()).and_then(|html| html.lines().next()).unwrap_or_default().trim_end();
        let span = self.span(range);
        let help = if shown.starts_with("<!--") {
            "slet bemærkningen"
        } else {
            "skriv teksten uden < >; fed er **fed**, et link er [tekst](/sider/…md)"
        };
        let problem = Diagnostic::error(self.file, span.start..span.start + shown.len(), "HTML må ikke stå i en tekst");
        self.problems.push(problem.help(help));
    }

    /// Tells of links that Markdown takes for text, because there is a space in or before their address.
    pub(super) fn check_lost_links(&mut self, range: &Range<usize>) {
        const HELP: &str = "skriv linket uden mellemrum: [tekst](/sider/ring-nu.md)";
        let source = self.text.get(range.clone()).unwrap_or_default();
        for (at, found) in source.match_indices("] (/") {
            let start = self.offset + range.start + at;
            let problem = Diagnostic::error(self.file, start..start + found.len(), "der er et mellemrum midt i linket");
            self.problems.push(problem.help(HELP));
        }
        for (at, _) in source.match_indices("](") {
            let inside = source.get(at + 2..).unwrap_or_default();
            let Some(address) = inside.find(')').and_then(|end| inside.get(..end)) else { continue };
            if address.contains(' ') && !address.contains('"') {
                let start = self.offset + range.start + at + 2;
                let problem =
                    Diagnostic::error(self.file, start..start + address.len(), "der er et mellemrum i linkets adresse");
                self.problems.push(problem.help(HELP));
            }
        }
    }
}

/// Returns whether four digits after these words are a year and not the number of a help line.
fn is_year(before: &str, digits: &str) -> bool {
    let word = before.trim_end().rsplit(' ').next().unwrap_or_default().to_lowercase();
    digits.len() == 4 && ["i", "fra", "siden", "år", "året", "til", "efter", "før"].contains(&word.as_str())
}
