//! No address twice, and none that was ever public without an answer.

use std::collections::{BTreeMap, BTreeSet};

use forms::problem::meant;

use crate::diagnostic::{Diagnostic, Report};
use crate::model::site::Site;
use crate::validate::Parts;

/// Reports addresses taken twice, redirects that lead nowhere, and public addresses that are gone.
pub(super) fn check(site: &Site, parts: &Parts, report: &mut Report) {
    let mut taken = BTreeMap::new();
    for article in site.articles() {
        if let Some(first) = taken.insert(article.address.as_str(), &article.file) {
            report.push(
                Diagnostic::error(
                    &article.file,
                    0..0,
                    format!("to sider har adressen {}: også {}", article.address, first.path),
                )
                .help("giv den ene fil et andet navn"),
            );
        }
    }
    let living: BTreeSet<_> = taken.keys().copied().collect();
    let mut redirected = BTreeSet::new();
    for (file, old, new) in &parts.redirects {
        redirected.insert(old.value.as_str());
        if !old.value.starts_with('/')
            || !old.value.ends_with('/')
            || !old.value.chars().all(|c| c.is_ascii_alphanumeric() || "/-_.".contains(c))
        {
            report.push(
                Diagnostic::error(file, old.span.clone(), "en gammel adresse begynder og slutter med /")
                    .help("skriv fx \"/soevn/\""),
            );
        }
        if living.contains(old.value.as_str()) {
            report.push(Diagnostic::error(
                file,
                old.span.clone(),
                format!("adressen {} er i brug og kan ikke føre videre", old.value),
            ));
        }
        let address = new.value.split('#').next().unwrap_or(&new.value);
        if !living.contains(address) {
            let problem = Diagnostic::error(file, new.span.clone(), format!("adressen {} findes ikke", new.value));
            report.push(match meant(address, living.iter().copied()) {
                Some(word) => problem.help(format!("mente du {word}?")).fix(format!("\"{word}\"")),
                None => problem.help("skriv adressen, som den står i browseren, uden domænet"),
            });
        }
    }
    for (file, address) in &parts.published {
        if !living.contains(address.value.as_str()) && !redirected.contains(address.value.as_str()) {
            report.push(
                Diagnostic::error(
                    file,
                    address.span.clone(),
                    format!("adressen {} har været offentlig, men findes ikke mere", address.value),
                )
                .help(format!("skriv i omdirigeringer.toml, hvor den fører hen nu: \"{}\" = \"/…/\"", address.value)),
            );
        }
    }
}
