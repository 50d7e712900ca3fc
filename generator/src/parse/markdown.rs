//! The text of a page: Markdown with our boxes, help lines and checked links, into pieces of HTML.
//!
//! What only the whole site can tell (an address, a phone number, the words of the theme) stays open as a piece of its own,
//! so that a page is parsed once and drawn as often as needed.

use std::ops::Range;
use std::sync::Arc;

use forms::problem::meant;
use forms::table::At;
use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};

use super::danish::{Readability, push_hyphenated, slug};
use crate::diagnostic::Diagnostic;
use crate::source::SourceFile;

/// The text of a page.
#[derive(Debug, Default)]
pub struct Body {
    /// The HTML in order, with what is still open.
    pub pieces: Vec<Piece>,
    /// Where links lead, as written.
    pub links: Vec<Link>,
    /// Pictures, as written.
    pub pictures: Vec<Picture>,
    /// Headings of the second and third level.
    pub headings: Vec<Heading>,
    /// Numbers of three digits or more, without spaces, to be compared with the help lines.
    pub numbers: Vec<At<String>>,
    /// The boxes, in order.
    pub boxes: Vec<BoxKind>,
    /// How hard it is to read.
    pub readability: Readability,
}

/// A piece of a page.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    /// Finished HTML.
    Html(String),
    /// The address that the link of this number leads to.
    Href(usize),
    /// The opening of a help line, by the number of its link.
    LineStart(usize),
    /// The name and number of a help line, and its end.
    LineEnd(usize),
    /// The picture of this number.
    Picture(usize),
    /// A word of the theme.
    Word(&'static str),
}

/// A link as written.
#[derive(Debug)]
pub struct Link {
    /// Where it should lead: `/sider/ring-nu.md#natten`, `ring:112`, `https://…`.
    pub target: String,
    /// Where it stands.
    pub span: Range<usize>,
    /// Whether the writer gave it a text.
    pub has_text: bool,
}

/// A picture as written.
#[derive(Debug)]
pub struct Picture {
    /// Its path: `/billeder/sovestilling.svg`.
    pub target: String,
    /// The text for those who do not see it; empty if the side file should give it.
    pub alt: String,
    /// The caption beneath it; may be empty.
    pub caption: String,
    /// Where it stands.
    pub span: Range<usize>,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 2 or 3.
    pub level: u8,
    /// Its anchor.
    pub id: String,
    /// Its text.
    pub text: String,
}

/// The boxes a page can hold, written as `> [!NAVN]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoxKind {
    /// The three lines that stand alone.
    Key,
    /// One small thing to do today.
    Together,
    /// Life is in danger.
    Ring112,
    /// Call today.
    RingToday,
    /// Talk with someone.
    RingTalk,
    /// A question with its answer folded away.
    Check,
}

impl BoxKind {
    const NAMES: [(&'static str, Self); 6] = [
        ("DET VIGTIGSTE", Self::Key),
        ("GØR DET SAMMEN", Self::Together),
        ("RING 112", Self::Ring112),
        ("RING I DAG", Self::RingToday),
        ("TAL MED NOGEN", Self::RingTalk),
        ("TJEK", Self::Check),
    ];

    fn class(self) -> &'static str {
        match self {
            Self::Key => "box box-key",
            Self::Together => "box box-together",
            Self::Ring112 => "box box-ring ring-112",
            Self::RingToday => "box box-ring ring-today",
            Self::RingTalk => "box box-ring ring-talk",
            Self::Check => "check",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Together => "together",
            Self::Ring112 => "ring_112",
            Self::RingToday => "ring_today",
            Self::RingTalk => "ring_talk",
            Self::Check => "check",
        }
    }
}

/// Parses the text of `file` from the byte `offset` on.
pub fn parse(file: &Arc<SourceFile>, offset: usize) -> (Body, Vec<Diagnostic>) {
    let text = file.text.get(offset..).unwrap_or_default();
    let options = Options::ENABLE_TABLES | Options::ENABLE_SMART_PUNCTUATION;
    let mut writer = Writer::new(file, text, offset);
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        writer.event(event, range);
    }
    writer.finish()
}

/// What stands between two sentinels in the HTML, by number.
type Slots = Vec<Piece>;

/// A byte that no text of ours holds (`discover` refuses it) marks the open places in the HTML.
const SENTINEL: char = '\0';

/// A box that is being written.
struct OpenBox {
    kind: Option<BoxKind>,
    /// Where the line with its name ends; what stands before has been dealt with.
    name_ends: usize,
}

struct Writer<'t> {
    file: &'t Arc<SourceFile>,
    text: &'t str,
    offset: usize,
    out: Vec<Event<'t>>,
    slots: Slots,
    body: Body,
    problems: Vec<Diagnostic>,
    boxes: Vec<OpenBox>,
    /// How deep in lists, headings and tables, whose words are not counted for LIX.
    uncounted: u32,
    paragraph: String,
    heading: Option<OpenHeading>,
    links: Vec<OpenLink>,
    picture: Option<(usize, String)>,
    last_level: u8,
    in_checks: bool,
    in_code: bool,
    table: TablePart,
    depth: u32,
    /// Where the line ends on which HTML was last told of.
    html_told_until: usize,
}

