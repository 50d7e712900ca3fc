//! The fields of a submission that are no answers: what the pages of the service carry along for themselves.

use axum::http::{HeaderMap, header};
use forms::answers::Posted;
use forms::code::{NotACode, Receipt};
use jiff::Timestamp;

use crate::guard::Signs;

/// The receipt, once there is one.
pub(super) const RECEIPT: &str = "_kvittering";
/// When the page with the answers was made, in seconds from 1970.
pub(super) const SHOWN: &str = "_vist";
const BACK: &str = "_ret";
const HONEYPOT: &str = "_hjemmeside";
const NEW_CODE: &str = "_nykode";

/// What came beside the answers.
#[derive(Default)]
pub(super) struct Extras {
    receipts: Vec<String>,
    shown: Option<Timestamp>,
    honeypot: String,
    /// Whether the sender wants to change something first.
    pub(super) back: bool,
    /// Whether the family asks for a code.
    pub(super) wants_family_code: bool,
}

impl Extras {
    /// Takes them out of what was sent.
    pub(super) fn take(posted: &mut Posted) -> Self {
        let shown = posted.take(SHOWN).first().and_then(|text| text.parse().ok());
        Self {
            receipts: posted.take(RECEIPT).into_iter().filter(|text| !text.trim().is_empty()).collect(),
            shown: shown.and_then(|seconds| Timestamp::from_second(seconds).ok()),
            honeypot: posted.take(HONEYPOT).concat(),
            back: !posted.take(BACK).is_empty(),
            wants_family_code: !posted.take(NEW_CODE).is_empty(),
        }
    }

    /// Returns the receipt; nothing, if none was sent.
    ///
    /// # Errors
    /// [`NotACode`] if it cannot be read, or if there are two.
    pub(super) fn receipt(&self) -> Result<Option<Receipt>, NotACode> {
        match self.receipts.as_slice() {
            [] => Ok(None),
            [one] => Receipt::parse(one).map(Some).ok_or(NotACode),
            [..] => Err(NotACode),
        }
    }

    /// Returns what the request says of its sender.
    pub(super) fn signs<'a>(&'a self, headers: &'a HeaderMap) -> Signs<'a> {
        let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        Signs {
            origin: text(header::ORIGIN),
            fetch_site: headers.get("sec-fetch-site").and_then(|value| value.to_str().ok()),
            host: text(header::HOST),
            honeypot: &self.honeypot,
            shown: self.shown,
        }
    }
}
