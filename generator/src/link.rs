//! Parts to one [`Site`]: phases in order, lessons in their phases, and every reference followed to where it leads.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ::forms::age::Moment;
use ::forms::problem::meant;
use ::forms::table::At;
use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Report};
use crate::model::appointment::Appointment;
use crate::model::article::{Address, Article, Neighbour};
use crate::model::course::{Lesson, Phase};
use crate::model::figures::FiguresFile;
use crate::model::form::FormFile;
use crate::model::help_line::HelpLine;
use crate::model::language::{Language, START};
use crate::model::page::Layout;
use crate::model::settings::MenuItem;
use crate::model::site::Site;
use crate::source::{SourceFile, Sources};
use crate::validate::Parts;

mod addresses;
mod drawings;
mod forms;
mod pictures;
mod references;

use references::Map;

/// Returns the site made of `parts`, and reports everything that leads nowhere.
pub fn site(mut parts: Parts, sources: &Sources, today: Date, report: &mut Report) -> Site {
    let pictures = pictures::find(&parts, sources, report);
    let lines = lines(&mut parts, report);
    let lessons = std::mem::take(&mut parts.lessons);
    let phases = std::mem::take(&mut parts.phases);
    let mut phases = course(phases, lessons, &parts, report);
    easy(&mut phases, std::mem::take(&mut parts.easy), &parts, report);
    let languages = languages(&mut parts, report);
    let mut site = Site {
        today,
        phases,
        lines,
        pictures,
        languages,
        pages: std::mem::take(&mut parts.pages),
        packages: std::mem::take(&mut parts.packages),
        knowledge: std::mem::take(&mut parts.knowledge),
        figures: std::mem::take(&mut parts.figures),
        activities: std::mem::take(&mut parts.activities),
        appointments: std::mem::take(&mut parts.appointments),
        facts: std::mem::take(&mut parts.facts),
        references: std::mem::take(&mut parts.references),
        forms: std::mem::take(&mut parts.forms),
        synonyms: std::mem::take(&mut parts.synonyms),
        settings: std::mem::take(&mut parts.settings),
        ..Site::default()
    };
    order(&mut site);
    layouts(&site, &parts, report);
    periods(&site.figures, report);
    let map = Map::of(&site, &parts);
    let navigation = menu(&site.settings.navigation, parts.settings_file.as_ref(), &map, report);
    let footer = menu(&site.settings.footer, parts.settings_file.as_ref(), &map, report);
    names(&site, &parts, report);
    translated(&site, &map, report);
    let addresses = appointment_addresses(&site.appointments, &map, report);
    let mut forms = std::mem::take(&mut site.forms);
    forms::follow(&mut forms, &site, &map, &parts, report);
    site.forms = forms;
    let followed = references::follow(&site, &map, report);
    addresses::check(&site, &parts, report);
    if parts.failed.is_empty() {
        orphans(&site, &followed.reached, report);
    }
    site.redirects = parts.redirects.into_iter().map(|(_, old, new)| (old.value, new.value)).collect();
    for (appointment, address) in site.appointments.iter_mut().zip(addresses) {
        appointment.address = address;
    }
    (site.navigation, site.footer) = (navigation, footer);
    followed.write(&mut site);
    site
}

/// Puts the phases in the order of time and the lessons in their phases.
fn course(mut phases: Vec<Phase>, lessons: Vec<Lesson>, parts: &Parts, report: &mut Report) -> Vec<Phase> {
    phases.sort_by_key(|phase| phase.window.value.from().rank());
    // A phase that could not be believed leaves a hole of its own; that it is there has been told.
    let whole = !parts.failed.iter().any(|path| path.ends_with("_fase.md"));
    if whole {
        check_borders(&phases, parts, report);
    }
    let index: BTreeMap<String, usize> = phases.iter().enumerate().map(|(n, phase)| (phase.slug.clone(), n)).collect();
    for lesson in lessons {
        let folder = format!("faser/{}", lesson.phase);
        match index.get(&lesson.phase).and_then(|n| phases.get_mut(*n)) {
            Some(phase) => phase.lessons.push(lesson),
            None if parts.failed_at(&folder) => {}
            None => report.push(
                Diagnostic::about(&lesson.article.file, format!("mappen {folder} er ingen fase"))
                    .help(format!("lav filen {folder}/_fase.md, eller flyt lektionen")),
            ),
        }
    }
    for phase in &mut phases {
        phase.lessons.sort_by(|a, b| (a.order, &a.article.file.path).cmp(&(b.order, &b.article.file.path)));
        check_lessons(phase, parts, report);
    }
    phases
}

