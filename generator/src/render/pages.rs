//! One function a kind of page: what its template is given.

use std::collections::BTreeMap;

use forms::age::Window;
use forms::definition::{Consent, State};
use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::locale;
use serde::Serialize;
use serde_json::json;
use tera::{Context, Value};

use super::{Renderer, body, figures, form, knowledge, languages, views};
use crate::diagnostic::Diagnostic;
use crate::model::appointment::Appointment;
use crate::model::article::{Address, Article, Neighbour};
use crate::model::course::{Lesson, Part, Phase};
use crate::model::form::FormFile;
use crate::model::help_line::{HelpLine, Numbers, dialled};
use crate::model::package::Package;
use crate::model::page::{Layout, Page};
use crate::model::site::Site;
use crate::parse::danish::{slug, unbroken_ranges};
use crate::theme::Theme;

pub(super) type Drawn = Result<String, Box<Diagnostic>>;

pub(super) fn phase(renderer: &Renderer, number: usize, phase: &Phase) -> Drawn {
    let site = renderer.site();
    let mut context = article_context(renderer, &phase.article);
    insert_phase(&mut context, renderer, number, phase);
    insert_neighbours(&mut context, renderer, road_place(site, number, None));
    let packages = phase.packages.iter().filter_map(|id| site.packages.iter().find(|package| package.id == id.value));
    context.insert("packages", &packages.map(|package| json!({ "title": package.article.title, "address": package.article.address, "age": unbroken_ranges(&package.age) })).collect::<Vec<_>>());
    context.insert("questionnaires", &questionnaires(site, phase));
    context.insert("ending", &phase.ending());
    let activities =
        site.activities.iter().filter(|activity| activity.phases.iter().any(|name| name.value == phase.slug)).count();
    context.insert("activities", &activities);
    context.insert("appointments", &appointments(site, phase));
    context.insert("easy", &phase.easy.as_ref().map(|easy| &easy.address));
    renderer.theme.draw("fase.html", &context)
}

/// Draws a phase in easy words.
pub(super) fn easy(renderer: &Renderer, number: usize, phase: &Phase, easy: &Article) -> Drawn {
    let mut context = article_context(renderer, easy);
    insert_phase(&mut context, renderer, number, phase);
    let at = |phase: Option<&Phase>| phase.and_then(|phase| phase.easy.as_ref()).map(Article::neighbour);
    let phases = &renderer.site().phases;
    context.insert("previous", &number.checked_sub(1).and_then(|before| at(phases.get(before))));
    context.insert("next", &at(phases.get(number + 1)));
    renderer.theme.draw("laes-let-fase.html", &context)
}

/// Draws the page that ends a phase: what mattered most in each of its lessons.
pub(super) fn ending(renderer: &Renderer, number: usize, phase: &Phase) -> Drawn {
    let (site, theme) = (renderer.site(), &renderer.theme);
    let say = |word: &str| theme.word(word).replace("{title}", &phase.article.title);
    let (title, lead) = (say("ending_title"), say("ending_lead"));
    let address = phase.ending();
    let mut context = head_context(&views::ending(phase, &address, (&title, &lead), site), &address);
    insert_phase(&mut context, renderer, number, phase);
    // A map by hand: text that is HTML already keeps telling so.
    let summary = |lesson: &Lesson| {
        Value::from(BTreeMap::from([
            ("title", Value::from(lesson.article.title.as_str())),
            ("address", Value::from(lesson.article.address.as_str())),
            ("key", body::key(&lesson.article, site, theme)),
        ]))
    };
    context.insert_value("summaries", Value::from(phase.lessons.iter().map(summary).collect::<Vec<_>>()));
    context.insert("questionnaires", &questionnaires(site, phase));
    let next = number.checked_add(1).and_then(|next| renderer.shared.phases.get(next)).cloned();
    context.insert_value("next_phase", next.unwrap_or_else(Value::none));
    theme.draw("afslutning.html", &context)
}

fn questionnaires(site: &Site, phase: &Phase) -> Vec<serde_json::Value> {
    let named =
        phase.questionnaires.iter().filter_map(|id| site.live_forms().find(|file| file.form.id().as_str() == id.value));
    let open = named.filter(|file| file.form.state() == State::Open);
    open.map(|file| json!({ "title": file.form.title(), "address": file.address(), "lead": file.form.lead() }))
        .collect()
}

