//! What every page has: names, an address, a text, sources and a date of review.

use std::fmt;
use std::sync::Arc;

use forms::table::At;
use jiff::civil::Date;
use serde::Serialize;

use crate::parse::markdown::Body;
use crate::source::SourceFile;

/// Where a page lies on the site: begins and ends with a slash, small letters, digits and hyphens only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Address(String);

impl Address {
    /// Returns the front page.
    pub fn front() -> Self {
        Self("/".to_owned())
    }

    /// Returns the address made of these parts, each a slug.
    pub fn of(parts: &[&str]) -> Self {
        Self(format!("/{}/", parts.join("/")))
    }

    /// Returns it as it stands in a link.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the file that answers it: `faser/0-2-uger/index.html`.
    pub fn file(&self) -> String {
        format!("{}index.html", self.0.trim_start_matches('/'))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who stands behind a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reviewer {
    /// Nobody yet; readers are told so.
    Awaited,
    /// A professional, by name and title.
    Named(String),
}

/// A page of text.
#[derive(Debug, Clone)]
pub struct Article {
    /// Its file.
    pub file: Arc<SourceFile>,
    /// Where it lies on the site.
    pub address: Address,
    /// Its heading.
    pub title: String,
    /// What the reader gets, in one sentence.
    pub description: String,
    /// When it was last gone through.
    pub reviewed_on: Date,
    /// By whom.
    pub reviewed_by: Reviewer,
    /// Its sources, by id.
    pub sources: Vec<At<String>>,
    /// Figures that are our own advice or example, and no fact of anybody's.
    pub own_figures: Vec<At<String>>,
    /// Words people search for.
    pub keywords: Vec<String>,
    /// Pages to read next, by content path.
    pub related: Vec<At<String>>,
    /// Whether it has a way to leave the site at once, for those who are watched.
    pub quick_exit: bool,
    /// Its text.
    pub body: Arc<Body>,
    /// Where its links lead; empty until `link` has been here.
    pub links: Links,
}

/// Everything in an article that leads elsewhere, found.
#[derive(Debug, Clone, Default)]
pub struct Links {
    /// For each link of the body, in its order.
    pub destinations: Vec<Destination>,
    /// For each source, its place in [`Site::references`](super::site::Site::references).
    pub sources: Vec<usize>,
    /// The related pages.
    pub related: Vec<Neighbour>,
    /// For each picture of the body, its path in [`Site::pictures`](super::site::Site::pictures).
    pub pictures: Vec<Option<String>>,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// To an address, on this site or another.
    Address(String),
    /// To a help line, by its place in [`Site::lines`](super::site::Site::lines).
    Line(usize),
    /// Nowhere: reported, and the site is refused.
    Nowhere,
}

/// Another page, as it is named in a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Neighbour {
    /// Its title.
    pub title: String,
    /// Its address.
    pub address: Address,
}

impl Article {
    /// Returns the article as others link to it.
    pub fn neighbour(&self) -> Neighbour {
        Neighbour { title: self.title.clone(), address: self.address.clone() }
    }

    /// Returns the code of its language, which its folder tells; `None` if it is in Danish.
    pub fn language(&self) -> Option<&str> {
        self.file.language()
    }

    /// Returns the path that links in the content use: `/faser/0-2-uger/_fase.md`.
    pub fn content_path(&self) -> String {
        format!("/{}", self.file.path)
    }
}
