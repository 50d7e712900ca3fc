//! Published figures: `content/viden/tal/<period>.toml`, made by staff, read by a person, drawn by the site.
//!
//! A cell that could point at a family is hidden before the file is written; [`Figures::check`] finds what slipped through.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

mod check;
mod read;

/// The form of the file; a reader that does not know it must not guess.
pub const FORMAT: u32 = 1;
/// A count below this is hidden, nought included: that nobody answered so tells as much.
pub const SMALLEST_COUNT: u64 = 5;
/// A mean of fewer people is hidden.
pub const SMALLEST_MEAN: u64 = 10;
/// A share of fewer people is hidden.
pub const SMALLEST_SHARE: u64 = 20;
/// A hidden count must be able to be anything within so much, whatever is worked out from the numbers around it.
pub const NARROWEST: u64 = 5;

/// The figures of one period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// [`FORMAT`].
    pub format: u32,
    /// The heading: »4. kvartal 2026«.
    pub title: String,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// The day they were worked out.
    pub made_on: Date,
    /// Whether the answers are made up.
    pub synthetic: bool,
    /// The tables, in the order they are shown.
    #[serde(rename = "table")]
    pub tables: Vec<Table>,
}

/// One table, and what is drawn of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its name in addresses: `svar-efter-region`.
    pub id: String,
    /// Its heading, in Danish.
    pub title: String,
    /// What it says, in one or two sentences.
    pub text: String,
    /// How it was worked out, and what it cannot say.
    pub method: String,
    /// What is drawn.
    pub chart: Chart,
    /// What the first column holds: »Region«.
    pub rows_are: String,
    /// The other columns.
    #[serde(rename = "column")]
    pub columns: Vec<Column>,
    /// The rows.
    #[serde(rename = "row")]
    pub rows: Vec<Row>,
}

/// What is drawn of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Chart {
    /// Nothing.
    None,
    /// A bar for each row, of the first column that is a count or a share.
    Bars,
    /// A bar for each row, cut into the shares of the row.
    Stacked,
    /// A point and its interval for each row: the first columns that are a mean, a low and a high end.
    Intervals,
    /// How far each goal is: the first two columns are what was reached and the goal.
    Progress,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// What its cells are.
    pub kind: Kind,
    /// What is counted: »familier«, »point«, »kr.«, »dage«.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// The place, from 0, of the column that says of how many a mean or share is. Needed for those.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<usize>,
}

/// What a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// People, families, answers: whole, from [`SMALLEST_COUNT`].
    Count,
    /// Per cent, of at least [`SMALLEST_SHARE`].
    Share,
    /// A mean, or a difference of means, of at least [`SMALLEST_MEAN`].
    Mean,
    /// The low end of the interval around the mean or share before it.
    Low,
    /// The high end.
    High,
    /// A number that is not about people: a goal, an amount.
    Number,
    /// Words.
    Text,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// What it is about.
    pub label: String,
    /// Whether it is the sum of the rows above.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub total: bool,
    /// A cell for each column.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// A whole number.
    Whole(i64),
    /// A number with decimals.
    Decimal(f64),
    /// Words; [`HIDDEN`] is a number that is kept back, and nothing is a number that does not exist.
    Text(String),
}

/// What stands in a cell that is kept back.
pub const HIDDEN: &str = "skjult";

impl Figures {
    /// Reads a file of published figures.
    ///
    /// # Errors
    /// Every mistake, each as a sentence in Danish: what cannot be read with its line, and else what [`check`](Self::check) finds.
    pub fn parse(text: &str) -> Result<Self, Vec<String>> {
        let figures = read::figures(text)?;
        let problems = figures.check();
        if problems.is_empty() { Ok(figures) } else { Err(problems) }
    }

    /// Returns what keeps the figures from being published, each as a sentence in Danish that names table, row and column.
    pub fn check(&self) -> Vec<String> {
        check::figures(self)
    }

    /// Returns the file, as a person can read it and compare it with another.
    pub fn to_toml(&self) -> String {
        let tables = toml::to_string(self).expect("texts, numbers and lists of them are always TOML");
        format!(
            "# Tal til content/viden/tal/. Læs dem igennem, før de bliver lagt ud. »{HIDDEN}« skal blive stående: det beskytter en familie.\n\n{tables}"
        )
    }

    /// Returns whether the two are about some of the same days. Such figures must not both be published: what is hidden in the
    /// one could be worked out from the other.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.synthetic == other.synthetic && self.from <= other.to && other.from <= self.to
    }
}

/// Returns whether a share of `of` people, `percent` of them, hides nobody: neither those it counts nor the others are few.
pub fn is_safe_share(of: u64, percent: f64) -> bool {
    // Counts are far below 2^53.
    let people = (of as f64 * percent / 100.0).round();
    let few = SMALLEST_COUNT as f64;
    of >= SMALLEST_SHARE && people >= few && of as f64 - people >= few
}

#[cfg(test)]
mod tests;
