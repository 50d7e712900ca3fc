//! Submissions as files: CSV for Danish Excel, XLSX, JSON Lines and FHIR R4.
//!
//! ```text
//! Choice::parse ──► Export::begin ──► write, once for each submission ──► finish ──► Watermark::save
//! ```
//!
//! A file stands under its name when all of it is on the disk, and not before; one that is given up leaves nothing. Memory does
//! not grow with the rows. Who somebody is, is left out unless [`Contact::With`] is asked for; the code of a family is never
//! there, only a mark that is the same for its answers within one export.
//!
//! - [`choice`] says which submissions are wanted, [`watermark`] which of them were not exported before.
//! - `columns` is the table of a form, `codebook` what its words mean, `about` what stands in front.
//! - `csv`, `xlsx`, `lines` and `fhir` write; `file` brings what they wrote under its name.
//!
//! CSV is one table. Where one form is asked for, the target is one file; where there are several, it is a folder with a file for
//! each form that has answers and `kodebog.csv`: every one of them opens in Excel by a double click.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use forms::code::FamilyCode;
use forms::definition::Form;
use hmac::{Hmac, Mac};
use jiff::Timestamp;
use sha2::Sha256;

use crate::submission::Submission;
use choice::Choice;
use columns::Layout;
use fhir::{Resources, Wrapping};
use file::{Draft, Folder};
use lines::Line;
use xlsx::{Book, Limits, Page};

pub use error::ExportError;
pub use file::Existing;

mod about;
pub mod choice;
mod codebook;
mod columns;
mod csv;
mod error;
mod fhir;
mod file;
mod lines;
pub mod watermark;
mod xlsx;

/// How submissions are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A table for Danish Excel; a folder of them, where several forms are asked for.
    Csv,
    /// A workbook with a sheet for each form.
    Xlsx,
    /// A JSON object on each line.
    JsonLines,
    /// FHIR R4 resources, one on each line.
    Fhir,
    /// FHIR R4 resources in one bundle.
    FhirBundle,
}

/// Whether contact details are exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contact {
    /// They are left out.
    Without,
    /// They are there.
    With,
}

/// What is to be exported.
#[derive(Debug, Clone, Copy)]
pub struct Order<'a> {
    /// The file, or the folder of several tables.
    pub target: &'a Path,
    /// What happens to one that is there.
    pub existing: Existing,
    /// How it is written.
    pub format: Format,
    /// Every version of every form there is.
    pub forms: &'a [Form],
    /// Which submissions will be written: told to the reader, and which forms have a table. Whoever writes them asks
    /// [`Choice::fits`].
    pub choice: &'a Choice,
    /// Whether contact details are exported.
    pub contact: Contact,
    /// When it is made.
    pub now: Timestamp,
    /// Random bytes of this export alone: what stands for a family cannot be joined with other exports.
    pub secret: [u8; 32],
}

/// An export that is being written. Dropped before it is finished, it leaves nothing.
pub struct Export {
    target: PathBuf,
    forms: Vec<Form>,
    layouts: Vec<Layout>,
    choice: Choice,
    contact: Contact,
    now: Timestamp,
    secret: [u8; 32],
    counts: Counts,
    broken: bool,
    draft: Standing,
    writer: Writer,
}

/// An export that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// The file, or the folder of several tables.
    pub path: PathBuf,
    /// Submissions in it.
    pub rows: u64,
    /// Submissions that are not, because they could not be opened.
    pub unreadable: u64,
}

/// What was written.
#[derive(Debug, Default)]
struct Counts {
    rows: u64,
    unreadable: u64,
    /// By the place of the table.
    each: Vec<u64>,
}

/// What takes its name at the end.
enum Standing {
    File(Draft),
    Folder(Folder),
}

enum Writer {
    /// A table, or none yet, for each form.
    Tables(Vec<Option<FileTable>>),
    Book(Book, BufWriter<File>),
    Lines(BufWriter<File>),
    Fhir(Resources<BufWriter<File>>),
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 5] = [Self::Csv, Self::Xlsx, Self::JsonLines, Self::Fhir, Self::FhirBundle];

    /// Returns its word on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::JsonLines => "jsonl",
            Self::Fhir => "fhir",
            Self::FhirBundle => "fhir-bundle",
        }
    }

    /// Returns the ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::JsonLines => "jsonl",
            Self::Fhir => "ndjson",
            Self::FhirBundle => "json",
        }
    }

    /// Returns the format by its word or by the ending of its files.
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.trim().to_lowercase();
        Self::ALL.into_iter().find(|format| format.as_str() == word || format.ending() == word)
    }

    /// Returns the format that the name of a file asks for.
    pub fn of(target: &Path) -> Option<Self> {
        Self::parse(target.extension()?.to_str()?)
    }
}

