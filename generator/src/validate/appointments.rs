//! What every family is offered: `aftaler.toml`.

use std::collections::BTreeSet;
use std::sync::Arc;

use forms::id::is_slug;
use forms::problem::{Problem, meant};
use forms::table::{At, Fields};

use super::Desk;
use super::course::window;
use crate::diagnostic::Diagnostic;
use crate::model::appointment::{Appointment, Kind};

/// A text longer than this is not read in a list of dates.
const MOST_WORDS: usize = 25;

pub(super) fn read(desk: &Desk<'_>, fields: Fields<'_>) -> Vec<Appointment> {
    let mut ids = BTreeSet::new();
    let mut found = Vec::new();
    for appointment in fields.tables("aftale").into_iter().filter_map(|fields| appointment(desk, fields)) {
        let id = &appointment.id;
        if !ids.insert(id.value.clone()) {
            desk.report(
                Diagnostic::error(&desk.draft.file, id.span.clone(), format!("to aftaler hedder `{}`", id.value))
                    .help("giv den ene et andet navn, fx med alderen i"),
            );
        }
        found.push(appointment);
    }
    fields.finish();
    found
}

fn appointment(desk: &Desk<'_>, fields: Fields<'_>) -> Option<Appointment> {
    let id = fields.need::<String>("id");
    let title = fields.need::<String>("title");
    let kind = fields.need::<String>("kind").and_then(|name| kind(&fields, name));
    let when = fields.need::<String>("when");
    let window = window(&fields);
    let text = fields.need::<String>("text");
    let page = fields.get::<String>("page");
    let sources = fields.need::<Vec<At<String>>>("sources");
    if let Some(id) = id.as_ref().filter(|id| !is_slug(&id.value)) {
        fields.report(
            Problem::new(id.span.clone(), "`id` må kun have små bogstaver a–z, tal og bindestreg")
                .help(format!("skriv fx {}", crate::parse::danish::slug(&id.value))),
        );
    }
    if let Some(text) = &text {
        check_length(desk, text);
    }
    fields.finish();
    Some(Appointment {
        file: Arc::clone(&desk.draft.file),
        id: id?,
        title: title?.value,
        kind: kind?,
        when: when?.value,
        window: window?.value,
        text: text?.value,
        page,
        sources: sources?.value,
        address: None,
    })
}

fn kind(fields: &Fields<'_>, name: At<String>) -> Option<Kind> {
    let found = Kind::ALL.iter().find(|(known, _)| *known == name.value).map(|(_, kind)| *kind);
    if found.is_none() {
        let names = Kind::ALL.map(|(name, _)| name);
        let problem = Problem::new(name.span, format!("ukendt slags aftale: »{}«", name.value));
        fields.report(match meant(&name.value, names) {
            Some(word) => problem.help(format!("mente du `{word}`?")).fix(format!("\"{word}\"")),
            None => problem.help(format!("her kan stå: {}", names.join(", "))),
        });
    }
    found
}

fn check_length(desk: &Desk<'_>, text: &At<String>) {
    let words = text.value.split_whitespace().count();
    if words > MOST_WORDS {
        let message = format!("`text` er {words} ord lang; højst {MOST_WORDS} bliver læst på en liste");
        desk.report(
            Diagnostic::warning(&desk.draft.file, text.span.clone(), message)
                .help("skriv det vigtigste, og lad lektionen fortælle resten"),
        );
    }
}
