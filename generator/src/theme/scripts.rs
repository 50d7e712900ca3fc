//! The scripts of a theme: modules that are told each other's addresses, and made smaller.
//!
//! Every script is kept by browsers for ever under a name with its fingerprint. What a script imports must therefore be named,
//! and be finished, before the script itself: the modules are taken from those that import nothing upwards.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Report};
use crate::optimise;
use crate::source::{SourceFile, Sources};

const FOLDER: &str = "scripts/";

/// A worker answers for the folder it lies in, and is asked for by the same name for ever.
const AT_THE_ROOT: [&str; 1] = ["sw.js"];

/// A finished script.
pub(super) struct Script<'s> {
    /// The name by which templates and other scripts call it: `form.js`.
    pub(super) name: &'s str,
    pub(super) text: String,
    /// Whether it lies at the root under its own name, instead of among the files with fingerprints.
    pub(super) at_the_root: bool,
}

/// Hands every script to `place`, which returns its address; those that others import come first.
pub(super) fn each(sources: &Sources, report: &mut Report, mut place: impl FnMut(&Script<'_>) -> String) {
    let mut waiting: BTreeMap<&str, &Arc<SourceFile>> =
        sources.theme_texts.iter().filter_map(|(path, file)| Some((path.strip_prefix(FOLDER)?, file))).collect();
    let mut addresses: BTreeMap<&str, String> = BTreeMap::new();
    while let Some(name) = waiting
        .iter()
        .find(|(_, file)| imports(&file.text).all(|name| !waiting.contains_key(name)))
        .map(|(name, _)| *name)
    {
        let Some(file) = waiting.remove(name) else { break };
        let text = addressed(file, &addresses, report);
        let text = optimise::script(&text).unwrap_or_else(|why| {
            report.push(Diagnostic::unreadable(file.shown.clone(), format!("scriptet kan ikke læses: {why}")));
            text
        });
        let address = place(&Script { name, text, at_the_root: AT_THE_ROOT.contains(&name) });
        addresses.insert(name, address);
    }
    for file in waiting.values() {
        report.push(Diagnostic::unreadable(file.shown.clone(), "scriptet henter sig selv gennem et andet"));
    }
}

/// Returns the names of the modules that are named in `text`: `from "./days.js"`, `import("./days.js")`.
fn imports(text: &str) -> impl Iterator<Item = &str> {
    text.split("\"./")
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
        .map(|(name, _)| name)
        .filter(|name| name.ends_with(".js"))
}

fn addressed(file: &Arc<SourceFile>, addresses: &BTreeMap<&str, String>, report: &mut Report) -> String {
    imports(&file.text).fold(file.text.clone(), |text, name| match addresses.get(name) {
        Some(address) => text.replace(&format!("\"./{name}\""), &format!("\"{address}\"")),
        None => {
            report.push(Diagnostic::unreadable(file.shown.clone(), format!("scriptet {name} findes ikke i temaet")));
            text
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theme(scripts: &[(&str, &str)]) -> Sources {
        let file = |(name, text): &(&str, &str)| {
            let path = format!("{FOLDER}{name}");
            let file = SourceFile { path: path.clone(), shown: path.clone(), text: (*text).to_owned() };
            (path, Arc::new(file))
        };
        Sources { theme_texts: scripts.iter().map(file).collect(), ..Sources::default() }
    }

    /// Returns the scripts in the order in which they were placed, and what is wrong.
    fn placed(scripts: &[(&str, &str)]) -> (Vec<(String, String)>, Vec<String>) {
        let mut report = Report::default();
        let mut found = Vec::new();
        each(&theme(scripts), &mut report, |script| {
            found.push((script.name.to_owned(), script.text.clone()));
            format!("/assets/{}", script.name.to_uppercase())
        });
        (found, report.sorted().iter().map(|told| told.message().to_owned()).collect())
    }

    #[test]
    fn what_is_imported_comes_first_and_is_called_by_its_address() {
        let (found, wrong) = placed(&[
            ("a.js", "import { b } from \"./b.js\"; b(() => import(\"./c.js\"));"),
            ("b.js", "import { c } from \"./c.js\"; export const b = c;"),
            ("c.js", "export const c = (f) => f();"),
        ]);
        assert_eq!(found.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["c.js", "b.js", "a.js"]);
        assert!(found[1].1.contains("/assets/C.JS"), "{found:?}");
        assert!(found[2].1.contains("/assets/B.JS") && found[2].1.contains("/assets/C.JS"), "{found:?}");
        assert_eq!(wrong, Vec::<String>::new());
    }

    #[test]
    fn a_script_that_is_missing_broken_or_its_own_ancestor_is_told() {
        let wrong = |scripts| placed(scripts).1.concat();
        assert!(wrong(&[("a.js", "import \"./b.js\";")]).contains("scriptet b.js findes ikke i temaet"));
        assert!(wrong(&[("a.js", "let = ;;(")]).contains("scriptet kan ikke læses"));
        let circle = [("a.js", "import \"./b.js\";"), ("b.js", "import \"./a.js\";")];
        assert!(wrong(&circle).contains("henter sig selv"));
    }
}
