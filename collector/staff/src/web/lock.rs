//! Coming in, locking, unlocking, and ending the program.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::header::{HeaderValue, SET_COOKIE};
use axum::response::Response;
use serde::Serialize;

use super::Web;
use super::draw::{Page, Refusal, go_to};
use super::gate::Kept;
use super::visit::{Slip, Visit, cookie_name, is_known};
use super::words::sentence;

/// The field that says where somebody was going when the program turned out to be locked.
const TO: &str = "_til";

#[derive(Serialize)]
struct Locked<'l> {
    to: &'l str,
    problem: Option<String>,
    needs_passphrase: bool,
}

/// A form that was kept, as it is offered again.
#[derive(Serialize)]
struct Again {
    path: String,
    /// What it was: »Note til sag 3f2a…«.
    what: String,
    /// What was written, to be read and mended before it is sent.
    note: Option<String>,
    /// Everything else, as it was.
    hidden: Vec<(String, String)>,
}

impl Web {
    /// Asks for the passphrase, and remembers where somebody was going.
    pub(super) fn ask_passphrase(&self, to: &str, problem: Option<String>) -> Response {
        let to = own_path(to);
        let status = if problem.is_some() { StatusCode::FORBIDDEN } else { StatusCode::LOCKED };
        let view = Locked { to, problem, needs_passphrase: self.door.needs_passphrase };
        self.page_outside(&Page { template: "laas.html", title: "Låst", menu: "", status }, &view)
    }
}

/// Returns the path if it is one of ours, and the first page otherwise: browsers read `//x` and `/\x` as another machine.
fn own_path(path: &str) -> &str {
    let rest = path.strip_prefix('/').filter(|rest| !rest.starts_with(['/', '\\']));
    if rest.is_some_and(|rest| !rest.contains(char::is_control)) { path } else { "/" }
}

/// Lets in whoever has the address that the program wrote; once.
pub(super) async fn enter(State(web): State<Arc<Web>>, Path(invitation): Path<String>, headers: HeaderMap) -> Response {
    let cookie = web
        .gate()
        .enter(&invitation)
        .map(|session| format!("{}={session}; HttpOnly; SameSite=Strict; Path=/", cookie_name(web.port)));
    let cookie = cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok());
    match cookie {
        Some(cookie) => {
            let mut response = go_to("/");
            response.headers_mut().insert(SET_COOKIE, cookie);
            response
        }
        // Somebody who is in already went back to the first page, or read it again.
        None if is_known(&web, &headers) => go_to("/"),
        None => web.refuse(Refusal::Used),
    }
}

/// Shows the page of the passphrase, for as long as it is locked.
pub(super) async fn show(_: Visit) -> Response {
    go_to("/")
}

/// Going back to the page of the passphrase leads to the work.
pub(super) async fn back() -> Response {
    go_to("/")
}

/// Locks at once. A form that somebody was filling in comes along, and is kept.
pub(super) async fn lock(slip: Slip) -> Response {
    let Slip { web, fields, .. } = slip;
    let to = fields.get(TO).to_owned();
    let mut gate = web.gate();
    gate.lock();
    if to.starts_with("/sag/") && fields.has("note") {
        gate.keep(Kept { path: to, fields });
    }
    drop(gate);
    web.ask_passphrase("/", None)
}

/// Opens with the passphrase, and offers again what was kept.
pub(super) async fn unlock(slip: Slip) -> Response {
    let Slip { web, fields, .. } = slip;
    let to = fields.get(TO).to_owned();
    let passphrase = fields.get("adgangssaetning").to_owned();
    let one_at_a_time = web.unlocking.lock().await;
    let opener = Arc::clone(&web);
    let opened = tokio::task::spawn_blocking(move || opener.door.open(&passphrase)).await;
    drop(one_at_a_time);
    let desk = match opened {
        Ok(Ok(desk)) => Arc::new(desk),
        Ok(Err(trouble)) => return web.ask_passphrase(&to, Some(sentence(&trouble.to_string()))),
        Err(_) => return web.ask_passphrase(&to, Some("Nøglen kunne ikke åbnes. Prøv igen.".to_owned())),
    };
    let kept = {
        let mut gate = web.gate();
        gate.unlock(Arc::clone(&desk), web.now());
        gate.take_kept()
    };
    if kept.is_empty() {
        return go_to(own_path(&to));
    }
    #[derive(Serialize)]
    struct Resume {
        forms: Vec<Again>,
    }
    let view = Resume { forms: kept.iter().map(again).collect() };
    let page = Page { template: "genoptag.html", title: "Du var i gang med noget", menu: "", status: StatusCode::OK };
    web.page(&Visit { web: Arc::clone(&web), desk }, &page, &view)
}

fn again(kept: &Kept) -> Again {
    let is_shown = |name: &str| name == "note";
    let hidden = kept.fields.iter().filter(|(name, _)| !is_shown(name) && *name != TO);
    Again {
        what: what(&kept.path),
        note: kept.fields.has("note").then(|| kept.fields.get("note").to_owned()),
        hidden: hidden.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        path: kept.path.clone(),
    }
}

/// Returns what a form of this address was for.
fn what(path: &str) -> String {
    let mut parts = path.split('/').skip(1);
    match (parts.next().unwrap_or_default(), parts.next(), parts.next()) {
        ("sag", Some(number), None) => format!("Sag {number}"),
        ("sag", Some(number), Some("slet")) => format!("Sletning af sag {number}"),
        ("sager", ..) => "Flere sager på én gang".to_owned(),
        ("pakker", ..) => "Pakker".to_owned(),
        ("udtraek", ..) => "Udtræk".to_owned(),
        ("tal", ..) => "Tal".to_owned(),
        ("slet", ..) => "Sletning".to_owned(),
        ("find", ..) => "Søgning".to_owned(),
        (..) => "En side".to_owned(),
    }
}

/// Ends the program. What is underway is done first.
pub(super) async fn end(slip: Slip) -> Response {
    let Slip { web, .. } = slip;
    web.gate().lock();
    #[derive(Serialize)]
    struct Ended {
        text: &'static str,
        back: Option<&'static str>,
    }
    let text = "Intet er åbent mere, og intet er gemt i browseren. Du kan lukke denne fane.";
    let page = Page { template: "besked.html", title: "Programmet er lukket", menu: "", status: StatusCode::OK };
    let response = web.page_outside(&page, &Ended { text, back: None });
    // Nobody listens when the pages are tried without a server.
    let _ = web.stop.send(true);
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::visit::Fields;

    #[test]
    fn nobody_is_led_to_another_machine() {
        for path in ["/", "/sag/ab12cd34ef", "/log"] {
            assert_eq!(own_path(path), path);
        }
        for path in ["", "//ond.dk", "/\\ond.dk", "https://ond.dk", "ond.dk", "/a\nb"] {
            assert_eq!(own_path(path), "/", "{path}");
        }
    }

    #[test]
    fn what_was_kept_is_offered_with_its_text_in_view() {
        let fields = Fields::parse("_ord=x&goer=skriv&note=Hun+ringer&luk=helped&_til=%2Fsag%2Fab");
        let again = again(&Kept { path: "/sag/ab12cd34ef".to_owned(), fields });
        assert_eq!(again.note.as_deref(), Some("Hun ringer"));
        assert_eq!(again.what, "Sag ab12cd34ef");
        assert_eq!(again.hidden.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["goer", "luk"]);
    }
}
