//! The course: phases in order, and the lessons of each.

use forms::age::Window;
use forms::table::At;

use super::article::{Address, Article};

/// The name of the page that ends a phase; no lesson can have it.
pub const ENDING: &str = "afslutning";

/// The name of the page that says the same in easy words; no lesson can have it.
pub const EASY: &str = "laes-let";

/// A period of the 1000 days: `faser/<slug>/_fase.md`.
#[derive(Debug, Clone)]
pub struct Phase {
    /// Its text.
    pub article: Article,
    /// What matters most in it, in easy words: `faser/<slug>/_laes-let.md`.
    pub easy: Option<Article>,
    /// Its folder.
    pub slug: String,
    /// The time it spans, as parents are told it: »Graviditetsuge 0–12«.
    pub period: String,
    /// The time it spans, exactly.
    pub window: At<Window>,
    /// The baby packages that fit it, by id.
    pub packages: Vec<At<String>>,
    /// The questionnaires asked in it, by id.
    pub questionnaires: Vec<At<String>>,
    /// Its lessons, in order; empty until `link` has been here.
    pub lessons: Vec<Lesson>,
}

/// One question a parent has, answered: `faser/<phase>/NN-<slug>.md`.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// Its text.
    pub article: Article,
    /// The folder of its phase.
    pub phase: String,
    /// Its place in the phase.
    pub order: u32,
    /// Whether it is about what the child can do at an age, which children born early reach later.
    pub development: bool,
}

/// The three parts of the course, each with a colour of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Before birth.
    Pregnancy,
    /// Until the first birthday.
    FirstYear,
    /// From there to the third birthday.
    Toddler,
}

impl Part {
    /// Every part, in order.
    pub const ALL: [Self; 3] = [Self::Pregnancy, Self::FirstYear, Self::Toddler];

    /// Returns the name that templates and stylesheet know it by.
    pub fn class(self) -> &'static str {
        match self {
            Self::Pregnancy => "part-graviditet",
            Self::FirstYear => "part-foerste-aar",
            Self::Toddler => "part-tumling",
        }
    }
}

impl Phase {
    /// Returns everything written about it: its own text, the easy one, its lessons.
    pub fn articles(&self) -> impl Iterator<Item = &Article> {
        let own = std::iter::once(&self.article).chain(&self.easy);
        own.chain(self.lessons.iter().map(|lesson| &lesson.article))
    }

    /// Returns the same, to be changed.
    pub fn articles_mut(&mut self) -> impl Iterator<Item = &mut Article> {
        let own = std::iter::once(&mut self.article).chain(&mut self.easy);
        own.chain(self.lessons.iter_mut().map(|lesson| &mut lesson.article))
    }

    /// Returns the address of the page that ends it.
    pub fn ending(&self) -> Address {
        Address::of(&["faser", &self.slug, ENDING])
    }

    /// Returns the part of the course it belongs to.
    pub fn part(&self) -> Part {
        use forms::age::Moment;
        match self.window.value.from() {
            Moment::Pregnant(_) => Part::Pregnancy,
            from if from.rank() < Moment::Month(12).rank() => Part::FirstYear,
            Moment::Day(_) | Moment::Month(_) => Part::Toddler,
        }
    }
}
