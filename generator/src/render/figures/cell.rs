//! What a cell says, written as Danes write numbers.

use forms::figures::{Cell, Column, HIDDEN, Kind, Table};

use crate::model::figures::owner;
use crate::parse::danish::grouped;

/// No figure of ours is known more exactly than this.
const MOST_DECIMALS: usize = 2;

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Reading<'c> {
    /// A number.
    Number(f64),
    /// A number that is kept back.
    Hidden,
    /// Words, or nothing.
    Words(&'c str),
}

/// Returns what `cell` says.
pub(super) fn reading(cell: &Cell) -> Reading<'_> {
    match cell {
        #[expect(clippy::cast_precision_loss, reason = "people and kroner are far below 2^52")]
        Cell::Whole(number) => Reading::Number(*number as f64),
        Cell::Decimal(number) => Reading::Number(*number),
        Cell::Text(text) if text == HIDDEN => Reading::Hidden,
        Cell::Text(text) => Reading::Words(text),
    }
}

/// How the numbers of a column are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style<'t> {
    decimals: usize,
    percent: bool,
    unit: &'t str,
}

impl<'t> Style<'t> {
    /// Returns how the column at `place` is written: with as many decimals as the longest number among its like.
    pub(super) fn of(table: &'t Table, place: usize) -> Self {
        let columns = &table.columns;
        let alike = like(columns, place);
        let cells = table.rows.iter().flat_map(|row| row.cells.iter().enumerate());
        let among = cells.filter(|(other, _)| like(columns, *other) == alike);
        let column = owner(columns, place).and_then(|owner| columns.get(owner));
        Self {
            decimals: among.map(|(_, cell)| decimals(cell)).max().unwrap_or_default().min(MOST_DECIMALS),
            percent: column.is_some_and(|column| column.kind == Kind::Share),
            unit: column.map_or("", |column| column.unit.as_str()),
        }
    }

    /// Returns the heading of the column, with its unit where neither cell nor heading says it.
    pub(super) fn heading(&self, title: &str) -> String {
        let said = self.percent || self.unit.is_empty() || title.to_lowercase().contains(&self.unit.to_lowercase());
        if said { title.to_owned() } else { format!("{title} ({})", self.unit) }
    }

    /// Returns the cell as it stands in a table: 1.234, 12,5 %, nothing for a number that is not there.
    pub(super) fn shown(&self, cell: &Cell) -> String {
        match reading(cell) {
            Reading::Number(value) => self.number(value),
            Reading::Hidden => HIDDEN.to_owned(),
            Reading::Words(words) => words.to_owned(),
        }
    }

    /// Returns the cell as it stands beside a bar, where no heading says its unit: 1.234 familier.
    pub(super) fn spoken(&self, cell: &Cell) -> String {
        let shown = self.shown(cell);
        let bare = self.percent || self.unit.is_empty() || !matches!(reading(cell), Reading::Number(_));
        if bare { shown } else { format!("{shown}\u{A0}{}", self.unit) }
    }

    /// Returns a number of this column.
    pub(super) fn number(&self, value: f64) -> String {
        let number = number(value, self.decimals);
        if self.percent { format!("{number}\u{A0}%") } else { number }
    }

    /// Returns whether the column holds shares.
    pub(super) fn percent(&self) -> bool {
        self.percent
    }
}

/// Returns what a column has in common with those that are written alike: means of one unit, shares, and their intervals.
fn like(columns: &[Column], place: usize) -> Option<(Kind, &str, Option<usize>)> {
    let owner = owner(columns, place)?;
    let column = columns.get(owner)?;
    let alone = match column.kind {
        Kind::Mean | Kind::Share => None,
        Kind::Count | Kind::Low | Kind::High | Kind::Number | Kind::Text => Some(owner),
    };
    Some((column.kind, &column.unit, alone))
}

fn decimals(cell: &Cell) -> usize {
    match cell {
        Cell::Decimal(number) => number.to_string().split_once('.').map_or(0, |(_, decimals)| decimals.len()),
        Cell::Whole(_) | Cell::Text(_) => 0,
    }
}

/// Returns a number with a comma before its decimals, points between its thousands, and a true minus: −1.234,5.
pub(super) fn number(value: f64, decimals: usize) -> String {
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let is_nought = digits.bytes().all(|digit| matches!(digit, b'0' | b'.'));
    let sign = if value < 0.0 && !is_nought { "\u{2212}" } else { "" };
    let comma = if fraction.is_empty() { "" } else { "," };
    format!("{sign}{}{comma}{fraction}", grouped(whole))
}

