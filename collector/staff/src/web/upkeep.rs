//! What keeps the house in order: what is erased when, who did what, which keys there are.

use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use super::draw::Page;
use super::queue::Row;
use super::visit::{Errand, Fields, Visit};
use super::words;
use crate::case::Head;
use crate::keys::Role;
use crate::told::when;

/// Days of the log that are shown at first.
const DAYS: i64 = 7;

/// Rows of what is erased that are shown; the rest is counted.
const FIRST_ROWS: usize = 40;

#[derive(Serialize)]
struct Retention {
    due: Vec<Row>,
    due_count: usize,
    due_hidden: usize,
    soon: Vec<Soon>,
    held: Vec<Row>,
    addresses: Vec<Row>,
    addresses_count: usize,
    addresses_hidden: usize,
    /// What one agrees to by a tick.
    going: String,
    /// Of forms that are not on this machine.
    unknown: Vec<Row>,
    damaged: Option<String>,
    problem: Option<&'static str>,
}

#[derive(Serialize)]
struct Soon {
    row: Row,
    on: String,
}

/// Shows what is erased soon, and what is not because nobody has read it.
pub(super) async fn retention(visit: Visit) -> Response {
    what_goes(&visit, None).await
}

async fn what_goes(visit: &Visit, problem: Option<&'static str>) -> Response {
    let report = match visit.desk.retention(true).await {
        Ok(report) => report,
        Err(trouble) => return visit.web.trouble(visit, &trouble),
    };
    let desk = &visit.desk;
    let row = |head: &Head| Row::of(head, desk.forms(), desk.who(), desk.now());
    let view = Retention {
        due: report.erased.iter().take(FIRST_ROWS).map(row).collect(),
        due_count: report.erased.len(),
        due_hidden: report.erased.len().saturating_sub(FIRST_ROWS),
        soon: report.soon.iter().map(|(head, on)| Soon { row: row(head), on: words::short_day(*on) }).collect(),
        held: report.held.iter().map(row).collect(),
        addresses: report.addresses.iter().take(FIRST_ROWS).map(row).collect(),
        addresses_count: report.addresses.len(),
        addresses_hidden: report.addresses.len().saturating_sub(FIRST_ROWS),
        going: going(report.erased.len(), report.addresses.len()),
        unknown: report.unknown.iter().map(row).collect(),
        damaged: (report.damaged > 0)
            .then(|| words::count(usize::try_from(report.damaged).unwrap_or(usize::MAX), "sag", "sager")),
        problem,
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = Page { template: "opbevaring.html", title: "Opbevaring", menu: "/opbevaring", status };
    visit.web.page(visit, &page, &view)
}

/// Returns what would be erased for ever.
fn going(answers: usize, addresses: usize) -> String {
    let answers = (answers > 0).then(|| format!("{answers} svar"));
    let addresses = (addresses > 0).then(|| words::count(addresses, "families", "families") + " kontaktoplysninger");
    answers.into_iter().chain(addresses).collect::<Vec<_>>().join(" og ")
}

/// Erases what has had its time, as the daily run does, once somebody has said yes to it.
pub(super) async fn erase_what_is_due(errand: Errand) -> Response {
    let Errand { visit, fields } = errand;
    if fields.get("ja") != "ja" {
        return what_goes(&visit, Some("Intet er slettet. Sæt kryds ved, at det skal slettes, og prøv igen.")).await;
    }
    match visit.desk.retention(false).await {
        Ok(report) => {
            let erased = words::count(report.erased.len(), "svar", "svar");
            let addresses = words::count(report.addresses.len(), "families", "families");
            let said = format!("{erased} er slettet, og {addresses} kontaktoplysninger er slettet.");
            visit.web.go_on("/opbevaring", &said)
        }
        Err(trouble) => visit.web.trouble(&visit, &trouble),
    }
}

#[derive(Serialize)]
struct Audit {
    from: String,
    to: String,
    problem: Option<&'static str>,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    when: String,
    by: String,
    deed: &'static str,
    detail: String,
    about: Option<String>,
    refused: Option<String>,
}

/// Shows who looked, exported and erased, and what was refused.
pub(super) async fn audit(visit: Visit, RawQuery(query): RawQuery) -> Response {
    let fields = Fields::parse(query.as_deref().unwrap_or_default());
    let today = visit.desk.today();
    let week = today.checked_sub((DAYS - 1).days()).unwrap_or(today);
    let (from, to) = (day(&fields, "fra", week), day(&fields, "til", today));
    let problem = from.and(to).err();
    let (from, to) = (from.unwrap_or(week), to.unwrap_or(today));
    let lines = match visit.desk.audit(from, to).await {
        Ok(lines) => lines,
        Err(trouble) => return visit.web.trouble(&visit, &trouble),
    };
    let lines = lines.into_iter().rev().map(|line| Line {
        when: when(line.at),
        by: line.by,
        deed: line.deed.label(),
        detail: line.detail,
        about: line.about.as_deref().and_then(|key| key.get(2..12)).map(str::to_owned),
        refused: line.refused.as_deref().map(words::sentence),
    });
    let view = Audit { from: from.to_string(), to: to.to_string(), problem, lines: lines.collect() };
    let page = Page { template: "log.html", title: "Log", menu: "/log", status: StatusCode::OK };
    visit.web.page(&visit, &page, &view)
}

fn day(fields: &Fields, name: &str, otherwise: Date) -> Result<Date, &'static str> {
    super::case::day(fields.get(name)).map(|day| day.unwrap_or(otherwise))
}

#[derive(Serialize)]
struct Keys {
    keys: Vec<Key>,
}

#[derive(Serialize)]
struct Key {
    role: &'static str,
    opens: &'static str,
    public: String,
    ours: bool,
    /// Whether it is here though it belongs in the safe.
    astray: bool,
}

/// Shows which keys there are, and which of them are here.
pub(super) async fn keys(visit: Visit) -> Response {
    let own = visit.desk.own_keys();
    let of = |role: Role| visit.desk.recipients().of(role).iter().map(move |public| (role, public));
    let keys = Role::ALL.into_iter().flat_map(of).map(|(role, public)| Key {
        role: role.word(),
        opens: role.opens(),
        public: public.clone(),
        ours: own.contains(public),
        astray: role == Role::Recovery && own.contains(public),
    });
    let page = Page { template: "noegler.html", title: "Nøgler", menu: "/noegler", status: StatusCode::OK };
    visit.web.page(&visit, &page, &Keys { keys: keys.collect() })
}