/// Puts the pages in easy words beside their phases.
fn easy(phases: &mut [Phase], pages: Vec<Article>, parts: &Parts, report: &mut Report) {
    for page in pages {
        let folder = page.file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        match phases.iter_mut().find(|phase| folder.strip_prefix("faser/") == Some(phase.slug.as_str())) {
            Some(phase) => phase.easy = Some(page),
            None if parts.failed_at(&format!("{folder}/")) => {}
            None => report.push(Diagnostic::about(&page.file, format!("mappen {folder} er ingen fase"))),
        }
    }
}

/// Puts pages in their languages, and languages in the order of their codes.
fn languages(parts: &mut Parts, report: &mut Report) -> Vec<Language> {
    let mut languages: BTreeMap<_, _> = std::mem::take(&mut parts.languages)
        .into_iter()
        .map(|(file, language)| (language.code.clone(), (file, language)))
        .collect();
    for page in std::mem::take(&mut parts.translations) {
        let folder = format!("sprog/{}/", page.language);
        match languages.get_mut(&page.language) {
            Some((_, language)) => language.pages.push(page),
            None if parts.failed_at(&folder) => {}
            None => report.push(
                Diagnostic::about(&page.article.file, format!("mappen {folder} er intet sprog"))
                    .help(format!("lav filen {folder}_sprog.toml")),
            ),
        }
    }
    for (file, language) in languages.values() {
        let folder = format!("sprog/{}/{START}.md", language.code);
        if language.start().is_none() && !parts.failed.contains(&folder) {
            report.push(Diagnostic::about(file, "sproget har ingen første side").help(format!("skriv {folder}")));
        }
    }
    languages.into_values().map(|(_, language)| language).collect()
}

/// A page in another language names the Danish page that says the same.
fn translated(site: &Site, map: &Map<'_>, report: &mut Report) {
    for page in site.languages.iter().flat_map(|language| &language.pages) {
        if let Some(danish) = page.translates.as_ref().filter(|danish| map.page(&danish.value).is_none()) {
            report.extend(map.missing(&page.article.file, danish.span.clone(), &danish.value));
        }
    }
}

/// Phases follow each other without gap or overlap from pregnancy day 0 to the third birthday.
fn check_borders(phases: &[Phase], parts: &Parts, report: &mut Report) {
    let (Some(first), Some(last)) = (phases.first(), phases.last()) else {
        report.push(
            Diagnostic::unreadable(format!("{}/faser", parts.root), "forløbet har ingen faser")
                .help("lav en med: generator new fase \"Titel\""),
        );
        return;
    };
    let at =
        |phase: &Phase, message: String| Diagnostic::error(&phase.article.file, phase.window.span.clone(), message);
    if first.window.value.from() != Moment::Pregnant(0) {
        let message = format!(
            "forløbet skal begynde med »uge 0+0«, men den første fase begynder med »{}«",
            first.window.value.from()
        );
        report.push(at(first, message));
    }
    for pair in phases.windows(2) {
        let [before, phase] = pair else { continue };
        let (from, until) = (phase.window.value.from(), before.window.value.until());
        let what = match from.rank().cmp(&until.rank()) {
            Ordering::Equal => continue,
            Ordering::Greater => "der er et hul i forløbet",
            Ordering::Less => "to faser overlapper",
        };
        let message = format!(
            "{what}: fasen begynder med »{from}«, men {} slutter med »{}«",
            before.article.file.path,
            until.as_end()
        );
        report.push(at(phase, message).help("lad fasen begynde, hvor den forrige slutter"));
    }
    if last.window.value.until().rank() != Moment::Month(36).rank() {
        let message = format!(
            "forløbet skal slutte med »dagen før 36 måneder«, men den sidste fase slutter med »{}«",
            last.window.value.until().as_end()
        );
        report.push(at(last, message));
    }
}

