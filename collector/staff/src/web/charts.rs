//! A table of figures as it is shown: every row with its bar beside it, so that the table is the chart.

use forms::figures::{Cell, Chart, Kind, Row, Table};
use serde::Serialize;

/// A table with what is drawn of it. Lengths are per cent of the widest that could be drawn.
#[derive(Serialize)]
pub(super) struct Drawn {
    title: String,
    text: String,
    method: String,
    rows_are: String,
    columns: Vec<Heading>,
    rows: Vec<DrawnRow>,
    /// What is drawn, in words for whoever cannot see it; nothing, if nothing is.
    chart: Option<&'static str>,
    /// What the parts of a bar are.
    legend: Vec<String>,
    /// Where nought lies in intervals.
    nought: Option<f64>,
}

#[derive(Serialize)]
struct Heading {
    title: String,
    unit: String,
}

#[derive(Serialize)]
struct DrawnRow {
    label: String,
    total: bool,
    cells: Vec<String>,
    /// Pieces of a bar, one after the other.
    pieces: Vec<Piece>,
    /// A point in its interval.
    point: Option<Point>,
}

#[derive(Debug, PartialEq, Serialize)]
struct Piece {
    from: f64,
    length: f64,
}

#[derive(Debug, PartialEq, Serialize)]
struct Point {
    at: f64,
    low: f64,
    length: f64,
}

/// Returns a table with its bars.
pub(super) fn draw(table: &Table) -> Drawn {
    let scale = Scale::of(table);
    let rows = table.rows.iter().map(|row| DrawnRow {
        label: row.label.clone(),
        total: row.total,
        cells: row.cells.iter().map(shown).collect(),
        pieces: pieces(table, row, &scale),
        point: point(table, row, &scale),
    });
    let parts = places(table, &[Kind::Share]);
    let legend = match table.chart {
        Chart::Stacked => {
            parts.iter().filter_map(|place| table.columns.get(*place)).map(|one| one.title.clone()).collect()
        }
        Chart::None | Chart::Bars | Chart::Intervals | Chart::Progress => Vec::new(),
    };
    Drawn {
        title: table.title.clone(),
        text: table.text.clone(),
        method: table.method.clone(),
        rows_are: table.rows_are.clone(),
        columns: table.columns.iter().map(|one| Heading { title: one.title.clone(), unit: one.unit.clone() }).collect(),
        rows: rows.collect(),
        chart: match table.chart {
            Chart::None => None,
            Chart::Bars => Some("Søjle"),
            Chart::Stacked => Some("Fordeling"),
            Chart::Intervals => Some("Usikkerhed"),
            Chart::Progress => Some("Så langt"),
        },
        legend,
        nought: (table.chart == Chart::Intervals).then(|| scale.place(0.0)),
    }
}

/// Returns the places of the columns of these kinds.
fn places(table: &Table, kinds: &[Kind]) -> Vec<usize> {
    table
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| kinds.contains(&column.kind))
        .map(|(place, _)| place)
        .collect()
}

/// What lies at the left and at the right end.
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    fn of(table: &Table) -> Self {
        let kinds: &[Kind] = match table.chart {
            Chart::Intervals => &[Kind::Mean, Kind::Low, Kind::High],
            Chart::Bars | Chart::Stacked | Chart::Progress | Chart::None => &[Kind::Count, Kind::Share],
        };
        let mut places = places(table, kinds);
        if table.chart != Chart::Intervals {
            places.truncate(1);
        }
        let parts = table.rows.iter().filter(|row| !row.total);
        let numbers = parts.flat_map(|row| places.iter().filter_map(|place| number(row, *place)));
        let (low, high) = numbers.fold((0.0_f64, 0.0_f64), |(low, high), one| (low.min(one), high.max(one)));
        Self { low, high: if high > low { high } else { low + 1.0 } }
    }

    fn place(&self, number: f64) -> f64 {
        let share = (number - self.low) / (self.high - self.low) * 100.0;
        (share.clamp(0.0, 100.0) * 10.0).round() / 10.0
    }
}

fn pieces(table: &Table, row: &Row, scale: &Scale) -> Vec<Piece> {
    match table.chart {
        Chart::None | Chart::Intervals => Vec::new(),
        // The sum would make all the others small.
        Chart::Bars if row.total => Vec::new(),
        Chart::Bars => {
            let first = places(table, &[Kind::Count, Kind::Share]).first().and_then(|place| number(row, *place));
            first.map(|number| Piece { from: 0.0, length: scale.place(number) }).into_iter().collect()
        }
        Chart::Stacked => {
            let mut from = 0.0;
            let shares = places(table, &[Kind::Share]).into_iter().filter_map(|place| number(row, place));
            shares
                .map(|share| {
                    let piece = Piece { from, length: share.clamp(0.0, 100.0 - from) };
                    from += piece.length;
                    piece
                })
                .collect()
        }
        Chart::Progress => {
            let reached = number(row, 0).zip(number(row, 1)).filter(|(_, goal)| *goal > 0.0);
            let length = |(reached, goal): (f64, f64)| (reached / goal * 1000.0).round().clamp(0.0, 1000.0) / 10.0;
            reached.map(|both| Piece { from: 0.0, length: length(both) }).into_iter().collect()
        }
    }
}

