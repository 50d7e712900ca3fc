//! Letters: which can be printed, how wide a line is, where it breaks.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Direction, UnicodeBuffer};
use unicode_bidi::{Level, ParagraphBidiInfo};

use crate::harmless::visible;

/// Points in a millimetre.
pub(super) const POINTS: f32 = 72.0 / 25.4;
/// What stands for a letter that the fonts lack.
const MISSING: char = '□';
/// Marks that may stand on one letter; more would climb out of their line.
const MARKS: usize = 2;

/// A font.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    /// For reading: Latin, Greek, Cyrillic, Arabic, Hebrew.
    Regular,
    /// The same, bold.
    Bold,
    /// For keys: a–z, digits; 0 and O differ.
    Mono,
}

/// How letters look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    /// The font.
    pub(super) face: Face,
    /// Points.
    pub(super) size: f32,
}

/// A line that fits; it holds only letters the fonts have.
#[derive(Clone, PartialEq)]
pub(super) struct Line {
    /// What it says.
    pub(super) text: String,
    /// Whether it begins at the right.
    pub(super) from_right: bool,
    /// Millimetres.
    pub(super) width: f32,
}

/// Part of a line, written in one direction.
pub(super) struct Run {
    /// What it says.
    pub(super) text: String,
    /// Its glyphs from left to right.
    pub(super) glyphs: Vec<KrillaGlyph>,
    /// Parts of the letter size.
    pub(super) width: f32,
}

impl Style {
    /// Returns the style.
    pub(super) const fn new(face: Face, size: f32) -> Self {
        Self { face, size }
    }

    /// Returns how far one line is from the next.
    pub(super) fn leading(self) -> f32 {
        self.size * 1.3 / POINTS
    }

    /// Returns how far the letters reach above the line they stand on, accents and all.
    pub(super) fn above(self) -> f32 {
        self.size * 1.0 / POINTS
    }
}

/// Returns whether some of `text` cannot be printed.
pub(super) fn lacks(text: &str) -> bool {
    let seen = visible(text);
    printable(&seen) != seen
}

/// Returns the font as it is put into the file.
pub(super) fn ink(face: Face) -> Font {
    cut(face).ink.clone()
}

/// Returns `text` as one line, however long.
pub(super) fn line(text: &str, style: Style) -> Line {
    let text = printable(&visible(text).replace('\n', " "));
    let from_right = starts_right(&text);
    Line { width: width(&text, style), text, from_right }
}

/// Breaks `text` into lines no wider than `room` millimetres; words that are wider are broken.
pub(super) fn wrap(text: &str, style: Style, room: f32) -> Vec<Line> {
    let text = printable(&visible(text));
    text.split('\n').flat_map(|paragraph| wrap_paragraph(paragraph, style, room)).collect()
}

/// Returns whether every word of `text` fits into `room`.
pub(super) fn words_fit(text: &str, style: Style, room: f32) -> bool {
    printable(&visible(text)).split_whitespace().flat_map(parts).all(|part| width(part, style) <= room)
}

/// Returns the parts of a line from left to right.
pub(super) fn runs(line: &Line, face: Face) -> Vec<Run> {
    visual_runs(&line.text, face, line.from_right)
}

fn wrap_paragraph(paragraph: &str, style: Style, room: f32) -> Vec<Line> {
    let from_right = starts_right(paragraph);
    let space = width(" ", style);
    let mut lines: Vec<Line> = vec![Line { text: String::new(), from_right, width: 0.0 }];
    for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
        for (index, (piece, wide)) in pieces(word, style, room).into_iter().enumerate() {
            let (between, space) = if index == 0 { (" ", space) } else { ("", 0.0) };
            match lines.last_mut() {
                Some(line) if line.text.is_empty() => (line.text, line.width) = (piece, wide),
                Some(line) if line.width + space + wide <= room => {
                    line.text.push_str(between);
                    line.text.push_str(&piece);
                    line.width += space + wide;
                }
                Some(_) | None => lines.push(Line { text: piece, from_right, width: wide }),
            }
        }
    }
    // Pairs such as »To« stand closer than their letters do alone: the last word is had by the line itself.
    for line in &mut lines {
        line.width = width(&line.text, style);
    }
    lines
}

/// Returns a word with its width; in several pieces, if it is wider than a line.
fn pieces(word: &str, style: Style, room: f32) -> Vec<(String, f32)> {
    let wide = width(word, style);
    if wide <= room {
        return vec![(word.to_owned(), wide)];
    }
    parts(word).flat_map(|part| broken(part, style, room)).collect()
}

