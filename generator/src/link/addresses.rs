//! No address twice, and none that was ever public without an answer.

use std::collections::{BTreeMap, BTreeSet};

use forms::id::is_slug;
use forms::problem::meant;

use crate::diagnostic::{Diagnostic, Report};
use crate::model::article::Address;
use crate::model::site::Site;
use crate::parse::danish::slug;
use crate::validate::Parts;

/// Reports addresses taken twice, redirects that lead nowhere, and public addresses that are gone.
pub(super) fn check(site: &Site, parts: &Parts, report: &mut Report) {
    let mut taken = BTreeMap::new();
    let articles = site.articles().map(|article| (&article.address, &article.file));
    for (address, file) in articles.chain(site.figures.iter().map(|one| (&one.address, &one.file))) {
        let first = taken.insert(address.as_str(), file);
        // Two front pages have been told of as such.
        if let Some(first) = first.filter(|_| *address != Address::front()) {
            report.push(
                Diagnostic::about(file, format!("to sider har adressen {address}: også {}", first.path))
                    .help("giv den ene fil et andet navn"),
            );
        }
    }
    let forms = site.form_addresses();
    for address in &forms {
        if let Some(page) = taken.get(address.as_str()) {
            report.push(
                Diagnostic::about(page, format!("adressen {address} hører til formularerne"))
                    .help("giv filen et andet navn"),
            );
        }
    }
    let pages: Vec<_> = site.drawn_addresses().collect();
    let drawn = forms.iter().chain(&pages).map(Address::as_str);
    let living: BTreeSet<_> = taken.keys().copied().chain(drawn).collect();
    let mut redirected = BTreeSet::new();
    for (file, old, new) in &parts.redirects {
        redirected.insert(old.value.as_str());
        if !old
            .value
            .strip_prefix('/')
            .and_then(|rest| rest.strip_suffix('/'))
            .is_some_and(|path| path.split('/').all(is_slug))
        {
            let help = format!("små bogstaver, tal og bindestreg mellem skråstreger: /{}/", slug(&old.value));
            report.push(
                Diagnostic::error(file, old.span.clone(), "den gamle adresse kan ikke være en adresse").help(help),
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
        if parts.failed.is_empty() && !living.contains(address) {
            let problem = Diagnostic::error(file, new.span.clone(), format!("adressen {} findes ikke", new.value));
            report.push(match meant(address, living.iter().copied()) {
                Some(word) => problem.help(format!("mente du {word}?")).fix(format!("\"{word}\"")),
                None => problem.help("skriv adressen, som den står i browseren, uden domænet"),
            });
        }
    }
    for (file, address) in &parts.published {
        // While a file fails, nobody knows which addresses are gone.
        if parts.failed.is_empty()
            && !living.contains(address.value.as_str())
            && !redirected.contains(address.value.as_str())
        {
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