fn point(table: &Table, row: &Row, scale: &Scale) -> Option<Point> {
    if table.chart != Chart::Intervals {
        return None;
    }
    let first = |kind: Kind| places(table, &[kind]).first().and_then(|place| number(row, *place));
    let (mean, low, high) = (first(Kind::Mean)?, first(Kind::Low)?, first(Kind::High)?);
    let from = scale.place(low);
    Some(Point { at: scale.place(mean), low: from, length: scale.place(high) - from })
}

fn number(row: &Row, place: usize) -> Option<f64> {
    match row.cells.get(place)? {
        // Counts of people are far below the whole numbers that a fraction holds exactly.
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        Cell::Whole(number) => Some(*number as f64),
        Cell::Decimal(number) => Some(*number).filter(|number| number.is_finite()),
        Cell::Text(_) => None,
    }
}

/// Returns a cell as Danes write it: »1.204«, »0,9«, »skjult«.
fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Whole(number) => whole(*number),
        Cell::Decimal(number) => {
            let text = format!("{number:.1}");
            let (front, back) = text.split_once('.').unwrap_or((&text, "0"));
            let sign = if front.starts_with('-') { "−" } else { "" };
            let front = front.trim_start_matches('-').parse::<i64>().map_or_else(|_| front.to_owned(), whole);
            format!("{sign}{front},{back}")
        }
        Cell::Text(text) => text.clone(),
    }
}

fn whole(number: i64) -> String {
    let sign = if number < 0 { "−" } else { "" };
    format!("{sign}{}", super::words::thousands(usize::try_from(number.unsigned_abs()).unwrap_or(usize::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use forms::figures::Column;

    fn table(chart: Chart, kinds: &[Kind], rows: &[&[Cell]]) -> Table {
        let column = |kind: &Kind| Column { title: "Svar".to_owned(), kind: *kind, unit: String::new(), of: None };
        let row = |cells: &&[Cell]| Row { label: "Jylland".to_owned(), total: false, cells: cells.to_vec() };
        Table {
            id: "svar".to_owned(),
            title: "Svar".to_owned(),
            text: String::new(),
            method: String::new(),
            chart,
            rows_are: "Region".to_owned(),
            columns: kinds.iter().map(column).collect(),
            rows: rows.iter().map(row).collect(),
        }
    }

    #[test]
    fn bars_are_drawn_beside_the_longest() {
        let hidden = Cell::Text("skjult".to_owned());
        let drawn = draw(&table(Chart::Bars, &[Kind::Count], &[&[Cell::Whole(50)], &[Cell::Whole(200)], &[hidden]]));
        let lengths: Vec<Vec<f64>> =
            drawn.rows.iter().map(|row| row.pieces.iter().map(|piece| piece.length).collect()).collect();
        assert_eq!(lengths, [vec![25.0], vec![100.0], vec![]]);
    }

    #[test]
    fn shares_stand_end_to_end_and_never_beyond() {
        let cells = [Cell::Decimal(60.0), Cell::Decimal(30.0), Cell::Decimal(20.0)];
        let drawn = draw(&table(Chart::Stacked, &[Kind::Share; 3], &[&cells]));
        let pieces: Vec<(f64, f64)> =
            drawn.rows.iter().flat_map(|row| &row.pieces).map(|piece| (piece.from, piece.length)).collect();
        assert_eq!(pieces, [(0.0, 60.0), (60.0, 30.0), (90.0, 10.0)]);
        assert_eq!(drawn.legend.len(), 3);
    }

    #[test]
    fn intervals_lie_around_nought() {
        let cells = [Cell::Decimal(1.0), Cell::Decimal(-1.0), Cell::Decimal(3.0)];
        let drawn = draw(&table(Chart::Intervals, &[Kind::Mean, Kind::Low, Kind::High], &[&cells]));
        assert_eq!(drawn.nought, Some(25.0));
        assert_eq!(
            drawn.rows.first().and_then(|row| row.point.as_ref()),
            Some(&Point { at: 50.0, low: 0.0, length: 100.0 })
        );
    }

    #[test]
    fn numbers_are_danish() {
        for (cell, expected) in [
            (Cell::Whole(1204), "1.204"),
            (Cell::Whole(-3), "−3"),
            (Cell::Decimal(-0.06), "−0,1"),
            (Cell::Decimal(12345.0), "12.345,0"),
            (Cell::Text("skjult".to_owned()), "skjult"),
        ] {
            assert_eq!(shown(&cell), expected);
        }
        assert!(draw(&table(Chart::Bars, &[Kind::Count], &[])).rows.is_empty());
        assert!(
            draw(&table(Chart::Progress, &[Kind::Count, Kind::Number], &[&[Cell::Whole(3), Cell::Whole(0)]]))
                .rows
                .iter()
                .all(|row| row.pieces.is_empty())
        );
    }
}
