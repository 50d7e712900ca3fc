//! What the law wants written down: the record of article 30 and a draft of the assessment of article 35.
//!
//! 1. [`processing`] reads `behandling.toml`: all that the forms cannot know, each fact with who confirms it.
//! 2. `gaps` holds the forms against it: a form that asks for something the record cannot account for is refused, at its line.
//! 3. `told` says in Danish what a form asks, of whom, how it is kept and for how long.
//! 4. `register` and `assessment` write the two documents.
//!
//! What a form says is taken from the form and stands nowhere else, so that neither document can drift from what is asked.

use forms::table::Table;

use crate::diagnostic::{Diagnostic, Report};
use crate::model::site::Site;
use crate::parse::Drafts;

mod assessment;
mod gaps;
mod markdown;
pub mod processing;
mod register;
mod told;

use processing::Processing;

/// The file with all that forms cannot know of how personal data are handled.
pub const FILE: &str = "behandling.toml";
/// The name of the record of article 30.
pub const REGISTER: &str = "fortegnelse.md";
/// The name of the assessment of article 35.
pub const ASSESSMENT: &str = "konsekvensanalyse.md";

/// The two documents, in Danish Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Documents {
    /// The record of processing activities: article 30(1).
    pub register: String,
    /// The draft of the data protection impact assessment: article 35(7).
    pub assessment: String,
    /// How many facts nobody has confirmed.
    pub open: usize,
}

/// Reports everything the forms ask for that the record cannot account for, and every mistake in `behandling.toml`.
///
/// A site without forms needs no record.
pub fn account(drafts: &Drafts, site: &Site, root: &str, report: &mut Report) {
    let Some(draft) = drafts.get(FILE) else {
        if !site.forms.is_empty() {
            let missing = Diagnostic::unreadable(format!("{root}/{FILE}"), "filen mangler");
            report.push(missing.help("den siger, hvem der har ansvaret for det, formularerne spørger om, og hvorfor"));
        }
        return;
    };
    let Some(head) = &draft.head else { return };
    match Processing::read(head) {
        Ok(processing) => gaps::check(&processing, &draft.file, drafts, site, report),
        Err(problems) => {
            report.extend(problems.into_iter().map(|problem| Diagnostic::from_problem(&draft.file, problem)));
        }
    }
}

/// Writes the documents for a site that [`account`] had nothing against; `None` if there is no `behandling.toml` to write from.
pub fn documents(drafts: &Drafts, site: &Site) -> Option<Documents> {
    let head: &Table = drafts.get(FILE)?.head.as_ref()?;
    let processing = Processing::read(head).ok()?;
    Some(Documents {
        register: register::write(&processing, site),
        assessment: assessment::write(&processing, site),
        open: processing.open().len(),
    })
}
