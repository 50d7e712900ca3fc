//! What the server says with each file: one list for the local server and for production.

use crate::model::site::Site;

/// Headers of every answer.
///
/// The policy lets a page load from this site alone, run nothing that stands in the page itself, and be framed by nobody.
/// `same-origin`: a link to a crisis centre must not tell which page it came from, and the site's own forms must say that they
/// are the site's own.
pub const EVERYWHERE: [(&str, &str); 7] = [
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; \
         manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), interest-cohort=()"),
    ("Referrer-Policy", "same-origin"),
    ("Strict-Transport-Security", "max-age=63072000; includeSubDomains"),
    ("X-Content-Type-Options", "nosniff"),
];

/// Files whose names carry a fingerprint never change; everything else is asked for again, and answered by its tag.
const FOREVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "public, max-age=0, must-revalidate";

/// Folders in which every name carries a fingerprint.
const FINGERPRINTED: [&str; 2] = ["assets/", "billeder/"];

/// Returns how long the file at `path` may be kept without asking.
pub fn cache_control(path: &str) -> &'static str {
    if FINGERPRINTED.iter().any(|folder| path.starts_with(folder)) { FOREVER } else { ASK_AGAIN }
}

/// Returns the kind of the file at `path`.
pub fn content_type(path: &str) -> &'static str {
    const KINDS: [(&str, &str); 14] = [
        (".html", "text/html; charset=utf-8"),
        (".css", "text/css; charset=utf-8"),
        (".js", "text/javascript; charset=utf-8"),
        (".json", "application/json"),
        (".xml", "application/xml; charset=utf-8"),
        (".txt", "text/plain; charset=utf-8"),
        (".svg", "image/svg+xml"),
        (".png", "image/png"),
        (".jpg", "image/jpeg"),
        (".jpeg", "image/jpeg"),
        (".webp", "image/webp"),
        (".avif", "image/avif"),
        (".woff2", "font/woff2"),
        (".webmanifest", "application/manifest+json"),
    ];
    KINDS.iter().find(|(ending, _)| path.ends_with(ending)).map_or("application/octet-stream", |(_, kind)| kind)
}

/// Returns the headers as a `_headers` file, which the deployment reads.
pub(super) fn file() -> String {
    let mut text = String::from("/*\n");
    for (name, value) in EVERYWHERE {
        text.push_str(&format!("  {name}: {value}\n"));
    }
    text.push_str(&format!("  Cache-Control: {ASK_AGAIN}\n"));
    for folder in FINGERPRINTED {
        text.push_str(&format!("\n/{folder}*\n  ! Cache-Control\n  Cache-Control: {FOREVER}\n"));
    }
    text
}

/// Returns the redirects as a `_redirects` file.
pub(super) fn redirects(site: &Site) -> String {
    site.redirects.iter().map(|(old, new)| format!("{old} {new} 301\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_fingerprints_are_kept_for_ever() {
        assert_eq!(cache_control("assets/style.0123456789.css"), FOREVER);
        assert_eq!(cache_control("ring-nu/index.html"), ASK_AGAIN);
        assert_eq!(cache_control("soegeindeks.json"), ASK_AGAIN);
    }

    #[test]
    fn the_policy_allows_nothing_unsafe() {
        let [(_, policy), ..] = EVERYWHERE;
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe") && !policy.contains("http"));
    }
}
