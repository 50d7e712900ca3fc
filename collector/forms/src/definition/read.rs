//! From a TOML table to a [`Form`], with every mistake on the way.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range as Span;

use super::{
    Answer, Child, Consent, Contact, End, Form, Help, Kind, Licence, Package, Pages, Privacy, Question, Retention,
    State,
};
use crate::age::Window;
use crate::condition::Condition;
use crate::id::{ConsentId, FormId, is_slug};
use crate::library::{Library, Role, slug, unknown};
use crate::problem::{Problem, meant};
use crate::table::{At, Fields, Table};
use crate::triage::{Triage, Urgency};

mod conditions;
mod questions;
mod scales;

use conditions::{Scope, condition};

const KINDS: [(&str, Kind); 2] = [("questionnaire", Kind::Questionnaire), ("request", Kind::Request)];
const STATES: [(&str, State); 3] = [("open", State::Open), ("closing", State::Closing), ("closed", State::Closed)];
const PAGES: [(&str, Pages); 2] = [("one", Pages::One), ("sections", Pages::Sections)];
const PRIVACIES: [(&str, Privacy); 3] =
    [("open", Privacy::Open), ("personal", Privacy::Personal), ("health", Privacy::Health)];
const URGENCIES: [(&str, Urgency); 2] = [("urgent", Urgency::Urgent), ("soon", Urgency::Soon)];

/// The answer that is no answer; every question with choices in a questionnaire offers it.
pub(super) const NO_ANSWER: &str = "vil-ikke-svare";

/// What has been read so far: conditions and scales may only refer to it.
struct Seen<'l> {
    library: &'l Library,
    kind: Option<Kind>,
    roles: Vec<Role>,
    questions: Vec<Question>,
    scores: Vec<crate::score::Score>,
    /// Questions and scores that are there but have mistakes of their own: whoever refers to them is not at fault.
    broken: RefCell<BTreeSet<String>>,
    /// Every question of the file, read or not.
    everything: BTreeSet<String>,
}

/// Keys that belong to the form itself. Written beneath the first `[[…]]`, they would belong to that instead.
const TOP: [&str; 15] = [
    "id",
    "version",
    "kind",
    "state",
    "title",
    "lead",
    "minutes",
    "pages",
    "window",
    "roles",
    "readers",
    "reply",
    "retention",
    "family_code",
    "quick_exit",
];

pub(super) fn form(
    table: &Table,
    folder: &str,
    file_version: u32,
    library: &Library,
    problems: &RefCell<Vec<Problem>>,
) -> Option<Form> {
    let fields = Fields::of(table, 0..0, problems);
    check_names(&fields, folder, file_version);
    let kind = word(&fields, "kind", &KINDS);
    let state = word(&fields, "state", &STATES);
    let title = text(&fields, "title");
    let lead = text(&fields, "lead");
    let minutes = number(&fields, "minutes", 1, 60);
    let pages = optional_word(&fields, "pages", &PAGES).unwrap_or_default();
    let window = fields.table("window").and_then(window);
    let roles = roles(&fields, library);
    let readers = text(&fields, "readers");
    let reply = text(&fields, "reply");
    let retention = fields.table("retention").map(retention);
    if retention.is_none() && table.get("retention").is_none() {
        fields.report(
            Problem::new(0..0, "`retention` mangler")
                .help("tilføj en linje: retention = { open = \"365 dage\", handled = \"90 dage\" }"),
        );
    }
    let flag = |key| fields.get::<bool>(key).is_some_and(|flag| flag.value);
    let (family_code, quick_exit) = (flag("family_code"), flag("quick_exit"));
    let mut seen = Seen {
        library,
        kind,
        roles,
        questions: Vec::new(),
        scores: Vec::new(),
        broken: RefCell::default(),
        everything: questions::names(table),
    };
    let sections: Vec<_> =
        fields.tables("section").into_iter().filter_map(|section| questions::section(section, &mut seen)).collect();
    if sections.iter().all(|section| section.questions.is_empty()) && problems.borrow().is_empty() {
        fields.report(
            Problem::new(0..0, "formularen har ingen spørgsmål")
                .help("tilføj [[section]] og under den [[section.question]]"),
        );
    }
    let child = fields.table("child").map(|table| child(table, &seen)).unwrap_or_default();
    let package = fields.table("package").and_then(|table| package(table, &seen));
    let contact = fields.table("contact").map_or(Some(Contact::Never), |table| contact(table, &seen));
    let consents: Vec<_> = fields.tables("consent").into_iter().filter_map(|one| consent(one, &seen)).collect();
    check_doubles(&fields, &sections, &consents);
    for score in fields.tables("score") {
        if let Some(score) = scales::score(score, &seen) {
            seen.scores.push(score);
        }
    }
    let triage = fields.tables("triage").into_iter().filter_map(|one| triage(one, &seen)).collect();
    let helps = fields.tables("help").into_iter().filter_map(|one| help(one, &seen)).collect();
    let ends: Vec<_> = fields.tables("end").into_iter().filter_map(|one| end(one, &seen)).collect();
    if ends.iter().all(|end| end.when.is_some()) && problems.borrow().is_empty() {
        fields.report(
            Problem::new(0..0, "der mangler en [[end]], som gælder alle")
                .help("tilføj [[end]] uden `when`: det, kvitteringen siger til dem, ingen anden passer på"),
        );
    }
    let licence = fields.table("licence").and_then(licence);
    if consents.iter().all(|consent: &Consent| !consent.required || consent.when.is_some())
        && problems.borrow().is_empty()
    {
        fields.report(
            Problem::new(0..0, "formularen beder ikke om lov til at gemme svarene")
                .help("tilføj [[consent]] og under den id = \"gem-svar\""),
        );
    }
    fields.finish();
    for problem in problems.borrow_mut().iter_mut() {
        let lost = |key: &&&str| problem.message == format!("ukendt nøgle: `{key}`") && table.get(key).is_none();
        if let Some(key) = TOP.iter().find(lost) {
            problem.help = Some(format!("flyt `{key}` op i filen, over den første linje med ["));
            problem.fix = None;
        }
    }
    Some(Form {
        id: FormId::parse(folder)?,
        version: file_version,
        kind: kind?,
        state: state?,
        title: title?,
        lead: lead?,
        minutes: u8::try_from(minutes?).ok()?,
        pages,
        window,
        roles: seen.roles,
        consents,
        contact: contact?,
        retention: retention??,
        readers: readers?,
        reply: reply?,
        family_code,
        quick_exit,
        child,
        package,
        sections,
        scores: seen.scores,
        triage,
        helps,
        ends,
        licence,
    })
}

