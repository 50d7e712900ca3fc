//! What holds for the whole site: `site.toml`.

use std::collections::BTreeMap;

use forms::table::At;

/// The settings of the site.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Its name.
    pub name: String,
    /// Where it lies on the internet, without a slash at the end.
    pub base_url: String,
    /// The language of its pages: `da`.
    pub language: String,
    /// Who stands behind it.
    pub owner: String,
    /// The highest LIX of a text for parents.
    pub lix_parents: u32,
    /// The highest LIX of a text in easy words.
    pub lix_easy: u32,
    /// The highest LIX of a text for professionals.
    pub lix_professionals: u32,
    /// Months that a text holds, by class of review.
    pub review_months: BTreeMap<String, i64>,
    /// Days that a phone number holds.
    pub line_days: i64,
    /// Where those who are watched leave to: a page that nobody wonders at.
    pub quick_exit: String,
    /// The links at the top of every page.
    pub navigation: Vec<MenuItem>,
    /// The links at the foot of every page.
    pub footer: Vec<MenuItem>,
}

impl Default for Settings {
    /// Returns what holds where `site.toml` says nothing.
    fn default() -> Self {
        Self {
            name: String::new(),
            base_url: String::new(),
            language: "da".to_owned(),
            owner: String::new(),
            quick_exit: String::new(),
            lix_parents: 35,
            lix_easy: 22,
            lix_professionals: 55,
            review_months: BTreeMap::from([(ORDINARY_REVIEW.to_owned(), 12)]),
            line_days: 180,
            navigation: Vec::new(),
            footer: Vec::new(),
        }
    }
}

/// The class of review of a page that names none.
pub const ORDINARY_REVIEW: &str = "almindelig";

/// A link in a menu.
#[derive(Debug, Clone)]
pub struct MenuItem {
    /// Its text.
    pub title: String,
    /// What it stands under, with others of the same group.
    pub group: Option<String>,
    /// The content path it leads to.
    pub page: At<String>,
}
