//! »Pakker«: what was asked for, what is to be packed, and what is printed.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::case::package_name;
use super::draw::Page;
use super::prints::{self, order, sheets};
use super::queue::{Choosable, ticked};
use super::visit::{Errand, Fields, Visit};
use super::words;
use crate::audit::Deed;
use crate::case::{Action, Outcome, Status};
use crate::packages::alike::{Alike, alike};
use crate::packages::fit::{Stage, fit, package};
use crate::packages::request::{Children, Request};
use crate::packages::stock::stock;
use crate::submission::Submission;
use crate::trouble::Trouble;

/// How long packages that are done are counted in the stock, and compared with.
const RECENT_DAYS: u32 = 365;

#[derive(Serialize)]
struct View {
    groups: Vec<Group>,
    stock: Vec<StockRow>,
    sheets: Vec<Choosable>,
    wishes: usize,
    any: bool,
}

/// Packages that have come equally far.
#[derive(Serialize)]
struct Group {
    id: &'static str,
    title: &'static str,
    text: &'static str,
    count: usize,
    stages: Vec<StageGroup>,
}

/// Packages that are packed alike.
#[derive(Serialize)]
struct StageGroup {
    title: String,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    number: String,
    revision: u64,
    name: Option<String>,
    /// Whoever has waited longest stands first.
    #[serde(skip)]
    came: Timestamp,
    received: String,
    status: &'static str,
    children: &'static str,
    several: bool,
    remark: Option<String>,
    asks_first: bool,
    delivery: Option<String>,
    wishes: Vec<String>,
    alike: Vec<Twin>,
}

/// Another request that looks like the same family.
#[derive(Serialize)]
struct Twin {
    number: String,
    text: String,
}

#[derive(Serialize)]
struct StockRow {
    title: String,
    approved: u32,
    packed: u32,
    handed_over: u32,
}

