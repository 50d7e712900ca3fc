//! Where the bars, points and lines of a chart stand: in per cent of its width, so that it fits every screen.

use forms::figures::{Cell, Row, Table};
use serde::Serialize;

use super::cell::{Reading, Style, number, reading};
use super::hyphenated;
use crate::model::figures::Plot;

/// A chart, as the theme draws it. Every place and width is in per cent of the width.
#[derive(Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(super) enum Chart {
    /// A bar for each row.
    Bars { rows: Vec<Bar> },
    /// A bar for each row, cut into shares.
    Stacked { legend: Vec<Share>, rows: Vec<Cut> },
    /// A point and its interval for each row, beneath one scale.
    Intervals { rows: Vec<Interval>, ticks: Vec<Tick> },
    /// How far each row is on the way to its goal.
    Progress { rows: Vec<Progress> },
}

/// A row with a bar.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Bar {
    label: String,
    value: String,
    hidden: bool,
    width: Option<String>,
}

/// A row whose bar is cut into shares.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Cut {
    label: String,
    parts: Vec<Piece>,
    /// What is left for the shares that are hidden.
    rest: Option<Span>,
    shares: Vec<Share>,
}

/// A piece of a bar.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Piece {
    pattern: usize,
    span: Span,
}

/// From where to how far.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Span {
    x: String,
    width: String,
}

/// A share by its pattern: the name of all in the legend, the number of one at its row.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Share {
    pattern: usize,
    text: String,
    hidden: bool,
}

/// A row with a point and its interval.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Interval {
    label: String,
    value: String,
    low: String,
    high: String,
    hidden: bool,
    places: Option<Places>,
}

/// Where an interval begins and ends, and where its point is.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Places {
    low: String,
    point: String,
    high: String,
}

/// A line across all rows.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Tick {
    x: String,
    /// The number, where there is room to write it.
    text: String,
    /// Where the number stands to its line: `start`, `middle` or `end`.
    anchor: &'static str,
    zero: bool,
}

/// A row on the way to its goal.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Progress {
    label: String,
    value: String,
    goal: String,
    /// How much of the goal, in whole per cent, rounded down: nothing is reached before it is.
    reached: Option<String>,
    /// Where the goal is, when it is not at the end: one share measured against another.
    mark: Option<String>,
    hidden: bool,
    width: Option<String>,
}

