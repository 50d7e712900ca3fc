//! The editors' guide, `vejledning.md`: its examples go the very road that lessons go.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use crate::diagnostic::{Diagnostic, Report};
use crate::link;
use crate::parse::{self, Drafts, GUIDE};
use crate::source::{SourceFile, Sources};
use crate::validate::{self, Visibility};

/// Where an example is laid to be tried, in the first phase.
const NAME: &str = "98-eksempel.md";

/// What stands around an example that is no whole file.
const HEAD: &str = "+++\ntitle = \"Eksempel\"\ndescription = \"Et eksempel fra vejledningen, lagt i en lektion for at blive prøvet.\"\nreviewed_by = \"afventer faglig gennemgang\"\n";

/// An example in the guide.
#[derive(Debug, PartialEq, Eq)]
struct Example {
    /// Its text, as a file.
    text: String,
    /// A part of what `check` must say of it; `None` if it must say nothing.
    expected: Option<String>,
    /// Where its first line stands in the guide.
    span: Range<usize>,
}

/// Tries every example of the guide, and reports those that are not what the guide says they are.
pub fn check(sources: &Sources, today: Date, report: &mut Report) {
    let Some(guide) = sources.content.get(GUIDE) else { return };
    let phase = sources.content.keys().find_map(|path| path.strip_suffix("_fase.md"));
    let Some(folder) = phase else { return };
    let mut drafts = Drafts::default();
    for example in examples(&guide.text, &head(sources, today)) {
        let path = format!("{folder}{NAME}");
        // An example is judged on the day it says it was gone through: it grows no older than the guide.
        let today = day_of(&example.text).unwrap_or(today);
        let said = said_of(&path, &example.text, sources, &mut drafts, today);
        if let Some(problem) = verdict(guide, &example, &said) {
            report.push(problem);
        }
    }
}

/// Returns the head of a lesson for an example that has none: with the first of our sources, since a lesson names one.
fn head(sources: &Sources, today: Date) -> String {
    let list = sources.content.get("kilder.toml").map_or("", |file| file.text.as_str());
    let source = list.lines().find_map(|line| line.strip_prefix("id = ")).unwrap_or("\"\"");
    format!("{HEAD}reviewed_on = {today}\nsources = [{source}]\n+++\n\n")
}

fn day_of(text: &str) -> Option<Date> {
    text.lines().find_map(|line| line.strip_prefix("reviewed_on = "))?.trim().parse().ok()
}

/// Returns what the road says of a lesson with this text.
fn said_of(path: &str, text: &str, sources: &Sources, drafts: &mut Drafts, today: Date) -> Vec<Diagnostic> {
    let shown = format!("{}/{path}", sources.root);
    let file = SourceFile { path: path.to_owned(), shown: shown.clone(), text: text.to_owned() };
    let mut content = sources.content.clone();
    content.insert(path.to_owned(), Arc::new(file));
    let tried = Sources {
        root: sources.root.clone(),
        content,
        pictures: sources.pictures.clone(),
        theme_texts: sources.theme_texts.clone(),
        theme_files: sources.theme_files.clone(),
    };
    *drafts = parse::all(&tried, drafts);
    let mut report = Report::default();
    let parts = validate::all(drafts, &tried.root, today, Visibility::Published, &mut report);
    link::site(parts, &tried, today, &mut report);
    report.sorted().into_iter().filter(|diagnostic| diagnostic.file() == shown).cloned().collect()
}

fn verdict(guide: &Arc<SourceFile>, example: &Example, said: &[Diagnostic]) -> Option<Diagnostic> {
    let at = |message: String| Some(Diagnostic::error(guide, example.span.clone(), message));
    let messages = || said.iter().map(|one| format!("»{}«", one.message())).collect::<Vec<_>>().join(", ");
    match &example.expected {
        None if said.is_empty() => None,
        None => at(format!("eksemplet er ikke rigtigt: {}", messages())),
        Some(expected) if said.iter().any(|one| one.message().contains(expected.as_str())) => None,
        Some(expected) if said.is_empty() => at(format!("eksemplet skulle give »{expected}«, men det er rigtigt")),
        Some(expected) => at(format!("eksemplet skulle give »{expected}«, men giver {}", messages())),
    }
}

/// Returns the examples of the guide: fenced blocks called `lektion`, `tekst` and `tekst fejl="…"`.
fn examples(guide: &str, head: &str) -> Vec<Example> {
    let mut found = Vec::new();
    let mut open: Option<Example> = None;
    for (event, range) in Parser::new(guide).into_offset_iter() {
        #[expect(clippy::wildcard_enum_match_arm, reason = "only fenced blocks matter here")]
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(name))) => open = begin(&name, range, guide, head),
            Event::Text(text) => {
                if let Some(example) = &mut open {
                    example.text.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => found.extend(open.take()),
            _ => {}
        }
    }
    found
}

fn begin(name: &str, range: Range<usize>, guide: &str, head: &str) -> Option<Example> {
    let (kind, rest) = name.split_once(' ').unwrap_or((name, ""));
    let text = match kind {
        "lektion" => String::new(),
        "tekst" => head.to_owned(),
        _ => return None,
    };
    let expected = rest.trim().strip_prefix("fejl=\"").and_then(|rest| rest.strip_suffix('"')).map(str::to_owned);
    let line = guide.get(range.clone()).and_then(|block| block.lines().next()).map_or(0, str::len);
    Some(Example { text, expected, span: range.start..range.start + line })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_fenced_blocks_of_three_names() {
        let guide =
            "# V\n\n```lektion\n+++\n+++\n```\n\n```tekst fejl=\"boksen er tom\"\n> [!TJEK]\n```\n\n```sh\nls\n```\n";
        let found = examples(guide, "");
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].text.as_str(), &found[0].expected), ("+++\n+++\n", &None));
        assert_eq!(found[1].expected.as_deref(), Some("boksen er tom"));
        assert_eq!(guide.get(found[1].span.clone()), Some("```tekst fejl=\"boksen er tom\""));
    }

    #[test]
    fn an_example_that_is_not_what_it_says_is_told() {
        let guide = Arc::new(SourceFile { path: GUIDE.into(), shown: GUIDE.into(), text: "```tekst\n```".into() });
        let example =
            |expected: Option<&str>| Example { text: String::new(), expected: expected.map(str::to_owned), span: 0..8 };
        let said = [Diagnostic::error(&guide, 0..1, "boksen er tom")];
        assert!(verdict(&guide, &example(None), &[]).is_none());
        assert!(verdict(&guide, &example(Some("er tom")), &said).is_none());
        let message =
            |example: &Example, said: &[Diagnostic]| verdict(&guide, example, said).map(|one| one.message().to_owned());
        assert_eq!(message(&example(None), &said).as_deref(), Some("eksemplet er ikke rigtigt: »boksen er tom«"));
        assert_eq!(
            message(&example(Some("andet")), &[]).as_deref(),
            Some("eksemplet skulle give »andet«, men det er rigtigt")
        );
    }
}
