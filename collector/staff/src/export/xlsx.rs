//! XLSX: a sheet for each form, an explanation before them and the codebook after.
//!
//! Written by hand rather than by a library: the libraries there are either hold every cell in memory or end the program when
//! the disk is full, and `staff web` must not end with a counsellor's half-typed note. Each sheet is packed into a file without
//! a name while it is written, and all are put together at the end, so memory does not grow with the rows.
//!
//! Words stand in cells that are words: no spreadsheet reads a formula, a number or a date in them.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::ExportError;
use super::columns::{Cell, Layout};
use super::file::waiting_room;
use sheet::{Kind, Sheet};
use zip::Zip;

mod sheet;
mod zip;

/// What a sheet takes before the next one begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Rows, the headings included. Excel takes 1,048,576.
    pub(super) rows: u32,
    /// Bytes of XML: far from what needs another form of the archive.
    pub(super) bytes: u64,
}

impl Limits {
    pub(super) const EXCEL: Self = Self { rows: 1_048_576, bytes: 3_000_000_000 };
}

/// A workbook that is being written.
pub(super) struct Book {
    target: PathBuf,
    limits: Limits,
    /// For each form, its sheets; the last one is open.
    forms: Vec<Vec<Sheet>>,
    names: BTreeSet<String>,
}

/// A sheet that is written at once.
pub(super) struct Page<'p> {
    pub(super) name: &'p str,
    pub(super) columns: &'p [(&'p str, u8)],
    pub(super) rows: Vec<Vec<Cell<'p>>>,
}

impl Book {
    /// Begins a workbook of so many forms. What has to wait lies beside `target`, without a name.
    pub(super) fn begin(target: &Path, forms: usize, limits: Limits) -> Self {
        let names = BTreeSet::from([ABOUT.to_lowercase(), CODEBOOK.to_lowercase()]);
        Self { target: target.to_owned(), limits, forms: (0..forms).map(|_| Vec::new()).collect(), names }
    }

    /// Writes a row of the form that stands at this place.
    pub(super) fn row<'c>(
        &mut self,
        place: usize,
        layout: &Layout,
        cells: impl Iterator<Item = Cell<'c>>,
    ) -> Result<(), ExportError> {
        let full = |sheet: &Sheet| sheet.rows() >= self.limits.rows || sheet.bytes() >= self.limits.bytes;
        let Some(sheets) = self.forms.get_mut(place) else { return Ok(()) };
        if sheets.last().is_none_or(full) {
            let name = name(layout.form.as_str(), sheets.len() + 1, &mut self.names);
            let columns: Vec<_> = layout.columns.iter().map(|column| (column.title.as_str(), column.width)).collect();
            sheets.push(open(&self.target, name, Kind::Table, &columns)?);
        }
        match sheets.last_mut() {
            Some(sheet) => sheet.row(cells).map_err(ExportError::at(&self.target)),
            None => Ok(()),
        }
    }

    /// Puts the sheets together: the explanation, the forms in their order, the codebook.
    pub(super) fn finish(self, about: Page<'_>, codebook: Page<'_>, out: impl Write) -> Result<(), ExportError> {
        let Self { target, forms, .. } = self;
        let front = filled(&target, about, Kind::Prose)?;
        let back = filled(&target, codebook, Kind::Table)?;
        let sheets = std::iter::once(front).chain(forms.into_iter().flatten()).chain(std::iter::once(back));
        put_together(sheets.collect(), out).map_err(ExportError::at(&target))
    }
}

/// The name of the first sheet.
pub(super) const ABOUT: &str = "Læs mig";
/// The name of the last sheet.
pub(super) const CODEBOOK: &str = "Kodebog";

fn open(target: &Path, name: String, kind: Kind, columns: &[(&str, u8)]) -> Result<Sheet, ExportError> {
    Sheet::begin(waiting_room(target)?, name, kind, columns).map_err(ExportError::at(target))
}

fn filled(target: &Path, page: Page<'_>, kind: Kind) -> Result<Sheet, ExportError> {
    let mut sheet = open(target, page.name.to_owned(), kind, page.columns)?;
    for row in page.rows {
        sheet.row(row.into_iter()).map_err(ExportError::at(target))?;
    }
    Ok(sheet)
}

