//! Pages, packages, knowledge, activities, forms and pictures.

use std::sync::Arc;

use forms::definition::Form;
use forms::municipality::Municipality;
use forms::problem::{Problem, meant};
use forms::table::{At, Fields, Table};
use jiff::civil::Date;

use super::article::{Readers, Seen, article, seen};
use super::course::window;
use super::{Desk, Frame, Part, PictureNote, check_slug, stem};
use crate::diagnostic::Diagnostic;
use crate::model::activity::Activity;
use crate::model::article::Address;
use crate::model::form::FormFile;
use crate::model::knowledge::{KINDS, Knowledge};
use crate::model::package::{Item, Package};
use crate::model::page::{Layout, Page};

pub(super) fn page(desk: &Desk<'_>, head: &Table, name: &str, frame: &Frame<'_>) -> Option<Part> {
    let slug = stem(desk, name);
    let fields = desk.fields(head);
    let visible = seen(&fields, frame);
    let layout = layout(&fields);
    let address = match layout {
        Layout::Front => Address::front(),
        Layout::Figures => Address::of(&["viden", "tal"]),
        Layout::Plain
        | Layout::FindPhase
        | Layout::AllTopics
        | Layout::HelpLines
        | Layout::Course
        | Layout::Easy
        | Layout::Packages
        | Layout::Activities
        | Layout::Knowledge
        | Layout::Privacy
        | Layout::Farewell
        | Layout::Traces
        | Layout::Offline => Address::of(&[slug]),
    };
    let article = article(desk, &fields, address, readers(&fields), frame);
    fields.finish();
    match visible {
        Seen::NotNow => Some(Part::Hidden),
        Seen::Now => Some(Part::Page(Page { article, layout })),
    }
}

/// For whom a page is; parents, if it does not say.
fn readers(fields: &Fields<'_>) -> Readers {
    const NAMES: [(&str, Readers); 3] =
        [("forældre", Readers::Parents), ("læs let", Readers::Slow), ("fagpersoner", Readers::Professionals)];
    let Some(At { value, span }) = fields.get::<String>("readers") else { return Readers::Parents };
    if let Some((_, readers)) = NAMES.iter().find(|(name, _)| *name == value) {
        return *readers;
    }
    let names = NAMES.map(|(name, _)| name);
    let problem = Problem::new(span, format!("ukendte læsere: »{value}«"));
    fields.report(match meant(&value, names) {
        Some(word) => problem.help(format!("mente du `{word}`?")).fix(format!("\"{word}\"")),
        None => problem.help(format!("her kan stå: {}", names.join(", "))),
    });
    Readers::Parents
}

fn layout(fields: &Fields<'_>) -> Layout {
    let Some(At { value, span }) = fields.get::<String>("layout") else { return Layout::Plain };
    if let Some((_, layout)) = Layout::SPECIAL.iter().find(|(name, _)| *name == value) {
        return *layout;
    }
    let names = Layout::SPECIAL.map(|(name, _)| name);
    let problem = Problem::new(span, format!("ukendt layout: »{value}«"));
    fields.report(match meant(&value, names) {
        Some(word) => problem.help(format!("mente du `{word}`?")).fix(format!("\"{word}\"")),
        None => problem.help(format!("her kan stå: {}; en almindelig side har ingen `layout`", names.join(", "))),
    });
    Layout::Plain
}

pub(super) fn package(desk: &Desk<'_>, head: &Table, name: &str, frame: &Frame<'_>) -> Option<Part> {
    let id = stem(desk, name);
    let fields = desk.fields(head);
    let article = article(desk, &fields, Address::of(&["babypakker", id]), Readers::Parents, frame);
    let age = fields.need::<String>("age");
    let window = window(&fields);
    let items = fields.tables("item");
    if items.is_empty() && head.get("item").is_none() {
        fields
            .report(Problem::new(fields.span(), "pakken er tom").help("tilføj [[item]] med name og use for hver ting"));
    }
    let items = items.into_iter().filter_map(item).collect();
    fields.finish();
    Some(Part::Package(Package {
        article,
        id: id.to_owned(),
        age: age.map(|age| age.value).unwrap_or_default(),
        window: window?,
        items,
    }))
}

fn item(fields: Fields<'_>) -> Option<Item> {
    let name = fields.need::<String>("name");
    let purpose = fields.need::<String>("use");
    let play = fields.get::<String>("play");
    fields.finish();
    Some(Item { name: name?.value, purpose: purpose?.value, play: play.map(|play| play.value) })
}

pub(super) fn knowledge(desk: &Desk<'_>, head: &Table, name: &str, frame: &Frame<'_>) -> Option<Part> {
    let slug = stem(desk, name);
    let fields = desk.fields(head);
    let visible = seen(&fields, frame);
    let article = article(desk, &fields, Address::of(&["viden", slug]), Readers::Professionals, frame);
    let organisation = fields.need::<String>("organisation");
    let kind = fields.need::<String>("kind");
    let from_year = fields.get::<i64>("from_year");
    let to_year = fields.get::<i64>("to_year");
    let amount = fields.get::<i64>("amount_dkk");
    let findings = fields.need::<Vec<At<String>>>("findings");
    let link = fields.table("link").and_then(outside_link);
    if let Some(kind) = kind.as_ref().filter(|kind| !KINDS.contains(&kind.value.as_str())) {
        fields.report(
            Problem::new(kind.span.clone(), format!("ukendt slags: »{}«", kind.value))
                .help(format!("her kan stå: {}", KINDS.join(", "))),
        );
    }
    check_years(&fields, from_year.as_ref(), to_year.as_ref());
    fields.finish();
    if matches!(visible, Seen::NotNow) {
        return Some(Part::Hidden);
    }
    Some(Part::Knowledge(Knowledge {
        article,
        organisation: organisation.map(|name| name.value).unwrap_or_default(),
        kind: kind.map(|kind| kind.value).unwrap_or_default(),
        from_year: from_year.map(|year| year.value),
        to_year: to_year.map(|year| year.value),
        amount_dkk: amount.map(|amount| amount.value),
        findings: findings
            .map(|list| list.value)
            .unwrap_or_default()
            .into_iter()
            .map(|finding| finding.value)
            .collect(),
        link,
    }))
}