pub(super) fn lesson(renderer: &Renderer, phase_number: usize, phase: &Phase, number: usize, lesson: &Lesson) -> Drawn {
    let mut context = article_context(renderer, &lesson.article);
    context.insert("page", &views::lesson(lesson, renderer.site()));
    insert_phase(&mut context, renderer, phase_number, phase);
    insert_neighbours(&mut context, renderer, road_place(renderer.site(), phase_number, Some(number)));
    context.insert("number", &(number + 1));
    let is_last = number + 1 == phase.lessons.len();
    context.insert("ending", &is_last.then(|| phase.ending()));
    context.insert("share_type", "article");
    renderer.theme.draw("lektion.html", &context)
}

pub(super) fn package(renderer: &Renderer, package: &Package) -> Drawn {
    let site = renderer.site();
    let mut context = article_context(renderer, &package.article);
    context.insert("age", &unbroken_ranges(&package.age));
    context.insert("part", Part::FirstYear.class());
    context.insert("items", &package.items);
    context.insert("id", &package.id);
    let phases = site
        .phases
        .iter()
        .zip(&renderer.shared.phases)
        .filter(|(phase, _)| phase.packages.iter().any(|id| id.value == package.id));
    context.insert_value("phases", list(phases.map(|(_, view)| view.clone())));
    renderer.theme.draw("babypakke.html", &context)
}

pub(super) fn not_found(renderer: &Renderer) -> Drawn {
    renderer.theme.draw("ikke-fundet.html", &Context::new())
}

/// Draws what the edge shows when nobody behind it answers (infra/template.yaml), at any address and to anyone: to who sent answers, to
/// who only reads, and to who must leave in a hurry. Numbers stand on it, for the page that has them all may not answer either.
pub(super) fn not_now(renderer: &Renderer) -> Drawn {
    let mut context = Context::new();
    context.insert("page", &json!({ "quick_exit": true }));
    context.insert("lines", &lines(renderer.site()));
    renderer.theme.draw("ikke-lige-nu.html", &context)
}

pub(super) fn redirect(renderer: &Renderer, target: &str) -> Drawn {
    let mut context = Context::new();
    context.insert("target", target);
    renderer.theme.draw("omdirigering.html", &context)
}

pub(super) fn page(renderer: &Renderer, page: &Page) -> Drawn {
    let site = renderer.site();
    let mut context = article_context(renderer, &page.article);
    context.insert("said_elsewhere", &languages::said_elsewhere(site, Some(&page.article.content_path())));
    match page.layout {
        Layout::Plain | Layout::Traces | Layout::Offline => {}
        Layout::Front => {
            context.insert_value("parts", renderer.shared.parts.clone());
            context.insert("lines", &lines(site));
        }
        Layout::Easy => {
            let easy = |phase: &Phase| {
                let page = phase.easy.as_ref()?;
                Some(
                    json!({ "title": phase.article.title, "period": unbroken_ranges(&phase.period), "slug": phase.slug, "address": page.address }),
                )
            };
            context.insert("phases", &site.phases.iter().filter_map(easy).collect::<Vec<_>>());
        }
        Layout::Course | Layout::Farewell => context.insert_value("parts", renderer.shared.parts.clone()),
        Layout::FindPhase => {
            context.insert("today", &site.today.to_string());
            context.insert("rows", &date_rows(renderer));
        }
        Layout::AllTopics => context.insert("letters", &letters(site, &renderer.theme)),
        Layout::HelpLines => context.insert("lines", &lines(site)),
        Layout::Packages => {
            context.insert("part", Part::FirstYear.class());
            context.insert("packages", &packages(site));
        }
        Layout::Activities => context.insert("municipalities", &municipalities(site)),
        Layout::Knowledge => {
            knowledge::insert(&mut context, site, None);
            context.insert(
                "figures",
                &site
                    .page_with(Layout::Figures)
                    .map(|page| json!({ "page": page.article.neighbour(), "description": page.article.description })),
            );
        }
        Layout::Privacy => {
            context.insert("forms", &promises(site));
            context.insert("kept", &kept(&renderer.theme));
        }
        Layout::Figures => {
            context.insert("part", Part::Toddler.class());
            context.insert("periods", &figures::periods(site, &renderer.theme));
        }
    }
    let template =
        if page.layout == Layout::Plain { "side.html".to_owned() } else { format!("{}.html", page.layout.name()) };
    renderer.theme.draw(&template, &context)
}

/// Returns what every page with a text is given.
pub(super) fn article_context(renderer: &Renderer, article: &Article) -> Context {
    let mut context = head_context(&views::article(article, renderer.site()), &article.address);
    context.insert_value("body", body::html(article, renderer.site(), &renderer.theme));
    context
}

