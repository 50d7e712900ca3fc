//! The files of which there is one: settings, help lines, sources, synonyms, redirects, published addresses.

use std::sync::Arc;

use forms::id::is_slug;
use forms::problem::Problem;
use forms::table::{At, Fields};
use jiff::civil::Date;

use super::{Desk, Parts};
use crate::diagnostic::{Diagnostic, Report};
use crate::model::help_line::{HelpLine, Level, Numbers};
use crate::model::reference::Reference;
use crate::model::settings::{MenuItem, ORDINARY_REVIEW, Settings};
use crate::parse::{Draft, Drafts};

const SITE: &str = "site.toml";
const LINES: &str = "hjaelpelinjer.toml";
const SOURCES: &str = "kilder.toml";
const SYNONYMS: &str = "synonymer.toml";
const REDIRECTS: &str = "omdirigeringer.toml";
/// The addresses that have been public; written by `generator check --save-addresses`.
pub const PUBLISHED: &str = "adresser.lock";

pub(super) const NAMES: [&str; 6] = [SITE, LINES, SOURCES, SYNONYMS, REDIRECTS, PUBLISHED];

pub(super) fn read(drafts: &Drafts, today: Date, report: &mut Report) -> Parts {
    let mut parts = Parts::default();
    let Some(site) = drafts.get(SITE) else {
        report.push(
            Diagnostic::unreadable(SITE, "filen mangler i content/")
                .help("den siger, hvad stedet hedder, og hvor det ligger"),
        );
        return parts;
    };
    parts.settings_file = Some(Arc::clone(&site.file));
    parts.settings = with(site, report, settings).unwrap_or_default();
    if let Some(draft) = drafts.get(LINES) {
        parts.lines_file = Some(Arc::clone(&draft.file));
        let days = parts.settings.line_days;
        parts.lines = with(draft, report, |desk| Some(help_lines(desk, today, days))).unwrap_or_default();
    }
    if let Some(draft) = drafts.get(SOURCES) {
        parts.references = with(draft, report, |desk| Some(references(desk))).unwrap_or_default();
    }
    if let Some(draft) = drafts.get(SYNONYMS) {
        parts.synonyms = with(draft, report, |desk| Some(synonyms(desk))).unwrap_or_default();
    }
    if let Some(draft) = drafts.get(REDIRECTS) {
        let read = with(draft, report, |desk| Some(desk.fields().texts())).unwrap_or_default();
        parts.redirects = read.into_iter().map(|(old, new)| (Arc::clone(&draft.file), old, new)).collect();
    }
    if let Some(draft) = drafts.get(PUBLISHED) {
        parts.published = published(draft);
    }
    parts
}

fn with<T>(draft: &Draft, report: &mut Report, read: impl FnOnce(&Desk<'_>) -> Option<T>) -> Option<T> {
    let desk = Desk::new(draft);
    let found = read(&desk);
    report.extend(desk.diagnostics());
    found
}

fn settings(desk: &Desk<'_>) -> Option<Settings> {
    let fields = desk.fields();
    let name = fields.need::<String>("name");
    let base_url = fields.need::<String>("base_url");
    let language = fields.need::<String>("language");
    let owner = fields.need::<String>("owner");
    let quick_exit = fields.need::<String>("quick_exit");
    let lix = fields.table("lix").map(lix);
    let review = fields.table("review").map(|review| review.integers());
    let line_days = fields.table("help_lines").and_then(help_line_days);
    let navigation = menu(fields.tables("navigation"));
    let footer = menu(fields.tables("footer"));
    if let Some(url) = base_url.as_ref().filter(|url| !url.value.starts_with("https://") || url.value.ends_with('/')) {
        fields.report(Problem::new(url.span.clone(), "`base_url` skal begynde med https:// og slutte uden /"));
    }
    fields.finish();
    let (lix_parents, lix_professionals) = lix.unwrap_or((35, 55));
    let mut review_months: std::collections::BTreeMap<_, _> =
        review.unwrap_or_default().into_iter().map(|(class, months)| (class.value, months)).collect();
    review_months.entry(ORDINARY_REVIEW.to_owned()).or_insert(12);
    Some(Settings {
        name: name?.value,
        base_url: base_url?.value,
        language: language?.value,
        owner: owner?.value,
        quick_exit: quick_exit?.value,
        lix_parents,
        lix_professionals,
        review_months,
        line_days: line_days.unwrap_or(180),
        navigation,
        footer,
    })
}

fn lix(fields: Fields<'_>) -> (u32, u32) {
    let read = |key| fields.get::<i64>(key).and_then(|lix| u32::try_from(lix.value).ok());
    let found = (read("parents").unwrap_or(35), read("professionals").unwrap_or(55));
    fields.finish();
    found
}

fn help_line_days(fields: Fields<'_>) -> Option<i64> {
    let days = fields.get::<i64>("check_days");
    fields.finish();
    days.map(|days| days.value)
}

fn menu(items: Vec<Fields<'_>>) -> Vec<MenuItem> {
    let read = |fields: Fields<'_>| {
        let (title, page) = (fields.need::<String>("title"), fields.need::<String>("page"));
        fields.finish();
        Some(MenuItem { title: title?.value, page: page? })
    };
    items.into_iter().filter_map(read).collect()
}

fn help_lines(desk: &Desk<'_>, today: Date, days: i64) -> Vec<(HelpLine, At<String>)> {
    let fields = desk.fields();
    let lines: Vec<_> =
        fields.tables("line").into_iter().filter_map(|line| help_line(desk, line, today, days)).collect();
    fields.finish();
    lines
}

fn help_line(desk: &Desk<'_>, fields: Fields<'_>, today: Date, days: i64) -> Option<(HelpLine, At<String>)> {
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
        let message = format!("nummeret er ikke prøvet i over {days} dage");
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
    source?;
    let (id, name) = (id?, name?.value);
    let in_text = in_text.map_or_else(|| name.clone(), |text| text.value);
    let line = HelpLine {
        id: id.value.clone(),
        name,
        in_text,
        what: what?.value,
        level: level?,
        numbers: numbers?,
        hours: hours.map(|hours| hours.value),
        checked_on: checked_on?.value,
    };
    Some((line, id))
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

fn references(desk: &Desk<'_>) -> Vec<Reference> {
    let fields = desk.fields();
    let found: Vec<_> = fields.tables("source").into_iter().filter_map(reference).collect();
    fields.finish();
    found
}

fn reference(fields: Fields<'_>) -> Option<Reference> {
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
    Some(Reference {
        id: id?.value,
        title: title?.value,
        publisher: publisher?.value,
        year: year.map(|year| year.value),
        url: url.map(|url| url.value),
    })
}

fn synonyms(desk: &Desk<'_>) -> Vec<Vec<String>> {
    let fields = desk.fields();
    let read = |group: Fields<'_>| {
        let words = group.need::<Vec<At<String>>>("words");
        group.finish();
        Some(words?.value.into_iter().map(|word| word.value).collect())
    };
    let groups = fields.tables("group").into_iter().filter_map(read).collect();
    fields.finish();
    groups
}

fn published(draft: &Draft) -> Vec<(Arc<crate::source::SourceFile>, At<String>)> {
    let mut at = 0;
    let mut found = Vec::new();
    for line in draft.file.text.split_inclusive('\n') {
        let address = line.trim();
        if !address.is_empty() && !address.starts_with('#') {
            found.push((Arc::clone(&draft.file), At::new(address.to_owned(), at..at + address.len())));
        }
        at += line.len();
    }
    found
}