fn check_years(fields: &Fields<'_>, from: Option<&At<i64>>, to: Option<&At<i64>>) {
    for year in [from, to].into_iter().flatten().filter(|year| !(1900..=2100).contains(&year.value)) {
        fields.report(Problem::new(year.span.clone(), format!("{} er ikke et årstal", year.value)));
    }
    if let (Some(from), Some(to)) = (from, to)
        && to.value < from.value
    {
        fields.report(Problem::new(to.span.clone(), "`to_year` ligger før `from_year`"));
    }
}

fn outside_link(fields: Fields<'_>) -> Option<(String, String)> {
    let title = fields.need::<String>("title");
    let url = fields.need::<String>("url");
    if let Some(url) = url.as_ref().filter(|url| !url.value.starts_with("https://")) {
        fields.report(Problem::new(url.span.clone(), "en adresse begynder med https://"));
    }
    fields.finish();
    Some((title?.value, url?.value))
}

/// Half a year: a season of activities, after which times and places are new.
const ACTIVITY_DAYS: i64 = 180;

pub(super) fn activity(desk: &Desk<'_>, head: &Table, name: &str, frame: &Frame<'_>) -> Option<Part> {
    stem(desk, name);
    let fields = desk.fields(head);
    let visible = seen(&fields, frame);
    let title = fields.need::<String>("title");
    let kind = fields.need::<String>("kind");
    let municipality = fields.need::<String>("municipality").and_then(|name| municipality(&fields, &name));
    let place = fields.need::<String>("place");
    let time = fields.need::<String>("time");
    let text = fields.need::<String>("text");
    let contact = fields.need::<String>("contact");
    let example = fields.get::<bool>("example");
    let checked_on = fields.need::<Date>("checked_on");
    let phases = fields.get::<Vec<At<String>>>("phases");
    if let Some(checked) = &checked_on {
        let days = i64::from(forms::age::days_between(checked.value, frame.today));
        if days < 0 {
            fields.report(Problem::new(checked.span.clone(), "`checked_on` ligger i fremtiden"));
        } else if days > ACTIVITY_DAYS {
            let message = format!("det er over {ACTIVITY_DAYS} dage siden, nogen sikrede sig, at det passer");
            desk.report(
                Diagnostic::warning(&desk.draft.file, checked.span.clone(), message)
                    .help("spørg kontakten, og skriv dagen i `checked_on`"),
            );
        }
    }
    fields.finish();
    if matches!(visible, Seen::NotNow) {
        return Some(Part::Hidden);
    }
    Some(Part::Activity(Activity {
        file: Arc::clone(&desk.draft.file),
        title: title?.value,
        kind: kind?.value,
        municipality: municipality?,
        place: place?.value,
        time: time?.value,
        text: text?.value,
        contact: contact?.value,
        example: example.is_some_and(|example| example.value),
        checked_on: checked_on?.value,
        phases: phases.map(|list| list.value).unwrap_or_default(),
    }))
}

fn municipality(fields: &Fields<'_>, name: &At<String>) -> Option<Municipality> {
    let found = Municipality::parse(&name.value);
    if found.is_none() {
        let problem = Problem::new(name.span.clone(), format!("ukendt kommune: »{}«", name.value));
        fields.report(match Municipality::meant(&name.value) {
            Some(word) => problem.help(format!("mente du {word}?")).fix(format!("\"{word}\"")),
            None => problem.help("skriv kommunens navn, som det staves på dens egen side"),
        });
    }
    found
}

pub(super) fn form(desk: &Desk<'_>, head: &Table, id: &str, name: &str, frame: &Frame<'_>) -> Option<Part> {
    check_slug(desk, id);
    let Some(version) = name
        .strip_suffix(".toml")
        .and_then(|name| name.parse::<u32>().ok().filter(|number| *number > 0 && number.to_string() == name))
    else {
        desk.report(
            Diagnostic::about(&desk.draft.file, "en formulars filnavn er dens versionsnummer")
                .help("kald den fx 1.toml"),
        );
        return None;
    };
    // Without roles and consents every form would be blamed for what two other files lack.
    match Form::parse(head, id, version, frame.library?) {
        Ok(form) => Some(Part::Form(FormFile::new(Arc::clone(&desk.draft.file), form))),
        Err(problems) => {
            desk.problems.borrow_mut().extend(problems);
            None
        }
    }
}

pub(super) fn picture_note(desk: &Desk<'_>, head: &Table) -> Option<Part> {
    let fields = desk.fields(head);
    let alt = fields.need::<String>("alt");
    let rights = fields.need::<String>("rights");
    fields.finish();
    Some(Part::PictureNote(PictureNote { alt: alt?.value, rights: rights?.value }))
}
