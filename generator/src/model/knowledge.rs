//! A report, an evaluation, a project: `viden/<slug>.md`.

use std::collections::BTreeSet;

use super::article::{Address, Article};
use super::site::Site;
use crate::parse::danish::slug;

/// Something that is known, and who paid to know it.
#[derive(Debug, Clone)]
pub struct Knowledge {
    /// Its text.
    pub article: Article,
    /// Who stands behind it.
    pub organisation: String,
    /// What it is: »rapport«, »evaluering«.
    pub kind: String,
    /// Its first year, where known.
    pub from_year: Option<i64>,
    /// Its last year, where it is another than the first.
    pub to_year: Option<i64>,
    /// What it cost, in Danish kroner.
    pub amount_dkk: Option<i64>,
    /// What it found, or set out to reach.
    pub findings: Vec<String>,
    /// Where to read it: title and address.
    pub link: Option<(String, String)>,
}

/// What some knowledge pages have in common, by which they can be picked out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shelf {
    /// A year they span.
    Year(i64),
    /// Who stands behind them.
    Organisation(String),
}

impl Shelf {
    /// Returns every shelf of `site` that holds something: years, the newest first, then organisations.
    pub fn all(site: &Site) -> Vec<Self> {
        let years: BTreeSet<_> = site.knowledge.iter().flat_map(Knowledge::years).collect();
        let organisations: BTreeSet<_> = site.knowledge.iter().map(|knowledge| &knowledge.organisation).collect();
        let organisations = organisations.into_iter().cloned().map(Self::Organisation);
        years.into_iter().rev().map(Self::Year).chain(organisations).collect()
    }

    /// Returns whether `knowledge` stands on it.
    pub fn holds(&self, knowledge: &Knowledge) -> bool {
        match self {
            Self::Year(year) => knowledge.years().contains(year),
            Self::Organisation(organisation) => knowledge.organisation == *organisation,
        }
    }

    /// Returns its name: »2019«, »Egedal Kommune«.
    pub fn name(&self) -> String {
        match self {
            Self::Year(year) => year.to_string(),
            Self::Organisation(organisation) => organisation.clone(),
        }
    }

    /// Returns where its list lies.
    pub fn address(&self) -> Address {
        match self {
            Self::Year(year) => Address::of(&["viden", "aar", &year.to_string()]),
            Self::Organisation(organisation) => Address::of(&["viden", "fra", &slug(organisation)]),
        }
    }
}

impl Knowledge {
    /// Returns the years it spans; none if no year is known.
    pub fn years(&self) -> std::ops::RangeInclusive<i64> {
        match (self.from_year, self.to_year) {
            (Some(from), Some(to)) => from..=to,
            (Some(year), None) | (None, Some(year)) => year..=year,
            #[expect(clippy::reversed_empty_ranges, reason = "no year is known")]
            (None, None) => 1..=0,
        }
    }
}

/// What a knowledge page can be about.
pub const KINDS: [&str; 6] = ["program", "initiativ", "pulje", "rapport", "evaluering", "projekt"];