fn check_lessons(phase: &Phase, parts: &Parts, report: &mut Report) {
    if phase.lessons.is_empty() && !parts.failed_at(&format!("faser/{}/", phase.slug)) {
        report.push(
            Diagnostic::about(&phase.article.file, "fasen har ingen lektioner")
                .help(format!("lav en med: generator new lektion {} \"Titel\"", phase.slug)),
        );
    }
    for pair in phase.lessons.windows(2) {
        if let [first, second] = pair
            && first.order == second.order
        {
            let name = |lesson: &Lesson| lesson.article.file.path.rsplit('/').next().unwrap_or_default().to_owned();
            report.push(
                Diagnostic::about(
                    &second.article.file,
                    format!("to lektioner i fasen har nummer {:02}: {} og {}", second.order, name(first), name(second)),
                )
                .help("giv den nye lektion sit eget nummer"),
            );
        }
    }
}

fn order(site: &mut Site) {
    site.packages.sort_by_key(|package| package.window.value.from().rank());
    site.knowledge.sort_by(|a, b| (b.from_year, &a.article.title).cmp(&(a.from_year, &b.article.title)));
    site.figures.sort_by_key(|one| std::cmp::Reverse((one.figures.to, one.figures.from)));
    site.activities.sort_by(|a, b| (a.municipality, &a.title).cmp(&(b.municipality, &b.title)));
    site.appointments.sort_by_key(|appointment| appointment.window.from().rank());
    site.lines.sort_by_key(|line| line.level);
    let newest_first = |file: &FormFile| (file.form.id().clone(), std::cmp::Reverse(file.form.version()));
    site.forms.sort_by_key(newest_first);
}

/// Every special layout has exactly one page.
fn layouts(site: &Site, parts: &Parts, report: &mut Report) {
    for (name, layout) in Layout::SPECIAL {
        let mut pages = site.pages.iter().filter(|page| page.layout == layout);
        let Some(first) = pages.next() else {
            if layout == Layout::Easy && site.phases.iter().all(|phase| phase.easy.is_none()) {
                continue;
            }
            if !parts.failed_at("sider/") {
                report.push(
                    Diagnostic::unreadable(
                        format!("{}/sider", parts.root),
                        format!("ingen side har layout = \"{name}\""),
                    )
                    .help(format!("lav sider/{name}.md med layout = \"{name}\"")),
                );
            }
            continue;
        };
        for second in pages {
            report.push(Diagnostic::about(
                &second.article.file,
                format!("to sider har layout = \"{name}\": også {}", first.article.file.path),
            ));
        }
    }
}

/// What is hidden in one file could be worked out from another that counts some of the same days.
fn periods(files: &[FiguresFile], report: &mut Report) {
    for (place, one) in files.iter().enumerate() {
        for other in files.iter().skip(place + 1).filter(|other| one.figures.overlaps(&other.figures)) {
            report.push(
                Diagnostic::about(&one.file, format!("tallene dækker nogle af de samme dage som {}", other.file.path))
                    .help("vis kun den ene: trækker man dem fra hinanden, kan man regne skjulte tal ud"),
            );
        }
    }
}

/// Checks that packages, questionnaires, phases and sources named by others exist.
fn names(site: &Site, parts: &Parts, report: &mut Report) {
    let packages = Names::of("babypakke", "babypakker/", site.packages.iter().map(|package| package.id.as_str()));
    let forms = Names::of("spørgeskema", "formularer/", site.live_forms().map(|form| form.form.id().as_str()));
    let phases = Names::of("fase", "faser/", site.phases.iter().map(|phase| phase.slug.as_str()));
    let sources = Names::of("kilde", "kilder.toml", site.references.iter().map(|reference| reference.id.as_str()));
    for phase in &site.phases {
        packages.check(&phase.article.file, &phase.packages, parts, report);
        forms.check(&phase.article.file, &phase.questionnaires, parts, report);
    }
    for activity in &site.activities {
        phases.check(&activity.file, &activity.phases, parts, report);
    }
    for appointment in &site.appointments {
        if let Some(file) = &parts.appointments_file {
            sources.check(file, &appointment.sources, parts, report);
        }
    }
    for fact in &site.facts {
        if let Some(file) = &parts.facts_file {
            sources.check(file, &fact.sources, parts, report);
        }
    }
    for article in site.articles() {
        sources.check(&article.file, &article.sources, parts, report);
    }
}

