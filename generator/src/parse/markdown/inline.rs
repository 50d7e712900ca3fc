//! Headings, links and pictures.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, LinkType};

use super::writer::{OpenHeading, OpenLink, Writer};
use super::{Heading, Link, Picture, Piece};
use crate::diagnostic::Diagnostic;
use crate::parse::danish::slug;

impl Writer<'_> {
    pub(super) fn start_heading(&mut self, level: HeadingLevel, range: Range<usize>) {
        let level = match level {
            HeadingLevel::H1 => 1,
            HeadingLevel::H2 => 2,
            HeadingLevel::H3 => 3,
            HeadingLevel::H4 | HeadingLevel::H5 | HeadingLevel::H6 => 4,
        };
        let source = self.text.get(range.clone()).unwrap_or_default();
        let hashes = source.chars().take_while(|c| *c == '#').count();
        let start = self.offset + range.start;
        let marks = start..start + if hashes > 0 { hashes } else { source.lines().next().map_or(0, str::len) };
        if level == 1 {
            let problem = Diagnostic::error(self.file, marks, "overskrift på øverste niveau i teksten")
                .help("sidens overskrift er `title`; i teksten begynder overskrifter med ##");
            self.problems.push(if hashes > 0 { problem.fix("##") } else { problem });
        } else if level == 4 {
            self.problems.push(Diagnostic::error(self.file, marks, "overskriften er for dyb").help("brug ## og ###"));
        } else if level > self.last_level + 1 {
            self.problems.push(Diagnostic::error(self.file, marks, "overskriften springer et niveau over").fix("##"));
        }
        self.last_level = level.clamp(2, 3);
        self.uncounted += 1;
        self.heading =
            Some(OpenHeading { level: self.last_level, text: String::new(), range, opening: self.out.len() });
        self.html("");
    }

    pub(super) fn end_heading(&mut self) {
        self.uncounted -= 1;
        let Some(OpenHeading { level, text, range, opening }) = self.heading.take() else { return };
        if text.trim().is_empty() {
            let shown = self.text.get(range.clone()).unwrap_or_default().trim_end().len();
            let start = self.offset + range.start;
            self.problems.push(
                Diagnostic::error(self.file, start..start + shown, "overskriften er tom")
                    .help("skriv en overskrift, eller slet linjen"),
            );
        }
        let id = self.free_id(&slug(&text));
        if let Some(event) = self.out.get_mut(opening) {
            *event = Event::InlineHtml(format!("<h{level} id=\"{id}\">").into());
        }
        self.html(&format!("</h{level}>\n"));
        self.body.headings.push(Heading { level, id, text });
    }

    fn free_id(&self, wanted: &str) -> String {
        let wanted = if wanted.is_empty() { "afsnit" } else { wanted };
        let taken = |id: &str| self.body.headings.iter().any(|heading| heading.id == id);
        if !taken(wanted) {
            return wanted.to_owned();
        }
        (2..).map(|n| format!("{wanted}-{n}")).find(|id| !taken(id)).unwrap_or_default()
    }

    pub(super) fn start_link(&mut self, link_type: LinkType, target: &str, range: Range<usize>) {
        let number = self.body.links.len();
        let target = if link_type == LinkType::Email { format!("mailto:{target}") } else { target.to_owned() };
        if target.starts_with("ring:") {
            self.slot(Piece::LineStart(number));
        } else {
            self.html("<a href=\"");
            self.slot(Piece::Href(number));
            self.html("\">");
        }
        let span = self.span(&range);
        self.body.links.push(Link { target, span, has_text: false });
        self.links.push(OpenLink { number, text: String::new() });
    }

    pub(super) fn end_link(&mut self) {
        let Some(OpenLink { number, text }) = self.links.pop() else { return };
        let Some(link) = self.body.links.get_mut(number) else { return };
        link.has_text = !text.trim().is_empty();
        let (span, is_line, has_text) = (link.span.clone(), link.target.starts_with("ring:"), link.has_text);
        if is_line {
            self.slot(Piece::LineEnd(number));
        } else {
            self.html("</a>");
        }
        if let Some(outer) = self.links.last_mut() {
            outer.text.push_str(&text);
        }
        if let Some(heading) = self.heading.as_mut().filter(|_| is_line && !has_text) {
            heading.text.push_str("ring");
        }
        if !has_text && !is_line {
            self.problems.push(
                Diagnostic::error(self.file, span, "linket har ingen tekst")
                    .help("skriv, hvor det fører hen: [Ring nu](/sider/ring-nu.md)"),
            );
        } else if says_nothing(&text) {
            let message = format!("linkets tekst »{}« siger ikke, hvor det fører hen", text.trim());
            self.problems
                .push(Diagnostic::error(self.file, span, message).help("skriv navnet på det, læseren finder der"));
        }
    }

    pub(super) fn start_picture(&mut self, target: &str, caption: &str, range: Range<usize>) {
        let number = self.body.pictures.len();
        let span = self.span(&range);
        self.body.pictures.push(Picture {
            target: target.to_owned(),
            alt: String::new(),
            caption: caption.to_owned(),
            stands_alone: self.in_figure,
            span,
        });
        self.picture = Some((number, String::new()));
        self.slot(Piece::Picture(number));
    }

    pub(super) fn end_picture(&mut self) {
        let Some((number, alt)) = self.picture.take() else { return };
        if let Some(picture) = self.body.pictures.get_mut(number) {
            picture.alt = alt;
        }
    }
}

/// Returns whether a link's text would mean nothing to someone who hears the links of a page read aloud.
fn says_nothing(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['.', '!', ':', '…']).to_lowercase();
    ["her", "klik her", "læs mere", "læs mere her", "se mere", "se her", "link", "dette link", "tryk her", "mere"]
        .contains(&text.as_str())
}