fn check_doubles(fields: &Fields<'_>, sections: &[super::Section], consents: &[Consent]) {
    let double = |names: Vec<&str>| {
        let names: Vec<_> = names.into_iter().map(str::to_owned).collect();
        names
            .iter()
            .enumerate()
            .find(|(place, name)| names.iter().take(*place).any(|one| one == *name))
            .map(|(_, name)| name.clone())
    };
    if let Some(name) = double(sections.iter().map(|section| section.id.as_str()).collect()) {
        fields.report(Problem::new(0..0, format!("to afsnit hedder `{name}`")).help("giv det ene et andet `id`"));
    }
    if let Some(name) = double(consents.iter().map(|consent| consent.id.as_str()).collect()) {
        fields.report(
            Problem::new(0..0, format!("der bedes om samtykket `{name}` to gange")).help("slet den ene [[consent]]"),
        );
    }
}

fn check_names(fields: &Fields<'_>, folder: &str, file_version: u32) {
    if let Some(id) = fields.need::<String>("id").filter(|id| is_slug(folder) && id.value != folder) {
        fields.report(
            Problem::new(id.span, format!("`id` skal være mappens navn: {folder}")).fix(format!("\"{folder}\"")),
        );
    }
    if let Some(version) = fields.need::<i64>("version").filter(|version| version.value != i64::from(file_version)) {
        fields.report(
            Problem::new(version.span, format!("`version` skal være filens navn: {file_version}"))
                .fix(file_version.to_string()),
        );
    }
}

fn roles(fields: &Fields<'_>, library: &Library) -> Vec<Role> {
    let named = fields.get::<Vec<At<String>>>("roles").map(|roles| roles.value).unwrap_or_default();
    for name in named.iter().filter(|name| library.roles.iter().all(|role| role.id.as_str() != name.value)) {
        fields.report(unknown(name, "rollen", library.roles.iter().map(|role| role.id.as_str())));
    }
    let is_named = |role: &&Role| named.iter().any(|name| name.value == role.id.as_str());
    library.roles.iter().filter(is_named).cloned().collect()
}

fn window(fields: Fields<'_>) -> Option<Window> {
    let (from, to) = (fields.need::<String>("from"), fields.need::<String>("to"));
    let span = fields.span();
    let window = from.zip(to).and_then(|(from, to)| {
        Window::parse(&from.value, &to.value)
            .map_err(|error| {
                fields.report(
                    Problem::new(span, error.to_string())
                        .help("skriv fx from = \"uge 13+0\" eller \"dag 14\" eller \"4 måneder\", og to = \"dagen før 7 måneder\""),
                );
            })
            .ok()
    });
    fields.finish();
    window
}

