//! The files of which there is one: settings, help lines, appointments, sources, synonyms, redirects, published addresses.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use forms::id::is_slug;
use forms::problem::Problem;
use forms::table::{At, Fields};
use jiff::civil::Date;

use super::shared::{CONSENTS, PUBLISHED_FORMS, ROLES};
use super::{Desk, Parts, appointments, shared};
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::model::fact::{Fact, Mark};
use crate::model::help_line::{HelpLine, Level, Numbers};
use crate::model::reference::Reference;
use crate::model::settings::{MenuItem, ORDINARY_REVIEW, Settings};
use crate::parse::{Draft, Drafts, GUIDE};
use crate::proof::spelling::WORD_LIST;
use crate::record;
use crate::source::SourceFile;

const SITE: &str = "site.toml";
const LINES: &str = "hjaelpelinjer.toml";
const SOURCES: &str = "kilder.toml";
const FACTS: &str = "fakta.toml";
const APPOINTMENTS: &str = "aftaler.toml";
const SYNONYMS: &str = "synonymer.toml";
const REDIRECTS: &str = "omdirigeringer.toml";
/// The addresses that have been public; written by `generator check --save-addresses`.
pub const PUBLISHED: &str = "adresser.lock";

pub(super) const NAMES: [&str; 14] = [
    GUIDE,
    WORD_LIST,
    SITE,
    LINES,
    SOURCES,
    FACTS,
    APPOINTMENTS,
    SYNONYMS,
    REDIRECTS,
    PUBLISHED,
    ROLES,
    CONSENTS,
    PUBLISHED_FORMS,
    record::FILE,
];

pub(super) fn read(drafts: &Drafts, root: &str, today: Date, report: &mut Report) -> Parts {
    let mut parts = Parts { root: root.to_owned(), ..Parts::default() };
    if let Some(draft) = drafts.get(SITE) {
        parts.settings_file = Some(Arc::clone(&draft.file));
        parts.settings = with(draft, &mut parts, report, settings).unwrap_or_default();
    } else {
        let path = format!("{root}/{SITE}");
        report.push(
            Diagnostic::unreadable(path, "filen mangler").help("den siger, hvad stedet hedder, og hvor det ligger"),
        );
        parts.failed.insert(SITE.to_owned());
    }
    if let Some(draft) = drafts.get(SOURCES) {
        parts.references = with(draft, &mut parts, report, references).unwrap_or_default();
    }
    if let Some(draft) = drafts.get(FACTS) {
        parts.facts_file = Some(Arc::clone(&draft.file));
        parts.facts = with(draft, &mut parts, report, facts).unwrap_or_default();
    }
    if let Some(draft) = drafts.get(LINES) {
        parts.lines_file = Some(Arc::clone(&draft.file));
        let days = parts.settings.line_days;
        let known = |id: &str, parts: &Parts| {
            parts.failed.contains(SOURCES) || parts.references.iter().any(|source| source.id == id)
        };
        let lines =
            with(draft, &mut parts, report, |desk, fields| help_lines(desk, fields, today, days)).unwrap_or_default();
        for (_, source) in lines.iter().filter(|(_, source)| !known(&source.value, &parts)) {
            report.push(
                Diagnostic::error(&draft.file, source.span.clone(), format!("ukendt kilde: `{}`", source.value))
                    .help(format!("navnene står i {root}/{SOURCES}")),
            );
        }
        parts.lines = lines.into_iter().map(|(line, _)| line).collect();
    }
    if let Some(draft) = drafts.get(APPOINTMENTS) {
        parts.appointments_file = Some(Arc::clone(&draft.file));
        parts.appointments = with(draft, &mut parts, report, appointments::read).unwrap_or_default();
    }
    if let Some(draft) = drafts.get(SYNONYMS) {
        parts.synonyms = with(draft, &mut parts, report, |_, fields| synonyms(fields)).unwrap_or_default();
    }
    if let Some(draft) = drafts.get(REDIRECTS) {
        let read = with(draft, &mut parts, report, |_, fields| fields.texts()).unwrap_or_default();
        parts.redirects = read.into_iter().map(|(old, new)| (Arc::clone(&draft.file), old, new)).collect();
    }
    parts.library = shared::library(drafts, &mut parts, report);
    if let Some(draft) = drafts.get(PUBLISHED_FORMS) {
        parts.published_forms = shared::published_forms(draft, report);
    }
    if let Some(draft) = drafts.get(PUBLISHED) {
        parts.published = published(draft);
    }
    parts
}

