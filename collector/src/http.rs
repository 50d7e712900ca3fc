//! Requests to answers: routes, status codes, and a page or a document for whoever sent something.
//!
//! | request | answer |
//! | --- | --- |
//! | `POST /api/formularer/{id}` without a receipt | the form again with what must be mended, or the answers to be looked over with a fresh receipt |
//! | the same with a receipt | stored once, however often it is sent: the receipt page |
//! | `POST /api/kvittering/slet` | what the receipt belongs to is erased; the same answer whether or not there was anything |
//! | `GET /api/helbred` | 200 when a submission could be stored, 507 when not |
//!
//! Nothing is acknowledged before it is stored, nothing stored before all of it is valid, and nothing typed is ever lost. What could
//! not be stored is answered 507: a 503 comes from whoever stands before us, and means that nobody of ours was asked.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use axum::routing::{get, post};
use forms::answers::{Answers, Posted, VERSION};
use forms::code::Receipt;
use forms::definition::State as FormState;
use forms::message::{ERROR_RECEIPT, Message};
use jiff::Timestamp;
use jiff::civil::Date;
use tracing::info;

use crate::catalogue::{Catalogue, Entry};
use crate::guard::{Origin, suspicions};
use crate::intake::{Arrival, assess, receive};
use crate::record::{Key, family_code};
use crate::seal::Keys;
use crate::store::{Store, StoreError};

mod decode;
mod extras;
mod pages;
mod respond;

use extras::Extras;
use respond::Wants;

/// The longest body that is taken, in bytes.
pub const LONGEST_BODY: usize = 64 * 1024;

/// Everything the service works with.
#[derive(Debug)]
pub struct Service {
    /// The forms and their pages.
    pub catalogue: Catalogue,
    /// For whom answers are sealed.
    pub keys: Keys,
    /// The table.
    pub store: Store,
    /// Where the site lives.
    pub origin: Origin,
    /// Tells the time.
    pub now: fn() -> Timestamp,
}

/// Returns the whole service, for Lambda, for a developer's machine and for a test alike.
pub fn router(service: Arc<Service>) -> Router {
    Router::new()
        .route("/api/formularer/{id}", post(submit))
        .route("/api/kvittering/slet", post(erase))
        .route("/api/helbred", get(health))
        .method_not_allowed_fallback(wrong_method)
        .fallback(not_found)
        .with_state(service)
}

async fn submit(
    State(service): State<Arc<Service>>,
    id: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    let started = Instant::now();
    // A name that is no UTF-8 is the name of no form.
    let id = id.map(|Path(id)| id).unwrap_or_default();
    let (head, body) = request.into_parts();
    let wants = Wants::of(&head.headers);
    let (outcome, response) = match decode::fields(&head.headers, body).await {
        Err(message) => (message.name(), respond::message(&service.catalogue, wants, message)),
        Ok(posted) => receive_form(&service, &id, &head, wants, posted).await,
    };
    // The name in the address is the sender's; only names of ours are written down.
    let form = service.catalogue.newest(&id).map_or("-", |entry| entry.form.id().as_str());
    log(form, outcome, response.status(), started);
    response
}

/// Walks a submission's whole road, and returns what became of it, with the answer.
async fn receive_form(
    service: &Service,
    id: &str,
    head: &Parts,
    wants: Wants,
    mut posted: Posted,
) -> (&'static str, Response) {
    let catalogue = &service.catalogue;
    let say = |message: Message| (message.name(), respond::message(catalogue, wants, message));
    let Some(newest) = catalogue.newest(id) else { return say(Message::NoForm) };
    if newest.form.state() == FormState::Closed {
        return say(Message::Closed);
    }
    let now = (service.now)();
    let extras = Extras::take(&mut posted);
    let version = posted.get(VERSION).first().map_or("", String::as_str);
    let Some(entry) = catalogue.version(id, version) else {
        return ("version", respond::changed(catalogue, wants, newest, &posted));
    };
    if extras.back {
        return ("back", respond::form_again(catalogue, wants, entry, &posted));
    }
    let Ok(receipt) = extras.receipt() else { return say(Message::Conflict) };
    let fresh = receipt.is_none();
    let Some(receipt) = receipt.or_else(new_receipt) else { return say(Message::Failed) };
    let code = extras.wants_family_code && entry.form.family_code() && !is_filled(&posted, forms::answers::FAMILY_CODE);
    if code {
        posted.take(forms::answers::FAMILY_CODE);
        posted.add(forms::answers::FAMILY_CODE.to_owned(), family_code(receipt).reveal());
    }
    let today = danish_day(now);
    let answers = match Answers::parse(&entry.form, &posted, today) {
        Ok(answers) => answers,
        Err(errors) => return ("refused", respond::refused(catalogue, wants, entry, &posted, &errors)),
    };
    let sheet = pages::Sheet { catalogue, entry, posted: &posted, answers: &answers, receipt, now, new_code: code };
    let assessment = assess(&entry.form, &answers, today);
    if fresh {
        return ("check", respond::check(wants, &sheet, &assessment, None));
    }
    let suspicions = suspicions(&service.origin, extras.signs(&head.headers), now);
    let arrival = Arrival { receipt, now, suspicions };
    match store(service, entry, &answers, &assessment, &arrival).await {
        Ok(()) => ("stored", respond::receipt(wants, &sheet, &assessment)),
        Err(StoreError::Conflict) => say(Message::Conflict),
        Err(StoreError::Unavailable) => {
            ("unavailable", respond::check(wants, &sheet, &assessment, Some(Message::NotStored)))
        }
    }
}