/// A heading that is being written.
struct OpenHeading {
    level: u8,
    text: String,
    range: Range<usize>,
    /// The event of its opening tag, which waits for the text to name its anchor.
    opening: usize,
}

/// A link that is being written.
struct OpenLink {
    number: usize,
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum TablePart {
    Head,
    Body,
}

impl<'t> Writer<'t> {
    fn new(file: &'t Arc<SourceFile>, text: &'t str, offset: usize) -> Self {
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
            table: TablePart::Body,
            depth: 0,
            html_told_until: 0,
        }
    }

    fn event(&mut self, event: Event<'t>, range: Range<usize>) {
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
                self.out.push(Event::Start(tag));
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
                self.out.push(Event::End(tag));
            }
            TagEnd::HtmlBlock => {}
            other => self.out.push(Event::End(other)),
        }
    }

    fn text(&mut self, text: &CowStr<'t>, range: &Range<usize>) {
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
        let mut hyphenated = String::with_capacity(text.len() + 16);
        push_hyphenated(&mut hyphenated, &text);
        self.out.push(Event::Text(hyphenated.into()));
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
    fn check_text(&mut self, text: &str, range: &Range<usize>) {
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
    fn collect(&mut self, text: &str) {
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
    fn refuse_html(&mut self, range: &Range<usize>) {
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

    fn start_heading(&mut self, level: HeadingLevel, range: Range<usize>) {
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

    fn end_heading(&mut self) {
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

    fn start_link(&mut self, link_type: LinkType, target: &str, range: Range<usize>) {
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

    fn end_link(&mut self) {
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

    fn start_picture(&mut self, target: &str, caption: &str, range: Range<usize>) {
        let number = self.body.pictures.len();
        let span = self.span(&range);
        self.body.pictures.push(Picture {
            target: target.to_owned(),
            alt: String::new(),
            caption: caption.to_owned(),
            span,
        });
        self.picture = Some((number, String::new()));
        self.slot(Piece::Picture(number));
    }

    fn end_picture(&mut self) {
        let Some((number, alt)) = self.picture.take() else { return };
        if let Some(picture) = self.body.pictures.get_mut(number) {
            picture.alt = alt;
        }
    }

    fn start_box(&mut self, range: Range<usize>) {
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
            let number = self.body.boxes.len() + 1;
            self.html(&format!(
                "<section class=\"{}\" aria-labelledby=\"boks-{number}\"><h2 class=\"box-title\" id=\"boks-{number}\">",
                kind.class()
            ));
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
    fn check_lost_box(&mut self, range: &Range<usize>) {
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

    /// Tells of links that Markdown takes for text, because there is a space in or before their address.
    fn check_lost_links(&mut self, range: &Range<usize>) {
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
            let number = self.body.boxes.len() + 1;
            self.html(&format!(
                "<section class=\"checks\" aria-labelledby=\"tjek-{number}\"><h2 id=\"tjek-{number}\">"
            ));
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
            let mut hyphenated = String::new();
            push_hyphenated(&mut hyphenated, title);
            self.out.push(Event::Text(hyphenated.into()));
        }
    }

    fn end_box(&mut self) {
        match self.boxes.pop().and_then(|open| open.kind) {
            None => self.html("</blockquote>"),
            Some(BoxKind::Check) => self.html("</div></details>"),
            Some(_) => self.html("</section>"),
        }
    }

    fn close_checks(&mut self) {
        if self.in_checks {
            self.in_checks = false;
            self.html("</section>");
        }
    }

    fn html(&mut self, html: &str) {
        self.out.push(Event::InlineHtml(html.to_owned().into()));
    }

    fn slot(&mut self, piece: Piece) {
        let number = self.slots.len();
        self.slots.push(piece);
        self.out.push(Event::InlineHtml(format!("{SENTINEL}{number}{SENTINEL}").into()));
    }

    fn span(&self, range: &Range<usize>) -> Range<usize> {
        self.offset + range.start..self.offset + range.end
    }

    fn finish(mut self) -> (Body, Vec<Diagnostic>) {
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

/// Returns whether four digits after these words are a year and not the number of a help line.
fn is_year(before: &str, digits: &str) -> bool {
    let word = before.trim_end().rsplit(' ').next().unwrap_or_default().to_lowercase();
    digits.len() == 4 && ["i", "fra", "siden", "år", "året", "til", "efter", "før"].contains(&word.as_str())
}

/// Returns whether a link's text would mean nothing to someone who hears the links of a page read aloud.
fn says_nothing(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['.', '!', ':', '…']).to_lowercase();
    ["her", "klik her", "læs mere", "læs mere her", "se mere", "se her", "link", "dette link", "tryk her", "mere"]
        .contains(&text.as_str())
}
