//! Another language than Danish: `sprog/<code>/`.

use std::collections::BTreeMap;

use forms::table::At;

use super::article::Article;

/// The first page of a language, which lies at `/<code>/`.
pub const START: &str = "_start";

/// The words that stand around a text, which every language has to give.
pub const WORDS: [&str; 18] = [
    "skip",
    "leave",
    "languages",
    "danish_site",
    "awaiting",
    "reviewed",
    "date",
    "sources",
    "numbers",
    "key",
    "together",
    "ring_112",
    "ring_today",
    "ring_talk",
    "check",
    "checks",
    "table",
    "no_cookies",
];

/// A language that some pages are in.
#[derive(Debug, Clone)]
pub struct Language {
    /// Its code after BCP 47, which begins its addresses: `en`.
    pub code: String,
    /// Its name in itself: »English«.
    pub name: String,
    /// Its name in Danish.
    pub danish: String,
    /// Which way it is written.
    pub direction: Direction,
    /// What stands around a text, by the names in [`WORDS`].
    pub words: BTreeMap<String, String>,
    /// Its pages, by file; empty until `link` has been here.
    pub pages: Vec<Translation>,
}

/// Which way a language is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From left to right.
    LeftToRight,
    /// From right to left.
    RightToLeft,
}

/// A page in another language.
#[derive(Debug, Clone)]
pub struct Translation {
    /// Its text.
    pub article: Article,
    /// The code of its language.
    pub language: String,
    /// The Danish page that says the same, by content path.
    pub translates: Option<At<String>>,
}

impl Direction {
    /// Returns it as HTML calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }

    /// Returns the direction of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::LeftToRight, Self::RightToLeft].into_iter().find(|direction| direction.name() == name)
    }
}

impl Language {
    /// Returns its first page.
    pub fn start(&self) -> Option<&Translation> {
        self.pages.iter().find(|page| self.is_start(page))
    }

    /// Returns its pages after the first.
    pub fn others(&self) -> impl Iterator<Item = &Translation> {
        self.pages.iter().filter(|page| !self.is_start(page))
    }

    fn is_start(&self, page: &Translation) -> bool {
        page.article.address.as_str().trim_matches('/') == self.code
    }

    /// Returns a word that stands around a text.
    pub fn word(&self, name: &str) -> &str {
        self.words.get(name).map_or("", String::as_str)
    }
}
