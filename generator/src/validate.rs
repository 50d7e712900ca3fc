//! [`Draft`] to values: required keys, kinds of values, dates of review, words that must be one of a few.
//!
//! Each file is looked at alone; what needs two files to see is the business of `link`.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use forms::id::is_slug;
use forms::library::Library;
use forms::problem::Problem;
use forms::table::{At, Fields, Table};
use jiff::civil::Date;
use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Report};
use crate::model::activity::Activity;
use crate::model::appointment::Appointment;
use crate::model::article::Article;
use crate::model::course::{Lesson, Phase};
use crate::model::fact::Fact;
use crate::model::figures::FiguresFile;
use crate::model::form::FormFile;
use crate::model::help_line::HelpLine;
use crate::model::knowledge::Knowledge;
use crate::model::language::{Language, Translation};
use crate::model::package::Package;
use crate::model::page::Page;
use crate::model::reference::Reference;
use crate::model::settings::Settings;
use crate::parse::danish::slug;
use crate::parse::{Draft, Drafts};
use crate::source::SourceFile;

mod appointments;
mod article;
mod course;
mod figures;
mod languages;
mod lists;
mod shared;
mod things;

pub use lists::PUBLISHED;
pub use shared::{PUBLISHED_FORMS, PublishedForm};

/// Whether pages that are not for readers yet are let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Only what is for readers on the day of the build.
    Published,
    /// Drafts and pages of another day, too.
    Everything,
}

/// What the files say, each believed by itself.
#[derive(Debug, Default)]
pub struct Parts {
    /// What holds everywhere.
    pub settings: Settings,
    /// `site.toml`, if there is one.
    pub settings_file: Option<Arc<SourceFile>>,
    /// The phases, by file.
    pub phases: Vec<Phase>,
    /// The lessons, by file.
    pub lessons: Vec<Lesson>,
    /// The pages, by file.
    pub pages: Vec<Page>,
    /// The packages, by file.
    pub packages: Vec<Package>,
    /// The knowledge pages, by file.
    pub knowledge: Vec<Knowledge>,
    /// The published figures, by file.
    pub figures: Vec<FiguresFile>,
    /// The activities, by file.
    pub activities: Vec<Activity>,
    /// What every family is offered, as it stands in the file.
    pub appointments: Vec<Appointment>,
    /// `aftaler.toml`, if there is one.
    pub appointments_file: Option<Arc<SourceFile>>,
    /// What texts claim.
    pub facts: Vec<Fact>,
    /// `fakta.toml`, if there is one.
    pub facts_file: Option<Arc<SourceFile>>,
    /// The other languages, without their pages.
    pub languages: Vec<(Arc<SourceFile>, Language)>,
    /// The pages in other languages, by file.
    pub translations: Vec<Translation>,
    /// What phases say in easy words, by file.
    pub easy: Vec<Article>,
    /// The help lines.
    pub lines: Vec<(HelpLine, At<String>)>,
    /// `hjaelpelinjer.toml`, if there is one.
    pub lines_file: Option<Arc<SourceFile>>,
    /// The sources.
    pub references: Vec<Reference>,
    /// Every version of every form.
    pub forms: Vec<FormFile>,
    /// What all forms share; `None` if it could not be believed.
    pub library: Option<Library>,
    /// The forms that have been published, from `formularer/udgivet.lock`.
    pub published_forms: Vec<(Arc<SourceFile>, At<PublishedForm>)>,
    /// What the side files say of pictures.
    pub picture_notes: Vec<(Arc<SourceFile>, PictureNote)>,
    /// Old addresses and where they lead, as written.
    pub redirects: Vec<(Arc<SourceFile>, At<String>, At<String>)>,
    /// The addresses that have been public, from `adresser.lock`.
    pub published: Vec<(Arc<SourceFile>, At<String>)>,
    /// Words that mean the same.
    pub synonyms: Vec<Vec<String>>,
    /// Pages that exist but are not for readers today, by path.
    pub hidden: Vec<String>,
    /// Files that are there but could not be believed, by path. Who refers to them is not to blame.
    pub failed: BTreeSet<String>,
    /// The content folder as shown in a diagnostic.
    pub root: String,
}

impl Parts {
    /// Returns whether a file whose path begins with `prefix` is there but could not be believed.
    pub fn failed_at(&self, prefix: &str) -> bool {
        self.failed.range(prefix.to_owned()..).next().is_some_and(|path| path.starts_with(prefix))
    }
}

/// What a picture's side file says.
#[derive(Debug, Clone, Default)]
pub struct PictureNote {
    /// The text for those who do not see it.
    pub alt: String,
    /// Who made it, and on what terms it is shown.
    pub rights: String,
}

/// What one file came to.
enum Part {
    Phase(Phase),
    Easy(Article),
    Lesson(Lesson),
    Page(Page),
    Package(Package),
    Knowledge(Knowledge),
    Figures(FiguresFile),
    Activity(Activity),
    Form(FormFile),
    Language(Language),
    Translation(Translation),
    PictureNote(PictureNote),
    Hidden,
}

/// What every check needs to know.
struct Frame<'s> {
    settings: &'s Settings,
    library: Option<&'s Library>,
    today: Date,
    visibility: Visibility,
}

/// One file under examination: its fields, and what is wrong with it.
struct Desk<'d> {
    draft: &'d Draft,
    problems: RefCell<Vec<Problem>>,
    others: RefCell<Vec<Diagnostic>>,
}

