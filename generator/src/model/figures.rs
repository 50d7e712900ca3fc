//! Published figures: `viden/tal/<name>.toml`, and which of their columns are drawn.

use std::sync::Arc;

use forms::figures::{Chart, Column, Figures, Kind, Table};

use super::article::Address;
use crate::source::SourceFile;

/// The figures of one period.
#[derive(Debug, Clone)]
pub struct FiguresFile {
    /// Their file.
    pub file: Arc<SourceFile>,
    /// Where they lie on the site.
    pub address: Address,
    /// What it says.
    pub figures: Figures,
}

impl FiguresFile {
    /// Returns the path that links in the content use: `/viden/tal/2026-4.toml`.
    pub fn content_path(&self) -> String {
        format!("/{}", self.file.path)
    }
}

/// The columns that a chart is made of, by their place in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plot {
    /// Nothing is drawn.
    None,
    /// A bar for each row.
    Bars(usize),
    /// A bar for each row, cut into these shares.
    Stacked(Vec<usize>),
    /// A point and its interval for each row.
    Intervals {
        /// The mean or share.
        point: usize,
        /// The low end.
        low: usize,
        /// The high end.
        high: usize,
    },
    /// How far each row is.
    Progress {
        /// What was reached.
        reached: usize,
        /// The goal.
        goal: usize,
    },
}

/// A bar is cut into no more shares than there are patterns to tell them apart.
pub const MOST_SHARES: usize = 6;

impl Plot {
    /// Returns what is drawn of `table`; `None` if it lacks the columns that its chart is made of.
    pub fn of(table: &Table) -> Option<Self> {
        let columns = &table.columns;
        match table.chart {
            Chart::None => Some(Self::None),
            Chart::Bars => first(columns, 0, &[Kind::Count, Kind::Share]).map(Self::Bars),
            Chart::Stacked => {
                let shares: Vec<_> = (0..columns.len()).filter(|place| is(columns, *place, &[Kind::Share])).collect();
                (2..=MOST_SHARES).contains(&shares.len()).then_some(Self::Stacked(shares))
            }
            Chart::Intervals => {
                let low = first(columns, 0, &[Kind::Low])?;
                let point = owner(columns, low).filter(|point| *point != low)?;
                Some(Self::Intervals { point, low, high: first(columns, low, &[Kind::High])? })
            }
            Chart::Progress => {
                let numbers = columns.iter().take(2).filter(|column| column.kind != Kind::Text).count();
                (numbers == 2).then_some(Self::Progress { reached: 0, goal: 1 })
            }
        }
    }
}

/// Returns the mean or share that the low or high end at `place` belongs to; any other column belongs to itself.
pub fn owner(columns: &[Column], place: usize) -> Option<usize> {
    if !is(columns, place, &[Kind::Low, Kind::High]) {
        return Some(place);
    }
    (0..place).rev().find(|before| is(columns, *before, &[Kind::Mean, Kind::Share]))
}

fn first(columns: &[Column], from: usize, kinds: &[Kind]) -> Option<usize> {
    (from..columns.len()).find(|place| is(columns, *place, kinds))
}

fn is(columns: &[Column], place: usize, kinds: &[Kind]) -> bool {
    columns.get(place).is_some_and(|column| kinds.contains(&column.kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(chart: Chart, kinds: &[Kind], expected: Option<Plot>) {
        let column = |kind: &Kind| Column { title: String::new(), kind: *kind, unit: String::new(), of: None };
        let table = Table {
            id: "id".to_owned(),
            title: String::new(),
            text: String::new(),
            method: String::new(),
            chart,
            rows_are: String::new(),
            columns: kinds.iter().map(column).collect(),
            rows: Vec::new(),
        };
        assert_eq!(Plot::of(&table), expected, "{chart:?} of {kinds:?}");
    }

    #[test]
    fn a_chart_finds_its_columns() {
        use Kind::{Count, High, Low, Mean, Number, Share, Text};
        check(Chart::None, &[Text], Some(Plot::None));
        check(Chart::Bars, &[Text, Number, Share, Count], Some(Plot::Bars(2)));
        check(Chart::Stacked, &[Count, Share, Number, Share], Some(Plot::Stacked(vec![1, 3])));
        let interval = Plot::Intervals { point: 2, low: 3, high: 4 };
        check(Chart::Intervals, &[Count, Mean, Mean, Low, High, Share], Some(interval));
        check(Chart::Progress, &[Count, Number, Text], Some(Plot::Progress { reached: 0, goal: 1 }));
    }

    #[test]
    fn a_chart_without_its_columns_is_not_guessed_at() {
        check(Chart::Bars, &[Kind::Mean, Kind::Text], None);
        check(Chart::Stacked, &[Kind::Share], None);
        check(Chart::Stacked, &[Kind::Share; MOST_SHARES + 1], None);
        check(Chart::Intervals, &[Kind::Low, Kind::High], None);
        check(Chart::Intervals, &[Kind::Mean, Kind::High, Kind::Low], None);
        check(Chart::Progress, &[Kind::Count, Kind::Text, Kind::Number], None);
        check(Chart::Progress, &[Kind::Count], None);
    }
}
