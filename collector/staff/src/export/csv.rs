//! CSV for Danish Excel: semicolons, UTF-8 with its mark, decimal comma, CRLF.
//!
//! A cell of words that a spreadsheet would take for a formula, or for a number or a date written with figures alone, has an
//! apostrophe in front: Excel and LibreOffice then leave it alone, and a person sees why. Phone numbers stand in groups,
//! »+45 20 12 34 56«, which no spreadsheet changes, and stay as they are. Line breaks in an answer stay in their cell.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::columns::Cell;
use crate::harmless::for_page;

/// A table that is written row by row.
pub(super) struct Table<W: Write> {
    out: csv::Writer<W>,
    scratch: String,
}

impl<W: Write> Table<W> {
    /// Begins a table with these headings.
    pub(super) fn begin<'t>(mut out: W, titles: impl Iterator<Item = &'t str>) -> io::Result<Self> {
        out.write_all("\u{FEFF}".as_bytes())?;
        let out = csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(out);
        let mut table = Self { out, scratch: String::new() };
        table.row(titles.map(|title| Cell::Words(Cow::Borrowed(title))))?;
        Ok(table)
    }

    /// Writes a row.
    pub(super) fn row<'c>(&mut self, cells: impl Iterator<Item = Cell<'c>>) -> io::Result<()> {
        for cell in cells {
            self.scratch.clear();
            fill(&mut self.scratch, &cell);
            self.out.write_field(&self.scratch).map_err(disk)?;
        }
        self.out.write_record(None::<&[u8]>).map_err(disk)
    }

    /// Brings the last row to the file.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Returns what the disk said: whoever acts must know whether it is full.
fn disk(error: csv::Error) -> io::Error {
    if let csv::ErrorKind::Io(error) = error.into_kind() { error } else { io::Error::other("a row of another length") }
}

fn fill(text: &mut String, cell: &Cell<'_>) {
    // Writing to a string does not fail.
    let _ = match cell {
        Cell::Empty => Ok(()),
        Cell::Words(words) => {
            let words = for_page(words);
            if is_risky(&words) {
                text.push('\'');
            }
            text.push_str(&words);
            Ok(())
        }
        Cell::Whole(number) => write!(text, "{number}"),
        Cell::Points(points) => {
            text.push_str(&points.to_string().replace('.', ","));
            Ok(())
        }
        Cell::Day(day) => write!(text, "{day}"),
        Cell::Moment(moment) => write!(text, "{}", moment.strftime("%Y-%m-%d %H:%M")),
    };
}

/// Returns whether a spreadsheet would make something else of the words than what they say.
fn is_risky(words: &str) -> bool {
    if words.starts_with(['\t', '\n']) {
        return true;
    }
    let words = words.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
    let begins_a_formula = words.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫', '−']);
    (begins_a_formula || is_like_a_number(words)) && !is_phone(words)
}

/// Returns whether words are figures that lose something as a number or a date: `0012`, `3-4`, `1e5`, `12/7`.
fn is_like_a_number(words: &str) -> bool {
    let figure = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ':' | '/' | '-' | 'e' | 'E' | '%');
    let all = words.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',')) && words.chars().all(figure);
    let plain = !words.starts_with('0') && words.len() <= 9 && words.bytes().all(|byte| byte.is_ascii_digit());
    all && !plain
}

/// Returns whether words are a phone number in groups: a plus, figures, and a space after at most three of them.
fn is_phone(words: &str) -> bool {
    let Some(number) = words.strip_prefix('+') else { return false };
    let groups = || number.split(' ');
    groups().count() >= 3
        && groups().all(|group| (1..=4).contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    use crate::export::tests::FullDisk;

    fn written(cells: Vec<Cell<'_>>) -> String {
        let mut out = Vec::new();
        let mut table = Table::begin(&mut out, ["a", "b"].into_iter().take(cells.len())).expect("memory");
        table.row(cells.into_iter()).expect("memory");
        table.finish().expect("memory");
        String::from_utf8(out).expect("text")
    }

    fn words(text: &str) -> Cell<'_> {
        Cell::Words(Cow::Borrowed(text))
    }

    #[test]
    fn a_table_is_what_danish_excel_opens() {
        let points = forms::points::Points::parse("33.17").expect("points");
        assert_eq!(written(vec![Cell::Points(points), Cell::Empty]), "\u{FEFF}a;b\r\n33,17;\r\n");
        let moment = date(2026, 11, 22).at(9, 5, 0, 0);
        assert_eq!(
            written(vec![Cell::Day(date(2026, 2, 3)), Cell::Moment(moment)]),
            "\u{FEFF}a;b\r\n2026-02-03;2026-11-22 09:05\r\n"
        );
        assert_eq!(
            written(vec![words("en; to\n\"tre\""), Cell::Whole(-2)]),
            "\u{FEFF}a;b\r\n\"en; to\n\"\"tre\"\"\";-2\r\n"
        );
    }

    #[test]
    fn a_cell_never_starts_a_formula() {
        for text in [
            "=1+1",
            "+1+1",
            "-2+3",
            "@SUM(1)",
            "\t=1",
            "\r=1",
            " =1",
            "\u{A0}=1",
            "\u{3000}＝1",
            "＋1",
            "－1",
            "＠x",
            "\u{FEFF}=1",
            "\u{200B}=cmd|' /C calc'!A0",
            "+4520123456",
            "+45=1",
            "+",
            "\n",
        ] {
            let cell = written(vec![words(text)]);
            let cell = cell.strip_prefix("\u{FEFF}a\r\n").expect("headings").trim_start_matches('"');
            assert!(cell.starts_with('\''), "{text:?} became {cell:?}");
        }
    }

    #[test]
    fn what_a_spreadsheet_would_change_is_held() {
        for (text, held) in [
            ("+45 20 12 34 56", false),
            ("+46 70 12 34 56 7", false),
            ("20 12 34 56", false),
            ("8000", false),
            ("0800", true),
            ("3-4", true),
            ("1e5", true),
            ("0012e34567", true),
            ("1234567890", true),
            ("12/7", true),
            ("mor@eksempel.dk", false),
            ("Aarhus", false),
            ("", false),
        ] {
            assert_eq!(is_risky(text), held, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_words_survive_and_none_starts_a_formula(text: String) {
            let table = written(vec![words(&text), Cell::Empty]);
            let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(table.as_bytes());
            let row = reader.records().next().expect("a row").expect("it can be read");
            let cell = row.get(0).expect("a cell").to_owned();
            let bare = cell.strip_prefix('\'').filter(|_| is_risky(&for_page(&text))).unwrap_or(&cell);
            prop_assert_eq!(bare, for_page(&text));
            prop_assert!(!cell.starts_with('+') || is_phone(&cell));
            prop_assert!(!cell.trim_start().starts_with(['=', '-', '@', '\t', '＝', '＋', '－', '＠']));
        }
    }

    #[test]
    fn a_full_disk_is_told() {
        let mut table = Table::begin(FullDisk(20), std::iter::once("a")).expect("it begins");
        let done = (0..10_000).try_for_each(|_| table.row(std::iter::once(words("svar"))));
        assert_eq!(done.and_then(|()| table.finish()).map_err(|error| error.kind()), Err(io::ErrorKind::StorageFull));
    }
}
