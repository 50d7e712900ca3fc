//! Requests that are not from our own page in this machine's browser are turned away, and nothing is left in the browser.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderName, HeaderValue, ORIGIN, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::Response;

use super::Web;
use super::draw::Refusal;

/// What a page may load and do: only what this program serves.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// The browser's own PDF reader is drawn with styles and an object of its own.
const POLICY_OF_PDF: &str = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";

const FIXED: [(HeaderName, HeaderValue); 8] = [
    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-embedder-policy"), HeaderValue::from_static("require-corp")),
    (HeaderName::from_static("x-frame-options"), HeaderValue::from_static("DENY")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), microphone=(), geolocation=()"),
    ),
];

/// Lets through what may come through, and sees to the headers of every answer.
pub(super) async fn guard(State(web): State<Arc<Web>>, request: Request, next: Next) -> Response {
    let mut response = match refusal(request.method(), request.headers(), web.port) {
        Some(why) => web.refuse(why),
        None => next.run(request).await,
    };
    let is_pdf = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == "application/pdf");
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(if is_pdf { POLICY_OF_PDF } else { POLICY }));
    for (name, value) in FIXED {
        headers.insert(name, value);
    }
    response
}

/// Returns why a request is turned away.
fn refusal(method: &Method, headers: &HeaderMap, port: u16) -> Option<Refusal> {
    let Some(host) = only(headers, &HOST).filter(|host| is_ours(host, port)) else { return Some(Refusal::Host) };
    let fetched_from = only(headers, &HeaderName::from_static("sec-fetch-site"));
    // A page at another port of this machine is »same-site«: as foreign to us as any other.
    if matches!(fetched_from, Some(site) if site != "same-origin" && site != "none") {
        return Some(Refusal::Foreign);
    }
    if method == Method::GET || method == Method::HEAD {
        return None;
    }
    let from_us = match only(headers, &ORIGIN) {
        // A browser that tells nobody where it comes from, as we ask of it, writes »null« here.
        None | Some("null") => fetched_from == Some("same-origin"),
        Some(origin) => origin.strip_prefix("http://") == Some(host) && fetched_from != Some("none"),
    };
    (!from_us).then_some(Refusal::Foreign)
}

/// Another name for this machine would be a name that somebody else has pointed at it.
fn is_ours(host: &str, port: u16) -> bool {
    host == format!("127.0.0.1:{port}") || host == format!("localhost:{port}")
}

/// Returns a header that must stand there once.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(method: &Method, headers: &[(&'static str, &'static str)], expected: Option<Refusal>) {
        let headers =
            headers.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name, value);
        }
        assert_eq!(refusal(method, &map, 4100), expected, "{method} {map:?}");
    }

    #[test]
    fn only_our_own_names_are_answered() {
        let get = Method::GET;
        for host in ["127.0.0.1:4100", "localhost:4100"] {
            check(&get, &[("host", host)], None);
        }
        for host in
            ["127.0.0.1", "127.0.0.1:80", "ond.dk:4100", "127.0.0.1:4100.ond.dk", "[::1]:4100", "LOCALHOST:4100", ""]
        {
            check(&get, &[("host", host)], Some(Refusal::Host));
        }
        check(&get, &[], Some(Refusal::Host));
        check(&get, &[("host", "127.0.0.1:4100"), ("host", "ond.dk")], Some(Refusal::Host));
    }

    #[test]
    fn a_page_elsewhere_cannot_look_or_send() {
        let host = ("host", "127.0.0.1:4100");
        for site in ["cross-site", "same-site", "something-new"] {
            check(&Method::GET, &[host, ("sec-fetch-site", site)], Some(Refusal::Foreign));
        }
        let post = Method::POST;
        check(&post, &[host], Some(Refusal::Foreign));
        check(&post, &[host, ("origin", "null")], Some(Refusal::Foreign));
        check(&post, &[host, ("origin", "null"), ("sec-fetch-site", "none")], Some(Refusal::Foreign));
        for origin in ["http://127.0.0.1:4101", "https://127.0.0.1:4100", "http://ond.dk", "http://localhost:4100"] {
            check(&post, &[host, ("origin", origin)], Some(Refusal::Foreign));
        }
        check(
            &post,
            &[host, ("origin", "http://127.0.0.1:4100"), ("sec-fetch-site", "cross-site")],
            Some(Refusal::Foreign),
        );
    }

    #[test]
    fn our_own_forms_come_through() {
        let host = ("host", "127.0.0.1:4100");
        check(&Method::POST, &[host, ("origin", "http://127.0.0.1:4100")], None);
        check(&Method::POST, &[host, ("origin", "http://127.0.0.1:4100"), ("sec-fetch-site", "same-origin")], None);
        check(&Method::POST, &[host, ("origin", "null"), ("sec-fetch-site", "same-origin")], None);
        check(&Method::POST, &[("host", "localhost:4100"), ("origin", "http://localhost:4100")], None);
        check(&Method::GET, &[host, ("sec-fetch-site", "none")], None);
    }
}