impl Export {
    /// Begins an export.
    ///
    /// # Errors
    /// [`ExportError`] if nothing can be written there, or no form fits the choice.
    pub fn begin(order: Order<'_>) -> Result<Self, ExportError> {
        let forms: Vec<Form> = order.forms.iter().filter(|form| order.choice.takes(form)).cloned().collect();
        let layouts = Layout::all(&forms, order.contact);
        if layouts.is_empty() {
            return Err(ExportError::NoForms);
        }
        let folder = order.format == Format::Csv && layouts.len() > 1;
        let draft = if folder {
            Standing::Folder(Folder::begin(order.target, order.existing)?)
        } else {
            Standing::File(Draft::begin(order.target, order.existing)?)
        };
        let counts = Counts { each: vec![0; layouts.len()], ..Counts::default() };
        let writer = Writer::begin(&order, &forms, &layouts, &draft)?;
        Ok(Self {
            target: order.target.to_owned(),
            forms,
            layouts,
            choice: order.choice.clone(),
            contact: order.contact,
            now: order.now,
            secret: order.secret,
            counts,
            broken: false,
            draft,
            writer,
        })
    }

    /// Writes a submission.
    ///
    /// # Errors
    /// [`ExportError::UnknownForm`] if it cannot be said what it means; it is left out, and the others can still be written.
    /// After any other error nothing can: the export is to be dropped.
    pub fn write(&mut self, submission: &Submission) -> Result<(), ExportError> {
        let place = self.put(submission).inspect_err(|error| {
            self.broken |= !matches!(error, ExportError::UnknownForm { .. });
        })?;
        self.counts.rows += 1;
        if let Some(count) = self.counts.each.get_mut(place) {
            *count += 1;
        }
        Ok(())
    }

    /// Counts a submission that is not in the export because it could not be opened: the reader is told how many.
    pub fn miss(&mut self) {
        self.counts.unreadable += 1;
    }

    /// Brings the export under its name.
    ///
    /// # Errors
    /// [`ExportError`] if it could not be written whole; nothing stands then.
    pub fn finish(self) -> Result<Finished, ExportError> {
        if self.broken {
            return Err(ExportError::Broken(self.target));
        }
        let Self { target, forms, layouts, choice, contact, now, counts, draft, writer, .. } = self;
        let book = || codebook::lines(&forms, &layouts, contact);
        let at = ExportError::at(&target);
        match writer {
            Writer::Tables(tables) => {
                for table in tables.into_iter().flatten() {
                    table.finish().map_err(&at)?;
                }
                if let Standing::Folder(folder) = &draft {
                    write_codebook(folder.file("kodebog.csv")?, book()).map_err(&at)?;
                }
            }
            Writer::Book(workbook, mut out) => {
                let lines = about::lines(&choice, contact, now, &layouts, &counts);
                let about = Page { name: xlsx::ABOUT, columns: &about::COLUMNS, rows: lines };
                let rows = book().into_iter().map(Vec::from).collect();
                let codebook = Page { name: xlsx::CODEBOOK, columns: &codebook::COLUMNS, rows };
                workbook.finish(about, codebook, &mut out)?;
                out.flush().map_err(&at)?;
            }
            Writer::Lines(mut out) => out.flush().map_err(&at)?,
            Writer::Fhir(resources) => resources.finish().map_err(&at)?,
        }
        let path = match draft {
            Standing::File(draft) => draft.stand()?,
            Standing::Folder(folder) => folder.stand()?,
        };
        Ok(Finished { path, rows: counts.rows, unreadable: counts.unreadable })
    }

