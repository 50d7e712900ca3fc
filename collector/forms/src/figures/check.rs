//! What keeps figures from being published: a file that does not hang together, or a cell that could point at a family.

use std::collections::BTreeSet;

use super::{
    Cell, Chart, Column, FORMAT, Figures, HIDDEN, Kind, NARROWEST, Row, SMALLEST_COUNT, SMALLEST_MEAN, SMALLEST_SHARE,
    Table, is_safe_share,
};
use crate::id::is_slug;

pub(super) fn figures(figures: &Figures) -> Vec<String> {
    let mut problems = Vec::new();
    if figures.format != FORMAT {
        problems.push(format!("Filen har format {}, men her læses kun format {FORMAT}.", figures.format));
        return problems;
    }
    if figures.title.trim().is_empty() {
        problems.push("`title` er tom. Skriv, hvilken periode tallene er fra.".to_owned());
    }
    if figures.from > figures.to {
        problems.push(format!("`from` ({}) ligger efter `to` ({}). Byt om på dem.", figures.from, figures.to));
    }
    if figures.made_on < figures.to {
        problems.push(format!(
            "`made_on` ({}) ligger før periodens sidste dag ({}). Lav tallene igen, når perioden er slut.",
            figures.made_on, figures.to
        ));
    }
    if figures.tables.is_empty() {
        problems.push("Der er ingen tabeller. Lav filen igen med `staff stats`.".to_owned());
    }
    let mut ids = BTreeSet::new();
    for table in &figures.tables {
        if !ids.insert(&table.id) {
            problems.push(format!("To tabeller hedder `{}`. Giv den ene et andet `id`.", table.id));
        }
        check_table(table, &mut problems);
    }
    problems
}

fn check_table(table: &Table, problems: &mut Vec<String>) {
    let id = &table.id;
    if !is_slug(id) {
        problems.push(format!("`id` kan ikke være »{id}«. Brug kun små bogstaver a–z, tal og bindestreg."));
    }
    for (key, text) in
        [("title", &table.title), ("text", &table.text), ("method", &table.method), ("rows_are", &table.rows_are)]
    {
        if text.trim().is_empty() {
            problems.push(format!("Tabellen `{id}`: `{key}` er tom. Skriv det, så læseren ved, hvad tallene er."));
        }
    }
    if table.columns.is_empty() || table.rows.is_empty() {
        problems.push(format!("Tabellen `{id}` skal have mindst én kolonne og én række."));
    }
    let sound = problems.len();
    for (place, column) in table.columns.iter().enumerate() {
        check_column(table, place, column, problems);
    }
    for row in &table.rows {
        if row.cells.len() != table.columns.len() {
            problems.push(format!(
                "Tabellen `{id}`, rækken »{}«: der er {} celler, men {} kolonner. Skriv én celle til hver kolonne.",
                row.label,
                row.cells.len(),
                table.columns.len()
            ));
        }
    }
    // Cells under the wrong heading would be told of for the wrong reason.
    if problems.len() > sound {
        return;
    }
    for row in &table.rows {
        check_row(table, row, problems);
    }
    check_totals(table, problems);
}

fn check_column(table: &Table, place: usize, column: &Column, problems: &mut Vec<String>) {
    let mut tell = |what: String| {
        problems.push(format!("Tabellen `{}`, kolonnen »{}«: {what}", table.id, column.title));
    };
    match (column.kind, column.of) {
        (Kind::Share | Kind::Mean, None) => {
            tell(
                "`of` mangler. Skriv pladsen, fra 0, på den kolonne, der siger, hvor mange den er regnet af."
                    .to_owned(),
            );
        }
        (_, Some(of)) if of == place || table.columns.get(of).is_none_or(|column| column.kind != Kind::Count) => {
            tell(format!(
                "`of` = {of} er ikke en kolonne med antal. Skriv pladsen, fra 0, på en kolonne med kind = \"count\"."
            ));
        }
        (
            Kind::Count | Kind::Share | Kind::Mean | Kind::Low | Kind::High | Kind::Number | Kind::Text,
            Some(_) | None,
        ) => {}
    }
    if matches!(column.kind, Kind::Low | Kind::High) && base(table, place).is_none() {
        tell(
            "der står ikke noget gennemsnit eller nogen andel før den. Flyt den hen efter det, den er omkring."
                .to_owned(),
        );
    }
}

/// Returns the place of the mean or share that the interval at `place` lies around.
fn base(table: &Table, place: usize) -> Option<usize> {
    let before = table.columns.iter().enumerate().take(place);
    before.filter(|(_, column)| matches!(column.kind, Kind::Share | Kind::Mean)).map(|(place, _)| place).next_back()
}

fn check_row(table: &Table, row: &Row, problems: &mut Vec<String>) {
    if row.label.trim().is_empty() {
        problems.push(format!("Tabellen `{}`: en række har intet navn. Skriv `label`.", table.id));
    }
    for (place, (column, cell)) in table.columns.iter().zip(&row.cells).enumerate() {
        if let Some(what) = wrong(table, row, place, column, cell) {
            problems
                .push(format!("Tabellen `{}`, rækken »{}«, kolonnen »{}«: {what}", table.id, row.label, column.title));
        }
    }
    if table.chart == Chart::Stacked {
        check_parts(table, row, problems);
    }
}

