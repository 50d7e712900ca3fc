//! What a page gets when somebody may see it: the open desk, and what was sent.

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_TYPE, COOKIE};
use axum::http::request::Parts;
use axum::response::Response;
use percent_encoding::percent_decode_str;

use super::Web;
use super::draw::Refusal;
use super::gate::Kept;
use crate::desk::Desk;

/// The longest form that is read, in bytes: a note that is far too long is still shown again, so that nothing is lost.
const LONGEST_BODY: usize = 8 * 1024 * 1024;
/// The field with the word that only our own pages know.
const OUR_WORD: &str = "_ord";

/// Somebody is looking at a page.
pub(super) struct Visit {
    pub(super) web: Arc<Web>,
    pub(super) desk: Arc<Desk>,
}

/// Somebody has sent one of our forms.
pub(super) struct Errand {
    pub(super) visit: Visit,
    pub(super) fields: Fields,
}

/// A form of ours, from our browser; whether the desk is open does not matter.
pub(super) struct Slip {
    pub(super) web: Arc<Web>,
    pub(super) path: String,
    pub(super) fields: Fields,
}

/// The fields of a form, in the order they were sent.
#[derive(Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads what a browser sends. Lines end as everywhere else, and what is no text becomes �.
    pub(super) fn parse(body: &str) -> Self {
        let word = |text: &str| {
            let spaced = text.replace('+', " ");
            percent_decode_str(&spaced).decode_utf8_lossy().replace("\r\n", "\n")
        };
        let pairs = body.split('&').filter(|pair| !pair.is_empty());
        Self(pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(n, v)| (word(n), word(v))).collect())
    }

    /// Returns what stands in a field; nothing, if it is not there.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }

    /// Returns what stands in every field of this name.
    pub(super) fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns whether a field holds anything.
    pub(super) fn has(&self, name: &str) -> bool {
        !self.get(name).trim().is_empty()
    }

    /// Returns every field but those of our own.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).filter(|(name, _)| *name != OUR_WORD)
    }
}

impl FromRequestParts<Arc<Web>> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, web: &Arc<Web>) -> Result<Self, Response> {
        if !is_known(web, &parts.headers) {
            return Err(web.refuse(Refusal::Stranger));
        }
        let desk = web.gate().desk(web.now());
        let desk = desk.ok_or_else(|| web.ask_passphrase(parts.uri.path(), None))?;
        Ok(Self { web: Arc::clone(web), desk })
    }
}

impl FromRequest<Arc<Web>> for Slip {
    type Rejection = Response;

    async fn from_request(request: Request, web: &Arc<Web>) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        if !is_known(web, &parts.headers) {
            return Err(web.refuse(Refusal::Stranger));
        }
        let kind = parts.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return Err(web.refuse(Refusal::NoForm));
        }
        let body = to_bytes(body, LONGEST_BODY).await.map_err(|_| web.refuse(Refusal::TooLong))?;
        let fields = Fields::parse(&String::from_utf8_lossy(&body));
        if !web.gate().is_ours(fields.get(OUR_WORD)) {
            return Err(web.refuse(Refusal::OldPage));
        }
        Ok(Self { web: Arc::clone(web), path: parts.uri.path().to_owned(), fields })
    }
}

impl FromRequest<Arc<Web>> for Errand {
    type Rejection = Response;

    async fn from_request(request: Request, web: &Arc<Web>) -> Result<Self, Response> {
        let Slip { web, path, fields } = Slip::from_request(request, web).await?;
        let desk = web.gate().desk(web.now());
        let Some(desk) = desk else {
            web.gate().keep(Kept { path, fields });
            return Err(web.ask_passphrase("/", None));
        };
        Ok(Self { visit: Visit { web, desk }, fields })
    }
}

/// Returns whether the browser is the one that came in by the address of the start.
pub(super) fn is_known(web: &Web, headers: &HeaderMap) -> bool {
    let name = cookie_name(web.port);
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|all| all.split(';'));
    let own = cookies.filter_map(|one| one.trim().split_once('=')).find(|(known, _)| *known == name);
    own.is_some_and(|(_, value)| web.gate().knows(value))
}

/// Cookies do not tell ports apart, and two programs may run side by side.
pub(super) fn cookie_name(port: u16) -> String {
    format!("personale-{port}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_the_browser_writes_them() {
        let fields = Fields::parse("note=Hun+ringer+p%C3%A5%0D%0Afredag+%2B45&sag=a&sag=b&tom=&uden&_ord=x");
        assert_eq!(fields.get("note"), "Hun ringer på\nfredag +45");
        assert_eq!(fields.all("sag").collect::<Vec<_>>(), ["a", "b"]);
        assert!(!fields.has("tom") && !fields.has("uden") && !fields.has("findes-ikke"));
        assert!(fields.iter().all(|(name, _)| name != "_ord"));
    }

    proptest::proptest! {
        #[test]
        fn any_body_is_read_without_panic(body in "\\PC{0,200}") {
            let _ = Fields::parse(&body).get("note");
        }
    }
}
