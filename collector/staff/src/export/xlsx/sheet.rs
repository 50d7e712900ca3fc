//! One sheet: rows of typed cells as SpreadsheetML, packed as they come.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};

use forms::age::days_between;
use jiff::civil::{Date, DateTime, date};

use super::super::columns::Cell;
use super::zip::{Packed, Packing};
use crate::harmless::for_page;

/// What a sheet is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A table: bold headings that stay in sight, and filters.
    Table,
    /// Something to read.
    Prose,
}

/// A sheet that is being written.
pub(super) struct Sheet {
    name: String,
    kind: Kind,
    /// The letters of each column.
    columns: Vec<String>,
    rows: u32,
    out: Packing<BufWriter<File>>,
    scratch: String,
}

/// Letters in a cell at most, as Excel counts them.
const MAX_LETTERS: usize = 32_767;
/// What stands at the end of words that were cut.
const CUT: &str = "… [forkortet]";

/// The looks of cells, in this order: plain, heading, date, date and time, wrapped.
pub(super) const STYLES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
    <fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font>\
    <font><b/><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font></fonts>\
    <fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>\
    <fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFE9EEF2\"/><bgColor indexed=\"64\"/></patternFill></fill></fills>\
    <borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
    <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
    <cellXfs count=\"5\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
    <xf numFmtId=\"0\" fontId=\"1\" fillId=\"2\" borderId=\"0\" xfId=\"0\" applyFont=\"1\" applyFill=\"1\" applyAlignment=\"1\">\
    <alignment vertical=\"top\" wrapText=\"1\"/></xf>\
    <xf numFmtId=\"14\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
    <xf numFmtId=\"22\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
    <xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyAlignment=\"1\">\
    <alignment vertical=\"top\" wrapText=\"1\"/></xf></cellXfs>\
    <cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>";

const PLAIN: &str = "";
const HEADING: &str = " s=\"1\"";
const DAY: &str = " s=\"2\"";
const MOMENT: &str = " s=\"3\"";
const WRAPPED: &str = " s=\"4\"";

impl Sheet {
    /// Begins a sheet with these headings and widths, packed into `file`.
    pub(super) fn begin(file: File, name: String, kind: Kind, columns: &[(&str, u8)]) -> io::Result<Self> {
        let letters = (0..columns.len()).map(letters).collect();
        let out = Packing::into(BufWriter::new(file));
        let mut sheet = Self { name, kind, columns: letters, rows: 0, out, scratch: String::new() };
        sheet.out.write_all(opening(kind, columns).as_bytes())?;
        let titles = columns.iter().map(|(title, _)| Cell::Words((*title).into()));
        sheet.cells(titles, HEADING)?;
        Ok(sheet)
    }

    /// Returns its name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Returns how many rows it has, the headings included.
    pub(super) fn rows(&self) -> u32 {
        self.rows
    }

    /// Returns how many bytes it has, before they are packed.
    pub(super) fn bytes(&self) -> u64 {
        self.out.bytes()
    }

    /// Returns the cells that can be filtered, each part of an address after `mark`.
    pub(super) fn filter(&self, mark: &str) -> Option<String> {
        let last = self.columns.last().filter(|_| self.kind == Kind::Table)?;
        Some(format!("{mark}A{mark}1:{mark}{last}{mark}{}", self.rows))
    }

    /// Writes a row.
    pub(super) fn row<'c>(&mut self, cells: impl Iterator<Item = Cell<'c>>) -> io::Result<()> {
        let style = match self.kind {
            Kind::Table => PLAIN,
            Kind::Prose => WRAPPED,
        };
        self.cells(cells, style)
    }

    /// Ends the sheet and returns it, packed.
    pub(super) fn end(mut self) -> io::Result<Packed> {
        let filter = self.filter("").map(|range| format!("<autoFilter ref=\"{range}\"/>")).unwrap_or_default();
        let ending = format!(
            "</sheetData>{filter}<pageMargins left=\"0.5\" right=\"0.5\" top=\"0.5\" bottom=\"0.5\" header=\"0.3\" footer=\"0.3\"/></worksheet>"
        );
        self.out.write_all(ending.as_bytes())?;
        self.out.end()
    }

    fn cells<'c>(&mut self, cells: impl Iterator<Item = Cell<'c>>, style: &str) -> io::Result<()> {
        self.rows += 1;
        let (row, text) = (self.rows, &mut self.scratch);
        text.clear();
        // Writing to a string does not fail.
        let _ = write!(text, "<row r=\"{row}\">");
        for (column, cell) in self.columns.iter().zip(cells) {
            let _ = match cell {
                Cell::Empty => Ok(()),
                Cell::Words(words) => inline(text, column, row, style, &words),
                Cell::Whole(number) => number_cell(text, column, row, style, number),
                Cell::Points(points) => number_cell(text, column, row, style, points),
                Cell::Day(day) => match serial(day) {
                    Some(number) => number_cell(text, column, row, DAY, number),
                    None => inline(text, column, row, style, &day.to_string()),
                },
                Cell::Moment(moment) => match serial(moment.date()) {
                    Some(number) => number_cell(text, column, row, MOMENT, f64::from(number) + part_of_day(moment)),
                    None => inline(text, column, row, style, &moment.to_string()),
                },
            };
        }
        text.push_str("</row>");
        self.out.write_all(self.scratch.as_bytes())
    }
}