/// Returns what the head of every page is given.
pub(super) fn head_context(page: &views::ArticleView<'_>, address: &Address) -> Context {
    let mut context = Context::new();
    context.insert("page", page);
    context.insert("menu", address);
    context.insert("menu_current", "page");
    context.insert("share_picture", "site");
    context.insert("share_type", "website");
    context
}

fn insert_phase(context: &mut Context, renderer: &Renderer, number: usize, phase: &Phase) {
    context.insert_value("phase", renderer.shared.phases.get(number).cloned().unwrap_or_else(Value::none));
    context.insert("part", phase.part().class());
    // A phase that nobody has drawn yet is shared with the picture of the site.
    if renderer.theme.files().contains_key(&format!("og/{}.png", phase.slug)) {
        context.insert("share_picture", &phase.slug);
    }
    // The page is one of the course's: the menu says so without claiming to be the page itself.
    context.insert("menu", renderer.site().page_with(Layout::Course).map_or("/", |page| page.article.address.as_str()));
    context.insert("menu_current", "true");
}

/// Returns the place of a phase, or of a lesson in it, among all pages of the course.
fn road_place(site: &Site, phase: usize, lesson: Option<usize>) -> usize {
    let before: usize = site.phases.iter().take(phase).map(|phase| phase.lessons.len() + 1).sum();
    before + lesson.map_or(0, |lesson| lesson + 1)
}

fn insert_neighbours(context: &mut Context, renderer: &Renderer, place: usize) {
    let at = |place: Option<usize>| {
        place.and_then(|place| renderer.shared.road.get(place)).cloned().unwrap_or_else(Value::none)
    };
    context.insert_value("previous", at(place.checked_sub(1)));
    context.insert_value("next", at(Some(place + 1)));
}

fn list(values: impl Iterator<Item = Value>) -> Value {
    Value::from_serializable(&values.collect::<Vec<_>>())
}

/// Returns what families are offered in a phase.
fn appointments(site: &Site, phase: &Phase) -> Vec<serde_json::Value> {
    let offered = site.appointments.iter().filter(|appointment| appointment.window.overlaps(phase.window.value));
    let view = |appointment: &Appointment| {
        // The page of the phase does not lead to itself.
        let address = appointment.address.as_ref().filter(|address| **address != phase.article.address);
        json!({ "title": appointment.title, "when": unbroken_ranges(&appointment.when), "text": appointment.text, "address": address })
    };
    offered.map(view).collect()
}

/// Returns every help line as templates show it.
pub(super) fn lines(site: &Site) -> Vec<serde_json::Value> {
    site.lines.iter().map(line_view).collect()
}

/// Returns what the templates are given of a help line.
pub(super) fn line_view(line: &HelpLine) -> serde_json::Value {
    let number =
        |region: Option<&str>, number: &str| json!({ "region": region, "shown": number, "dialled": dialled(number) });
    let numbers = match &line.numbers {
        Numbers::One(one) => vec![number(None, one)],
        Numbers::ByRegion(regions) => regions.iter().map(|(region, one)| number(Some(region), one)).collect(),
    };
    json!({ "id": line.id, "name": line.name, "what": line.what, "hours": line.hours, "level": line.level.class(), "numbers": numbers })
}

/// Returns what every form that takes answers promises: who reads them, how long they are kept, and what is asked consent for.
fn promises(site: &Site) -> Vec<serde_json::Value> {
    let consent = |consent: &Consent| {
        let newest = consent.wordings.last().map(|wording| wording.text.as_str());
        json!({ "text": newest, "required": consent.required })
    };
    let promise = |file: &FormFile| {
        let form = &file.form;
        let consents: Vec<_> = form.consents().iter().map(consent).collect();
        json!({ "title": form.title(), "address": file.address(), "readers": form.readers(), "reply": form.reply(),
                "keep_open": form::days(form.retention().open), "keep_handled": form::days(form.retention().handled), "consents": consents })
    };
    site.live_forms().filter(|file| file.form.state() == State::Open).map(promise).collect()
}

/// What a device may keep, by the names that `memory.js` keeps it under; pages lie beside them.
const KEPT: [(&str, &str); 6] = [
    ("child", "kept_child"),
    ("ticks", "kept_ticks"),
    ("reader", "kept_reader"),
    ("drafts", "kept_drafts"),
    ("plain", "kept_plain"),
    ("pages", "kept_pages"),
];

fn kept(theme: &Theme) -> Vec<serde_json::Value> {
    KEPT.iter().map(|(name, word)| json!({ "name": name, "text": theme.word(word) })).collect()
}

