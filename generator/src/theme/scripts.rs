//! The scripts of a theme: modules to read, to test and to mend one by one, that reach the reader as one file.
//!
//! One file, since a line may break between any two: whoever has seen one page has all that the next will need, and none of it is
//! asked for again before it changes. A module is woken when something asks for it, and only once; what wakes which stands in the
//! theme's `site.js`.
//!
//! Modules keep to the plain forms `import { a, b } from "./days.js";`, `import("./days.js")` and `export` before a function or a
//! constant, each at the beginning of its line. That is what is understood here; everything else is told.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Report};
use crate::optimise;
use crate::source::{SourceFile, Sources};

/// Where they lie in the theme.
pub(super) const FOLDER: &str = "scripts/";

/// The module that every page wakes, and by whose name templates ask for the whole.
pub(super) const ENTRY: &str = "site.js";

/// A worker answers for the folder it lies in, and is asked for by the same name for ever: it stands alone.
pub(super) const WORKER: &str = "sw.js";

/// Says how a module is woken: the first time it is made, and from then on it is what it was.
const LAZY: &str = "const $lazy = (make) => { let made; return () => (made ??= make()); };\n";

/// Returns all modules as one script, and the worker; each is left out if the theme has none.
pub(super) fn finished(sources: &Sources, report: &mut Report) -> Vec<(&'static str, String)> {
    let files: BTreeMap<_, _> = sources
        .theme_texts
        .iter()
        .filter_map(|(path, file)| Some((path.strip_prefix(FOLDER)?.strip_suffix(".js")?, file)))
        .collect();
    let mut scripts = Vec::new();
    let worker = WORKER.trim_end_matches(".js");
    if let Some(file) = files.get(worker) {
        scripts.push((WORKER, smaller(file, &file.text, report)));
    }
    let modules: BTreeMap<_, _> =
        files.iter().filter(|(name, _)| **name != worker).map(|(name, file)| (*name, *file)).collect();
    if let Some(entry) = modules.get(ENTRY.trim_end_matches(".js")) {
        let readable = modules.values().all(|file| smaller_or_told(file, report));
        let whole = bundle(&modules, report);
        // A mistake is told where it stands, and not once more in the whole.
        scripts.push((ENTRY, if readable { smaller(entry, &whole, report) } else { whole }));
    }
    scripts
}

fn smaller_or_told(file: &Arc<SourceFile>, report: &mut Report) -> bool {
    let told = optimise::script(&file.text).err().map(|why| unreadable(file, &why));
    let readable = told.is_none();
    report.extend(told);
    readable
}

fn smaller(file: &Arc<SourceFile>, text: &str, report: &mut Report) -> String {
    optimise::script(text).unwrap_or_else(|why| {
        report.push(unreadable(file, &why));
        text.to_owned()
    })
}

fn unreadable(file: &Arc<SourceFile>, why: &str) -> Diagnostic {
    Diagnostic::unreadable(file.shown.clone(), format!("scriptet kan ikke læses: {why}"))
}

fn bundle(modules: &BTreeMap<&str, &Arc<SourceFile>>, report: &mut Report) -> String {
    let mut whole = LAZY.to_owned();
    for (name, file) in modules {
        // Writing to a String cannot fail.
        let _ = writeln!(whole, "const ${name} = $lazy(() => {{\n{}}});", wrapped(file, modules, report));
    }
    whole.push_str("$site();\n");
    whole
}

/// Returns the module as the body of a function that returns what it exports.
fn wrapped(file: &Arc<SourceFile>, modules: &BTreeMap<&str, &Arc<SourceFile>>, report: &mut Report) -> String {
    let mut body = String::with_capacity(file.text.len() + 200);
    let mut exported = Vec::new();
    let mut at = 0;
    for line in file.text.split_inclusive('\n') {
        let span = at..at + line.trim_end().len();
        at += line.len();
        let mut odd = |what: &str| report.push(Diagnostic::error(file, span.clone(), what.to_owned()));
        if line.starts_with("import ") {
            match imported(line) {
                Some((names, module)) if modules.contains_key(module) => {
                    let _ = writeln!(body, "const {{ {names} }} = ${module}();");
                }
                Some((_, module)) => odd(&format!("scriptet {module}.js findes ikke i temaet")),
                None => odd("et script henter andre med: import { a, b } from \"./navn.js\";"),
            }
        } else if let Some(rest) = line.strip_prefix("export ") {
            match exported_name(rest) {
                Some(name) => exported.push(name),
                None => odd("export står foran en function eller en const med ét navn"),
            }
            body.push_str(rest);
        } else {
            body.push_str(&woken(line, modules, &mut odd));
        }
    }
    let _ = writeln!(body, "\nreturn {{ {} }};", exported.join(", "));
    body
}