/// The names of one kind of thing, and where they are given.
struct Names<'s> {
    what: &'static str,
    place: &'static str,
    known: BTreeSet<&'s str>,
}

impl<'s> Names<'s> {
    fn of(what: &'static str, place: &'static str, known: impl Iterator<Item = &'s str>) -> Self {
        Self { what, place, known: known.collect() }
    }

    fn check(&self, file: &Arc<SourceFile>, named: &[At<String>], parts: &Parts, report: &mut Report) {
        for name in named.iter().filter(|name| !self.known.contains(name.value.as_str())) {
            let place =
                if self.place.ends_with('/') { format!("{}{}", self.place, name.value) } else { self.place.to_owned() };
            if parts.failed_at(&place) {
                continue;
            }
            let problem = Diagnostic::error(file, name.span.clone(), format!("ukendt {}: `{}`", self.what, name.value));
            report.push(match meant(&name.value, self.known.iter().copied()) {
                Some(word) => problem.help(format!("mente du `{word}`?")).fix(format!("\"{word}\"")),
                None => problem.help(format!("navnene står i {}/{}", parts.root, self.place)),
            });
        }
    }
}

fn menu(items: &[MenuItem], file: Option<&Arc<SourceFile>>, map: &Map, report: &mut Report) -> Vec<Neighbour> {
    let Some(file) = file else { return Vec::new() };
    let mut found = Vec::new();
    for item in items {
        let (target, span) = (item.page.value.as_str(), item.page.span.clone());
        match map.form(target).or_else(|| map.page(target).map(|page| &page.address)) {
            Some(address) => found.push(Neighbour { title: item.title.clone(), address: address.clone() }),
            None => report.extend(match target.strip_prefix("formular:") {
                Some(id) => map.missing_form(file, span, id),
                None => map.missing(file, span, target),
            }),
        }
    }
    found
}

/// Returns for each appointment where the lesson about it lies, and reports those that lead nowhere.
fn appointment_addresses(appointments: &[Appointment], map: &Map<'_>, report: &mut Report) -> Vec<Option<Address>> {
    let find = |appointment: &Appointment| {
        let page = appointment.page.as_ref()?;
        let found = map.page(&page.value).map(|page| page.address.clone());
        if found.is_none() {
            report.extend(map.appointments_file().and_then(|file| map.missing(file, page.span.clone(), &page.value)));
        }
        found
    };
    appointments.iter().map(find).collect()
}

fn lines(parts: &mut Parts, report: &mut Report) -> Vec<HelpLine> {
    let mut ids = BTreeSet::new();
    let mut lines = Vec::new();
    for (line, id) in std::mem::take(&mut parts.lines) {
        if !ids.insert(id.value.clone())
            && let Some(file) = &parts.lines_file
        {
            report.push(Diagnostic::error(file, id.span, format!("to hjælpelinjer hedder `{}`", id.value)));
        }
        lines.push(line);
    }
    lines
}

/// A page that no other leads to is found by nobody.
fn orphans(site: &Site, reached: &BTreeSet<String>, report: &mut Report) {
    let listed = |article: &Article| {
        let address = &article.address;
        let in_menu = site
            .settings
            .navigation
            .iter()
            .chain(&site.settings.footer)
            .any(|item| item.page.value == article.content_path());
        in_menu || *address == Address::front() || reached.contains(address.as_str())
    };
    // The course lists phases and lessons; the lists of packages, knowledge and figures name all of theirs. Every page leads
    // to the help lines and to the first page of every language, the list of knowledge to that of figures, the forms to the page
    // about privacy, each phase in easy words to the list of them, and the end of the course to its farewell. Who must hide
    // traces, or has no line, is led there by the browser.
    let drawn = [
        Layout::HelpLines,
        Layout::Easy,
        Layout::Figures,
        Layout::Privacy,
        Layout::Farewell,
        Layout::Traces,
        Layout::Offline,
    ];
    let own = site.pages.iter().filter(|page| !drawn.contains(&page.layout)).map(|page| &page.article);
    let others = site.languages.iter().flat_map(Language::others).map(|page| &page.article);
    for article in own.chain(others).filter(|article| !listed(article)) {
        report.push(
            Diagnostic::about(&article.file, "ingen anden side fører hertil")
                .softened()
                .help("link til den fra en side, eller sæt den i menuen i site.toml"),
        );
    }
}
