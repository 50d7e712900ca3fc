//! What every page must say at its head.

use std::ops::Range;
use std::sync::Arc;

use forms::problem::{Problem, meant};
use forms::table::{At, Fields};
use jiff::Span;
use jiff::civil::Date;

use super::{Desk, Frame, Visibility};
use crate::diagnostic::Diagnostic;
use crate::model::article::{Address, Article, Links, Reviewer};
use crate::model::settings::ORDINARY_REVIEW;
use crate::parse::front_matter;

/// What editors write while no professional has read a text.
const AWAITED: &str = "afventer faglig gennemgang";

/// For whom a text is, which decides how hard it may be to read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Readers {
    Parents,
    /// Parents who read slowly, or for whom Danish is new.
    Slow,
    Professionals,
    /// Readers of another language, which LIX knows nothing of.
    Foreign,
}

/// Whether a page is for readers on the day of the build.
pub(super) enum Seen {
    Now,
    NotNow,
}

/// Reads `draft`, `publish_on` and `expire_on`.
pub(super) fn seen(fields: &Fields<'_>, frame: &Frame<'_>) -> Seen {
    let draft = fields.get::<bool>("draft").is_some_and(|draft| draft.value);
    let publish = fields.get::<Date>("publish_on");
    let expire = fields.get::<Date>("expire_on");
    if let (Some(publish), Some(expire)) = (&publish, &expire)
        && expire.value <= publish.value
    {
        fields.report(Problem::new(expire.span.clone(), "siden udløber, før den bliver vist"));
    }
    let early = publish.is_some_and(|publish| publish.value > frame.today);
    let late = expire.is_some_and(|expire| expire.value <= frame.today);
    let hidden = frame.visibility == Visibility::Published && (draft || early || late);
    if hidden { Seen::NotNow } else { Seen::Now }
}

/// Reads what all pages have in common, and looks at how hard the text is and how old.
///
/// What is missing has been reported and gets a stand-in: the site is refused, but pages that lead here are not to blame.
pub(super) fn article(
    desk: &Desk<'_>,
    fields: &Fields<'_>,
    address: Address,
    readers: Readers,
    frame: &Frame<'_>,
) -> Article {
    let title = fields.need::<String>("title");
    let description = fields.need::<String>("description");
    let reviewed_on = fields.need::<Date>("reviewed_on");
    let reviewed_by = fields.need::<String>("reviewed_by");
    let sources = fields.need::<Vec<At<String>>>("sources");
    let own_figures = fields.get::<Vec<At<String>>>("own_figures");
    let keywords = fields.get::<Vec<At<String>>>("keywords");
    let related = fields.get::<Vec<At<String>>>("related");
    let class = fields.get::<String>("review");
    let quick_exit = fields.get::<bool>("quick_exit");
    if let Some(description) = &description {
        check_description(desk, description);
    }
    if let Some(reviewed_on) = &reviewed_on {
        check_age(desk, reviewed_on, class.as_ref(), frame);
    }
    check_lix(desk, readers, frame);
    let text = |found: Option<At<String>>| found.map(|found| found.value).unwrap_or_default();
    Article {
        file: Arc::clone(&desk.draft.file),
        address,
        title: text(title),
        description: text(description),
        reviewed_on: reviewed_on.map_or(frame.today, |date| date.value),
        reviewed_by: reviewed_by.map_or(Reviewer::Awaited, |name| reviewer(fields, &name)),
        sources: sources.map(|list| list.value).unwrap_or_default(),
        own_figures: own_figures.map(|list| list.value).unwrap_or_default(),
        keywords: keywords.map(|list| list.value.into_iter().map(|word| word.value).collect()).unwrap_or_default(),
        related: related.map(|list| list.value).unwrap_or_default(),
        quick_exit: quick_exit.is_some_and(|exit| exit.value),
        body: Arc::clone(&desk.draft.body),
        links: Links::default(),
    }
}

fn reviewer(fields: &Fields<'_>, name: &At<String>) -> Reviewer {
    let written = name.value.trim().to_lowercase();
    if written == AWAITED {
        return Reviewer::Awaited;
    }
    if written.starts_with("afventer") {
        let problem = Problem::new(name.span.clone(), format!("`reviewed_by` er hverken et navn eller »{AWAITED}«"));
        fields.report(problem.help("skriv navn og titel, eller ordret:").fix(format!("\"{AWAITED}\"")));
    }
    Reviewer::Named(name.value.clone())
}

