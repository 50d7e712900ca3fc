//! The boxes: `> [!RING I DAG]` and what follows.

use std::ops::Range;

use forms::problem::meant;

use super::writer::{OpenBox, Writer};
use super::{BoxKind, Piece};
use crate::diagnostic::Diagnostic;

impl<'t> Writer<'t> {
    pub(super) fn start_box(&mut self, range: Range<usize>) {
        let named = self.box_name(&range);
        let Some((name, title, name_ends)) = named else {
            self.close_checks();
            self.html("<blockquote>");
            self.boxes.push(OpenBox { kind: None, name_ends: 0 });
            return;
        };
        let Some(kind) = BoxKind::NAMES.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind) else {
            self.unknown_box(name, &range);
            self.boxes.push(OpenBox { kind: None, name_ends });
            self.html("<blockquote>");
            return;
        };
        if kind == BoxKind::Check {
            self.start_check(title, &range);
        } else {
            self.close_checks();
            // No landmark: a page may have several boxes of one name, and their headings are enough to find them by.
            self.html(&format!("{}<h2 class=\"box-title\">", kind.opening()));
            self.title_or(title, kind.word());
            self.html("</h2>");
        }
        let inside = self.text.get(name_ends..range.end).unwrap_or_default();
        if inside.trim_matches(['>', ' ', '\r', '\n']).is_empty() {
            let line = self.name_span(&range);
            self.problems.push(
                Diagnostic::error(self.file, line, "boksen er tom")
                    .help("skriv teksten på linjerne under, hver med > foran"),
            );
        }
        if let Some(at) = (!title.is_empty()).then(|| self.text.get(range.start..name_ends)?.rfind(title)).flatten() {
            self.check_text(title, &(range.start + at..range.start + at + title.len()));
        }
        self.body.boxes.push(kind);
        self.boxes.push(OpenBox { kind: Some(kind), name_ends });
    }

    /// Returns the name and the title in `> [!NAVN] titel`, and where that line ends.
    fn box_name(&self, range: &Range<usize>) -> Option<(&'t str, &'t str, usize)> {
        let source = self.text.get(range.clone())?;
        let line = source.lines().next()?;
        let (name, title) = line.trim_start_matches(['>', ' ']).strip_prefix("[!")?.split_once(']')?;
        let name_ends = source.find('\n').map_or(source.len(), |newline| newline + 1);
        Some((name.trim(), title.trim(), range.start + name_ends))
    }

    /// Returns where `[!NAVN]` stands.
    fn name_span(&self, range: &Range<usize>) -> Range<usize> {
        let source = self.text.get(range.clone()).unwrap_or_default();
        let start = source.find("[!").unwrap_or_default();
        let length = source.get(start..).and_then(|rest| rest.find(']')).map_or(1, |end| end + 1);
        self.offset + range.start + start..self.offset + range.start + start + length
    }

    /// Tells of a line that was meant to begin a box, where it cannot.
    pub(super) fn check_lost_box(&mut self, range: &Range<usize>) {
        let dealt_with = self.boxes.last().map_or(0, |open| open.name_ends);
        let source = self.text.get(range.clone()).unwrap_or_default();
        let mut at = range.start;
        for line in source.split_inclusive('\n') {
            let words = line.trim_start_matches(['>', ' ']);
            let start = at + line.len() - words.len();
            at += line.len();
            let named = words.strip_prefix('[').map(|rest| rest.trim_start_matches('!'));
            let Some(name) = named.and_then(|rest| rest.split_once(']')).map(|(name, _)| name) else { continue };
            let known = BoxKind::NAMES.iter().any(|(known, _)| *known == name);
            if start < dealt_with || !(known || words.starts_with("[!")) {
                continue;
            }
            let help = match (self.boxes.is_empty(), words.starts_with("[!")) {
                (true, _) => format!("en boks begynder med > på hver linje: > [!{name}]"),
                (false, true) => "sæt en tom linje uden > mellem to bokse".to_owned(),
                (false, false) => format!("der mangler et udråbstegn: > [!{name}]"),
            };
            let span = self.offset + start..self.offset + start + words.trim_end().len().min(name.len() + 3);
            self.problems.push(Diagnostic::error(self.file, span, "her skulle nok begynde en boks").help(help));
        }
    }

    fn unknown_box(&mut self, name: &str, range: &Range<usize>) {
        let names = BoxKind::NAMES.map(|(name, _)| name);
        let start = range.start + self.text.get(range.start..).and_then(|rest| rest.find("[!")).unwrap_or_default() + 2;
        let span = self.span(&(start..start + name.len()));
        let problem = Diagnostic::error(self.file, span, format!("ukendt boks: {name}"));
        self.problems.push(match meant(name, names) {
            Some(word) => problem.help(format!("mente du {word}?")).fix(word),
            None => problem.help(format!("boksene hedder {}", names.join(", "))),
        });
    }

    fn start_check(&mut self, question: &str, range: &Range<usize>) {
        if question.is_empty() {
            let span = self.name_span(range);
            self.problems.push(
                Diagnostic::error(self.file, span, "TJEK mangler sit spørgsmål")
                    .help("skriv det på samme linje: > [!TJEK] Hvornår …?"),
            );
        }
        if !self.in_checks {
            self.html("<section class=\"checks\"><h2>");
            self.slot(Piece::Word("checks"));
            self.html("</h2>");
            self.in_checks = true;
        }
        self.html("<details class=\"check\"><summary>");
        self.title_or(question, BoxKind::Check.word());
        self.html("</summary><div class=\"answer\">");
    }

    fn title_or(&mut self, title: &str, word: &'static str) {
        if title.is_empty() {
            self.slot(Piece::Word(word));
        } else {
            self.push_text(title);
        }
    }

    pub(super) fn end_box(&mut self) {
        match self.boxes.pop().and_then(|open| open.kind) {
            None => self.html("</blockquote>"),
            Some(BoxKind::Check) => self.html("</div></details>"),
            Some(_) => self.html("</section>"),
        }
    }

    pub(super) fn close_checks(&mut self) {
        if self.in_checks {
            self.in_checks = false;
            self.html("</section>");
        }
    }
}
