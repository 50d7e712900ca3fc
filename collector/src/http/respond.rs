//! Answers to the sender: a page, or the same as a document.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use forms::answers::{FieldError, Posted};
use forms::message::Message;
use serde_json::{Value, json};

use super::pages::{self, Sheet};
use crate::catalogue::{Catalogue, Entry};
use crate::intake::Assessment;

/// What the sender wants to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wants {
    /// A page.
    Page,
    /// JSON, for a program.
    Document,
}

impl Wants {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if accepted.contains("json") && !accepted.contains("text/html") { Self::Document } else { Self::Page }
    }
}

/// Returns the status that goes with a message: the one place where that is decided.
///
/// Never 500, 502, 503 or 504: in their place the edge shows a page of its own (infra/template.yaml), and would cover ours and the
/// answers on it. 507 says just as well that storing failed and may be tried again, and reaches the sender as it is.
fn status(message: Message) -> StatusCode {
    match message {
        Message::NotFound | Message::NoForm => StatusCode::NOT_FOUND,
        Message::Method => StatusCode::METHOD_NOT_ALLOWED,
        Message::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Message::Media => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Message::Unreadable => StatusCode::BAD_REQUEST,
        Message::Timeout => StatusCode::REQUEST_TIMEOUT,
        Message::Closed => StatusCode::GONE,
        Message::Version | Message::Conflict => StatusCode::CONFLICT,
        Message::NotStored | Message::EraseFailed | Message::Failed => StatusCode::INSUFFICIENT_STORAGE,
        Message::Erased => StatusCode::OK,
    }
}

/// Answers with a message alone.
pub(super) fn message(catalogue: &Catalogue, wants: Wants, message: Message) -> Response<Body> {
    match wants {
        Wants::Page => page(status(message), pages::message(catalogue, message)),
        Wants::Document if message == Message::Erased => document(StatusCode::OK, &json!({ "status": "erased" })),
        Wants::Document => problem(catalogue, status(message), message, &[]),
    }
}

/// Answers with the form as it was filled in, and everything that must be mended.
pub(super) fn refused(
    catalogue: &Catalogue,
    wants: Wants,
    entry: &Entry,
    posted: &Posted,
    errors: &[FieldError],
) -> Response<Body> {
    let wrong = pages::in_words(catalogue, &entry.form, errors);
    match wants {
        Wants::Page => {
            page(StatusCode::UNPROCESSABLE_ENTITY, pages::form(catalogue, &entry.page, posted, &wrong, None))
        }
        Wants::Document => {
            let errors: Vec<_> =
                wrong.iter().map(|wrong| json!({ "field": wrong.field, "message": wrong.message })).collect();
            problem(catalogue, StatusCode::UNPROCESSABLE_ENTITY, Message::Unreadable, &errors)
        }
    }
}

/// Answers with the form as it was filled in, for who wants to change something.
pub(super) fn form_again(catalogue: &Catalogue, wants: Wants, entry: &Entry, posted: &Posted) -> Response<Body> {
    match wants {
        Wants::Page => page(StatusCode::OK, pages::form(catalogue, &entry.page, posted, &[], None)),
        Wants::Document => document(StatusCode::OK, &json!({ "status": "form" })),
    }
}

/// Answers with the newest version of a form that has changed since the sender fetched it, with what fits filled in.
pub(super) fn changed(catalogue: &Catalogue, wants: Wants, newest: &Entry, posted: &Posted) -> Response<Body> {
    match wants {
        Wants::Page => {
            let notice = catalogue.word("page_version_text");
            page(StatusCode::UNPROCESSABLE_ENTITY, pages::form(catalogue, &newest.page, posted, &[], Some(notice)))
        }
        Wants::Document => problem(catalogue, status(Message::Version), Message::Version, &[]),
    }
}

/// Answers with the answers to be looked over and a receipt to send them with; with a notice, if they could not be stored.
pub(super) fn check(
    wants: Wants,
    sheet: &Sheet<'_>,
    assessment: &Assessment,
    notice: Option<Message>,
) -> Response<Body> {
    let catalogue = sheet.catalogue;
    match (wants, notice) {
        (Wants::Page, notice) => {
            let text = notice.map(|message| catalogue.word(&format!("page_{}_text", message.name())));
            page(notice.map_or(StatusCode::OK, status), pages::check(sheet, assessment, text))
        }
        (Wants::Document, Some(message)) => problem(catalogue, status(message), message, &[]),
        (Wants::Document, None) => {
            let code = sheet.answers.family_code().map(forms::code::FamilyCode::reveal);
            document(
                StatusCode::OK,
                &json!({ "status": "check", "receipt": sheet.receipt.reveal(), "family_code": code, "helps": assessment.helps }),
            )
        }
    }
}

/// Answers that everything is stored.
pub(super) fn receipt(wants: Wants, sheet: &Sheet<'_>, assessment: &Assessment) -> Response<Body> {
    match wants {
        Wants::Page => page(StatusCode::OK, pages::receipt(sheet, assessment)),
        Wants::Document => {
            let code = sheet.answers.family_code().map(forms::code::FamilyCode::reveal);
            document(
                StatusCode::OK,
                &json!({ "status": "stored", "receipt": sheet.receipt.reveal(), "family_code": code, "helps": assessment.helps, "ends": assessment.ends }),
            )
        }
    }
}

/// Answers that a receipt cannot be read.
pub(super) fn no_receipt(catalogue: &Catalogue, wants: Wants, text: &str) -> Response<Body> {
    match wants {
        Wants::Page => page(StatusCode::UNPROCESSABLE_ENTITY, pages::erase(catalogue, text)),
        Wants::Document => {
            let errors = [json!({ "field": super::extras::RECEIPT, "message": text })];
            problem(catalogue, StatusCode::UNPROCESSABLE_ENTITY, Message::Unreadable, &errors)
        }
    }
}

/// Answers that the service can work.
pub(super) fn healthy() -> Response<Body> {
    document(StatusCode::OK, &json!({ "status": "ok" }))
}

/// Returns the answer with the ways in which its address can be used.
pub(super) fn allowing(methods: &'static str, mut response: Response<Body>) -> Response<Body> {
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(methods));
    response
}

/// Answers with problem details, RFC 9457.
fn problem(catalogue: &Catalogue, status: StatusCode, message: Message, errors: &[Value]) -> Response<Body> {
    let word = |part: &str| catalogue.word(&format!("page_{}_{part}", message.name()));
    let mut body = json!({ "title": word("title"), "status": status.as_u16(), "detail": word("text") });
    if let Some(body) = body.as_object_mut().filter(|_| !errors.is_empty()) {
        body.insert("title".to_owned(), catalogue.word(forms::message::SUMMARY_TITLE).into());
        body.insert("detail".to_owned(), catalogue.word(forms::message::SUMMARY).into());
        body.insert("errors".to_owned(), errors.into());
    }
    answer(status, "application/problem+json", body.to_string())
}

fn document(status: StatusCode, body: &Value) -> Response<Body> {
    answer(status, "application/json", body.to_string())
}

fn page(status: StatusCode, html: String) -> Response<Body> {
    answer(status, "text/html; charset=utf-8", html)
}

/// Every answer is for its sender alone and is kept nowhere.
fn answer(status: StatusCode, kind: &'static str, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("Accept"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if status == StatusCode::INSUFFICIENT_STORAGE {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
    }
    response
}