async fn store(
    service: &Service,
    entry: &Entry,
    answers: &Answers,
    assessment: &crate::intake::Assessment,
    arrival: &Arrival,
) -> Result<(), StoreError> {
    let record = receive(&entry.form, answers, assessment, arrival, &service.keys);
    let record = record.map_err(|_| StoreError::Unavailable)?;
    service.store.put(&record).await?;
    if !arrival.suspicions.is_empty() {
        info!(target: "collector", form = %record.form, signs = arrival.suspicions.len(), "kept apart");
    }
    Ok(())
}

async fn erase(State(service): State<Arc<Service>>, request: Request) -> Response {
    let started = Instant::now();
    let (head, body) = request.into_parts();
    let wants = Wants::of(&head.headers);
    let catalogue = &service.catalogue;
    let (outcome, response) = match decode::fields(&head.headers, body).await {
        Err(message) => (message.name(), respond::message(catalogue, wants, message)),
        Ok(mut posted) => match Extras::take(&mut posted).receipt() {
            Ok(Some(receipt)) => {
                let message = match service.store.erase(&Key::of(receipt)).await {
                    Ok(()) => Message::Erased,
                    Err(_) => Message::EraseFailed,
                };
                (message.name(), respond::message(catalogue, wants, message))
            }
            Ok(None) | Err(_) => ("refused", respond::no_receipt(catalogue, wants, catalogue.word(ERROR_RECEIPT))),
        },
    };
    log("-", outcome, response.status(), started);
    response
}

async fn health(State(service): State<Arc<Service>>, head: Parts) -> Response {
    let wants = Wants::of(&head.headers);
    match service.store.reach().await {
        Ok(()) => respond::healthy(),
        Err(_) => respond::message(&service.catalogue, wants, Message::Failed),
    }
}

async fn not_found(State(service): State<Arc<Service>>, head: Parts) -> Response {
    respond::message(&service.catalogue, Wants::of(&head.headers), Message::NotFound)
}

async fn wrong_method(State(service): State<Arc<Service>>, request: Request<Body>) -> Response {
    let allow = if request.uri().path() == "/api/helbred" { "GET, HEAD" } else { "POST" };
    respond::allowing(allow, respond::message(&service.catalogue, Wants::of(request.headers()), Message::Method))
}

/// Writes down that something was sent and what became of it; never what it was, nor who sent it.
fn log(form: &str, outcome: &str, status: StatusCode, started: Instant) {
    let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    info!(target: "collector", form, outcome, status = status.as_u16(), duration_ms, "answered");
}

fn is_filled(posted: &Posted, name: &str) -> bool {
    posted.get(name).iter().any(|value| !value.trim().is_empty())
}

/// Returns a receipt that nobody can guess; `None` if the machine gives no randomness.
fn new_receipt() -> Option<Receipt> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(Receipt::from_random(bytes))
}

/// Returns the calendar day in Denmark.
fn danish_day(now: Timestamp) -> Date {
    now.to_zoned(jiff::tz::get!("Europe/Copenhagen")).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_the_one_in_denmark() {
        let day = |text: &str| danish_day(text.parse().expect("a moment")).to_string();
        assert_eq!(day("2026-11-21T22:59:59Z"), "2026-11-21");
        assert_eq!(day("2026-11-21T23:00:00Z"), "2026-11-22");
        assert_eq!(day("2026-07-01T22:00:00Z"), "2026-07-02");
    }
}