/// Returns where a word may end a line without being broken: after a hyphen, within a mail address.
fn parts(word: &str) -> impl Iterator<Item = &str> {
    word.split_inclusive(['-', '/', '@'])
}

/// Returns as many letters at a time as fit into `room`.
fn broken(part: &str, style: Style, room: f32) -> Vec<(String, f32)> {
    let wide = width(part, style);
    if wide <= room {
        return vec![(part.to_owned(), wide)];
    }
    let mut pieces: Vec<(String, f32)> = Vec::new();
    for c in part.chars() {
        let longer = pieces.last().map(|(piece, _)| format!("{piece}{c}"));
        let wider = longer.as_deref().map_or(0.0, |longer| width(longer, style));
        match (pieces.last_mut(), longer) {
            (Some(last), Some(longer)) if wider <= room || is_mark(c) => *last = (longer, wider),
            _ => pieces.push((c.to_string(), width(&c.to_string(), style))),
        }
    }
    pieces
}

/// Returns `text` with □ for what the fonts lack.
fn printable(text: &str) -> String {
    let mut marks = 0;
    let shown = |c: char| {
        marks = if is_mark(c) { marks + 1 } else { 0 };
        let joins = matches!(c, '\n' | '\u{200C}' | '\u{200D}');
        let space = c.is_whitespace() && c != '\n';
        match c {
            // They choose between a letter's black and its coloured picture.
            '\u{FE00}'..='\u{FE0F}' => None,
            _ if joins => Some(c),
            _ if space => Some(if c == '\u{A0}' { c } else { ' ' }),
            _ if marks <= MARKS && cut(Face::Regular).shaper.glyph_index(c).is_some() => Some(c),
            _ if marks > MARKS => None,
            _ => Some(MISSING),
        }
    };
    text.chars().filter_map(shown).collect()
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5C7}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}'
        | '\u{6D6}'..='\u{6ED}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}')
}

fn starts_right(text: &str) -> bool {
    ParagraphBidiInfo::new(text, None).paragraph_level.is_rtl()
}

/// Returns millimetres.
fn width(text: &str, style: Style) -> f32 {
    let parts: f32 = visual_runs(text, style.face, false).iter().map(|run| run.width).sum();
    parts * style.size / POINTS
}

fn visual_runs(text: &str, face: Face, from_right: bool) -> Vec<Run> {
    let cut = cut(face);
    if text.is_ascii() {
        return vec![shape(cut, text, Direction::LeftToRight)];
    }
    let base = if from_right { Level::rtl() } else { Level::ltr() };
    let order = ParagraphBidiInfo::new(text, Some(base));
    let (levels, runs) = order.visual_runs(0..text.len());
    let direction = |run: &Range<usize>| {
        let right = levels.get(run.start).is_some_and(Level::is_rtl);
        if right { Direction::RightToLeft } else { Direction::LeftToRight }
    };
    runs.iter().filter_map(|run| Some(shape(cut, text.get(run.clone())?, direction(run)))).collect()
}

fn shape(cut: &Cut, text: &str, direction: Direction) -> Run {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.guess_segment_properties();
    buffer.set_direction(direction);
    let shaped = rustybuzz::shape(&cut.shaper, &[], buffer);
    let clusters: BTreeSet<usize> = shaped.glyph_infos().iter().map(|info| place(info.cluster)).collect();
    let end = |start: usize| clusters.range(start + 1..).next().copied().unwrap_or(text.len());
    let em = cut.ink.units_per_em();
    let glyph = |(info, position): (&rustybuzz::GlyphInfo, &rustybuzz::GlyphPosition)| {
        let start = place(info.cluster);
        KrillaGlyph::new(
            GlyphId::new(info.glyph_id),
            part(position.x_advance, em),
            part(position.x_offset, em),
            part(position.y_offset, em),
            part(position.y_advance, em),
            start..end(start),
            None,
        )
    };
    let glyphs: Vec<KrillaGlyph> = shaped.glyph_infos().iter().zip(shaped.glyph_positions()).map(glyph).collect();
    let width = glyphs.iter().map(|glyph| glyph.x_advance).sum();
    Run { text: text.to_owned(), glyphs, width }
}

fn place(cluster: u32) -> usize {
    usize::try_from(cluster).unwrap_or(usize::MAX)
}

/// Returns font units as a part of the letter size.
fn part(units: i32, em: f32) -> f32 {
    // Font units are small whole numbers.
    #[expect(clippy::cast_precision_loss, reason = "advances lie far below the 24 bits an f32 holds exactly")]
    let units = units as f32;
    units / em
}