/// Returns the chart of `table`; `None` if nothing is drawn of it.
pub(super) fn of(table: &Table, styles: &[Style<'_>]) -> Option<Chart> {
    if table.rows.is_empty() {
        return None;
    }
    match Plot::of(table)? {
        Plot::None => None,
        Plot::Bars(place) => Some(Chart::Bars { rows: bars(table, place, styles.get(place)?) }),
        Plot::Stacked(places) => Some(stacked(table, &places, styles)),
        Plot::Intervals { point, low, high } => intervals(table, [low, point, high], styles.get(point)?),
        Plot::Progress { reached, goal } => {
            let styles = (styles.get(reached)?, styles.get(goal)?);
            Some(Chart::Progress {
                rows: table.rows.iter().filter_map(|row| progress(row, reached, goal, styles)).collect(),
            })
        }
    }
}

fn bars(table: &Table, place: usize, style: &Style<'_>) -> Vec<Bar> {
    // The sum of the rows would make dwarfs of them all.
    let rows = || table.rows.iter().filter(|row| !row.total).filter_map(|row| Some((row, row.cells.get(place)?)));
    let largest = rows().filter_map(|(_, cell)| value(cell)).fold(0.0, f64::max);
    let whole = if style.percent() { 100.0 } else { largest };
    let bar = |(row, cell): (&Row, &Cell)| Bar {
        label: hyphenated(&row.label),
        value: style.spoken(cell),
        hidden: is_hidden(cell),
        width: value(cell).map(|value| percent(value / whole)),
    };
    rows().map(bar).collect()
}

fn stacked(table: &Table, places: &[usize], styles: &[Style<'_>]) -> Chart {
    let named = |(pattern, place): (usize, &usize)| {
        let column = table.columns.get(*place)?;
        Some(Share { pattern: pattern + 1, text: hyphenated(&column.title), hidden: false })
    };
    let legend = places.iter().enumerate().filter_map(named).collect();
    Chart::Stacked { legend, rows: table.rows.iter().map(|row| cut(row, places, styles)).collect() }
}

fn cut(row: &Row, places: &[usize], styles: &[Style<'_>]) -> Cut {
    let cells = || {
        let each = places.iter().enumerate();
        each.filter_map(|(pattern, place)| Some((pattern + 1, row.cells.get(*place)?, styles.get(*place)?)))
    };
    let known: f64 = cells().filter_map(|(_, cell, _)| value(cell)).sum();
    // Rounded shares can come to a little more than the whole.
    let whole = known.max(100.0);
    let mut from = 0.0;
    let mut parts = Vec::new();
    for (pattern, cell, _) in cells() {
        let Some(value) = value(cell) else { continue };
        parts.push(Piece { pattern, span: span(from / whole, value / whole) });
        from += value;
    }
    let hides = cells().any(|(_, cell, _)| is_hidden(cell));
    let share = |(pattern, cell, style): (usize, &Cell, &Style<'_>)| Share {
        pattern,
        text: style.shown(cell),
        hidden: is_hidden(cell),
    };
    Cut {
        label: hyphenated(&row.label),
        parts,
        rest: (hides && known < whole).then(|| span(known / whole, 1.0 - known / whole)),
        shares: cells().map(share).collect(),
    }
}

fn intervals(table: &Table, places: [usize; 3], style: &Style<'_>) -> Option<Chart> {
    let values = table.rows.iter().flat_map(|row| places.into_iter().filter_map(|place| value(row.cells.get(place)?)));
    let (lowest, highest) = values.fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
    let scale = Scale::of(lowest, highest);
    let row = |row: &Row| {
        let [low, point, high] = places.map(|place| row.cells.get(place));
        let (low, point, high) = (low?, point?, high?);
        let at = |cell: &Cell| value(cell).map(|value| percent(scale.place(value)));
        Some(Interval {
            label: hyphenated(&row.label),
            value: style.spoken(point),
            low: style.shown(low),
            high: style.shown(high),
            hidden: is_hidden(point),
            places: at(low).zip(at(high)).zip(at(point)).map(|((low, high), point)| Places { low, point, high }),
        })
    };
    Some(Chart::Intervals { rows: table.rows.iter().filter_map(row).collect(), ticks: scale.ticks() })
}

fn progress(row: &Row, reached: usize, goal: usize, styles: (&Style<'_>, &Style<'_>)) -> Option<Progress> {
    let (reached, goal) = (row.cells.get(reached)?, row.cells.get(goal)?);
    let of_all = styles.0.percent();
    let part = value(reached).zip(value(goal).filter(|goal| *goal > 0.0)).map(|(reached, goal)| reached / goal);
    Some(Progress {
        label: hyphenated(&row.label),
        value: styles.0.spoken(reached),
        goal: styles.1.spoken(goal),
        reached: part.filter(|_| !of_all).map(|part| number((part * 100.0).floor(), 0)),
        mark: value(goal).filter(|_| of_all).map(|goal| percent(goal / 100.0)),
        hidden: is_hidden(reached),
        width: if of_all { value(reached).map(|share| percent(share / 100.0)) } else { part.map(percent) },
    })
}

/// A scale from one end of a chart to the other, in steps of 1, 2 or 5.
struct Scale {
    step: f64,
    first: f64,
    last: f64,
}

impl Scale {
    /// Returns a scale that holds both numbers; nought is among them.
    fn of(lowest: f64, highest: f64) -> Self {
        let range = if highest > lowest { highest - lowest } else { 1.0 };
        let power = 10_f64.powf((range / 4.0).log10().floor());
        let step = [1.0, 2.0, 5.0].into_iter().map(|step| step * power).find(|step| range / step <= 4.0);
        let step = step.unwrap_or(10.0 * power);
        let (first, last) = ((lowest / step).floor(), (highest / step).ceil());
        Self { step, first, last: if last > first { last } else { first + 1.0 } }
    }

    /// Returns where a number lies between the ends, from 0 to 1.
    fn place(&self, value: f64) -> f64 {
        (value / self.step - self.first) / (self.last - self.first)
    }

    fn ticks(&self) -> Vec<Tick> {
        let decimals = if self.step < 0.1 { 2 } else { usize::from(self.step < 1.0) };
        let steps =
            std::iter::successors(Some(self.first), |step| Some(step + 1.0)).take_while(|step| *step <= self.last);
        let tick = |step: f64| {
            let value = step * self.step;
            let place = self.place(value);
            let anchor = if step <= self.first {
                "start"
            } else if step >= self.last {
                "end"
            } else {
                "middle"
            };
            // Only the ends and nought are written, where they do not touch on a phone with large letters.
            let written = anchor != "middle" || (step == 0.0 && (0.2..=0.8).contains(&place));
            let text = if written { number(value, decimals) } else { String::new() };
            Tick { x: percent(place), text, anchor, zero: step == 0.0 }
        };
        steps.map(tick).collect()
    }
}

fn value(cell: &Cell) -> Option<f64> {
    match reading(cell) {
        Reading::Number(value) if value.is_finite() => Some(value),
        Reading::Number(_) | Reading::Hidden | Reading::Words(_) => None,
    }
}

fn is_hidden(cell: &Cell) -> bool {
    matches!(reading(cell), Reading::Hidden)
}

fn span(from: f64, width: f64) -> Span {
    Span { x: percent(from), width: percent(width) }
}

/// Returns a part of the whole as an attribute writes it: `33.33%`. What lies outside is drawn at the edge.
fn percent(part: f64) -> String {
    // The sum of nothing is −0, which is no place to begin.
    let part = if part.is_finite() { part.clamp(0.0, 1.0) + 0.0 } else { 0.0 };
    let digits = format!("{:.2}", part * 100.0);
    format!("{}%", digits.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use forms::figures::{Chart as Wanted, Column, Kind};
    use proptest::prelude::*;

    use super::*;

    fn table(chart: Wanted, kinds: &[Kind], rows: &[(&str, &[Cell])]) -> Table {
        let column = |kind: &Kind| Column { title: format!("{kind:?}"), kind: *kind, unit: String::new(), of: None };
        let row = |(label, cells): &(&str, &[Cell])| Row {
            label: (*label).to_owned(),
            total: *label == "I alt",
            cells: cells.to_vec(),
        };
        Table {
            id: String::new(),
            title: String::new(),
            text: String::new(),
            method: String::new(),
            chart,
            rows_are: String::new(),
            columns: kinds.iter().map(column).collect(),
            rows: rows.iter().map(row).collect(),
        }
    }

    fn drawn(table: &Table) -> Option<Chart> {
        let styles: Vec<_> = (0..table.columns.len()).map(|place| Style::of(table, place)).collect();
        of(table, &styles)
    }

    fn hidden() -> Cell {
        Cell::Text("skjult".to_owned())
    }

    #[test]
    fn the_longest_bar_fills_the_width_and_the_sum_is_left_out() {
        let rows: [(&str, &[Cell]); 4] = [
            ("Fyn", &[Cell::Whole(50)]),
            ("Als", &[Cell::Whole(200)]),
            ("Mors", &[hidden()]),
            ("I alt", &[Cell::Whole(253)]),
        ];
        let Some(Chart::Bars { rows }) = drawn(&table(Wanted::Bars, &[Kind::Count], &rows)) else { panic!("no bars") };
        let widths: Vec<_> = rows.iter().map(|bar| (bar.label.as_str(), bar.width.as_deref(), bar.hidden)).collect();
        assert_eq!(widths, [("Fyn", Some("25%"), false), ("Als", Some("100%"), false), ("Mors", None, true)]);
    }

    #[test]
    fn a_share_is_measured_against_the_whole() {
        let rows: [(&str, &[Cell]); 1] = [("Fyn", &[Cell::Decimal(12.5)])];
        let Some(Chart::Bars { rows }) = drawn(&table(Wanted::Bars, &[Kind::Share], &rows)) else { panic!("no bars") };
        assert_eq!(rows.first().and_then(|bar| bar.width.as_deref()), Some("12.5%"));
    }

    #[test]
    fn hidden_shares_are_one_piece_at_the_end() {
        let rows: [(&str, &[Cell]); 2] = [
            ("Far", &[Cell::Whole(60), hidden(), hidden()]),
            ("Mor", &[Cell::Whole(34), Cell::Whole(33), Cell::Whole(34)]),
        ];
        let chart = drawn(&table(Wanted::Stacked, &[Kind::Share; 3], &rows));
        let Some(Chart::Stacked { rows, .. }) = chart else { panic!("no bars") };
        let [far, mor] = rows.as_slice() else { panic!("two rows") };
        assert_eq!(far.rest, Some(Span { x: "60%".into(), width: "40%".into() }));
        assert_eq!(
            far.shares.iter().map(|share| share.text.as_str()).collect::<Vec<_>>(),
            ["60\u{A0}%", "skjult", "skjult"]
        );
        // 101 per cent fill the width and no more.
        assert_eq!(mor.rest, None);
        assert_eq!(mor.parts.last().map(|part| &part.span), Some(&Span { x: "66.34%".into(), width: "33.66%".into() }));
    }

    #[test]
    fn intervals_share_a_scale_on_which_nought_lies() {
        let rows: [(&str, &[Cell]); 2] = [
            ("Mor", &[Cell::Decimal(0.5), Cell::Decimal(-0.2), Cell::Decimal(1.2)]),
            ("Far", &[hidden(), hidden(), hidden()]),
        ];
        let chart = drawn(&table(Wanted::Intervals, &[Kind::Mean, Kind::Low, Kind::High], &rows));
        let Some(Chart::Intervals { rows, ticks }) = chart else { panic!("no intervals") };
        let places = rows.first().and_then(|row| row.places.as_ref());
        let expected = Places { low: "15%".into(), point: "50%".into(), high: "85%".into() };
        assert_eq!(places, Some(&expected));
        assert!(rows.iter().any(|row| row.hidden && row.places.is_none()));
        let ticks: Vec<_> = ticks.iter().map(|tick| (tick.x.as_str(), tick.text.as_str(), tick.zero)).collect();
        assert_eq!(
            ticks,
            [
                ("0%", "−0,5", false),
                ("25%", "0,0", true),
                ("50%", "", false),
                ("75%", "", false),
                ("100%", "1,5", false)
            ]
        );
    }

    #[test]
    fn a_goal_is_not_reached_before_it_is() {
        let rows: [(&str, &[Cell]); 4] = [
            ("Næsten", &[Cell::Whole(999), Cell::Whole(1_000)]),
            ("Over", &[Cell::Whole(1_120), Cell::Whole(1_000)]),
            ("Få", &[hidden(), Cell::Whole(1_000)]),
            ("Tælles ikke", &[Cell::Text(String::new()), Cell::Whole(1_000)]),
        ];
        let chart = drawn(&table(Wanted::Progress, &[Kind::Count, Kind::Number], &rows));
        let Some(Chart::Progress { rows }) = chart else { panic!("no bars") };
        let told: Vec<_> = rows.iter().map(|row| (row.reached.as_deref(), row.width.as_deref())).collect();
        assert_eq!(told, [(Some("99"), Some("99.9%")), (Some("112"), Some("100%")), (None, None), (None, None)]);
    }

    #[test]
    fn a_share_is_measured_against_a_goal_among_all() {
        let rows: [(&str, &[Cell]); 1] = [("Styrket", &[Cell::Whole(72), Cell::Decimal(66.7)])];
        let chart = drawn(&table(Wanted::Progress, &[Kind::Share, Kind::Number], &rows));
        let Some(Chart::Progress { rows }) = chart else { panic!("no bars") };
        let told: Vec<_> =
            rows.iter().map(|row| (row.width.as_deref(), row.mark.as_deref(), row.reached.as_deref())).collect();
        assert_eq!(told, [(Some("72%"), Some("66.7%"), None)]);
    }

    fn cell() -> impl Strategy<Value = Cell> {
        prop_oneof![
            any::<i64>().prop_map(Cell::Whole),
            any::<f64>().prop_map(Cell::Decimal),
            Just(hidden()),
            "\\PC{0,6}".prop_map(Cell::Text),
        ]
    }

    proptest! {
        #[test]
        fn whatever_stands_in_the_cells_is_drawn_within_the_width(
            rows in prop::collection::vec(prop::collection::vec(cell(), 0..5), 0..4),
            chart in prop::sample::select(&[Wanted::Bars, Wanted::Stacked, Wanted::Intervals, Wanted::Progress]),
        ) {
            let rows: Vec<_> = rows.iter().map(|cells| ("Række", cells.as_slice())).collect();
            let kinds = [Kind::Share, Kind::Low, Kind::High, Kind::Share];
            let view = serde_json::to_value(drawn(&table(chart, &kinds, &rows))).expect("JSON");
            let text = view.to_string();
            for place in text.split('"').filter(|part| part.ends_with('%') && !part.contains('\u{A0}')) {
                let Ok(place) = place.trim_end_matches('%').parse::<f64>() else { continue };
                prop_assert!((0.0..=100.0).contains(&place), "{}", text);
            }
        }
    }
}
