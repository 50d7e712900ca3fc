//! Turns Markdown's events into HTML with open places.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, Tag, TagEnd, html};

use super::{Body, BoxKind, Piece};
use crate::diagnostic::Diagnostic;
use crate::source::SourceFile;

/// What stands between two sentinels in the HTML, by number.
type Slots = Vec<Piece>;

/// A byte that no text of ours holds (`discover` refuses it) marks the open places in the HTML.
const SENTINEL: char = '\0';

/// A box that is being written.
pub(super) struct OpenBox {
    pub(super) kind: Option<BoxKind>,
    /// Where the line with its name ends; what stands before has been dealt with.
    pub(super) name_ends: usize,
}

pub(super) struct Writer<'t> {
    pub(super) file: &'t Arc<SourceFile>,
    pub(super) text: &'t str,
    pub(super) offset: usize,
    pub(super) out: Vec<Event<'t>>,
    pub(super) slots: Slots,
    pub(super) body: Body,
    pub(super) problems: Vec<Diagnostic>,
    pub(super) boxes: Vec<OpenBox>,
    /// How deep in lists, headings and tables, whose words are not counted for LIX.
    pub(super) uncounted: u32,
    pub(super) paragraph: String,
    pub(super) heading: Option<OpenHeading>,
    pub(super) links: Vec<OpenLink>,
    pub(super) picture: Option<(usize, String)>,
    pub(super) last_level: u8,
    pub(super) in_checks: bool,
    pub(super) in_code: bool,
    /// In a paragraph that is nothing but a picture.
    pub(super) in_figure: bool,
    pub(super) table: TablePart,
    pub(super) depth: u32,
    /// Where the line ends on which HTML was last told of.
    pub(super) html_told_until: usize,
}

/// A heading that is being written.
pub(super) struct OpenHeading {
    pub(super) level: u8,
    pub(super) text: String,
    pub(super) range: Range<usize>,
    /// The event of its opening tag, which waits for the text to name its anchor.
    pub(super) opening: usize,
}

/// A link that is being written.
pub(super) struct OpenLink {
    pub(super) number: usize,
    pub(super) text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum TablePart {
    Head,
    Body,
}

impl<'t> Writer<'t> {
    pub(super) fn new(file: &'t Arc<SourceFile>, text: &'t str, offset: usize) -> Self {
        Self {
            file,
            text,
            offset,
            out: Vec::with_capacity(text.len() / 16),
            slots: Vec::new(),
            body: Body::default(),
            problems: Vec::new(),
            boxes: Vec::new(),
            uncounted: 0,
            paragraph: String::new(),
            heading: None,
            links: Vec::new(),
            picture: None,
            last_level: 1,
            in_checks: false,
            in_code: false,
            in_figure: false,
            table: TablePart::Body,
            depth: 0,
            html_told_until: 0,
        }
    }