/// Reads one of the lists; one with mistakes in it counts as failed, so that nobody is blamed for naming what it lacks.
fn with<T>(
    draft: &Draft,
    parts: &mut Parts,
    report: &mut Report,
    read: impl FnOnce(&Desk<'_>, Fields<'_>) -> T,
) -> Option<T> {
    let desk = Desk::new(draft);
    let found = draft.head.as_ref().map(|head| read(&desk, desk.fields(head)));
    let told: Vec<_> = desk.diagnostics().collect();
    if found.is_none() || told.iter().any(|diagnostic| diagnostic.severity() == Severity::Error) {
        parts.failed.insert(draft.file.path.clone());
    }
    report.extend(told);
    found
}

fn settings(_: &Desk<'_>, fields: Fields<'_>) -> Settings {
    let text = |found: Option<At<String>>| found.map(|found| found.value).unwrap_or_default();
    let name = fields.need::<String>("name");
    let base_url = fields.need::<String>("base_url");
    let language = fields.need::<String>("language");
    let owner = fields.need::<String>("owner");
    let quick_exit = fields.need::<String>("quick_exit");
    let lix = fields.table("lix").map(lix);
    let review = fields.table("review").map(|review| review_months(&review));
    let line_days = fields.table("help_lines").and_then(help_line_days);
    let navigation = menu(fields.tables("navigation"));
    let footer = menu(fields.tables("footer"));
    for url in [&base_url, &quick_exit].into_iter().flatten().filter(|url| !url.value.starts_with("https://")) {
        fields.report(Problem::new(url.span.clone(), "en adresse begynder med https://"));
    }
    if let Some(url) = base_url.as_ref().filter(|url| url.value.ends_with('/')) {
        fields.report(Problem::new(url.span.clone(), "`base_url` skal slutte uden /"));
    }
    fields.finish();
    let plain = Settings::default();
    let [lix_parents, lix_easy, lix_professionals] =
        lix.unwrap_or([plain.lix_parents, plain.lix_easy, plain.lix_professionals]);
    Settings {
        name: text(name),
        base_url: text(base_url),
        language: text(language),
        owner: text(owner),
        quick_exit: text(quick_exit),
        lix_parents,
        lix_easy,
        lix_professionals,
        review_months: review.unwrap_or(plain.review_months),
        line_days: line_days.unwrap_or(plain.line_days),
        navigation,
        footer,
    }
}

/// Returns the number at `key` if it lies in `range`, and reports it if it does not.
fn within(fields: &Fields<'_>, number: &At<i64>, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
    if range.contains(&number.value) {
        return Some(number.value);
    }
    fields.report(Problem::new(
        number.span.clone(),
        format!("tallet skal ligge fra {} til {}", range.start(), range.end()),
    ));
    None
}

fn review_months(fields: &Fields<'_>) -> BTreeMap<String, i64> {
    let read = |(class, months): (At<String>, At<i64>)| Some((class.value, within(fields, &months, 1..=120)?));
    let mut found: BTreeMap<_, _> = fields.integers().into_iter().filter_map(read).collect();
    found.entry(ORDINARY_REVIEW.to_owned()).or_insert(12);
    found
}

fn lix(fields: Fields<'_>) -> [u32; 3] {
    let plain = Settings::default();
    let read = |key, otherwise| {
        let number = fields.get::<i64>(key).and_then(|lix| within(&fields, &lix, 10..=100));
        number.and_then(|lix| u32::try_from(lix).ok()).unwrap_or(otherwise)
    };
    let found = [
        read("parents", plain.lix_parents),
        read("easy", plain.lix_easy),
        read("professionals", plain.lix_professionals),
    ];
    fields.finish();
    found
}

fn help_line_days(fields: Fields<'_>) -> Option<i64> {
    let days = fields.get::<i64>("check_days").and_then(|days| within(&fields, &days, 1..=3650));
    fields.finish();
    days
}