fn retention(fields: Fields<'_>) -> Option<Retention> {
    let open = days(&fields, "open");
    let handled = days(&fields, "handled");
    fields.finish();
    Some(Retention { open: open?, handled: handled? })
}

/// Reads »90 dage«.
fn days(fields: &Fields<'_>, key: &'static str) -> Option<u16> {
    let written = fields.need::<String>(key)?;
    let days = written.value.strip_suffix(" dage").and_then(|days| days.parse::<u16>().ok());
    let found = days.filter(|days| (1..=3650).contains(days));
    if found.is_none() {
        fields.report(
            Problem::new(written.span, format!("`{key}` skal være et antal dage fra 1 til 3650"))
                .help("skriv fx \"90 dage\""),
        );
    }
    found
}

fn child(fields: Fields<'_>, seen: &Seen<'_>) -> Child {
    let date = |key: &'static str, range: super::Range, word: &str| {
        let name = fields.get::<String>(key)?;
        let question = seen.question(&fields, &name)?;
        if !matches!(&question.answer, Answer::Date(found) if *found == range) {
            fields.report(Problem::new(
                name.span,
                format!("`{}` skal være et spørgsmål med kind = \"date\" og range = \"{word}\"", name.value),
            ));
        }
        Some(question.id.clone())
    };
    let child =
        Child { birth: date("birth", super::Range::Birth, "birth"), due: date("due", super::Range::Due, "due") };
    fields.finish();
    child
}

/// Reads what a package is packed by. Each question must lie in the letter of those who get in touch: packers have no other.
fn package(fields: Fields<'_>, seen: &Seen<'_>) -> Option<Package> {
    let kind = |name: &At<String>, word: &str| {
        let question = seen.question(&fields, name)?;
        if question.answer.kind() != word {
            fields.report(Problem::new(name.span.clone(), format!("`{}` skal have kind = \"{word}\"", name.value)));
        }
        if question.privacy != Privacy::Personal {
            fields.report(
                Problem::new(name.span.clone(), format!("`{}` skal have privacy = \"personal\"", name.value))
                    .help("den, der pakker, kan ikke se andre svar"),
            );
        }
        Some(question.id.clone())
    };
    let one = |key: &'static str, word: &str| kind(&fields.need::<String>(key)?, word);
    let (name, address, delivery) = (one("name", "text"), one("address", "address"), one("delivery", "choice"));
    let wishes = fields.get::<Vec<At<String>>>("wishes").map(|wishes| wishes.value).unwrap_or_default();
    let wishes: Vec<_> = wishes.iter().filter_map(|wish| kind(wish, "choices")).collect();
    fields.finish();
    Some(Package { name: name?, address: address?, delivery: delivery?, wishes })
}

fn contact(fields: Fields<'_>, seen: &Seen<'_>) -> Option<Contact> {
    let always = fields.get::<bool>("always").is_some_and(|always| always.value);
    let when = fields.table("when");
    let span = fields.span();
    let contact = match (always, when) {
        (true, None) => Some(Contact::Always),
        (false, Some(when)) => condition(when, seen, Scope::Page).map(Contact::When),
        _ => {
            fields.report(Problem::new(span, "[contact] skal have enten `when` eller `always = true`").help(
                "skriv when = { question = \"…\", is = [\"…\"] }; eller slet [contact], hvis ingen skal kontaktes",
            ));
            None
        }
    };
    fields.finish();
    contact
}

fn consent(fields: Fields<'_>, seen: &Seen<'_>) -> Option<Consent> {
    let known = &seen.library.consents;
    let found = slug(&fields, "id", ConsentId::parse).and_then(|id| {
        let found = known.iter().find(|consent| consent.id == id.value);
        if found.is_none() {
            let written = At::new(id.value.to_string(), id.span);
            fields.report(unknown(&written, "samtykket", known.iter().map(|consent| consent.id.as_str())));
        }
        found
    });
    let when = when(&fields, seen, Scope::Page);
    fields.finish();
    let found = found?;
    Some(Consent { id: found.id.clone(), required: found.required, when: when?, wordings: found.wordings.clone() })
}

fn triage(fields: Fields<'_>, seen: &Seen<'_>) -> Option<Triage> {
    let urgency = word(&fields, "urgency", &URGENCIES);
    let reason = text(&fields, "reason");
    let when = need_when(&fields, seen, Scope::Everything);
    fields.finish();
    Some(Triage { urgency: urgency?, reason: reason?, when: when? })
}

fn help(fields: Fields<'_>, seen: &Seen<'_>) -> Option<Help> {
    let when = need_when(&fields, seen, Scope::Page);
    let title = text(&fields, "title");
    let text = text(&fields, "text");
    let lines = fields.get::<Vec<At<String>>>("lines").map(|lines| lines.value).unwrap_or_default();
    fields.finish();
    Some(Help { when: when?, title: title?, text: text?, lines: lines.into_iter().map(|line| line.value).collect() })
}