/// Returns the names and the module of `import { a, b } from "./days.js";`.
fn imported(line: &str) -> Option<(&str, &str)> {
    let (names, module) = line.trim_end().strip_prefix("import {")?.split_once("} from \"./")?;
    let simple = names.chars().all(|c| c.is_alphanumeric() || "_$, ".contains(c));
    simple.then_some((names.trim(), module.strip_suffix(".js\";")?))
}

/// Returns the name of `async function ask(…` or `const today = …`.
fn exported_name(declaration: &str) -> Option<&str> {
    let plain = declaration.strip_prefix("async ").unwrap_or(declaration);
    let rest = plain.strip_prefix("function ").or_else(|| plain.strip_prefix("const "))?;
    let name = rest.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).next()?;
    (!name.is_empty()).then_some(name)
}

/// Returns the line with every `import("./days.js")` waking that module.
fn woken(line: &str, modules: &BTreeMap<&str, &Arc<SourceFile>>, odd: &mut impl FnMut(&str)) -> String {
    let mut parts = line.split("import(\"./");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(".js\")").filter(|(name, _)| modules.contains_key(name)) {
            Some((name, rest)) => {
                let _ = write!(out, "Promise.resolve().then(${name}){rest}");
            }
            None => odd("scriptet, der bliver hentet her, findes ikke i temaet"),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the finished scripts by name, and what is wrong.
    fn told(scripts: &[(&str, &str)]) -> (BTreeMap<&'static str, String>, String) {
        let file = |(name, text): &(&str, &str)| {
            let path = format!("{FOLDER}{name}");
            let file = SourceFile { path: path.clone(), shown: path.clone(), text: (*text).to_owned() };
            (path, Arc::new(file))
        };
        let sources = Sources { theme_texts: scripts.iter().map(file).collect(), ..Sources::default() };
        let mut report = Report::default();
        let found = finished(&sources, &mut report).into_iter().collect();
        let wrong: Vec<_> = report.sorted().iter().map(|told| told.message().to_owned()).collect();
        (found, wrong.join("\n"))
    }

    #[test]
    fn modules_become_one_script_and_the_worker_stays_alone() {
        let (found, wrong) = told(&[
            ("a.js", "import { b, c } from \"./b.js\";\nexport const a = () => b(c);\n"),
            ("b.js", "export function b(x) {\n  return x;\n}\nexport const c = 'seen';\n"),
            ("site.js", "if (globalThis.x) import(\"./a.js\").then(({ a }) => a());\n"),
            ("sw.js", "addEventListener('fetch', () => {});\n"),
        ]);
        assert_eq!(wrong, "");
        assert_eq!(found.keys().copied().collect::<Vec<_>>(), ["site.js", "sw.js"]);
        let whole = &found["site.js"];
        assert!(!whole.contains("import") && !whole.contains("export") && whole.contains("seen"), "{whole}");
    }

    #[test]
    fn a_script_that_cannot_be_joined_or_read_is_told() {
        let wrong = |text: &str| told(&[("site.js", text)]).1;
        assert!(wrong("import { a } from \"./b.js\";\n").contains("scriptet b.js findes ikke i temaet"));
        assert!(wrong("import(\"./b.js\");\n").contains("findes ikke i temaet"));
        assert!(wrong("import a from \"./site.js\";\n").contains("et script henter andre med"));
        assert!(wrong("export default 3;\n").contains("export står foran"));
        assert!(wrong("export const { a } = b;\n").contains("export står foran"));
        if cfg!(feature = "minify") {
            assert!(wrong("let = ;;(\n").contains("scriptet kan ikke læses"));
        }
    }
}