impl<'d> Desk<'d> {
    fn new(draft: &'d Draft) -> Self {
        Self { draft, problems: RefCell::default(), others: RefCell::default() }
    }

    fn fields<'f>(&'f self, head: &'f Table) -> Fields<'f> {
        Fields::of(head, self.draft.head_start.clone(), &self.problems)
    }

    fn report(&self, diagnostic: Diagnostic) {
        self.others.borrow_mut().push(diagnostic);
    }

    fn diagnostics(self) -> impl Iterator<Item = Diagnostic> {
        let file = &self.draft.file;
        let problems = self.problems.into_inner().into_iter().map(|problem| Diagnostic::from_problem(file, problem));
        problems.chain(self.others.into_inner())
    }
}

/// Returns what every draft says, and reports what cannot be believed.
pub fn all(drafts: &Drafts, root: &str, today: Date, visibility: Visibility, report: &mut Report) -> Parts {
    let mut parts = lists::read(drafts, root, today, report);
    let (settings, library) = (parts.settings.clone(), parts.library.clone());
    let frame = Frame { settings: &settings, library: library.as_ref(), today, visibility };
    let seen: Vec<_> = drafts.par_iter().map(|(path, draft)| (path, draft, file(path, draft, &frame))).collect();
    for (path, draft, (part, diagnostics)) in seen {
        report.extend(diagnostics);
        match part {
            Some(Part::Phase(phase)) => parts.phases.push(phase),
            Some(Part::Easy(article)) => parts.easy.push(article),
            Some(Part::Lesson(lesson)) => parts.lessons.push(lesson),
            Some(Part::Page(page)) => parts.pages.push(page),
            Some(Part::Package(package)) => parts.packages.push(package),
            Some(Part::Knowledge(knowledge)) => parts.knowledge.push(knowledge),
            Some(Part::Figures(figures)) => parts.figures.push(figures),
            Some(Part::Activity(activity)) => parts.activities.push(activity),
            Some(Part::Form(form)) => parts.forms.push(form),
            Some(Part::Language(language)) => parts.languages.push((Arc::clone(&draft.file), language)),
            Some(Part::Translation(page)) => parts.translations.push(page),
            Some(Part::PictureNote(note)) => parts.picture_notes.push((Arc::clone(&draft.file), note)),
            Some(Part::Hidden) => parts.hidden.push(path.clone()),
            // The lists have been read before, and said themselves whether they failed.
            None if lists::NAMES.contains(&path.as_str()) => {}
            None => drop(parts.failed.insert(path.clone())),
        }
    }
    parts
}

fn file(path: &str, draft: &Draft, frame: &Frame<'_>) -> (Option<Part>, Vec<Diagnostic>) {
    let steps: Vec<_> = path.split('/').collect();
    let desk = Desk::new(draft);
    let part = draft.head.as_ref().and_then(|head| match steps.as_slice() {
        ["faser", phase, "_fase.md"] => course::phase(&desk, head, phase, frame),
        ["faser", phase, "_laes-let.md"] => course::easy(&desk, head, phase, frame),
        ["faser", phase, name] if name.ends_with(".md") => course::lesson(&desk, head, phase, name, frame),
        ["sider", name] if name.ends_with(".md") => things::page(&desk, head, name, frame),
        ["babypakker", name] if name.ends_with(".md") => things::package(&desk, head, name, frame),
        ["viden", name] if name.ends_with(".md") => things::knowledge(&desk, head, name, frame),
        ["viden", "tal", name] if name.ends_with(".toml") => figures::figures(&desk, head, name, frame),
        ["aktiviteter", name] if name.ends_with(".toml") => things::activity(&desk, head, name, frame),
        ["formularer", form, name] if name.ends_with(".toml") => things::form(&desk, head, form, name, frame),
        ["sprog", code, "_sprog.toml"] => languages::language(&desk, head, code),
        ["sprog", code, name] if name.ends_with(".md") => languages::page(&desk, head, code, name, frame),
        ["billeder", .., name] if name.ends_with(".toml") => things::picture_note(&desk, head),
        _ if lists::NAMES.contains(&path) => None,
        _ => {
            desk.report(
                Diagnostic::about(&draft.file, "filen hører ikke til nogen steder og bliver ikke brugt")
                    .softened()
                    .help("lektioner ligger i faser/<fase>/, andre sider i sider/, viden/ og babypakker/"),
            );
            None
        }
    });
    let found = draft.problems.iter().cloned().chain(desk.diagnostics());
    // A page that nobody sees must not stop the others; its gaps are told all the same.
    let diagnostics = match part {
        Some(Part::Hidden) => found.map(Diagnostic::softened).collect(),
        Some(_) | None => found.collect(),
    };
    (part, diagnostics)
}

/// Returns the file's name without its ending, and reports a name that cannot be an address.
fn stem<'n>(desk: &Desk<'_>, name: &'n str) -> &'n str {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    check_slug(desk, stem);
    stem
}

fn check_slug(desk: &Desk<'_>, name: &str) {
    if !is_slug(name) {
        let help = format!("små bogstaver a–z, tal og bindestreg: {}", slug(name));
        desk.report(
            Diagnostic::about(&desk.draft.file, format!("navnet »{name}« kan ikke være en adresse")).help(help),
        );
    }
}
