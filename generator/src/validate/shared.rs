//! What all forms share: roles, consents, and which versions have been published.

use std::sync::Arc;

use forms::library::{self, Library};
use forms::problem::Problem;
use forms::table::{At, Table};

use super::Parts;
use crate::diagnostic::{Diagnostic, Report};
use crate::parse::{Draft, Drafts};
use crate::source::SourceFile;

pub(super) const ROLES: &str = "formularer/roller.toml";
pub(super) const CONSENTS: &str = "formularer/samtykker.toml";
/// The forms that have been published; written by `generator publish`.
pub const PUBLISHED_FORMS: &str = "formularer/udgivet.lock";

/// A version of a form that people have answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedForm {
    /// The name of the form.
    pub id: String,
    /// Its version.
    pub version: u32,
    /// What it asked, and what an answer meant: [`forms::change::fingerprint`].
    pub fingerprint: String,
}

/// Reads what all forms share; nothing, if a file of it cannot be believed.
pub(super) fn library(drafts: &Drafts, parts: &mut Parts, report: &mut Report) -> Option<Library> {
    let mut library = Library::default();
    let mut whole = true;
    let mut take = |name: &str, read: &mut dyn FnMut(&Table) -> Vec<Problem>| {
        let Some(draft) = drafts.get(name) else { return };
        let Some(head) = &draft.head else {
            whole = false;
            parts.failed.insert(name.to_owned());
            return;
        };
        let problems = read(head);
        if !problems.is_empty() {
            whole = false;
            parts.failed.insert(name.to_owned());
        }
        report.extend(problems.into_iter().map(|problem| Diagnostic::from_problem(&draft.file, problem)));
    };
    take(ROLES, &mut |table| {
        let (roles, problems) = library::roles(table);
        library.roles = roles;
        problems
    });
    take(CONSENTS, &mut |table| {
        let (consents, problems) = library::consents(table);
        library.consents = consents;
        problems
    });
    whole.then_some(library)
}

/// Reads `formularer/udgivet.lock`: a line `<id>/<version> <fingerprint>` for each.
pub(super) fn published_forms(draft: &Draft, report: &mut Report) -> Vec<(Arc<SourceFile>, At<PublishedForm>)> {
    let mut start = 0;
    let mut found = Vec::new();
    for line in draft.file.text.split_inclusive('\n') {
        let (text, span) = (line.trim(), start..start + line.trim_end().len());
        start += line.len();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        let entry = text.split_once(' ').and_then(|(name, fingerprint)| {
            let (id, version) = name.split_once('/')?;
            // A line cut short by hand or by a merge is no fingerprint.
            let whole = fingerprint.len() == 64 && fingerprint.bytes().all(|b| b.is_ascii_hexdigit());
            whole.then_some(())?;
            Some(PublishedForm {
                id: id.to_owned(),
                version: version.parse().ok()?,
                fingerprint: fingerprint.to_owned(),
            })
        });
        match entry {
            Some(entry) => found.push((Arc::clone(&draft.file), At::new(entry, span))),
            None => {
                report.push(
                    Diagnostic::error(&draft.file, span, "linjen kan ikke læses")
                        .help("filen skrives af programmet: generator publish; hent den igen fra git"),
                );
                break;
            }
        }
    }
    found
}