/// Search engines cut a description at some 160 characters.
fn check_description(desk: &Desk<'_>, description: &At<String>) {
    let length = description.value.chars().count();
    if length > 160 {
        let message = format!("`description` er {length} tegn lang; søgemaskiner viser kun de første 160");
        desk.report(Diagnostic::warning(&desk.draft.file, description.span.clone(), message));
    }
}

fn check_age(desk: &Desk<'_>, reviewed_on: &At<Date>, class: Option<&At<String>>, frame: &Frame<'_>) {
    let file = &desk.draft.file;
    if reviewed_on.value > frame.today {
        desk.report(Diagnostic::error(file, reviewed_on.span.clone(), "`reviewed_on` ligger i fremtiden"));
        return;
    }
    let known = &frame.settings.review_months;
    let name = class.map_or(ORDINARY_REVIEW, |class| &class.value);
    let Some(months) = known.get(name).copied() else {
        if let Some(class) = class {
            let problem = Diagnostic::error(file, class.span.clone(), format!("ukendt slags gennemgang: »{name}«"));
            desk.report(match meant(name, known.keys().map(String::as_str)) {
                Some(word) => problem.help(format!("mente du `{word}`?")).fix(format!("\"{word}\"")),
                None => problem.help("slagsene står i site.toml under [review]"),
            });
        }
        return;
    };
    let due = |times: i64| reviewed_on.value.saturating_add(Span::new().months(months * times));
    let help = "læs den igennem, ret den, og skriv dagen i `reviewed_on`";
    if due(2) < frame.today {
        let message = format!("teksten er ikke set igennem i over {} måneder", months * 2);
        desk.report(Diagnostic::error(file, reviewed_on.span.clone(), message).help(help));
    } else if due(1) < frame.today {
        let message = format!("teksten er ikke set igennem i over {months} måneder");
        desk.report(Diagnostic::warning(file, reviewed_on.span.clone(), message).help(help));
    }
}

fn check_lix(desk: &Desk<'_>, readers: Readers, frame: &Frame<'_>) {
    let highest = match readers {
        Readers::Parents => frame.settings.lix_parents,
        Readers::Slow => frame.settings.lix_easy,
        Readers::Professionals => frame.settings.lix_professionals,
        Readers::Foreign => return,
    };
    let Some(lix) = desk.draft.body.readability.lix().filter(|lix| *lix > highest) else { return };
    let message = format!("teksten har LIX {lix}; højst {highest} er tilladt");
    let file = &desk.draft.file;
    let start = front_matter::split(&file.text).map_or(0, |parts| parts.body_offset);
    let longest = longest_sentence(&file.text, start);
    let help = "her er den længste sætning: del den, og vælg kortere ord";
    desk.report(Diagnostic::error(file, longest, message).help(help));
}

/// Returns where the sentence with the most words stands in `text` after `start`.
fn longest_sentence(text: &str, start: usize) -> Range<usize> {
    let mut longest = (0, start..start);
    let mut at = start;
    for paragraph in text.get(start..).unwrap_or_default().split("\n\n") {
        let mut from = 0;
        let prose = !paragraph.trim_start().starts_with(['#', '-', '*', '|']);
        let ends = paragraph.match_indices(['.', '!', '?']).map(|(end, mark)| end + mark.len());
        for end in ends.chain([paragraph.len()]).filter(|_| prose) {
            let sentence = paragraph.get(from..end).unwrap_or_default();
            let ended = paragraph
                .get(end..)
                .is_none_or(|rest| rest.is_empty() || rest.starts_with([' ', '\n', '\r', '«', ')']));
            if !ended {
                continue;
            }
            let lead = sentence.len() - sentence.trim_start().len();
            let words = sentence.split_whitespace().count();
            if words > longest.0 {
                longest = (words, at + from + lead..at + end);
            }
            from = end;
        }
        at += paragraph.len() + 2;
    }
    longest.1
}

#[cfg(test)]
mod tests {
    use super::longest_sentence;

    #[test]
    fn the_longest_sentence_is_found_among_others() {
        let text = "+++\n+++\nKort. Denne sætning er den længste på hele siden. Kort igen.\n\n## En overskrift med mange flere ord end nogen sætning har\n\nSå er den kl. 9.30.\n";
        assert_eq!(text.get(longest_sentence(text, 8)), Some("Denne sætning er den længste på hele siden."));
        assert_eq!(longest_sentence("", 0), 0..0);
    }
}
