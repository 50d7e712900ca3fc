//! Lays the numbers out in tables. A table is drafted with counts of the [`Model`]; only when all tables are drafted is it known which
//! of them may be shown.

use forms::figures::{Cell, Chart, Column, HIDDEN, Kind, Row, SMALLEST_MEAN, Table, is_safe_share};

use super::disclosure::{Count, Model, Shown};
use super::gathering::Gathering;
use super::numbers::{percent, wilson};

mod change;
mod counts;
mod goals;
mod results;
mod service;

/// What every method ends with: what it means that something is hidden.
const HIDING: &str = "Antal under 5 er skjult, også 0. Gennemsnit vises af mindst 10 og andele af mindst 20. Derudover er der skjult så meget, at ingen skjulte tal kan regnes ud af resten.";

/// A cell before it is decided what may be shown.
enum Draft {
    /// A count.
    Count(Count),
    /// What may only be shown as long as these counts are; nothing, if it may not be shown at all.
    Needs(Vec<Count>, Option<Cell>),
    /// What tells nothing of anybody.
    Plain(Cell),
}

/// A table before it is decided what may be shown.
struct Sheet {
    id: String,
    title: String,
    text: String,
    method: String,
    chart: Chart,
    rows_are: &'static str,
    columns: Vec<Column>,
    rows: Vec<DraftRow>,
}

struct DraftRow {
    label: String,
    total: bool,
    cells: Vec<Draft>,
}

/// Returns every table, in the order they are shown.
pub(super) fn all(gathering: &Gathering) -> Vec<Table> {
    let mut model = Model::default();
    let counts = counts::Counts::new(&mut model, gathering);
    let changes = change::Measured::all(&mut model, gathering, counts.agreed);
    let mut sheets = counts.sheets(&model, gathering);
    sheets.extend(change::sheet(&model, &changes));
    sheets.extend(change::returns(&mut model, gathering));
    let (waits, reached) = service::sheet(&mut model, gathering, counts.agreed);
    sheets.push(waits);
    sheets.extend(counts.strengthened(&model, gathering));
    let families = model.cell(goals::families_of_the_period(gathering));
    model.among(counts.agreed, families);
    sheets.push(goals::sheet(&mut model, gathering, families, &reached));
    sheets.push(results::sheet(&mut model, families, &changes));
    sheets.extend(results::prices(&model, gathering, families, &changes));
    let shown = model.protect();
    // A table without rows would be of nothing: no such forms, no such phases.
    sheets.into_iter().filter(|sheet| !sheet.rows.is_empty()).map(|sheet| sheet.finish(&shown)).collect()
}

impl Sheet {
    fn finish(self, shown: &Shown) -> Table {
        let finish = |row: DraftRow| Row {
            label: row.label,
            total: row.total,
            cells: row.cells.into_iter().map(|cell| cell.finish(shown)).collect(),
        };
        Table {
            id: self.id,
            title: self.title,
            text: self.text,
            method: format!("{} {HIDING}", self.method),
            chart: self.chart,
            rows_are: self.rows_are.to_owned(),
            columns: self.columns,
            rows: self.rows.into_iter().map(finish).collect(),
        }
    }
}

impl DraftRow {
    fn new(label: impl Into<String>, cells: Vec<Draft>) -> Self {
        Self { label: label.into(), total: false, cells }
    }

    /// A row that is the sum of the rows above.
    fn total(cell: Count) -> Self {
        Self { label: "I alt".to_owned(), total: true, cells: vec![Draft::Count(cell)] }
    }
}

impl Draft {
    fn finish(self, shown: &Shown) -> Cell {
        let cell = match self {
            Self::Count(count) => shown.get(count).and_then(|count| i64::try_from(count).ok()).map(Cell::Whole),
            Self::Needs(counts, cell) => cell.filter(|_| counts.iter().all(|count| shown.get(*count).is_some())),
            Self::Plain(cell) => Some(cell),
        };
        cell.unwrap_or_else(|| Cell::Text(HIDDEN.to_owned()))
    }

    fn nothing() -> Self {
        Self::Plain(Cell::Text(String::new()))
    }
}

/// Adds a count that is shown as its share of `of`; hidden from the start, if the share may not be shown.
fn part(model: &mut Model, some: u64, of: Count) -> Count {
    let people = model.value(of);
    let safe = is_safe_share(people, percent(some as f64 / people as f64));
    model.part(some, of, safe)
}

/// Returns the share of `some` of `of`, in per cent.
fn share(model: &Model, some: Count, of: Count) -> Draft {
    let (people, all) = (model.value(some), model.value(of));
    Draft::Needs(vec![some, of], (all > 0).then(|| Cell::Decimal(percent(people as f64 / all as f64))))
}

/// Returns the share and its 95 % interval, in per cent.
fn share_with_interval(model: &Model, some: Count, of: Count) -> [Draft; 3] {
    let (people, all) = (model.value(some), model.value(of));
    let (low, high) = wilson(people, all.max(1));
    let end = |end: f64| Draft::Needs(vec![some, of], Some(Cell::Decimal(percent(end))));
    [share(model, some, of), end(low), end(high)]
}

/// Returns a number worked out from `of` people, if they are enough for a mean.
fn mean(model: &Model, of: Count, number: Option<f64>) -> Draft {
    Draft::Needs(vec![of], number.filter(|_| model.value(of) >= SMALLEST_MEAN).map(Cell::Decimal))
}

fn column(title: &str, kind: Kind, unit: &str) -> Column {
    Column { title: title.to_owned(), kind, unit: unit.to_owned(), of: None }
}

/// A column that is worked out from the people in the column at `of`.
fn column_of(title: &str, kind: Kind, unit: &str, of: usize) -> Column {
    Column { of: Some(of), ..column(title, kind, unit) }
}
