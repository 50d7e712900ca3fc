//! Parts to one [`Site`]: phases in order, lessons in their phases, and every reference followed to where it leads.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use forms::age::Moment;
use forms::problem::meant;
use forms::table::At;
use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Report};
use crate::model::article::{Address, Article, Neighbour};
use crate::model::course::{Lesson, Phase};
use crate::model::help_line::HelpLine;
use crate::model::page::Layout;
use crate::model::picture::Picture;
use crate::model::settings::MenuItem;
use crate::model::site::Site;
use crate::source::{SourceFile, Sources};
use crate::validate::Parts;

mod addresses;
mod references;

use references::Map;

/// Returns the site made of `parts`, and reports everything that leads nowhere.
pub fn site(mut parts: Parts, sources: &Sources, today: Date, report: &mut Report) -> Site {
    let pictures = pictures(&parts, sources, report);
    let lines = lines(&mut parts, report);
    let lessons = std::mem::take(&mut parts.lessons);
    let phases = course(std::mem::take(&mut parts.phases), lessons, report);
    let mut site = Site {
        today,
        phases,
        lines,
        pictures,
        pages: std::mem::take(&mut parts.pages),
        packages: std::mem::take(&mut parts.packages),
        knowledge: std::mem::take(&mut parts.knowledge),
        activities: std::mem::take(&mut parts.activities),
        references: std::mem::take(&mut parts.references),
        forms: std::mem::take(&mut parts.forms),
        synonyms: std::mem::take(&mut parts.synonyms),
        settings: std::mem::take(&mut parts.settings),
        ..Site::default()
    };
    order(&mut site);
    layouts(&site, report);
    let map = Map::of(&site, &parts.hidden);
    let navigation = menu(&site.settings.navigation, parts.settings_file.as_ref(), &map, report);
    let footer = menu(&site.settings.footer, parts.settings_file.as_ref(), &map, report);
    names(&site, &map, report);
    let followed = references::follow(&site, &map, report);
    addresses::check(&site, &parts, report);
    orphans(&site, &followed.reached, report);
    site.redirects = parts.redirects.into_iter().map(|(_, old, new)| (old.value, new.value)).collect();
    (site.navigation, site.footer) = (navigation, footer);
    followed.write(&mut site);
    site
}

/// Puts the phases in the order of time and the lessons in their phases.
fn course(mut phases: Vec<Phase>, lessons: Vec<Lesson>, report: &mut Report) -> Vec<Phase> {
    phases.sort_by_key(|phase| phase.window.value.from().rank());
    check_borders(&phases, report);
    let index: BTreeMap<String, usize> = phases.iter().enumerate().map(|(n, phase)| (phase.slug.clone(), n)).collect();
    for lesson in lessons {
        let file = Arc::clone(&lesson.article.file);
        match index.get(&lesson.phase).and_then(|n| phases.get_mut(*n)) {
            Some(phase) => phase.lessons.push(lesson),
            None => report.push(
                Diagnostic::error(
                    &file,
                    0..0,
                    format!("lektionen ligger i mappen {}, som ingen fase er", lesson.phase),
                )
                .help(format!("lav filen faser/{}/_fase.md, eller flyt lektionen", lesson.phase)),
            ),
        }
    }
    for phase in &mut phases {
        phase.lessons.sort_by(|a, b| (a.order, &a.article.file.path).cmp(&(b.order, &b.article.file.path)));
        check_lessons(phase, report);
    }
    phases
}

/// Phases follow each other without gap or overlap from pregnancy day 0 to the third birthday.
fn check_borders(phases: &[Phase], report: &mut Report) {
    let mut expected = Moment::Pregnant(0);
    for phase in phases {
        let (from, span) = (phase.window.value.from(), phase.window.span.clone());
        let file = &phase.article.file;
        if from.rank() > expected.rank() {
            report.push(
                Diagnostic::error(
                    file,
                    span,
                    format!("der er et hul i forløbet: fasen begynder {from}, men den før slutter før {expected}"),
                )
                .help("lad fasen begynde, hvor den forrige slutter"),
            );
        } else if from.rank() < expected.rank() {
            report.push(
                Diagnostic::error(
                    file,
                    span,
                    format!("to faser overlapper: fasen begynder {from}, men den før varer til {expected}"),
                )
                .help("lad fasen begynde, hvor den forrige slutter"),
            );
        }
        expected = phase.window.value.until();
    }
    if let Some(last) = phases.last()
        && expected.rank() != Moment::Month(36).rank()
    {
        report.push(
            Diagnostic::error(
                &last.article.file,
                last.window.span.clone(),
                format!("forløbet slutter ved {expected}, ikke ved 3-årsdagen"),
            )
            .help("den sidste fase slutter »dagen før 36 måneder«"),
        );
    }
}

fn check_lessons(phase: &Phase, report: &mut Report) {
    if phase.lessons.is_empty() {
        report.push(
            Diagnostic::error(&phase.article.file, 0..3, "fasen har ingen lektioner")
                .help(format!("lav en med: generator new lektion {} \"Titel\"", phase.slug)),
        );
    }
    for pair in phase.lessons.windows(2) {
        if let [first, second] = pair
            && first.order == second.order
        {
            report.push(Diagnostic::error(
                &second.article.file,
                0..0,
                format!("to lektioner i fasen har nummer {}: også {}", second.order, first.article.file.path),
            ));
        }
    }
}

