//! Draws published figures: each table with its chart, and the list of all periods.
//!
//! Here is only what stands where, in numbers and words; how a bar looks is the theme's.

use forms::figures::{Cell, Figures, Kind, Row, SMALLEST_COUNT, SMALLEST_MEAN, SMALLEST_SHARE, Table};
use forms::shown::date_in_words;
use serde::Serialize;
use serde_json::{Value, json};
use tera::Context;

use super::Renderer;
use super::pages::Drawn;
use crate::model::article::Neighbour;
use crate::model::course::Part;
use crate::model::figures::FiguresFile;
use crate::model::page::Layout;
use crate::model::site::Site;
use crate::parse::danish::push_hyphenated;
use crate::theme::Theme;

mod cell;
mod chart;

use cell::{Reading, Style, reading};
use chart::Chart;

/// Draws the figures of one period.
pub(super) fn page(renderer: &Renderer, file: &FiguresFile) -> Drawn {
    let (theme, figures) = (&renderer.theme, &file.figures);
    let tables: Vec<_> = figures.tables.iter().map(table).collect();
    let toc: Vec<_> = tables.iter().map(|table| json!({ "id": table.id, "title": table.name })).collect();
    let mut context = Context::new();
    context.insert(
        "page",
        &json!({ "title": title(file, theme), "description": lead(file, theme), "address": file.address, "toc": toc }),
    );
    context.insert("overview", &renderer.site().page_with(Layout::Figures).map(|page| page.article.neighbour()));
    context.insert("synthetic", &figures.synthetic);
    context.insert("made_on", &figures.made_on.to_string());
    context.insert("floors", &json!({ "count": SMALLEST_COUNT, "mean": SMALLEST_MEAN, "share": SMALLEST_SHARE }));
    context.insert("tables", &tables);
    context.insert("part", Part::Toddler.class());
    context.insert("share_picture", "site");
    context.insert("share_type", "website");
    theme.draw("talside.html", &context)
}

/// Returns every period for the list of them, newest first.
pub(super) fn periods(site: &Site, theme: &Theme) -> Vec<Value> {
    let period = |file: &FiguresFile| {
        let Figures { from, to, made_on, synthetic, tables, .. } = &file.figures;
        let tables: Vec<_> = tables.iter().map(|table| &table.title).collect();
        json!({ "title": title(file, theme), "address": file.address, "from": from.to_string(), "to": to.to_string(),
                "made_on": made_on.to_string(), "synthetic": synthetic, "tables": tables })
    };
    site.figures.iter().map(period).collect()
}

/// Returns the figures as others link to them.
pub(super) fn neighbour(file: &FiguresFile, theme: &Theme) -> Neighbour {
    Neighbour { title: title(file, theme), address: file.address.clone() }
}

/// Returns the heading; that the answers are made up is a part of it, wherever it goes.
pub(super) fn title(file: &FiguresFile, theme: &Theme) -> String {
    let word = if file.figures.synthetic { "figures_example_title" } else { "figures_title" };
    theme.word(word).replace("{title}", &file.figures.title)
}

/// Returns what the page holds, in a sentence.
pub(super) fn lead(file: &FiguresFile, theme: &Theme) -> String {
    let Figures { from, to, synthetic, .. } = &file.figures;
    let word = if *synthetic { "figures_example_lead" } else { "figures_lead" };
    theme.word(word).replace("{from}", &date_in_words(*from)).replace("{to}", &date_in_words(*to))
}

/// A table with its chart. Texts are hyphenated but for `name` and what the columns are called in a card.
#[derive(Serialize)]
struct TableView<'t> {
    id: &'t str,
    /// Its heading where no hyphens may be: in labels and lists.
    name: &'t str,
    heading: String,
    text: Vec<String>,
    method: Vec<String>,
    rows_are: String,
    columns: Vec<ColumnView>,
    rows: Vec<RowView>,
    chart: Option<Chart>,
    /// Whether a cell is hidden, so that the page must say what that means.
    hides: bool,
}

#[derive(Serialize)]
struct ColumnView {
    title: String,
    number: bool,
}

#[derive(Serialize)]
struct RowView {
    label: String,
    total: bool,
    cells: Vec<CellView>,
}

#[derive(Serialize)]
struct CellView {
    column: String,
    text: String,
    number: bool,
    hidden: bool,
}

fn table(table: &Table) -> TableView<'_> {
    let styles: Vec<_> = (0..table.columns.len()).map(|place| Style::of(table, place)).collect();
    let columns = table.columns.iter().zip(&styles).map(|(column, style)| ColumnView {
        title: hyphenated(&style.heading(&column.title)),
        number: column.kind != Kind::Text,
    });
    let cells = table.rows.iter().flat_map(|row| &row.cells);
    TableView {
        id: &table.id,
        name: &table.title,
        heading: hyphenated(&table.title),
        text: paragraphs(&table.text),
        method: paragraphs(&table.method),
        rows_are: hyphenated(&table.rows_are),
        columns: columns.collect(),
        rows: table.rows.iter().map(|one| row(one, table, &styles)).collect(),
        chart: chart::of(table, &styles),
        hides: cells.into_iter().any(|cell| matches!(reading(cell), Reading::Hidden)),
    }
}

fn row(row: &Row, table: &Table, styles: &[Style<'_>]) -> RowView {
    let cell = |((cell, style), column): ((&Cell, &Style<'_>), &forms::figures::Column)| CellView {
        column: style.heading(&column.title),
        text: style.shown(cell),
        number: column.kind != Kind::Text,
        hidden: matches!(reading(cell), Reading::Hidden),
    };
    RowView {
        label: hyphenated(&row.label),
        total: row.total,
        cells: row.cells.iter().zip(styles).zip(&table.columns).map(cell).collect(),
    }
}

/// Returns the paragraphs of a text; an empty line stands between them.
fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).map(hyphenated).collect()
}

fn hyphenated(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push_hyphenated(&mut out, text);
    out
}