#[cfg(test)]
mod tests {
    use forms::figures::{Chart, Row};

    use super::*;

    #[test]
    fn numbers_are_danish() {
        #[track_caller]
        fn check(value: f64, decimals: usize, expected: &str) {
            assert_eq!(number(value, decimals), expected);
        }
        check(0.0, 0, "0");
        check(1_234_567.0, 0, "1.234.567");
        check(-1_234.56, 1, "\u{2212}1.234,6");
        check(-0.04, 1, "0,0");
        check(12.345, 2, "12,35");
    }

    /// A table of one row: a column for each kind, unit and cell.
    fn table(columns: &[(Kind, &str, Cell)]) -> Table {
        let column = |kind: Kind, unit: &str| Column { title: "T".to_owned(), kind, unit: unit.to_owned(), of: None };
        Table {
            id: String::new(),
            title: String::new(),
            text: String::new(),
            method: String::new(),
            chart: Chart::None,
            rows_are: String::new(),
            columns: columns.iter().map(|(kind, unit, _)| column(*kind, unit)).collect(),
            rows: vec![Row {
                label: String::new(),
                total: false,
                cells: columns.iter().map(|(_, _, cell)| cell.clone()).collect(),
            }],
        }
    }

    #[track_caller]
    fn check(columns: &[(Kind, &str, Cell)], shown: &[&str], spoken: &[&str], headings: &[&str]) {
        let table = table(columns);
        let styles: Vec<_> = (0..columns.len()).map(|place| Style::of(&table, place)).collect();
        let each = |say: &dyn Fn(&Style<'_>, &Cell) -> String| {
            styles.iter().zip(columns).map(|(style, (_, _, cell))| say(style, cell)).collect::<Vec<_>>()
        };
        assert_eq!(each(&|style, cell| style.shown(cell)), shown);
        assert_eq!(each(&|style, cell| style.spoken(cell)), spoken);
        assert_eq!(each(&|style, _| style.heading("Antal familier")), headings);
    }

    #[test]
    fn an_interval_is_written_as_its_mean() {
        check(
            &[
                (Kind::Count, "familier", Cell::Whole(1_234)),
                (Kind::Mean, "point", Cell::Decimal(-0.5)),
                (Kind::Low, "", Cell::Whole(-1)),
                (Kind::High, "", Cell::Whole(0)),
            ],
            &["1.234", "−0,5", "−1,0", "0,0"],
            &["1.234\u{A0}familier", "−0,5\u{A0}point", "−1,0\u{A0}point", "0,0\u{A0}point"],
            &["Antal familier", "Antal familier (point)", "Antal familier (point)", "Antal familier (point)"],
        );
        check(
            &[(Kind::Share, "procent", Cell::Whole(43)), (Kind::Low, "", Cell::Decimal(38.25))],
            &["43,00\u{A0}%", "38,25\u{A0}%"],
            &["43,00\u{A0}%", "38,25\u{A0}%"],
            &["Antal familier", "Antal familier"],
        );
    }

    #[test]
    fn means_of_one_unit_have_the_same_decimals_and_others_their_own() {
        let decimal = |unit, number| (Kind::Mean, unit, Cell::Decimal(number));
        let columns = [decimal("point", 4.1), decimal("point", 4.72), decimal("dage", 3.5), decimal("dage", 12.0)];
        let table = table(&columns);
        let shown: Vec<_> =
            columns.iter().enumerate().map(|(place, (_, _, cell))| Style::of(&table, place).shown(cell)).collect();
        assert_eq!(shown, ["4,10", "4,72", "3,5", "12,0"]);
    }

    #[test]
    fn what_is_hidden_or_not_there_is_no_number() {
        check(
            &[
                (Kind::Count, "point", Cell::Text(HIDDEN.to_owned())),
                (Kind::Mean, "point", Cell::Text(String::new())),
                (Kind::Low, "", Cell::Text("ukendt".to_owned())),
            ],
            &["skjult", "", "ukendt"],
            &["skjult", "", "ukendt"],
            &["Antal familier (point)", "Antal familier (point)", "Antal familier (point)"],
        );
    }
}