fn order(site: &mut Site) {
    site.packages.sort_by_key(|package| package.window.value.from().rank());
    site.knowledge.sort_by(|a, b| (b.from_year, &a.article.title).cmp(&(a.from_year, &b.article.title)));
    site.activities.sort_by(|a, b| (a.municipality, &a.title).cmp(&(b.municipality, &b.title)));
    site.lines.sort_by_key(|line| line.level);
    // Only the newest version of a form is shown.
    site.forms.sort_by(|a, b| (a.id(), std::cmp::Reverse(a.version())).cmp(&(b.id(), std::cmp::Reverse(b.version()))));
    site.forms.dedup_by(|later, first| later.id() == first.id());
}

/// Every special layout has exactly one page.
fn layouts(site: &Site, report: &mut Report) {
    for (name, layout) in Layout::SPECIAL {
        let mut pages = site.pages.iter().filter(|page| page.layout == layout);
        let Some(first) = pages.next() else {
            report.push(
                Diagnostic::unreadable("sider/", format!("ingen side har layout = \"{name}\""))
                    .help(format!("lav content/sider/{name}.md med layout = \"{name}\"")),
            );
            continue;
        };
        for second in pages {
            report.push(Diagnostic::error(
                &second.article.file,
                0..3,
                format!("to sider har layout = \"{name}\": også {}", first.article.file.path),
            ));
        }
    }
}

/// Checks that packages, questionnaires and phases named by others exist.
fn names(site: &Site, map: &Map, report: &mut Report) {
    let packages: Vec<_> = site.packages.iter().map(|package| package.id.as_str()).collect();
    let forms: Vec<_> = site.forms.iter().map(|form| form.id().as_str()).collect();
    for phase in &site.phases {
        let file = &phase.article.file;
        phase.packages.iter().for_each(|name| known(file, name, &packages, "babypakke", "babypakker/", report));
        phase.questionnaires.iter().for_each(|name| known(file, name, &forms, "spørgeskema", "formularer/", report));
    }
    let phases: Vec<_> = site.phases.iter().map(|phase| phase.slug.as_str()).collect();
    for activity in &site.activities {
        activity.phases.iter().for_each(|name| known(&activity.file, name, &phases, "fase", "faser/", report));
    }
    let references: Vec<_> = site.references.iter().map(|reference| reference.id.as_str()).collect();
    for article in site.articles() {
        article
            .sources
            .iter()
            .filter(|name| map.reference(&name.value).is_none())
            .for_each(|name| known(&article.file, name, &references, "kilde", "kilder.toml", report));
    }
}

fn known(file: &Arc<SourceFile>, name: &At<String>, all: &[&str], what: &str, place: &str, report: &mut Report) {
    if all.contains(&name.value.as_str()) {
        return;
    }
    let problem = Diagnostic::error(file, name.span.clone(), format!("ukendt {what}: `{}`", name.value));
    report.push(match meant(&name.value, all.iter().copied()) {
        Some(word) => problem.help(format!("mente du `{word}`?")).fix(format!("\"{word}\"")),
        None => problem.help(format!("navnene står i content/{place}")),
    });
}

fn menu(items: &[MenuItem], file: Option<&Arc<SourceFile>>, map: &Map, report: &mut Report) -> Vec<Neighbour> {
    let Some(file) = file else { return Vec::new() };
    let mut found = Vec::new();
    for item in items {
        match map.page(&item.page.value) {
            Some(target) => found.push(Neighbour { title: item.title.clone(), address: target.address.clone() }),
            None => report.push(map.missing(file, item.page.span.clone(), &item.page.value)),
        }
    }
    found
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

fn pictures(parts: &Parts, sources: &Sources, report: &mut Report) -> BTreeMap<String, Picture> {
    let mut pictures = BTreeMap::new();
    for (path, bytes) in &sources.pictures {
        if !path.starts_with("billeder/") {
            report.push(
                Diagnostic::unreadable(path, "filen bliver ikke brugt").help("billeder ligger i content/billeder/"),
            );
            continue;
        }
        let (stem, ending) = path.rsplit_once('.').unwrap_or((path, ""));
        let beside = format!("{stem}.toml");
        let Some((_, note)) = parts.picture_notes.iter().find(|(file, _)| file.path == beside) else {
            report.push(
                Diagnostic::unreadable(path, "billedet har ingen rettigheder")
                    .help(format!("lav content/{beside} med alt = \"…\" og rights = \"…\"")),
            );
            continue;
        };
        let size = imagesize::blob_size(bytes).ok().map(|size| (size.width, size.height));
        let name = stem.rsplit('/').next().unwrap_or(stem);
        let address = format!("/billeder/{name}.{}.{ending}", crate::optimise::fingerprint(bytes));
        let picture =
            Picture { address, bytes: Arc::clone(bytes), size, alt: note.alt.clone(), rights: note.rights.clone() };
        pictures.insert(format!("/{path}"), picture);
    }
    pictures
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
    // The course lists phases and lessons; the lists of packages and knowledge name all of theirs.
    for page in site.pages.iter().filter(|page| page.layout != Layout::HelpLines && !listed(&page.article)) {
        report.push(
            Diagnostic::warning(&page.article.file, 0..3, "ingen anden side fører hertil")
                .help("link til den fra en side, eller sæt den i menuen i site.toml"),
        );
    }
}
