//! From `content/` and `themes/` to the finished site.
//!
//! The road, and who walks which part of it:
//!
//! 1. [`discover`] reads the disk into [`source::Sources`].
//! 2. [`parse`] takes each text apart: the table at its head, the Markdown beneath.
//! 3. [`validate`] believes each file by itself, or says what is wrong with it.
//! 4. [`link`] joins them to one [`model::site::Site`] in which every reference leads somewhere.
//! 5. [`render`] draws the site with the [`theme`].
//! 6. [`optimise`] makes the bytes fewer.
//! 7. [`mod@write`] brings the output folder in step.
//!
//! After step 4, [`record`] sees to it that nothing is asked which the record of article 30 does not account for.
//!
//! `check` draws the pages and throws them away, with a look at what a proofreader sees ([`proof`]), `build` rides to the end, and `serve` keeps what step 4 made and draws the
//! page that is asked for. Only the first and the last step touch the disk, and none knows the time: the day is an argument.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use jiff::civil::Date;

use crate::diagnostic::{Refused, Report};
use crate::discover::Shelf;
use crate::parse::Drafts;
use crate::press::Press;
use crate::record::Documents;
use crate::render::Renderer;
use crate::source::Sources;
use crate::theme::{Finished, Theme};
use crate::timing::Timings;
pub use crate::validate::Visibility;
use crate::write::{Copies, WriteError, Written};

pub mod diagnostic;
pub mod discover;
pub mod link;
pub mod model;
pub mod optimise;
pub mod parse;
pub mod press;
pub mod proof;
pub mod record;
pub mod render;
pub mod source;
pub mod theme;
pub mod timing;
pub mod validate;
pub mod write;

/// What to build, and for which day.
#[derive(Debug, Clone)]
pub struct Request {
    /// The folder with the content.
    pub content: PathBuf,
    /// The folder with the theme.
    pub theme: PathBuf,
    /// The day the site is built for.
    pub today: Date,
    /// Whether drafts and pages of another day are let through.
    pub visibility: Visibility,
}

/// What is kept from one run of the road to the next, so that only what has changed is read and parsed again.
#[derive(Debug, Default)]
pub struct Memory {
    shelf: Shelf,
    drafts: Drafts,
    finished: Finished,
}

/// Walks from the disk to a site that is ready to be drawn.
///
/// # Errors
/// [`Refused`] if the content or the theme has errors; the report says which.
pub fn prepare(
    request: &Request,
    memory: &mut Memory,
    report: &mut Report,
    timings: &mut Timings,
) -> Result<Renderer, Refused> {
    let started = Instant::now();
    let sources = read(request, memory, report);
    timings.note("discover", started);
    assemble(&sources, request, memory, report, timings)
}

/// Walks the first step of the road: reads the disk.
pub fn read(request: &Request, memory: &mut Memory, report: &mut Report) -> Sources {
    discover::read(&request.content, &request.theme, &mut memory.shelf, report)
}

/// Walks from what was read to a site that is ready to be drawn.
///
/// # Errors
/// [`Refused`] if the content or the theme has errors; the report says which.
pub fn assemble(
    sources: &Sources,
    request: &Request,
    memory: &mut Memory,
    report: &mut Report,
    timings: &mut Timings,
) -> Result<Renderer, Refused> {
    let started = Instant::now();
    memory.drafts = parse::all(sources, &memory.drafts);
    let started = timings.note("parse", started);
    let parts = validate::all(&memory.drafts, &sources.root, request.today, request.visibility, report);
    let started = timings.note("validate", started);
    let site = link::site(parts, sources, request.today, report);
    record::account(&memory.drafts, &site, &sources.root, report);
    let started = timings.note("link", started);
    let theme = Theme::read(sources, &mut memory.finished, report);
    timings.note("theme", started);
    report.refuse_errors()?;
    Ok(Renderer::new(site, theme))
}

/// Returns the record of article 30 and the draft of the assessment of article 35; `None` if there is nothing to write them from.
///
/// # Errors
/// [`Refused`] if the content or the theme has errors; the report says which.
pub fn documents(request: &Request, report: &mut Report) -> Result<Option<Documents>, Refused> {
    let mut memory = Memory::default();
    let renderer = prepare(request, &mut memory, report, &mut Timings::default())?;
    Ok(record::documents(&memory.drafts, renderer.site()))
}

/// What a build came to.
#[derive(Debug, Clone, Copy)]
pub struct Built {
    /// Pages drawn.
    pub pages: usize,
    /// Bytes of all files.
    pub bytes: usize,
    /// What was new on the disk.
    pub written: Written,
}

/// Why there is no new site.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The content or the theme must be mended; the report says where.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The machine would not.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// Walks the whole road: from the disk to the finished site in the folder `out`.
///
/// Each page is drawn, made smaller and written by itself, so that none waits for the others and none is kept.
///
/// # Errors
/// [`BuildError`]; the folder is then as it was.
pub fn build(
    request: &Request,
    out: &Path,
    copies: Copies,
    report: &mut Report,
    timings: &mut Timings,
) -> Result<Built, BuildError> {
    let press = Press::new(prepare(request, &mut Memory::default(), report, timings)?);
    let started = Instant::now();
    let mut failure = Mutex::new(None);
    let written = write::sync(out, &press.paths(copies), |path| {
        press
            .file(path)
            .map_err(|diagnostic| *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(diagnostic))
            .ok()
    });
    press.note(timings);
    timings.note("write, with both", started);
    if let Some(diagnostic) = failure.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
        report.push(*diagnostic);
        return Err(Refused.into());
    }
    Ok(Built { pages: press.pages(), bytes: press.bytes(), written: written? })
}