/// Returns a name that Excel takes: at most 31 letters, none of them `[]:*?/\`, no apostrophe at the ends, and no name twice.
fn name(wanted: &str, part: usize, taken: &mut BTreeSet<String>) -> String {
    let plain = wanted.replace(['[', ']', ':', '*', '?', '/', '\\'], " ");
    // A sheet called =… is no formula, but its name is copied into some.
    let plain = plain.trim_matches(|c: char| c == '\'' || c.is_whitespace());
    let plain = plain.trim_start_matches(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let plain = if plain.is_empty() || plain.eq_ignore_ascii_case("history") { "Skema" } else { plain };
    let mut number = part;
    loop {
        let ending = if number > 1 { format!(" ({number})") } else { String::new() };
        let mut short = String::new();
        for letter in plain.chars() {
            if short.encode_utf16().count() + letter.len_utf16() + ending.len() > 31 {
                break;
            }
            short.push(letter);
        }
        let name = format!("{}{ending}", short.trim_end_matches('\''));
        if taken.insert(name.to_lowercase()) {
            return name;
        }
        number += 1;
    }
}

fn put_together(sheets: Vec<Sheet>, out: impl Write) -> io::Result<()> {
    let mut zip = Zip::begin(out);
    let count = sheets.len();
    zip.text("[Content_Types].xml", &content_types(count))?;
    zip.text("_rels/.rels", RELATIONS)?;
    zip.text("xl/_rels/workbook.xml.rels", &book_relations(count))?;
    zip.text("xl/styles.xml", sheet::STYLES)?;
    zip.text("xl/workbook.xml", &workbook(&sheets))?;
    for (place, sheet) in sheets.into_iter().enumerate() {
        zip.packed(&format!("xl/worksheets/sheet{}.xml", place + 1), sheet.end()?)?;
    }
    zip.finish()
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
    Target=\"xl/workbook.xml\"/></Relationships>";

fn content_types(sheets: usize) -> String {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let part =
        |path: &str, what: &str| format!("<Override PartName=\"/xl/{path}\" ContentType=\"{kind}.{what}+xml\"/>");
    let each: String = (1..=sheets).map(|number| part(&format!("worksheets/sheet{number}.xml"), "worksheet")).collect();
    format!(
        "{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>{}{}{each}</Types>",
        part("workbook.xml", "sheet.main"),
        part("styles.xml", "styles"),
    )
}

fn book_relations(sheets: usize) -> String {
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let one = |id: usize, what: &str, path: &str| {
        format!("<Relationship Id=\"rId{id}\" Type=\"{kind}/{what}\" Target=\"{path}\"/>")
    };
    let each: String =
        (1..=sheets).map(|number| one(number, "worksheet", &format!("worksheets/sheet{number}.xml"))).collect();
    format!(
        "{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{each}{}</Relationships>",
        one(sheets + 1, "styles", "styles.xml")
    )
}

fn workbook(sheets: &[Sheet]) -> String {
    let mut list = String::new();
    let mut filters = String::new();
    for (place, sheet) in sheets.iter().enumerate() {
        let name = sheet::attribute(sheet.name());
        let id = place + 1;
        list.push_str(&format!("<sheet name=\"{name}\" sheetId=\"{id}\" r:id=\"rId{id}\"/>"));
        if let Some(range) = sheet.filter("$") {
            let quoted = sheet::attribute(&sheet.name().replace('\'', "''"));
            filters.push_str(&format!(
                "<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"{place}\" hidden=\"1\">'{quoted}'!{range}</definedName>"
            ));
        }
    }
    let filters = if filters.is_empty() { filters } else { format!("<definedNames>{filters}</definedNames>") };
    format!(
        "{HEAD}<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
         <bookViews><workbookView/></bookViews><sheets>{list}</sheets>{filters}</workbook>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::Contact;
    use crate::export::tests::{FullDisk, forms, submission};

    fn page(name: &str) -> Page<'_> {
        Page { name, columns: &[("Hvad", 20)], rows: vec![vec![Cell::Whole(1)]] }
    }

    #[test]
    fn a_sheet_has_a_name_that_excel_takes() {
        let mut taken = BTreeSet::new();
        for (wanted, part, name) in [
            ("to-maaneder", 1, "to-maaneder"),
            ("to-maaneder", 2, "to-maaneder (2)"),
            ("To-Maaneder", 1, "To-Maaneder (3)"),
            ("=cmd|' /C calc'!A0", 1, "cmd|'  C calc'!A0"),
            ("'a/b:c'", 1, "a b c"),
            ("＠", 1, "Skema"),
            ("History", 1, "Skema (2)"),
            ("et-meget-langt-navn-paa-et-skema-om-alt", 1, "et-meget-langt-navn-paa-et-skem"),
            ("et-meget-langt-navn-paa-et-skema-om-alt", 2, "et-meget-langt-navn-paa-et- (2)"),
        ] {
            assert_eq!(super::name(wanted, part, &mut taken), name);
        }
    }

    #[test]
    fn a_full_sheet_goes_on_in_the_next() {
        let room = tempfile::tempdir().expect("a folder");
        let layouts = Layout::all(&forms(), Contact::Without);
        let layout = layouts.first().expect("a form");
        for limits in [Limits { rows: 3, bytes: u64::MAX }, Limits { rows: u32::MAX, bytes: 1 }] {
            let mut book = Book::begin(&room.path().join("a.xlsx"), 1, limits);
            for number in 0..3 {
                let one = submission(number);
                book.row(0, layout, layout.row(&one, None)).expect("a row");
            }
            let names: Vec<_> = book.forms.iter().flatten().map(|sheet| sheet.name().to_owned()).collect();
            assert_eq!(names.first().map(String::as_str), Some("proeve"));
            assert_eq!(names.get(1).map(String::as_str), Some("proeve (2)"));
            let mut bytes = Vec::new();
            book.finish(page(ABOUT), page(CODEBOOK), &mut bytes).expect("put together");
            assert!(bytes.starts_with(b"PK\x03\x04"));
        }
        assert_eq!(std::fs::read_dir(room.path()).expect("a folder").count(), 0, "what waited has no name");
    }

    #[test]
    fn a_full_disk_is_told() {
        let room = tempfile::tempdir().expect("a folder");
        let book = Book::begin(&room.path().join("a.xlsx"), 0, Limits::EXCEL);
        let told = book.finish(page(ABOUT), page(CODEBOOK), FullDisk(700));
        assert!(matches!(told, Err(ExportError::Full(_))), "{told:?}");
    }
}