/// A phase with the dates that put a family in it on the day of the build.
#[derive(Serialize)]
struct DateRow {
    phase: Value,
    due: Option<(String, String)>,
    born: Option<(String, String)>,
}

fn date_rows(renderer: &Renderer) -> Vec<DateRow> {
    let today = renderer.site().today;
    let shown = |dates: Option<(jiff::civil::Date, jiff::civil::Date)>| {
        dates.map(|(first, last)| (first.to_string(), last.to_string()))
    };
    let row = |(phase, view): (&Phase, &Value)| {
        let window: Window = phase.window.value;
        DateRow { phase: view.clone(), due: shown(window.due_dates(today)), born: shown(window.birth_dates(today)) }
    };
    renderer.site().phases.iter().zip(&renderer.shared.phases).map(row).collect()
}

fn packages(site: &Site) -> Vec<serde_json::Value> {
    let view = |package: &Package| {
        let items: Vec<_> = package.items.iter().map(|item| &item.name).collect();
        json!({ "title": package.article.title, "address": package.article.address, "age": unbroken_ranges(&package.age), "description": package.article.description, "items": items })
    };
    site.packages.iter().map(view).collect()
}

/// A municipality with its activities.
#[derive(Serialize)]
struct MunicipalityView {
    name: &'static str,
    anchor: String,
    activities: Vec<serde_json::Value>,
}

fn municipalities(site: &Site) -> Vec<MunicipalityView> {
    let mut views: Vec<MunicipalityView> = Vec::new();
    for activity in &site.activities {
        let name = activity.municipality.name();
        let view = json!({ "title": activity.title, "kind": activity.kind, "place": activity.place, "time": activity.time,
                           "text": activity.text, "contact": activity.contact, "example": activity.example });
        match views.last_mut().filter(|last| last.name == name) {
            Some(last) => last.activities.push(view),
            None => views.push(MunicipalityView { name, anchor: slug(name), activities: vec![view] }),
        }
    }
    views
}

/// A letter with the pages whose titles begin with it.
#[derive(Serialize)]
struct LetterView {
    letter: String,
    anchor: String,
    pages: Vec<serde_json::Value>,
}

/// Returns every page by the first letter of its title, a to å.
fn letters(site: &Site, theme: &Theme) -> Vec<LetterView> {
    let mut pages: Vec<(Neighbour, &str)> = Vec::new();
    for phase in &site.phases {
        pages.push((phase.article.neighbour(), &phase.period));
        pages.extend(phase.lessons.iter().map(|lesson| (lesson.article.neighbour(), phase.period.as_str())));
    }
    pages.extend(
        site.pages.iter().filter(|page| page.layout != Layout::Front).map(|page| (page.article.neighbour(), "")),
    );
    pages.extend(site.packages.iter().map(|package| (package.article.neighbour(), package.age.as_str())));
    pages.extend(
        site.knowledge.iter().map(|knowledge| (knowledge.article.neighbour(), knowledge.organisation.as_str())),
    );
    pages.extend(site.figures.iter().map(|file| (figures::neighbour(file, theme), "")));
    let open = site.live_forms().filter(|file| file.form.state() == State::Open);
    pages.extend(open.map(|file| (Neighbour { title: file.form.title().to_owned(), address: file.address() }, "")));
    let danish = danish_order();
    let key = |title: &str| title.trim_start_matches(|c: char| !c.is_alphanumeric()).to_owned();
    pages.sort_by(|(a, _), (b, _)| {
        danish.compare(&key(&a.title), &key(&b.title)).then_with(|| a.address.cmp(&b.address))
    });
    let mut letters: Vec<LetterView> = Vec::new();
    for (page, group) in pages {
        let letter = first_letter(&key(&page.title));
        let view = json!({ "title": page.title, "address": page.address, "group": group });
        match letters.last_mut().filter(|last| last.letter == letter) {
            Some(last) => last.pages.push(view),
            None => letters.push(LetterView { anchor: slug(&letter), letter, pages: vec![view] }),
        }
    }
    letters
}

fn danish_order() -> CollatorBorrowed<'static> {
    Collator::try_new(locale!("da").into(), CollatorOptions::default()).expect("the Danish order is compiled in")
}

/// Returns the letter a title is filed under; digits share one place, and »aa« is å.
fn first_letter(title: &str) -> String {
    let lower = title.to_lowercase();
    if lower.starts_with("aa") {
        return "Å".to_owned();
    }
    match lower.chars().next() {
        Some(c) if c.is_alphabetic() => c.to_uppercase().collect(),
        _ => "0–9".to_owned(),
    }
}
