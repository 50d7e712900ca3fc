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
//! 7. [`write`] brings the output folder in step.
//!
//! `check` draws the pages and throws them away, `build` rides to the end, and `serve` keeps what step 4 made and draws the
//! page that is asked for. Only the first and the last step touch the disk, and none knows the time: the day is an argument.

use std::path::PathBuf;
use std::time::Instant;

use jiff::civil::Date;

use crate::diagnostic::{Refused, Report};
use crate::discover::Shelf;
use crate::output::Output;
use crate::parse::Drafts;
use crate::render::Renderer;
use crate::theme::Theme;
use crate::timing::Timings;
pub use crate::validate::Visibility;

pub mod diagnostic;
pub mod discover;
pub mod link;
pub mod model;
pub mod optimise;
pub mod output;
pub mod parse;
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
    let sources = discover::read(&request.content, &request.theme, &mut memory.shelf, report);
    let started = timings.note("discover", started);
    memory.drafts = parse::all(&sources, &memory.drafts);
    let started = timings.note("parse", started);
    let parts = validate::all(&memory.drafts, &sources.root, request.today, request.visibility, report);
    let started = timings.note("validate", started);
    let site = link::site(parts, &sources, request.today, report);
    let started = timings.note("link", started);
    let theme = Theme::read(&sources, report);
    timings.note("theme", started);
    report.refuse_errors()?;
    Ok(Renderer::new(site, theme))
}

/// Walks from the disk to the finished files.
///
/// # Errors
/// [`Refused`] if the content or the theme has errors; the report says which.
pub fn compile(request: &Request, report: &mut Report, timings: &mut Timings) -> Result<Output, Refused> {
    let renderer = prepare(request, &mut Memory::default(), report, timings)?;
    let started = Instant::now();
    let drawn = renderer.all(report)?;
    let started = timings.note("render", started);
    let output = optimise::all(drawn);
    timings.note("optimise", started);
    Ok(output)
}