/// Returns what is wrong with a cell, if anything is.
fn wrong(table: &Table, row: &Row, place: usize, column: &Column, cell: &Cell) -> Option<String> {
    if let Cell::Text(text) = cell {
        let kept_back = text == HIDDEN || text.is_empty();
        return (column.kind != Kind::Text && !kept_back)
            .then(|| format!("her står »{text}«. Skriv et tal, \"{HIDDEN}\" eller \"\"."));
    }
    if matches!(cell, Cell::Decimal(number) if !number.is_finite()) {
        return Some("tallet findes ikke. Lav filen igen med `staff stats`.".to_owned());
    }
    match column.kind {
        Kind::Text => Some("her skal der stå ord i anførselstegn.".to_owned()),
        Kind::Number => None,
        Kind::Count => match count(cell) {
            Some(count) if count >= SMALLEST_COUNT => None,
            Some(count) => Some(format!(
                "{count} er færre end {SMALLEST_COUNT}, og så kan en familie kendes. Skriv \"{HIDDEN}\", også i en celle til, så tallet ikke kan regnes ud."
            )),
            None => Some("et antal er et helt tal fra 0 og op.".to_owned()),
        },
        Kind::Share => share(row, column, cell),
        Kind::Mean => {
            let of = of(row, column);
            let too_few = of.is_none_or(|of| of < SMALLEST_MEAN);
            too_few.then(|| {
                format!(
                    "et gennemsnit skal være af mindst {SMALLEST_MEAN}, og antallet skal kunne ses. Skriv \"{HIDDEN}\"."
                )
            })
        }
        Kind::Low | Kind::High => {
            let around = base(table, place).and_then(|place| row.cells.get(place));
            around
                .is_none_or(|cell| number(cell).is_none())
                .then(|| format!("det, grænsen er omkring, står her ikke. Skriv også \"{HIDDEN}\" her."))
        }
    }
}

fn share(row: &Row, column: &Column, cell: &Cell) -> Option<String> {
    let percent = number(cell)?;
    if !(0.0..=100.0).contains(&percent) {
        return Some(format!("{percent} er ikke en andel. Skriv procent fra 0 til 100."));
    }
    match of(row, column) {
        Some(of) if is_safe_share(of, percent) => None,
        Some(of) if of >= SMALLEST_SHARE => Some(format!(
            "andelen viser, at færre end {SMALLEST_COUNT} af de {of} svarede det ene eller det andet. Skriv \"{HIDDEN}\"."
        )),
        Some(_) | None => Some(format!(
            "en andel skal være af mindst {SMALLEST_SHARE}, og antallet skal kunne ses. Skriv \"{HIDDEN}\"."
        )),
    }
}

/// The shares of a row that is drawn as one bar come to a hundred: one hidden share is no secret.
fn check_parts(table: &Table, row: &Row, problems: &mut Vec<String>) {
    let parts = table.columns.iter().zip(&row.cells).filter(|(column, _)| column.kind == Kind::Share);
    let (hidden, shown): (Vec<_>, Vec<_>) = parts.partition(|(_, cell)| is_hidden(cell));
    if let ([(column, _)], false) = (hidden.as_slice(), shown.is_empty()) {
        problems.push(format!(
            "Tabellen `{}`, rækken »{}«, kolonnen »{}«: andelen er skjult, men kan regnes ud af de andre. Skjul en til.",
            table.id, row.label, column.title
        ));
    }
}

fn check_totals(table: &Table, problems: &mut Vec<String>) {
    let places = table.columns.iter().enumerate().filter(|(_, column)| column.kind == Kind::Count);
    for (place, column) in places {
        let mut parts: Vec<&Cell> = Vec::new();
        for row in &table.rows {
            let Some(cell) = row.cells.get(place) else { continue };
            if !row.total {
                parts.push(cell);
                continue;
            }
            if let Some(what) = count(cell).and_then(|total| wrong_total(total, &parts)) {
                problems.push(format!(
                    "Tabellen `{}`, rækken »{}«, kolonnen »{}«: {what}",
                    table.id, row.label, column.title
                ));
            }
            parts.clear();
        }
    }
}

/// Returns what a total gives away of the cells it sums, or why it cannot be their sum.
fn wrong_total(total: u64, parts: &[&Cell]) -> Option<String> {
    let shown: u64 = parts.iter().filter_map(|cell| count(cell)).sum();
    let hidden = parts.iter().filter(|cell| is_hidden(cell)).count();
    let Some(rest) = total.checked_sub(shown) else {
        return Some(format!("summen er {total}, men rækkerne giver {shown}. Lav filen igen med `staff stats`."));
    };
    match hidden {
        0 if rest == 0 => None,
        0 => Some(format!("summen er {total}, men rækkerne giver {shown}. Lav filen igen med `staff stats`.")),
        1 => Some(format!("den ene skjulte celle må være {rest}, for resten står her. Skjul en celle til.")),
        _ if rest < NARROWEST => {
            Some(format!("de skjulte celler giver {rest} tilsammen, og det siger for meget. Skjul en celle til."))
        }
        _ => None,
    }
}

fn of(row: &Row, column: &Column) -> Option<u64> {
    column.of.and_then(|place| row.cells.get(place)).and_then(count)
}

fn count(cell: &Cell) -> Option<u64> {
    match cell {
        Cell::Whole(number) => u64::try_from(*number).ok(),
        Cell::Decimal(_) | Cell::Text(_) => None,
    }
}

fn number(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Whole(number) => Some(*number as f64),
        Cell::Decimal(number) => Some(*number),
        Cell::Text(_) => None,
    }
}

fn is_hidden(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(text) if text == HIDDEN)
}