fn end(fields: Fields<'_>, seen: &Seen<'_>) -> Option<End> {
    let when = when(&fields, seen, Scope::Everything);
    let title = text(&fields, "title");
    let text = text(&fields, "text");
    let lessons = fields.get::<Vec<At<String>>>("lessons").map(|lessons| lessons.value).unwrap_or_default();
    fields.finish();
    Some(End { when: when?, title: title?, text: text?, lessons: lessons.into_iter().map(|path| path.value).collect() })
}

fn licence(fields: Fields<'_>) -> Option<Licence> {
    let (name, holder, terms) = (text(&fields, "name"), text(&fields, "holder"), text(&fields, "terms"));
    let expires = fields.need::<jiff::civil::Date>("expires");
    fields.finish();
    Some(Licence { name: name?, holder: holder?, terms: terms?, expires: expires?.value })
}

/// Reads the `when` that may be left out. `None` is a mistake that has been reported.
#[expect(clippy::option_option, reason = "outer: could it be read; inner: is there a condition")]
fn when(fields: &Fields<'_>, seen: &Seen<'_>, scope: Scope) -> Option<Option<Condition>> {
    match fields.table("when") {
        Some(table) => condition(table, seen, scope).map(Some),
        None => Some(None),
    }
}

fn need_when(fields: &Fields<'_>, seen: &Seen<'_>, scope: Scope) -> Option<Condition> {
    let found = fields.table("when");
    if found.is_none() {
        fields.report(
            Problem::new(fields.span(), "`when` mangler").help("skriv fx when = { question = \"…\", is = [\"…\"] }"),
        );
    }
    condition(found?, seen, scope)
}

/// Returns the words at `key`, which must not be empty.
fn text(fields: &Fields<'_>, key: &'static str) -> Option<String> {
    fields.need::<String>(key).map(|text| text.value)
}

/// Returns the whole number at `key`, and reports one that is too small or too great.
fn number(fields: &Fields<'_>, key: &'static str, min: i64, max: i64) -> Option<i64> {
    let At { value, span } = fields.need::<i64>(key)?;
    check_number(fields, key, value, &span, min, max)
}

fn check_number(fields: &Fields<'_>, key: &str, value: i64, span: &Span<usize>, min: i64, max: i64) -> Option<i64> {
    if (min..=max).contains(&value) {
        return Some(value);
    }
    fields.report(Problem::new(span.clone(), format!("`{key}` skal være fra {min} til {max}")));
    None
}

/// Returns what the word at `key` stands for, and reports a word that is none of `words`.
fn word<T: Clone>(fields: &Fields<'_>, key: &'static str, words: &[(&str, T)]) -> Option<T> {
    if !fields.has(key) {
        let known: Vec<_> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
        fields.miss(key, known.join(" eller "));
        return None;
    }
    let written = fields.need::<String>(key)?;
    known_word(fields, key, written, words)
}

fn optional_word<T: Clone>(fields: &Fields<'_>, key: &'static str, words: &[(&str, T)]) -> Option<T> {
    let written = fields.get::<String>(key)?;
    known_word(fields, key, written, words)
}

fn known_word<T: Clone>(fields: &Fields<'_>, key: &str, written: At<String>, words: &[(&str, T)]) -> Option<T> {
    let At { value, span } = written;
    if let Some((_, found)) = words.iter().find(|(word, _)| *word == value) {
        return Some(found.clone());
    }
    let known = words.iter().map(|(word, _)| *word);
    let problem = Problem::new(span, format!("`{key}` kan ikke være »{value}«"));
    fields.report(match meant(&value, known.clone()) {
        Some(meant) => problem.help(format!("mente du `{meant}`?")).fix(format!("\"{meant}\"")),
        None => problem.help(format!("her kan stå: {}", known.collect::<Vec<_>>().join(", "))),
    });
    None
}

impl Seen<'_> {
    /// Returns the question by this name, and reports one that does not stand above.
    fn question(&self, fields: &Fields<'_>, name: &At<String>) -> Option<&Question> {
        let found = self.questions.iter().find(|question| question.id.as_str() == name.value);
        if found.is_none() && !self.broken.borrow().contains(&name.value) {
            let known = self.questions.iter().map(|question| question.id.as_str());
            fields.report(if self.everything.contains(&name.value) {
                Problem::new(name.span.clone(), format!("spørgsmålet `{}` står længere nede", name.value))
                    .help("her kan kun spørges om noget, der står ovenfor; flyt spørgsmålet op")
            } else {
                unknown(name, "spørgsmålet", known)
            });
        }
        found
    }
}
