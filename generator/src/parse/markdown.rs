//! The text of a page: Markdown with our boxes, help lines and checked links, into pieces of HTML.
//!
//! What only the whole site can tell (an address, a phone number, the words of the theme) stays open as a piece of its own,
//! so that a page is parsed once and drawn as often as needed.

use std::ops::Range;
use std::sync::Arc;

use forms::table::At;
use pulldown_cmark::{Options, Parser};

use super::danish::Readability;
use crate::diagnostic::Diagnostic;
use crate::source::SourceFile;

mod boxes;
mod inline;
mod prose;
mod writer;

use writer::Writer;

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
    /// Whether it is a paragraph of its own, which is drawn as a figure with its caption and rights.
    pub stands_alone: bool,
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

    /// Returns the tag that opens it on the page; its heading follows.
    pub fn opening(self) -> String {
        format!("<section class=\"{}\">", self.class())
    }

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(text: &str) -> (Body, Vec<Diagnostic>) {
        parse(&Arc::new(SourceFile { path: "a.md".into(), shown: "a.md".into(), text: text.into() }), 0)
    }

    /// Returns the HTML without soft hyphens and line ends, with what is open in braces.
    fn html(body: &Body) -> String {
        let pieces = body.pieces.iter().map(|piece| match piece {
            Piece::Html(html) => html.replace(['\u{AD}', '\n'], ""),
            Piece::Href(number) => format!("{{href {number}}}"),
            Piece::LineStart(number) => format!("{{line {number}}}"),
            Piece::LineEnd(number) => format!("{{end {number}}}"),
            Piece::Picture(number) => format!("{{picture {number}}}"),
            Piece::Word(word) => format!("{{{word}}}"),
        });
        pieces.collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let (body, problems) = parsed(text);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(html(&body).trim(), expected);
    }

    #[track_caller]
    fn refuses(text: &str, expected: &[&str]) {
        let (_, problems) = parsed(text);
        assert_eq!(problems.iter().map(Diagnostic::message).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_box_has_its_name_from_the_theme_or_from_its_writer() {
        let open = "<section class=\"box box-together\"><h2 class=\"box-title\">";
        check("> [!GØR DET SAMMEN]\n> Syng.", &format!("{open}{{together}}</h2><p>Syng.</p></section>"));
        check("> [!GØR DET SAMMEN] I aften\n> Syng.", &format!("{open}I aften</h2><p>Syng.</p></section>"));
        check(
            "> [!GØR DET SAMMEN]\r\n> - Syng.\r\n> - Dans.",
            &format!("{open}{{together}}</h2><ul><li>Syng.</li><li>Dans.</li></ul></section>"),
        );
    }

    #[test]
    fn questions_that_follow_each_other_share_a_heading() {
        let (body, _) = parsed("> [!TJEK] Et?\n> Ja.\n\n> [!TJEK] To?\n> Nej.\n\nTekst.\n\n> [!TJEK] Tre?\n> Ja.");
        let html = html(&body);
        assert_eq!(
            (html.matches("<section").count(), html.matches("</section>").count(), html.matches("<details").count()),
            (2, 2, 3)
        );
        assert!(html.contains("<summary>Et?</summary><div class=\"answer\"><p>Ja.</p></div></details>"), "{html}");
    }

    #[test]
    fn a_quote_is_a_quote() {
        check("> Jeg ringede tre gange.", "<blockquote><p>Jeg ringede tre gange.</p></blockquote>");
    }

    #[test]
    fn help_lines_and_links_stay_open() {
        check("Ring til [](ring:112).", "<p>Ring til {line 0}{end 0}.</p>");
        check("Se [Ring nu](/sider/ring-nu.md).", "<p>Se <a href=\"{href 0}\">Ring nu</a>.</p>");
    }

    #[test]
    fn headings_get_anchors_of_their_own() {
        let (body, _) = parsed("## Søvn\n\n### Om natten\n\n## Søvn\n");
        assert_eq!(
            body.headings.iter().map(|h| (h.level, h.id.as_str())).collect::<Vec<_>>(),
            [(2, "soevn"), (3, "om-natten"), (2, "soevn-2")]
        );
    }

    #[test]
    fn tables_can_be_read_aloud_and_moved_with_a_finger() {
        check(
            "| Alder | Mad |\n| --- | --- |\n| 6 mdr. | grød |",
            "<div class=\"table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"{table}\"><table><thead><tr><th scope=\"col\">Alder</th>\
             <th scope=\"col\">Mad</th></tr></thead><tbody><tr><td>6 mdr.</td><td>grød</td></tr></tbody></table></div>",
        );
    }

    #[test]
    fn what_markdown_takes_for_text_is_told() {
        refuses("[!RING I DAG]\nRing.", &["her skulle nok begynde en boks"]);
        refuses("Se [Ring nu](/sider/ring nu.md).", &["der er et mellemrum i linkets adresse"]);
        refuses("<script>alert(1)</script>", &["HTML må ikke stå i en tekst"]);
        refuses("Han sagde \"ja\" til det.", &["lige anførselstegn i teksten"]);
        refuses("Læs [her](/sider/ring-nu.md).", &["linkets tekst »her« siger ikke, hvor det fører hen"]);
    }

    #[test]
    fn numbers_are_noted_but_not_amounts_and_years() {
        let (body, _) = parsed("Ring 70 11 31 31 eller +45 35555557. Det koster 1.112 kr. Siden 1818 er 12 år gået.");
        assert_eq!(body.numbers.iter().map(|n| n.value.as_str()).collect::<Vec<_>>(), ["70113131", "35555557"]);
    }

    proptest! {
        #[test]
        fn any_text_is_parsed_without_panic(text in "(\\PC|\n|> |\\[!|RING I DAG|\\]\\(|ring:|## |<b>|\"|\\| ){0,60}") {
            let (body, problems) = parsed(&text);
            for problem in problems {
                problem.text(crate::diagnostic::Colour::Off);
            }
            let html = html(&body);
            prop_assert_eq!(html.matches("<section").count(), html.matches("</section>").count());
        }
    }
}