fn menu(items: Vec<Fields<'_>>) -> Vec<MenuItem> {
    let read = |fields: Fields<'_>| {
        let (title, page) = (fields.need::<String>("title"), fields.need::<String>("page"));
        let group = fields.get::<String>("group").map(|group| group.value);
        fields.finish();
        Some(MenuItem { title: title?.value, group, page: page? })
    };
    items.into_iter().filter_map(read).collect()
}

/// A help line with the place of its id, and the source that is named for it.
type Line = ((HelpLine, At<String>), At<String>);

fn help_lines(desk: &Desk<'_>, fields: Fields<'_>, today: Date, days: i64) -> Vec<Line> {
    let lines = fields.tables("line").into_iter().filter_map(|line| help_line(desk, line, today, days)).collect();
    fields.finish();
    lines
}

fn help_line(desk: &Desk<'_>, fields: Fields<'_>, today: Date, days: i64) -> Option<Line> {
    let id = fields.need::<String>("id");
    let name = fields.need::<String>("name");
    let what = fields.need::<String>("what");
    let level = fields.need::<String>("level");
    let number = fields.get::<String>("number");
    let regions: Vec<_> = fields.tables("regions").into_iter().filter_map(region).collect();
    let in_text = fields.get::<String>("in_text");
    let hours = fields.get::<String>("hours");
    let source = fields.need::<String>("source");
    let checked_on = fields.need::<Date>("checked_on");
    let confirmed = fields.get::<bool>("confirmed");
    let is_confirmed = confirmed.as_ref().is_none_or(|confirmed| confirmed.value);
    if let Some(id) = id.as_ref().filter(|id| !is_slug(&id.value)) {
        fields.report(Problem::new(id.span.clone(), "`id` må kun have små bogstaver a–z, tal og bindestreg"));
    }
    let level = level.and_then(|level| {
        let found = Level::ALL.iter().find(|(word, _)| *word == level.value).map(|(_, level)| *level);
        if found.is_none() {
            fields.report(
                Problem::new(level.span, format!("`level` kan ikke være »{}«", level.value))
                    .help("her kan stå: 112, i-dag, tal"),
            );
        }
        found
    });
    let numbers = numbers(&fields, number, regions);
    if let Some(checked) = &checked_on
        && i64::from(forms::age::days_between(checked.value, today)) > days
    {
        let name = id.as_ref().map_or("linjen", |id| &id.value);
        let message = format!("nummeret til `{name}` er ikke prøvet i over {days} dage");
        desk.report(
            Diagnostic::warning(&desk.draft.file, checked.span.clone(), message)
                .help("ring, eller se efter på linjens egen side, og skriv dagen i `checked_on`"),
        );
    }
    if let (Some(id), Some(At { value: false, span })) = (&id, confirmed) {
        desk.report(
            Diagnostic::warning(&desk.draft.file, span, format!("nummeret til `{}` er ikke bekræftet", id.value))
                .help("spørg linjen selv, før stedet går i luften"),
        );
    }
    fields.finish();
    if let Some(checked) = checked_on.as_ref().filter(|checked| checked.value > today) {
        desk.report(Diagnostic::error(&desk.draft.file, checked.span.clone(), "`checked_on` ligger i fremtiden"));
    }
    let source = source?;
    let (id, name) = (id?, name?.value);
    let in_text = in_text.map_or_else(|| name.clone(), |text| text.value);
    let line = HelpLine {
        id: id.value.clone(),
        name,
        in_text,
        what: what?.value,
        source: source.value.clone(),
        confirmed: is_confirmed,
        level: level?,
        numbers: numbers?,
        hours: hours.map(|hours| hours.value),
        checked_on: checked_on?.value,
    };
    Some(((line, id), source))
}

fn region(fields: Fields<'_>) -> Option<(String, String)> {
    let (region, number) = (fields.need::<String>("region"), fields.need::<String>("number"));
    fields.finish();
    Some((region?.value, number?.value))
}

