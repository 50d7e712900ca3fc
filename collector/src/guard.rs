//! Is this sender believable? Nobody is turned away: what is suspicious is kept apart, for a person to look at.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Faster than this nobody reads their answers through and sends them.
const SHORTEST_LOOK_SECONDS: i64 = 1;

/// Where the site lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Exactly here: `https://1000dage.dk`.
    At(String),
    /// Wherever the request was sent to: a developer's machine, whose port is not known beforehand.
    SameAsHost,
}

/// What is suspicious about a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Suspicion {
    /// It came from a page of another site.
    Foreign,
    /// It did not say where it came from, as every browser does.
    NoOrigin,
    /// A field that people cannot see was filled in.
    Honeypot,
    /// The answers were sent before anyone can have read them through.
    TooFast,
}

/// What the request says of itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Signs<'a> {
    /// The `Origin` header.
    pub origin: Option<&'a str>,
    /// The `Sec-Fetch-Site` header.
    pub fetch_site: Option<&'a str>,
    /// The `Host` header.
    pub host: Option<&'a str>,
    /// What stands in the field that people cannot see.
    pub honeypot: &'a str,
    /// When the page with the answers was made.
    pub shown: Option<Timestamp>,
}

impl Origin {
    /// Reads `https://1000dage.dk`: scheme and host, perhaps a port, and nothing after.
    pub fn parse(text: &str) -> Option<Self> {
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
        (!host.is_empty() && host.chars().all(plain)).then(|| Self::At(text.to_ascii_lowercase()))
    }

    fn is(&self, origin: &str, host: Option<&str>) -> bool {
        match self {
            Self::At(own) => origin.eq_ignore_ascii_case(own),
            Self::SameAsHost => host.is_some_and(|host| origin.strip_prefix("http://") == Some(host)),
        }
    }
}

/// Returns what is suspicious; nothing, for a person with a browser.
pub fn suspicions(own: &Origin, signs: Signs<'_>, now: Timestamp) -> Vec<Suspicion> {
    let mut found = Vec::new();
    match (signs.origin.filter(|origin| *origin != "null"), signs.fetch_site) {
        (Some(origin), _) if !own.is(origin, signs.host) => found.push(Suspicion::Foreign),
        (_, Some("cross-site" | "same-site")) => found.push(Suspicion::Foreign),
        // A browser that keeps its origin to itself still says that page and service are one.
        (Some(_), _) | (None, Some("same-origin")) => {}
        (None, _) => found.push(Suspicion::NoOrigin),
    }
    if !signs.honeypot.trim().is_empty() {
        found.push(Suspicion::Honeypot);
    }
    if signs.shown.is_some_and(|shown| now.as_second().saturating_sub(shown.as_second()) < SHORTEST_LOOK_SECONDS) {
        found.push(Suspicion::TooFast);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_795_000_000;

    #[track_caller]
    fn check(signs: Signs<'_>, expected: &[Suspicion]) {
        let own = Origin::parse("https://1000dage.dk").expect("an origin");
        let now = Timestamp::from_second(NOON).expect("a moment");
        assert_eq!(suspicions(&own, signs, now), expected, "{signs:?}");
    }

    #[test]
    fn a_browser_on_the_site_is_believed() {
        let own = Some("https://1000dage.dk");
        check(Signs { origin: own, ..Signs::default() }, &[]);
        check(Signs { origin: own, fetch_site: Some("same-origin"), ..Signs::default() }, &[]);
        check(Signs { origin: Some("null"), fetch_site: Some("same-origin"), ..Signs::default() }, &[]);
    }

    #[test]
    fn other_senders_are_kept_apart() {
        check(Signs::default(), &[Suspicion::NoOrigin]);
        check(Signs { origin: Some("null"), ..Signs::default() }, &[Suspicion::NoOrigin]);
        check(Signs { fetch_site: Some("none"), ..Signs::default() }, &[Suspicion::NoOrigin]);
        for origin in ["https://1000dage.dk.ond.dk", "http://1000dage.dk", "https://1000dage.dk:444", "https://ond.dk"]
        {
            check(Signs { origin: Some(origin), ..Signs::default() }, &[Suspicion::Foreign]);
        }
        check(
            Signs { origin: Some("null"), fetch_site: Some("cross-site"), ..Signs::default() },
            &[Suspicion::Foreign],
        );
    }

    #[test]
    fn what_only_a_machine_does_is_seen() {
        let good = Signs { origin: Some("https://1000dage.dk"), ..Signs::default() };
        check(Signs { honeypot: "http://spam", ..good }, &[Suspicion::Honeypot]);
        let shown = |seconds| Timestamp::from_second(NOON - seconds).ok();
        check(Signs { shown: shown(0), ..good }, &[Suspicion::TooFast]);
        check(Signs { shown: shown(3), ..good }, &[]);
        check(Signs { shown: shown(86_400), ..good }, &[]);
    }
}
