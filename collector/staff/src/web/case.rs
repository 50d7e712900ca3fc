//! One case: how the family is, who it is, what was done, and what can be done.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;

use super::draw::Page;
use super::queue::Row;
use super::visit::{Errand, Fields, Visit};
use super::words;
use crate::case::Head;
use crate::desk::Look;
use crate::trouble::Trouble;

mod deeds;
mod view;

pub(super) use deeds::day;
pub(super) use view::package_name;
use view::{CaseView, Draft};

pub(super) async fn show(visit: Visit, Path(number): Path<String>) -> Response {
    match visit.desk.look(&number).await {
        Ok(look) => {
            draw(&visit, &look, &Draft::empty(visit.desk.who(), visit.desk.today()), StatusCode::OK, Vec::new())
        }
        Err(trouble) => visit.web.trouble(&visit, &trouble),
    }
}

fn draw(visit: &Visit, look: &Look, draft: &Draft, status: StatusCode, problems: Vec<String>) -> Response {
    let view = CaseView::new(look, &visit.desk, draft, problems);
    let title = format!("{} · {}", view.title(), look.head.number());
    visit.web.page(visit, &Page { template: "sag.html", title: &title, menu: "/", status }, &view)
}

/// Does what was asked for. What was typed is on the page again if it could not be done.
pub(super) async fn act(Path(number): Path<String>, errand: Errand) -> Response {
    let Errand { visit, fields } = errand;
    let head = match visit.desk.head(&number).await {
        Ok(head) => head,
        Err(trouble) => return gone(&visit, &fields, &trouble),
    };
    let actions = match deeds::read(&fields, &head) {
        Ok(actions) => actions,
        Err(problem) => return again(&visit, &fields, &number, StatusCode::UNPROCESSABLE_ENTITY, problem).await,
    };
    let revision = fields.get("revision").parse().unwrap_or(u64::MAX);
    match visit.desk.act(&head.key, revision, &actions).await {
        Ok(head) => went_well(&visit, &head),
        Err(Trouble::Changed { by, .. }) => {
            again(&visit, &fields, &number, StatusCode::CONFLICT, &changed(&fields, &by)).await
        }
        Err(trouble) => {
            again(&visit, &fields, &number, StatusCode::CONFLICT, &words::sentence(&trouble.to_string())).await
        }
    }
}

/// Shows the case as it is now, with what was typed still in its place and a word about why it was not saved.
async fn again(visit: &Visit, fields: &Fields, number: &str, status: StatusCode, problem: &str) -> Response {
    match visit.desk.look(number).await {
        Ok(look) => {
            let draft = Draft::of(fields, visit.desk.who(), visit.desk.today());
            draw(visit, &look, &draft, status, vec![problem.to_owned()])
        }
        Err(trouble) => gone(visit, fields, &trouble),
    }
}

/// The next thing after a case that is closed is the next case.
fn went_well(visit: &Visit, head: &Head) -> Response {
    let number = head.number();
    if head.status.is_closed() {
        return visit.web.go_on("/", &format!("Sag {number} er lukket: {}.", head.status.label()));
    }
    visit.web.go_on(&format!("/sag/{number}"), "Det er gemt.")
}

/// Somebody else was first.
fn changed(fields: &Fields, by: &str) -> String {
    let kept = if fields.has("note") { "Din note er her stadig." } else { "Det, du valgte, står her stadig." };
    format!(
        "{by} ændrede sagen, mens du skrev. {kept} Sagen vises, som den er nu: se historikken, og gem så igen, hvis det \
         stadig passer."
    )
}

/// The case is gone or out of reach: the note is shown, so that it can be copied.
fn gone(visit: &Visit, fields: &Fields, trouble: &Trouble) -> Response {
    let said = words::sentence(&trouble.to_string());
    if !fields.has("note") {
        return visit.web.trouble(visit, trouble);
    }
    let text = format!("{said}\n\nDin note er ikke gemt. Her er den, så du kan kopiere den:\n\n{}", fields.get("note"));
    visit.web.tell(visit, StatusCode::CONFLICT, "Det gik ikke", &text, Some("/"))
}

#[derive(Serialize)]
struct FamilyView {
    number: String,
    asked: bool,
    rows: Vec<Row>,
}

/// Says how long it takes to find the other answers of a family, before it is done.
pub(super) async fn ask_family(visit: Visit, Path(number): Path<String>) -> Response {
    draw_family(&visit, &number, None)
}

/// Finds the other answers of a family. Each must be opened to be found: only inside the seal stands whose it is.
pub(super) async fn family(Path(number): Path<String>, errand: Errand) -> Response {
    let visit = errand.visit;
    let key = match visit.desk.head(&number).await {
        Ok(head) => head.key,
        Err(trouble) => return visit.web.trouble(&visit, &trouble),
    };
    match visit.desk.family(&key, &|_, _| {}).await {
        Ok(mut heads) => {
            heads.retain(|head| head.key != key);
            draw_family(&visit, &number, Some(&heads))
        }
        Err(trouble) => visit.web.trouble(&visit, &trouble),
    }
}

fn draw_family(visit: &Visit, number: &str, found: Option<&[Head]>) -> Response {
    let desk = &visit.desk;
    let rows = found.unwrap_or_default().iter().map(|head| Row::of(head, desk.forms(), desk.who(), desk.now()));
    let view = FamilyView { number: number.to_owned(), asked: found.is_some(), rows: rows.collect() };
    let page = Page { template: "familie.html", title: "Familiens andre svar", menu: "/", status: StatusCode::OK };
    visit.web.page(visit, &page, &view)
}