fn numbers(fields: &Fields<'_>, number: Option<At<String>>, regions: Vec<(String, String)>) -> Option<Numbers> {
    let wrong =
        |number: &str| number.chars().any(|c| !c.is_ascii_digit() && c != ' ' && c != '+') || number.trim().is_empty();
    match (number, regions.is_empty()) {
        (Some(number), true) if wrong(&number.value) => {
            fields.report(Problem::new(number.span, format!("»{}« er ikke et telefonnummer", number.value)));
            None
        }
        (Some(number), true) => Some(Numbers::One(number.value)),
        (None, false) => Some(Numbers::ByRegion(regions)),
        (Some(number), false) => {
            fields.report(Problem::new(number.span, "skriv enten `number` eller `regions`, ikke begge"));
            None
        }
        (None, true) => {
            fields
                .report(Problem::new(fields.span(), "linjen har intet nummer").help("tilføj number = \"12 34 56 78\""));
            None
        }
    }
}

fn references(desk: &Desk<'_>, fields: Fields<'_>) -> Vec<Reference> {
    let mut ids = BTreeSet::new();
    let mut found = Vec::new();
    for (reference, id) in fields.tables("source").into_iter().filter_map(reference) {
        if !ids.insert(id.value) {
            desk.report(Diagnostic::error(&desk.draft.file, id.span, format!("to kilder hedder `{}`", reference.id)));
        }
        found.push(reference);
    }
    fields.finish();
    found
}

fn reference(fields: Fields<'_>) -> Option<(Reference, At<String>)> {
    let id = fields.need::<String>("id");
    let title = fields.need::<String>("title");
    let publisher = fields.need::<String>("publisher");
    let year = fields.get::<i64>("year");
    let url = fields.get::<String>("url");
    fields.need::<String>("mark");
    fields.need::<Date>("read_on");
    if let Some(url) = url.as_ref().filter(|url| !url.value.starts_with("https://")) {
        fields.report(Problem::new(url.span.clone(), "en adresse begynder med https://"));
    }
    fields.finish();
    let id = id?;
    let reference = Reference {
        id: id.value.clone(),
        title: title?.value,
        publisher: publisher?.value,
        year: year.map(|year| year.value),
        url: url.map(|url| url.value),
    };
    Some((reference, id))
}

fn facts(desk: &Desk<'_>, fields: Fields<'_>) -> Vec<Fact> {
    let mut ids = BTreeSet::new();
    let mut found = Vec::new();
    for (fact, id) in fields.tables("fact").into_iter().filter_map(fact) {
        if !ids.insert(id.value) {
            desk.report(Diagnostic::error(&desk.draft.file, id.span, format!("to oplysninger hedder `{}`", fact.id)));
        }
        found.push(fact);
    }
    fields.finish();
    found
}

fn fact(fields: Fields<'_>) -> Option<(Fact, At<String>)> {
    let id = fields.need::<String>("id");
    let text = fields.need::<String>("fact");
    let sources = fields.need::<Vec<At<String>>>("sources");
    let mark = fields.need::<String>("mark").and_then(|mark| {
        let known = Mark::named(&mark.value);
        if known.is_none() {
            let problem = Problem::new(mark.span, format!("ukendt mærke: »{}«", mark.value));
            fields.report(
                problem.help("V = læst hos kilden selv, V2 = læst hos en anden; det ubekræftede står her ikke"),
            );
        }
        known
    });
    if let Some(none) = sources.as_ref().filter(|sources| sources.value.is_empty()) {
        fields.report(Problem::new(none.span.clone(), "en oplysning har mindst én kilde"));
    }
    fields.finish();
    let (id, text) = (id?, text?);
    let fact = Fact { id: id.value.clone(), text: text.value, sources: sources?.value, mark: mark?, span: text.span };
    Some((fact, id))
}

fn synonyms(fields: Fields<'_>) -> Vec<Vec<String>> {
    let read = |group: Fields<'_>| {
        let words = group.need::<Vec<At<String>>>("words");
        group.finish();
        Some(words?.value.into_iter().map(|word| word.value).collect())
    };
    let groups = fields.tables("group").into_iter().filter_map(read).collect();
    fields.finish();
    groups
}

fn published(draft: &Draft) -> Vec<(Arc<SourceFile>, At<String>)> {
    let mut at = 0;
    let mut found = Vec::new();
    for line in draft.file.text.split_inclusive('\n') {
        let address = line.trim();
        let start = at + (line.len() - line.trim_start().len());
        if !address.is_empty() && !address.starts_with('#') {
            found.push((Arc::clone(&draft.file), At::new(address.to_owned(), start..start + address.len())));
        }
        at += line.len();
    }
    found
}