/// A group: its name in addresses, its heading, a word about it, and which packages stand in it.
type GroupOf = (&'static str, &'static str, &'static str, fn(Status) -> bool);

/// How far packages have come, in the order they are dealt with.
const GROUPS: [GroupOf; 3] = [
    ("nye", "Skal vurderes", "Læs, hvad familien skriver, og bevilg pakken eller giv afslag.", |status| {
        matches!(status, Status::New | Status::Taken | Status::Contacted)
    }),
    ("bevilget", "Skal pakkes", "De er bevilget. Pakken er valgt efter barnets alder i dag.", |status| {
        status == Status::Approved
    }),
    ("pakket", "Skal udleveres", "De står pakket.", |status| status == Status::Packed),
];

pub(super) async fn show(visit: Visit) -> Response {
    match visit.desk.packages(RECENT_DAYS, &|_, _| {}).await {
        Ok(submissions) => {
            let view = view(&requests(&visit, &submissions), visit.desk.stages(), visit.desk.today());
            let page = Page { template: "pakker.html", title: "Pakker", menu: "/pakker", status: StatusCode::OK };
            visit.web.page(&visit, &page, &view)
        }
        Err(trouble) => visit.web.trouble(&visit, &trouble),
    }
}

/// Returns what packing needs of each, with its revision.
fn requests(visit: &Visit, submissions: &[Submission]) -> Vec<(Request, u64)> {
    let read = |submission: &Submission| {
        let head = &submission.head;
        let form = visit.desk.forms().get(&head.form, head.version)?;
        Some((Request::read(form, submission)?, head.revision))
    };
    submissions.iter().filter_map(read).collect()
}

fn view(all: &[(Request, u64)], stages: &[Stage], today: Date) -> View {
    let requests: Vec<Request> = all.iter().map(|(request, _)| request.clone()).collect();
    let twins = alike(&requests);
    let groups = GROUPS.map(|(id, title, text, belongs)| {
        let here: Vec<&(Request, u64)> =
            all.iter().filter(|(request, _)| belongs(request.status) && !request.quarantined).collect();
        Group { id, title, text, count: here.len(), stages: by_stage(&here, &twins, stages, today) }
    });
    let row = |line: crate::packages::stock::Stock| StockRow {
        title: line.stage.map_or_else(|| "Kan ikke siges".to_owned(), |stage| package_name(&stage, stages)),
        approved: line.approved,
        packed: line.packed,
        handed_over: line.handed_over,
    };
    View {
        any: groups.iter().any(|group| group.count > 0),
        wishes: groups
            .iter()
            .flat_map(|group| &group.stages)
            .flat_map(|stage| &stage.rows)
            .filter(|row| !row.wishes.is_empty())
            .count(),
        groups: groups.into(),
        stock: stock(&requests, stages, today).into_iter().map(row).collect(),
        sheets: sheets(),
    }
}

/// Parts packages by what is packed: what stands packed by what it is, the others by the age on the day.
fn by_stage(
    here: &[&(Request, u64)],
    twins: &BTreeMap<String, Vec<Alike>>,
    stages: &[Stage],
    today: Date,
) -> Vec<StageGroup> {
    let mut parted: BTreeMap<usize, StageGroup> = BTreeMap::new();
    for (request, revision) in here {
        let fit = package(request, stages, today);
        let place = stages.iter().position(|stage| Some(stage) == fit.stage).unwrap_or(stages.len());
        let title = fit.stage.map_or("Pakken kan ikke vælges endnu", |stage| stage.title.as_str()).to_owned();
        let group = parted.entry(place).or_insert_with(|| StageGroup { title, rows: Vec::new() });
        let family = request.family.as_ref();
        let others = twins.get(&request.number).map(Vec::as_slice).unwrap_or_default();
        group.rows.push(Row {
            number: request.number.clone(),
            revision: *revision,
            name: family.map(|family| family.name.clone()),
            came: request.received,
            received: words::short_day(words::day_of(request.received)),
            status: request.status.label(),
            children: request.children.in_words(),
            several: request.children != Children::One,
            asks_first: fit.remark.is_some_and(|remark| remark.asks_first()),
            remark: fit.remark.map(|remark| remark.in_words()),
            delivery: family.map(|family| family.delivery.in_words()),
            wishes: family
                .map_or(&[][..], |family| &family.wishes)
                .iter()
                .map(|wish| wish.in_words().to_owned())
                .collect(),
            alike: others.iter().map(|one| Twin { number: one.number.clone(), text: one.in_words() }).collect(),
        });
    }
    for group in parted.values_mut() {
        group.rows.sort_by_key(|row| row.came);
    }
    parted.into_values().collect()
}

/// Grants, packs or hands over what was ticked, and says which could not be.
pub(super) async fn act(errand: Errand) -> Response {
    let Errand { visit, fields } = errand;
    let chosen: Vec<(&str, u64)> = fields.all("sag").filter_map(ticked).collect();
    if chosen.is_empty() {
        return visit
            .web
            .go_on("/pakker", "Der er ikke valgt nogen pakker. Sæt kryds ved dem, det gælder, og prøv igen.");
    }
    let submissions = match visit.desk.packages(RECENT_DAYS, &|_, _| {}).await {
        Ok(submissions) => submissions,
        Err(trouble) => return visit.web.trouble(&visit, &trouble),
    };
    let (mut done, mut not) = (0, Vec::new());
    for (number, revision) in chosen {
        let submission = submissions.iter().find(|one| one.head.number() == number);
        match act_on(&visit, submission, revision, fields.get("goer")).await {
            Ok(()) => done += 1,
            Err(why) => not.push(format!("Sag {number}: {why}")),
        }
    }
    let word = match fields.get("goer") {
        "bevilg" => "bevilget",
        "pak" => "markeret som pakket",
        _ => "markeret som udleveret",
    };
    let said = format!("{} er {word}.", words::count(done, "pakke", "pakker"));
    visit.web.go_on("/pakker", &std::iter::once(said).chain(not).collect::<Vec<_>>().join("\n"))
}

async fn act_on(visit: &Visit, submission: Option<&Submission>, revision: u64, deed: &str) -> Result<(), String> {
    let Some(submission) = submission else { return Err("findes ikke mere blandt pakkerne.".to_owned()) };
    let action = match deed {
        "bevilg" => {
            may_grant(submission.head.status, &request_of(visit, submission)?)?;
            Action::Approve
        }
        "pak" => Action::Pack(stage_of(visit, submission)?),
        "udlever" => Action::Close(Outcome::HandedOver),
        _ => return Err("vælg, hvad der skal ske.".to_owned()),
    };
    match visit.desk.act(&submission.head.key, revision, &[action]).await {
        Ok(_) => Ok(()),
        Err(Trouble::Changed { by, .. }) => Err(format!("{by} ændrede den imens. Se den igen.")),
        Err(trouble) => Err(words::sentence(&trouble.to_string())),
    }
}

fn request_of(visit: &Visit, submission: &Submission) -> Result<Request, String> {
    let head = &submission.head;
    let request = visit.desk.forms().get(&head.form, head.version).and_then(|form| Request::read(form, submission));
    request.ok_or_else(|| "skemaet er ikke på denne maskine.".to_owned())
}

/// Lets a package be granted together with others, unless somebody must read it first or it has come further already.
fn may_grant(status: Status, request: &Request) -> Result<(), String> {
    match status {
        Status::New | Status::Taken | Status::Contacted => {}
        Status::Approved => return Err("er allerede bevilget.".to_owned()),
        Status::Packed => return Err("er allerede pakket.".to_owned()),
        Status::Closed(_) => return Err("er lukket.".to_owned()),
    }
    if request.family.as_ref().is_some_and(|family| !family.wishes.is_empty()) {
        return Err("har særlige hensyn. Åbn den, læs dem, og bevilg den derfra.".to_owned());
    }
    Ok(())
}

/// Returns the package that fits, unless the family must be asked first.
fn stage_of(visit: &Visit, submission: &Submission) -> Result<String, String> {
    let request = request_of(visit, submission)?;
    let fit = fit(request.child, visit.desk.stages(), visit.desk.today());
    match (fit.remark.filter(|remark| remark.asks_first()), fit.stage) {
        (None, Some(stage)) => Ok(stage.id.clone()),
        (remark, _) => {
            let why = remark.or(fit.remark).map_or_else(String::new, |remark| format!("{}. ", remark.in_words()));
            Err(format!("{why}Åbn sagen, og vælg pakken der."))
        }
    }
}

#[derive(Serialize)]
struct Warned {
    warnings: Vec<String>,
    nothing: bool,
    hidden: Vec<(String, String)>,
}

/// Prints what was ticked. What is left out is told first, so that nobody finds out from an empty label.
pub(super) async fn print(errand: Errand) -> Response {
    let Errand { visit, fields } = errand;
    let order = match order(fields.get("goer"), fields.get("ark"), fields.get("foerste")) {
        Ok(order) => order,
        Err(problem) => return warned(&visit, &fields, vec![problem.to_owned()], true),
    };
    let submissions = match visit.desk.packages(RECENT_DAYS, &|_, _| {}).await {
        Ok(submissions) => submissions,
        Err(trouble) => return visit.web.trouble(&visit, &trouble),
    };
    let chosen: Vec<&str> = fields.all("sag").filter_map(ticked).map(|(number, _)| number).collect();
    let requests = requests(&visit, &submissions).into_iter().map(|(request, _)| request);
    let requests: Vec<Request> = requests.filter(|request| chosen.contains(&request.number.as_str())).collect();
    if requests.is_empty() {
        let text = "Der er ikke valgt nogen pakker. Luk fanen, sæt kryds ved dem, det gælder, og prøv igen.";
        return warned(&visit, &fields, vec![text.to_owned()], true);
    }
    let chosen = words::count(requests.len(), "pakke", "pakker");
    match prints::print(order, requests, visit.desk.stages(), visit.desk.today()) {
        Ok(printed) if printed.warnings.is_empty() || fields.has("alligevel") => {
            // What cannot be written down is not done.
            match visit.desk.log(Deed::Printed, None, &format!("{}, {chosen}", fields.get("goer"))).await {
                Ok(()) => printed.into_response(),
                Err(trouble) => visit.web.trouble(&visit, &trouble),
            }
        }
        Ok(printed) => warned(&visit, &fields, printed.warnings, false),
        Err(why) => warned(&visit, &fields, why, true),
    }
}

fn warned(visit: &Visit, fields: &Fields, warnings: Vec<String>, nothing: bool) -> Response {
    let hidden = fields.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let status = if nothing { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = Page { template: "udeladt.html", title: "Før du printer", menu: "/pakker", status };
    visit.web.page(visit, &page, &Warned { warnings, nothing, hidden })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packages::request::{Family, Wish};
    use crate::packages::samples::request;

    #[test]
    fn nothing_is_granted_in_a_heap_that_must_be_read_or_stands_packed() {
        let plain = request("01");
        let care = |family: &Family| Family { wishes: vec![Wish::Unsaid], ..family.clone() };
        let special = Request { family: plain.family.as_ref().map(care), ..plain.clone() };
        for (status, request, may) in [
            (Status::New, &plain, true),
            (Status::Contacted, &plain, true),
            (Status::Taken, &special, false),
            (Status::Approved, &plain, false),
            (Status::Packed, &plain, false),
            (Status::Closed(Outcome::HandedOver), &plain, false),
        ] {
            assert_eq!(may_grant(status, request).is_ok(), may, "{status:?}");
        }
    }
}
