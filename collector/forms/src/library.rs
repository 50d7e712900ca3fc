//! What all forms share: who answers (`roller.toml`) and what is consented to (`samtykker.toml`).

use std::cell::RefCell;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::id::{ConsentId, RoleId};
use crate::problem::{Problem, meant};
use crate::table::{At, Fields, Table};

/// The roles and consents that forms refer to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Library {
    /// Who may answer, in the order they are shown.
    pub roles: Vec<Role>,
    /// What can be consented to.
    pub consents: Vec<ConsentText>,
}

/// Somebody who answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// What is stored.
    pub id: RoleId,
    /// What is read.
    pub label: String,
}

/// A consent with every version of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentText {
    /// Its name.
    pub id: ConsentId,
    /// Whether a form that asks for it cannot be sent without.
    pub required: bool,
    /// Its texts, the newest last.
    pub wordings: Vec<Wording>,
}

/// One version of the text of a consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// Counts from 1.
    pub version: u32,
    /// What the person ticked.
    pub text: String,
    /// SHA-256 of the text in hexadecimal: what was consented to can be proved later.
    pub sha256: String,
}

impl Wording {
    /// Returns the wording with its hash.
    pub fn new(version: u32, text: String) -> Self {
        let sha256 = hexadecimal(&Sha256::digest(text.as_bytes()));
        Self { version, text, sha256 }
    }
}

/// Returns `bytes` as lower-case hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads `roller.toml`.
pub fn roles(table: &Table) -> (Vec<Role>, Vec<Problem>) {
    let problems = RefCell::default();
    let fields = Fields::of(table, 0..0, &problems);
    let mut roles: Vec<Role> = Vec::new();
    for one in fields.tables("role") {
        let id = slug(&one, "id", RoleId::parse);
        let label = one.need::<String>("label");
        if let Some(id) = id.as_ref().filter(|id| roles.iter().any(|role| role.id == id.value)) {
            one.report(Problem::new(id.span.clone(), format!("to roller hedder `{}`", id.value)));
        }
        one.finish();
        roles.extend(id.zip(label).map(|(id, label)| Role { id: id.value, label: label.value }));
    }
    fields.finish();
    (roles, problems.into_inner())
}

/// Reads `samtykker.toml`: one `[[consent]]` a version, all of one id with numbers 1, 2, 3 …
pub fn consents(table: &Table) -> (Vec<ConsentText>, Vec<Problem>) {
    let problems = RefCell::default();
    let fields = Fields::of(table, 0..0, &problems);
    let mut consents: Vec<ConsentText> = Vec::new();
    for one in fields.tables("consent") {
        let id = slug(&one, "id", ConsentId::parse);
        let version = one.need::<i64>("version");
        let text = one.need::<String>("text");
        let required = one.get::<bool>("required").is_some_and(|required| required.value);
        one.finish();
        let (Some(id), Some(version), Some(text)) = (id, version, text) else { continue };
        let place = match consents.iter().position(|consent| consent.id == id.value) {
            Some(place) => place,
            None => {
                consents.push(ConsentText { id: id.value.clone(), required, wordings: Vec::new() });
                consents.len() - 1
            }
        };
        let Some(consent) = consents.get_mut(place) else { continue };
        let next = consent.wordings.len() + 1;
        if usize::try_from(version.value) != Ok(next) {
            problems.borrow_mut().push(
                Problem::new(version.span, format!("den næste udgave af `{}` skal have version = {next}", id.value))
                    .help("udgaverne står i rækkefølge, den nyeste nederst; en tekst, som nogen har sagt ja til, bliver stående"),
            );
            continue;
        }
        consent.required = required;
        consent.wordings.push(Wording::new(u32::try_from(next).unwrap_or(u32::MAX), text.value));
    }
    fields.finish();
    (consents, problems.into_inner())
}

/// Returns the name at `key`, and reports one that cannot stand in an address.
pub(crate) fn slug<T>(fields: &Fields<'_>, key: &'static str, parse: impl Fn(&str) -> Option<T>) -> Option<At<T>> {
    let At { value, span } = fields.need::<String>(key)?;
    let found = parse(&value);
    if found.is_none() {
        let problem = Problem::new(span.clone(), format!("`{key}` må kun have små bogstaver a–z, tal og bindestreg"));
        let plain = plain(&value);
        fields.report(if parse(&plain).is_some() { problem.fix(format!("\"{plain}\"")) } else { problem });
    }
    found.map(|id| At::new(id, span))
}

/// Returns a name that can be an id, as near to what was written as can be.
fn plain(written: &str) -> String {
    let folded = written.to_lowercase().replace('æ', "ae").replace('ø', "oe").replace('å', "aa");
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// Reports that `written` is none of the names there are.
pub(crate) fn unknown<'k>(
    written: &At<String>,
    what: &str,
    known: impl IntoIterator<Item = &'k str, IntoIter: Clone>,
) -> Problem {
    let known = known.into_iter();
    let problem = Problem::new(written.span.clone(), format!("{what} findes ikke: `{}`", written.value));
    match meant(&written.value, known.clone()) {
        Some(meant) => problem.help(format!("mente du `{meant}`?")).fix(format!("\"{meant}\"")),
        None => match known.collect::<Vec<_>>().join(", ") {
            names if names.is_empty() => problem.help("der er ingen at vælge imellem"),
            names => problem.help(format!("her kan stå: {names}")),
        },
    }
}
