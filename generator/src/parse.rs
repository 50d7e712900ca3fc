//! Text to [`Draft`]: the table at its head, and its body as pieces of HTML. What a writer said, before anybody believes it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use forms::problem::Problem;
use forms::table::{self, Table};
use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::source::{SourceFile, Sources};

pub mod danish;
pub mod front_matter;
pub mod markdown;

use markdown::Body;

/// The editors' guide: Markdown that is no page.
pub const GUIDE: &str = "vejledning.md";

/// A file of the content, taken apart.
#[derive(Debug)]
pub struct Draft {
    /// The file.
    pub file: Arc<SourceFile>,
    /// The front matter of a page, or the whole of a TOML file; `None` if it cannot be read.
    pub head: Option<Table>,
    /// Where a key missing from the head is reported.
    pub head_start: Range<usize>,
    /// The text beneath the front matter; empty for a TOML file.
    pub body: Arc<Body>,
    /// What was wrong with the file as a text.
    pub problems: Vec<Diagnostic>,
}

/// Every draft, by the path of its file.
pub type Drafts = BTreeMap<String, Arc<Draft>>;

/// Parses every file of the content; a file that is the same as in `before` is not parsed again.
pub fn all(sources: &Sources, before: &Drafts) -> Drafts {
    sources
        .content
        .par_iter()
        .map(|(path, file)| {
            let unchanged = before.get(path).filter(|draft| Arc::ptr_eq(&draft.file, file));
            (path.clone(), unchanged.map_or_else(|| Arc::new(parse(file)), Arc::clone))
        })
        .collect()
}

fn parse(file: &Arc<SourceFile>) -> Draft {
    if file.path.ends_with(".md") && file.path != GUIDE { parse_page(file) } else { parse_table(file) }
}

fn parse_page(file: &Arc<SourceFile>) -> Draft {
    let parts = match front_matter::split(&file.text) {
        Ok(parts) => parts,
        Err(problem) => return unreadable(file, problem),
    };
    let (body, mut problems) = markdown::parse(file, parts.body_offset);
    let head = table::parse(parts.head, parts.head_offset);
    let head = head.map_err(|problem| problems.push(Diagnostic::from_problem(file, problem))).ok();
    Draft { file: Arc::clone(file), head, head_start: 0..3, body: Arc::new(body), problems }
}

fn parse_table(file: &Arc<SourceFile>) -> Draft {
    if !file.path.ends_with(".toml") {
        return Draft {
            file: Arc::clone(file),
            head: Some(Table::default()),
            head_start: 0..0,
            body: Arc::default(),
            problems: Vec::new(),
        };
    }
    if file.text.trim().is_empty() {
        return unreadable(file, Problem::new(0..0, "filen er tom"));
    }
    match table::parse(&file.text, 0) {
        Ok(head) => Draft {
            file: Arc::clone(file),
            head: Some(head),
            head_start: 0..0,
            body: Arc::default(),
            problems: Vec::new(),
        },
        Err(problem) => unreadable(file, problem),
    }
}

fn unreadable(file: &Arc<SourceFile>, problem: Problem) -> Draft {
    let problems = vec![Diagnostic::from_problem(file, problem)];
    Draft { file: Arc::clone(file), head: None, head_start: 0..0, body: Arc::default(), problems }
}