fn opening(kind: Kind, columns: &[(&str, u8)]) -> String {
    let view = match kind {
        Kind::Table => {
            "<sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>\
             <selection pane=\"bottomLeft\" activeCell=\"A2\" sqref=\"A2\"/></sheetView>"
        }
        Kind::Prose => "<sheetView tabSelected=\"1\" workbookViewId=\"0\"/>",
    };
    let column = |(place, (_, width)): (usize, &(&str, u8))| {
        let number = place + 1;
        format!("<col min=\"{number}\" max=\"{number}\" width=\"{width}.7\" customWidth=\"1\"/>")
    };
    let columns: String = columns.iter().enumerate().map(column).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
         <sheetViews>{view}</sheetViews><sheetFormatPr defaultRowHeight=\"15\"/><cols>{columns}</cols><sheetData>"
    )
}

fn number_cell(
    text: &mut String,
    column: &str,
    row: u32,
    style: &str,
    number: impl std::fmt::Display,
) -> std::fmt::Result {
    write!(text, "<c r=\"{column}{row}\"{style}><v>{number}</v></c>")
}

fn inline(text: &mut String, column: &str, row: u32, style: &str, words: &str) -> std::fmt::Result {
    write!(text, "<c r=\"{column}{row}\"{style} t=\"inlineStr\"><is><t xml:space=\"preserve\">")?;
    escape(text, fitting(&for_page(words)).as_ref());
    text.write_str("</t></is></c>")
}

/// Returns what Excel takes of the words.
fn fitting(words: &str) -> std::borrow::Cow<'_, str> {
    if words.len() <= MAX_LETTERS || words.encode_utf16().count() <= MAX_LETTERS {
        return words.into();
    }
    let mut room = MAX_LETTERS - CUT.encode_utf16().count();
    let fits = |c: &char| {
        let enough = c.len_utf16() <= room;
        room = room.saturating_sub(c.len_utf16());
        enough
    };
    let mut short: String = words.chars().take_while(fits).collect();
    short.push_str(CUT);
    short.into()
}

/// Writes words as XML. `_x0041_` would be read as a letter by its number; its line is written so that it stays what it is.
fn escape(text: &mut String, words: &str) {
    for (place, letter) in words.char_indices() {
        match letter {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '_' if is_coded(words.get(place..).unwrap_or_default()) => text.push_str("_x005F_"),
            letter => text.push(letter),
        }
    }
}

fn is_coded(words: &str) -> bool {
    let code = words.as_bytes().get(..7);
    code.is_some_and(|code| {
        code.starts_with(b"_x")
            && code.ends_with(b"_")
            && code.get(2..6).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })
}

/// Returns words as they can stand in an attribute.
pub(super) fn attribute(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    escape(&mut text, &for_page(words));
    text.replace('"', "&quot;").replace(['\n', '\t'], " ")
}

/// Returns the letters of a column, from nought: A, B … Z, AA.
fn letters(place: usize) -> String {
    let mut left = place + 1;
    let mut letters = Vec::new();
    while left > 0 {
        letters.push(char::from(b'A' + u8::try_from((left - 1) % 26).unwrap_or_default()));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Returns the number by which Excel knows a day; none before March 1900, where Excel counts a day too many.
fn serial(day: Date) -> Option<i32> {
    let number = days_between(date(1899, 12, 30), day);
    (61..=2_958_465).contains(&number).then_some(number)
}

fn part_of_day(moment: DateTime) -> f64 {
    let seconds = i32::from(moment.hour()) * 3600 + i32::from(moment.minute()) * 60 + i32::from(moment.second());
    f64::from(seconds) / 86_400.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_that_excel_gives_them() {
        assert_eq!([0, 25, 26, 51, 701, 702].map(letters), ["A", "Z", "AA", "AZ", "ZZ", "AAA"]);
    }

    #[test]
    fn days_have_the_numbers_that_excel_gives_them() {
        assert_eq!(serial(date(2026, 11, 22)), Some(46_348));
        assert_eq!(serial(date(1900, 3, 1)), Some(61));
        assert_eq!(serial(date(1900, 2, 28)), None);
        assert!((part_of_day(date(2026, 11, 22).at(18, 0, 0, 0)) - 0.75).abs() < 1e-12);
    }

    #[test]
    fn words_stay_words() {
        for (words, xml) in [
            ("=1+1", "=1+1"),
            ("<b>&\"", "&lt;b&gt;&amp;\""),
            ("_x0041_ og _x41_", "_x005F_x0041_ og _x41_"),
            ("en\nto\u{1B}", "en\nto␛"),
        ] {
            let mut text = String::new();
            inline(&mut text, "A", 1, PLAIN, words).expect("a string");
            let shown = format!("<c r=\"A1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{xml}</t></is></c>");
            assert_eq!(text, shown);
        }
        assert_eq!(attribute("a\"b\n<"), "a&quot;b &lt;");
    }

    #[test]
    fn words_that_are_too_long_are_cut_and_say_so() {
        assert_eq!(fitting(&"å".repeat(MAX_LETTERS)).chars().count(), MAX_LETTERS);
        let cut = fitting(&"😀".repeat(20_000)).into_owned();
        assert!(cut.encode_utf16().count() <= MAX_LETTERS && cut.ends_with(CUT));
    }
}