    /// Writes a submission, and returns the place of its table.
    fn put(&mut self, submission: &Submission) -> Result<usize, ExportError> {
        let head = &submission.head;
        let own = self.forms.iter().find(|form| *form.id() == head.form && form.version() == head.version);
        let table = self.layouts.iter().enumerate().find(|(_, layout)| layout.form == head.form);
        let (Some(form), Some((place, layout))) = (own, table) else {
            return Err(ExportError::UnknownForm { form: head.form.clone(), version: head.version });
        };
        let family = submission.letter.family_code.map(|code| pseudonym(&self.secret, code));
        let family = family.as_deref();
        let at = ExportError::at(&self.target);
        match &mut self.writer {
            Writer::Tables(tables) => {
                let table = tables.get_mut(place);
                table_of(table, &self.draft, layout, &at)?
                    .map_or(Ok(()), |table| table.row(layout.row(submission, family)))
                    .map_err(at)?;
            }
            Writer::Book(book, _) => book.row(place, layout, layout.row(submission, family))?,
            Writer::Lines(out) => {
                let line = Line::of(submission, form, self.contact, family);
                serde_json::to_writer(&mut *out, &line).map_err(io::Error::from).map_err(&at)?;
                out.write_all(b"\n").map_err(at)?;
            }
            Writer::Fhir(resources) => {
                resources.add(&fhir::response(form, submission, self.contact, family)).map_err(at)?;
            }
        }
        Ok(place)
    }
}

impl Writer {
    fn begin(order: &Order<'_>, forms: &[Form], layouts: &[Layout], draft: &Standing) -> Result<Self, ExportError> {
        let at = ExportError::at(order.target);
        let file = match draft {
            Standing::Folder(_) => return Ok(Self::Tables(layouts.iter().map(|_| None).collect())),
            Standing::File(draft) => draft.file().map_err(&at)?,
        };
        let resources = |file, wrapping| -> io::Result<Self> {
            let mut resources = Resources::begin(BufWriter::new(file), wrapping)?;
            forms.iter().try_for_each(|form| resources.add(&fhir::questionnaire(form, order.contact)))?;
            Ok(Self::Fhir(resources))
        };
        match order.format {
            Format::Csv => {
                let tables = layouts.iter().take(1).map(|layout| begin_table(file.try_clone()?, layout).map(Some));
                Ok(Self::Tables(tables.collect::<io::Result<_>>().map_err(at)?))
            }
            Format::Xlsx => {
                Ok(Self::Book(Book::begin(order.target, layouts.len(), Limits::EXCEL), BufWriter::new(file)))
            }
            Format::JsonLines => Ok(Self::Lines(BufWriter::new(file))),
            Format::Fhir => resources(file, Wrapping::Lines).map_err(at),
            Format::FhirBundle => resources(file, Wrapping::Bundle).map_err(at),
        }
    }
}

type FileTable = csv::Table<BufWriter<File>>;

/// Returns the table of a form; in a folder it begins with its first row.
fn table_of<'t>(
    table: Option<&'t mut Option<FileTable>>,
    draft: &Standing,
    layout: &Layout,
    at: impl Fn(io::Error) -> ExportError,
) -> Result<Option<&'t mut FileTable>, ExportError> {
    let Some(table) = table else { return Ok(None) };
    if let (None, Standing::Folder(folder)) = (&table, draft) {
        let file = folder.file(&format!("{}.csv", layout.form))?;
        *table = Some(begin_table(file, layout).map_err(at)?);
    }
    Ok(table.as_mut())
}

fn begin_table(file: File, layout: &Layout) -> io::Result<FileTable> {
    csv::Table::begin(BufWriter::new(file), layout.columns.iter().map(|column| column.title.as_str()))
}

fn write_codebook(file: File, lines: Vec<codebook::Line>) -> io::Result<()> {
    let mut table = csv::Table::begin(BufWriter::new(file), codebook::COLUMNS.iter().map(|(title, _)| *title))?;
    lines.into_iter().try_for_each(|line| table.row(line.into_iter()))?;
    table.finish()
}

/// Returns what stands for a family in this export. It begins with a letter, so that no spreadsheet takes it for a number.
fn pseudonym(secret: &[u8; 32], code: FamilyCode) -> String {
    // HMAC takes keys of any length.
    let mac = Hmac::<Sha256>::new_from_slice(secret).map(|mac| mac.chain_update(code.reveal().as_bytes()).finalize());
    let print = mac.map(|mac| forms::library::hexadecimal(&mac.into_bytes())).unwrap_or_default();
    format!("F{}", print.get(..12).unwrap_or_default())
}

#[cfg(test)]
pub(crate) mod tests;