    pub(super) fn event(&mut self, event: Event<'t>, range: Range<usize>) {
        if self.is_box_name(&event, &range) {
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, &range),
            Event::SoftBreak => {
                self.collect(" ");
                self.out.push(Event::SoftBreak);
            }
            Event::Code(code) => {
                self.collect(&code);
                self.out.push(Event::Code(code));
            }
            Event::Html(_) => {}
            Event::InlineHtml(_) => self.refuse_html(&range),
            Event::HardBreak | Event::Rule => self.out.push(event),
            // Their options are off.
            Event::FootnoteReference(_) | Event::TaskListMarker(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    /// Returns whether the event belongs to the line `> [!NAVN]`, which `start_box` has dealt with.
    fn is_box_name(&self, event: &Event<'_>, range: &Range<usize>) -> bool {
        let Some(open) = self.boxes.last().filter(|open| open.kind.is_some() && range.start < open.name_ends) else {
            return false;
        };
        #[expect(clippy::wildcard_enum_match_arm, reason = "only the frames of the box matter here")]
        match event {
            // The paragraph goes on below the name: it stays, its first line does not.
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => range.end <= open.name_ends,
            Event::Start(Tag::BlockQuote(_)) | Event::End(TagEnd::BlockQuote(_)) => false,
            _ => true,
        }
    }

    fn start(&mut self, tag: Tag<'t>, range: Range<usize>) {
        if self.depth == 0 && self.in_checks && !matches!(tag, Tag::BlockQuote(_)) {
            self.close_checks();
        }
        self.depth += 1;
        #[expect(clippy::wildcard_enum_match_arm, reason = "the rest is drawn as pulldown-cmark draws it")]
        match tag {
            Tag::BlockQuote(_) => self.start_box(range),
            Tag::Heading { level, .. } => self.start_heading(level, range),
            Tag::Link { link_type, dest_url, .. } => self.start_link(link_type, &dest_url, range),
            Tag::Image { dest_url, title, .. } => self.start_picture(&dest_url, &title, range),
            Tag::Table(_) => {
                self.uncounted += 1;
                self.html("<div class=\"table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"");
                self.slot(Piece::Word("table"));
                self.html("\"><table>");
            }
            Tag::TableHead => {
                self.table = TablePart::Head;
                self.html("<thead><tr>");
            }
            Tag::TableRow => self.html("<tr>"),
            Tag::TableCell => self.html(if self.table == TablePart::Head { "<th scope=\"col\">" } else { "<td>" }),
            Tag::Paragraph => {
                self.check_lost_box(&range);
                self.check_lost_links(&range);
                let source = self.text.get(range).unwrap_or_default().trim();
                self.in_figure = source.starts_with("![") && source.find(')') == Some(source.len() - 1);
                if !self.in_figure {
                    self.out.push(Event::Start(tag));
                }
            }
            Tag::List(_) => {
                self.uncounted += 1;
                self.out.push(Event::Start(tag));
            }
            Tag::CodeBlock(_) => {
                let start = self.offset + range.start;
                let first = self.text.get(range.clone()).and_then(|code| code.lines().next()).map_or(0, str::len);
                let problem =
                    Diagnostic::error(self.file, start..start + first, "linjen er rykket ind og bliver vist som kode");
                self.problems.push(problem.help("slet mellemrummene foran"));
                self.in_code = true;
                self.uncounted += 1;
                self.out.push(Event::Start(tag));
            }
            Tag::HtmlBlock => self.refuse_html(&range),
            // What stands out in another language is what one says in Danish: it must be read aloud as such.
            Tag::Emphasis if self.file.language().is_some() => self.html("<em lang=\"da\" dir=\"ltr\">"),
            other => self.out.push(Event::Start(other)),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        self.depth = self.depth.saturating_sub(1);
        #[expect(clippy::wildcard_enum_match_arm, reason = "the rest is drawn as pulldown-cmark draws it")]
        match tag {
            TagEnd::BlockQuote(_) => self.end_box(),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::Link => self.end_link(),
            TagEnd::Image => self.end_picture(),
            TagEnd::Table => {
                self.uncounted -= 1;
                self.html("</tbody></table></div>");
            }
            TagEnd::TableHead => {
                self.table = TablePart::Body;
                self.html("</tr></thead><tbody>");
            }
            TagEnd::TableRow => self.html("</tr>"),
            TagEnd::TableCell => self.html(if self.table == TablePart::Head { "</th>" } else { "</td>" }),
            TagEnd::List(_) => {
                self.uncounted -= 1;
                self.out.push(Event::End(tag));
            }
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.uncounted -= 1;
                self.out.push(Event::End(tag));
            }
            TagEnd::Paragraph => {
                let paragraph = std::mem::take(&mut self.paragraph);
                self.body.readability.read(&paragraph);
                if !std::mem::take(&mut self.in_figure) {
                    self.out.push(Event::End(tag));
                }
            }
            TagEnd::HtmlBlock => {}
            TagEnd::Emphasis if self.file.language().is_some() => self.html("</em>"),
            other => self.out.push(Event::End(other)),
        }
    }

    pub(super) fn html(&mut self, html: &str) {
        self.out.push(Event::InlineHtml(html.to_owned().into()));
    }

    pub(super) fn slot(&mut self, piece: Piece) {
        let number = self.slots.len();
        self.slots.push(piece);
        self.out.push(Event::InlineHtml(format!("{SENTINEL}{number}{SENTINEL}").into()));
    }

    pub(super) fn span(&self, range: &Range<usize>) -> Range<usize> {
        self.offset + range.start..self.offset + range.end
    }

    pub(super) fn finish(mut self) -> (Body, Vec<Diagnostic>) {
        self.close_checks();
        let mut rendered = String::with_capacity(self.text.len() * 3 / 2);
        html::push_html(&mut rendered, self.out.into_iter());
        self.body.pieces = pieces(&rendered, self.slots);
        (self.body, self.problems)
    }
}

/// Returns the HTML cut at its open places, with neighbouring pieces of HTML joined.
fn pieces(rendered: &str, slots: Slots) -> Vec<Piece> {
    let mut slots: Vec<Option<Piece>> = slots.into_iter().map(Some).collect();
    let mut pieces = Vec::with_capacity(slots.len() * 2 + 1);
    for (index, part) in rendered.split(SENTINEL).enumerate() {
        if index % 2 == 0 {
            push_html(&mut pieces, part);
            continue;
        }
        pieces.extend(part.parse::<usize>().ok().and_then(|number| slots.get_mut(number)).and_then(Option::take));
    }
    pieces
}

fn push_html(pieces: &mut Vec<Piece>, html: &str) {
    match pieces.last_mut() {
        Some(Piece::Html(last)) => last.push_str(html),
        _ if html.is_empty() => {}
        _ => pieces.push(Piece::Html(html.to_owned())),
    }
}
