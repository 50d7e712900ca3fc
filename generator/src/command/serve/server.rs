//! Answers the browser as production does: the same headers, addresses, redirects and missing pages.

use std::convert::Infallible;
use std::sync::PoisonError;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use generator::optimise::{Effort, brotli, compresses, fingerprint, gzip};
use generator::render::{Renderer, headers};
use tokio_stream::StreamExt;
use tokio_stream::wrappers::WatchStream;

use super::{Shown, Stage, overlay};

/// Fetches the page again when the site has changed.
const RELOAD: &str = "\
let seen;
new EventSource('/__serve/events').onmessage = ({ data }) => {
  seen ??= data;
  if (data !== seen) location.reload();
};
";

/// Returns the whole service.
pub(super) fn router(stage: Stage) -> Router {
    Router::new()
        .route("/__serve/events", get(events))
        .route("/__serve/reload.js", get(|| fixed("reload.js", RELOAD)))
        .route("/__serve/overlay.css", get(|| fixed("overlay.css", overlay::STYLE)))
        .fallback(answer)
        .with_state(stage)
}

/// Tells an open page the count of changes, now and after each.
async fn events(State(stage): State<Stage>) -> impl IntoResponse {
    let changes = WatchStream::new(stage.changes.subscribe());
    Sse::new(changes.map(|count| Ok::<_, Infallible>(Event::default().data(count.to_string()))))
        .keep_alive(KeepAlive::default())
}

async fn fixed(name: &'static str, text: &'static str) -> Response<Body> {
    respond(StatusCode::OK, name, text.as_bytes().to_vec(), &HeaderMap::new())
}

async fn answer(State(stage): State<Stage>, request: Request<Body>) -> Response<Body> {
    if request.uri().path().starts_with("/api/") {
        let mut response = stage.backstage.answer(request).await;
        secure(response.headers_mut());
        return response;
    }
    if request.method() != Method::GET && request.method() != Method::HEAD {
        let mut response = respond(
            StatusCode::METHOD_NOT_ALLOWED,
            "405.txt",
            b"Her kan man kun hente sider.\n".to_vec(),
            request.headers(),
        );
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let shown = stage.shown.read().unwrap_or_else(PoisonError::into_inner);
    match &*shown {
        Shown::Mistakes(page) => {
            with_reload(StatusCode::INTERNAL_SERVER_ERROR, page.clone().into_bytes(), request.headers())
        }
        Shown::Site(renderer) => from_site(renderer, request.uri().path(), request.headers()),
    }
}

fn from_site(renderer: &Renderer, path: &str, asked: &HeaderMap) -> Response<Body> {
    if let Some(target) = renderer.site().redirects.get(path) {
        return redirect(target);
    }
    let file = path.trim_start_matches('/');
    let file = if file.is_empty() || file.ends_with('/') { format!("{file}index.html") } else { file.to_owned() };
    match renderer.file(&file) {
        Some(Ok(bytes)) if file.ends_with(".html") => with_reload(StatusCode::OK, bytes, asked),
        Some(Ok(bytes)) => respond(StatusCode::OK, &file, bytes, asked),
        Some(Err(diagnostic)) => {
            with_reload(StatusCode::INTERNAL_SERVER_ERROR, overlay::single(&diagnostic).into_bytes(), asked)
        }
        None if renderer.file(&format!("{file}/index.html")).is_some() => redirect(&format!("{path}/")),
        None => {
            let page = renderer.file("404.html").and_then(Result::ok).unwrap_or_default();
            with_reload(StatusCode::NOT_FOUND, page, asked)
        }
    }
}

fn redirect(target: &str) -> Response<Body> {
    let mut response = respond(StatusCode::MOVED_PERMANENTLY, "301.txt", Vec::new(), &HeaderMap::new());
    if let Ok(target) = HeaderValue::from_str(target) {
        response.headers_mut().insert(header::LOCATION, target);
    }
    // A browser keeps a permanent redirect for ever; while one writes, addresses still change.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Answers with a page that knows when the site has changed.
fn with_reload(status: StatusCode, mut page: Vec<u8>, asked: &HeaderMap) -> Response<Body> {
    let script = b"<script src=\"/__serve/reload.js\" defer></script>";
    let end = page.windows(7).rposition(|part| part == b"</body>").unwrap_or(page.len());
    page.splice(end..end, script.iter().copied());
    respond(status, "page.html", page, asked)
}

/// Answers with `bytes` as the file called `name`, compressed as the browser likes it, or only »as before«.
fn respond(status: StatusCode, name: &str, bytes: Vec<u8>, asked: &HeaderMap) -> Response<Body> {
    let tag = format!("\"{}\"", fingerprint(&bytes));
    let mut headers = HeaderMap::new();
    secure(&mut headers);
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, headers::content_type(name));
    set(header::CACHE_CONTROL, headers::cache_control(name));
    set(header::ETAG, &tag);
    set(header::VARY, "Accept-Encoding");
    if status == StatusCode::OK
        && asked.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes())
    {
        return finish(StatusCode::NOT_MODIFIED, headers, Vec::new());
    }
    let accepted = asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let accepts =
        |coding: &str| accepted.split(',').any(|part| part.split(';').next().is_some_and(|name| name.trim() == coding));
    let (coding, bytes) = match compresses(name, &bytes) {
        true if accepts("br") => (Some("br"), brotli(&bytes, Effort::Quick)),
        true if accepts("gzip") => (Some("gzip"), gzip(&bytes)),
        _ => (None, bytes),
    };
    if let Some(coding) = coding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    finish(status, headers, bytes)
}

/// Adds what the server says with every answer.
fn secure(headers: &mut HeaderMap) {
    for (name, value) in headers::EVERYWHERE {
        // Here there is no https, and the promise of it would follow every other local server on this machine.
        if name != "Strict-Transport-Security" {
            headers.insert(
                HeaderName::from_bytes(name.as_bytes()).unwrap_or(header::WARNING),
                HeaderValue::from_static(value),
            );
        }
    }
}

fn finish(status: StatusCode, headers: HeaderMap, bytes: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