/// A font, for measuring and for printing. The files hold the letters of Europe and the Middle East from DejaVu 2.37, cut out
/// with all their joins and accents by `pyftsubset`; the terms lie beside them.
struct Cut {
    shaper: rustybuzz::Face<'static>,
    ink: Font,
}

fn cut(face: Face) -> &'static Cut {
    static REGULAR: LazyLock<Cut> = LazyLock::new(|| read(include_bytes!("../../fonts/DejaVuSans.ttf")));
    static BOLD: LazyLock<Cut> = LazyLock::new(|| read(include_bytes!("../../fonts/DejaVuSans-Bold.ttf")));
    static MONO: LazyLock<Cut> = LazyLock::new(|| read(include_bytes!("../../fonts/DejaVuSansMono-Bold.ttf")));
    match face {
        Face::Regular => &REGULAR,
        Face::Bold => &BOLD,
        Face::Mono => &MONO,
    }
}

fn read(font: &'static [u8]) -> Cut {
    let shaper = rustybuzz::Face::from_slice(font, 0).expect("the font lies beside the code");
    let ink = Font::new(font.into(), 0).expect("the font lies beside the code");
    Cut { shaper, ink }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEN: Style = Style::new(Face::Regular, 10.0);

    fn texts(text: &str, room: f32) -> Vec<String> {
        wrap(text, TEN, room).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn every_name_we_can_expect_can_be_printed() {
        for name in [
            "Åse Sørensen-Æbelø",
            "Łukasz Śćężyński",
            "Nguyễn Thị Ánh Tuyết",
            "Ştefan Țîrlea",
            "İpek Yağmuroğlu",
            "Ελένη Παπαδοπούλου",
            "Олександра Їжакевич",
            "سمية الأحمد",
            "گلناز پژمان",
            "שרה לוי",
            "Þórður Ðórhallsson",
            "Žofie Dvořáková",
        ] {
            for face in [Face::Regular, Face::Bold] {
                assert!(!lacks(name), "{name}");
                let line = line(name, Style::new(face, 10.0));
                assert!(line.width > 5.0, "{name}");
                let blank = GlyphId::new(0);
                assert!(runs(&line, face).iter().flat_map(|run| &run.glyphs).all(|glyph| glyph.glyph_id != blank));
            }
        }
    }

    #[test]
    fn a_letter_the_fonts_lack_is_a_box_and_told() {
        assert_eq!(line("王 Hansen", TEN).text, "□ Hansen");
        assert!(lacks("王 Hansen") && lacks("Maria 💛") && lacks("M\u{301}\u{302}\u{303}\u{304}aria"));
        assert!(!lacks("Maria\u{202e} \u{1b}[31mHansen"));
        assert_eq!(line("Maria\u{202e}\u{7} ♥\u{fe0f}\nHansen", TEN).text, "Maria □ Hansen");
    }

    #[test]
    fn arabic_letters_join_and_run_from_the_right() {
        let joined = line("سمية", TEN);
        let alone: f32 = "سمية".chars().map(|c| line(&c.to_string(), TEN).width).sum();
        assert!(joined.from_right && joined.width < alone * 0.9);
        let mixed = line("Sumaya سمية 12", TEN);
        assert!(!mixed.from_right);
        let shown: Vec<String> = runs(&mixed, Face::Regular).into_iter().map(|run| run.text).collect();
        assert_eq!(shown.concat().trim(), "Sumaya 12 سمية".replace("12 سمية", "12سمية ").trim());
    }

    #[test]
    fn lines_break_between_words_and_long_words_break_too() {
        assert_eq!(texts("Nørregade 12, 3. tv.", 60.0), ["Nørregade 12, 3. tv."]);
        assert_eq!(texts("Nørregade 12, 3. tv.", 26.0), ["Nørregade 12,", "3. tv."]);
        assert_eq!(texts("a\n\nb", 20.0), ["a", "", "b"]);
        assert_eq!(texts("Papadopoulou-Konstantinidou", 30.0), ["Papadopoulou-", "Konstantinidou"]);
        let broken = texts("Rindfleischetikettierung", 20.0);
        assert!(broken.len() > 1 && broken.concat() == "Rindfleischetikettierung");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_line_is_wider_than_its_room(text in "(\\PC|[a-zæøå WM\n]){0,60}", room in 8f32..60.0) {
            for line in wrap(&text, TEN, room) {
                prop_assert!(line.width <= room + 0.3, "{}", line.text);
            }
        }

        #[test]
        fn no_letter_is_lost_between_the_lines(text in "[a-zæøåA-Z0-9,. -]{0,80}", room in 8f32..60.0) {
            let kept: String = texts(&text, room).concat().replace(' ', "");
            prop_assert_eq!(kept, text.replace(' ', ""));
        }
    }
}
