//! What texts claim, once and with its source: `fakta.toml`.

use std::ops::Range;

use forms::table::At;

/// A fact.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Its name.
    pub id: String,
    /// What it says, in one sentence.
    pub text: String,
    /// The sources that say so, by id.
    pub sources: Vec<At<String>>,
    /// How it was read.
    pub mark: Mark,
    /// Where it stands in the file.
    pub span: Range<usize>,
}

/// How a fact was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// In the source's own text.
    Source,
    /// With another who names the source.
    Secondary,
}

impl Mark {
    /// Returns it as editors write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Source => "V",
            Self::Secondary => "V2",
        }
    }

    /// Returns the mark of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Source, Self::Secondary].into_iter().find(|mark| mark.name() == name)
    }
}
