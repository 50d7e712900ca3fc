//! Reads the file of published figures, and tells every mistake with its line.

use std::cell::RefCell;

use jiff::civil::Date;

use super::{Cell, Chart, Column, FORMAT, Figures, Kind, Row, Table};
use crate::library::unknown;
use crate::problem::Problem;
use crate::table::{self, Fields, FromValue, Value};

pub(super) fn figures(text: &str) -> Result<Figures, Vec<String>> {
    let told = |problems: Vec<Problem>| problems.iter().map(|problem| sentence(text, problem)).collect::<Vec<_>>();
    let file = table::parse(text, 0).map_err(|problem| told(vec![problem]))?;
    let problems = RefCell::default();
    let found = file_of(Fields::of(&file, 0..0, &problems));
    let mut problems: Vec<Problem> = problems.into_inner();
    problems.sort_by_key(|problem| problem.span.start);
    found.filter(|_| problems.is_empty()).ok_or_else(|| told(problems))
}

/// Returns the problem as a sentence: »Linje 12: `title` er tom. Skriv …«
fn sentence(text: &str, problem: &Problem) -> String {
    let line = text.get(..problem.span.start).unwrap_or_default().matches('\n').count() + 1;
    let help = problem.help.as_ref().map_or_else(String::new, |help| format!(" Ret det sådan: {help}."));
    format!("Linje {line}: {}.{help}", problem.message)
}

fn file_of(fields: Fields<'_>) -> Option<Figures> {
    let format = whole(&fields, "format")?;
    if format != FORMAT {
        // A file of another time has other keys: to tell of each of them would help nobody.
        fields.report(
            Problem::new(0..0, format!("filen har format {format}, men her læses kun format {FORMAT}"))
                .help("lav tallene igen med `staff stats`"),
        );
        return None;
    }
    let title = text(&fields, "title");
    let days = [day(&fields, "from"), day(&fields, "to"), day(&fields, "made_on")];
    let synthetic = flag(&fields, "synthetic");
    let tables: Vec<_> = fields.tables("table").into_iter().map(table_of).collect();
    fields.finish();
    let [from, to, made_on] = days;
    let tables = tables.into_iter().collect::<Option<Vec<_>>>()?;
    Some(Figures { format, title: title?, from: from?, to: to?, made_on: made_on?, synthetic, tables })
}

fn table_of(fields: Fields<'_>) -> Option<Table> {
    let [id, title, about, method] = ["id", "title", "text", "method"].map(|key| text(&fields, key));
    let chart = word(&fields, "chart", &CHARTS);
    let rows_are = text(&fields, "rows_are");
    let columns: Vec<_> = fields.tables("column").into_iter().map(column_of).collect();
    let rows: Vec<_> = fields.tables("row").into_iter().map(row_of).collect();
    fields.finish();
    Some(Table {
        id: id?,
        title: title?,
        text: about?,
        method: method?,
        chart: chart?,
        rows_are: rows_are?,
        columns: columns.into_iter().collect::<Option<_>>()?,
        rows: rows.into_iter().collect::<Option<_>>()?,
    })
}

fn column_of(fields: Fields<'_>) -> Option<Column> {
    let title = text(&fields, "title");
    let kind = word(&fields, "kind", &KINDS);
    let unit = fields.get::<String>("unit").map(|unit| unit.value).unwrap_or_default();
    let of = fields.has("of").then(|| whole(&fields, "of"));
    fields.finish();
    let of = match of {
        Some(of) => Some(usize::try_from(of?).ok()?),
        None => None,
    };
    Some(Column { title: title?, kind: kind?, unit, of })
}

fn row_of(fields: Fields<'_>) -> Option<Row> {
    let label = text(&fields, "label");
    let total = flag(&fields, "total");
    let cells = fields.get::<Vec<table::At<Cell>>>("cells");
    if !fields.has("cells") {
        fields.miss("cells", "[12, \"skjult\"]");
    }
    fields.finish();
    Some(Row { label: label?, total, cells: cells?.value.into_iter().map(|cell| cell.value).collect() })
}

fn text(fields: &Fields<'_>, key: &'static str) -> Option<String> {
    fields.need::<String>(key).map(|text| text.value)
}

fn flag(fields: &Fields<'_>, key: &'static str) -> bool {
    fields.get::<bool>(key).is_some_and(|flag| flag.value)
}

fn whole(fields: &Fields<'_>, key: &'static str) -> Option<u32> {
    if !fields.has(key) {
        fields.miss(key, "1");
    }
    let found = fields.get::<i64>(key)?;
    let number = u32::try_from(found.value).ok();
    if number.is_none() {
        fields.report(Problem::new(found.span, format!("`{key}` kan ikke være {}", found.value)));
    }
    number
}

fn day(fields: &Fields<'_>, key: &'static str) -> Option<Date> {
    if !fields.has(key) {
        fields.miss(key, "2026-12-31");
    }
    fields.get::<Day>(key).map(|day| day.value.0)
}

fn word<T: Copy>(fields: &Fields<'_>, key: &'static str, known: &[(&'static str, T)]) -> Option<T> {
    let written = fields.need::<String>(key)?;
    let found = known.iter().find(|(word, _)| *word == written.value);
    if found.is_none() {
        fields.report(unknown(&written, &format!("værdien af `{key}`"), known.iter().map(|(word, _)| *word)));
    }
    found.map(|(_, value)| *value)
}

const CHARTS: [(&str, Chart); 5] = [
    ("none", Chart::None),
    ("bars", Chart::Bars),
    ("stacked", Chart::Stacked),
    ("intervals", Chart::Intervals),
    ("progress", Chart::Progress),
];

const KINDS: [(&str, Kind); 7] = [
    ("count", Kind::Count),
    ("share", Kind::Share),
    ("mean", Kind::Mean),
    ("low", Kind::Low),
    ("high", Kind::High),
    ("number", Kind::Number),
    ("text", Kind::Text),
];

/// A day, with or without quotation marks.
struct Day(Date);

impl FromValue for Day {
    const WANTED: &'static str = "en dato som 2026-12-31";

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Date(date) => Some(Self(*date)),
            Value::Text(text) => text.parse().ok().map(Self),
            Value::Integer(_)
            | Value::Boolean(_)
            | Value::Decimal(_)
            | Value::List(_)
            | Value::Table(_)
            | Value::Other => None,
        }
    }
}

impl FromValue for Cell {
    const WANTED: &'static str = "et tal eller en tekst i anførselstegn";

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Integer(number) => Some(Self::Whole(*number)),
            Value::Decimal(text) => text.replace('_', "").parse().ok().map(Self::Decimal),
            Value::Text(text) => Some(Self::Text(text.clone())),
            Value::Boolean(_) | Value::Date(_) | Value::List(_) | Value::Table(_) | Value::Other => None,
        }
    }
}
