//! What templates are given: small values, made once and shared, never copies of pages.

use serde::Serialize;
use tera::{Context, Value};

use crate::model::article::{Address, Article, Neighbour, Reviewer};
use crate::model::course::{Lesson, Part, Phase};
use crate::model::page::Layout;
use crate::model::site::Site;
use crate::parse::danish::unbroken_ranges;

/// Values that many pages show, made once.
#[derive(Debug)]
pub(super) struct Shared {
    /// Each phase as its own pages show it, with its lessons.
    pub(super) phases: Vec<Value>,
    /// The course as lists show it: parts with their phases.
    pub(super) parts: Value,
    /// Every page in the order of the course, for the way back and forth.
    pub(super) road: Vec<Value>,
}

/// A phase in a list.
#[derive(Serialize)]
struct PhaseView<'s> {
    number: usize,
    slug: &'s str,
    title: &'s str,
    address: &'s str,
    period: String,
    description: &'s str,
    part: &'s str,
    lessons: Vec<LessonView<'s>>,
}

/// A lesson in a list.
#[derive(Serialize)]
struct LessonView<'s> {
    title: &'s str,
    address: &'s str,
    description: &'s str,
}

/// A part of the course with its phases.
#[derive(Serialize)]
struct PartView {
    class: &'static str,
    phases: Vec<Value>,
}

impl Shared {
    /// Makes the values of `site`.
    pub(super) fn of(site: &Site) -> Self {
        let phases: Vec<_> = site
            .phases
            .iter()
            .enumerate()
            .map(|(index, phase)| Value::from_serializable(&phase_view(index, phase)))
            .collect();
        let parts: Vec<_> = Part::ALL
            .into_iter()
            .map(|part| PartView {
                class: part.class(),
                phases: site
                    .phases
                    .iter()
                    .zip(&phases)
                    .filter(|(phase, _)| phase.part() == part)
                    .map(|(_, view)| view.clone())
                    .collect(),
            })
            .filter(|part| !part.phases.is_empty())
            .collect();
        let course = site.phases.iter().flat_map(|phase| {
            std::iter::once(&phase.article).chain(phase.lessons.iter().map(|lesson| &lesson.article))
        });
        let road = course.map(|article| Value::from_serializable(&article.neighbour())).collect();
        Self { phases, parts: Value::from_serializable(&parts), road }
    }
}

fn phase_view(index: usize, phase: &Phase) -> PhaseView<'_> {
    let lessons = phase.lessons.iter().map(|lesson| LessonView {
        title: &lesson.article.title,
        address: lesson.article.address.as_str(),
        description: &lesson.article.description,
    });
    PhaseView {
        number: index + 1,
        slug: &phase.slug,
        title: &phase.article.title,
        address: phase.article.address.as_str(),
        period: unbroken_ranges(&phase.period),
        description: &phase.article.description,
        part: phase.part().class(),
        lessons: lessons.collect(),
    }
}

/// Sets what every page is given: the site's names and menus, and where the course lies as data.
pub(super) fn globals(site: &Site, course_data: &str, globals: &mut Context) {
    let settings = &site.settings;
    let address = |layout| site.page_with(layout).map(|page| page.article.address.as_str()).unwrap_or("/");
    globals.insert(
        "site",
        &serde_json::json!({
            "name": settings.name,
            "owner": settings.owner,
            "language": settings.language,
            "base_url": settings.base_url,
            "navigation": site.navigation,
            "footer": footer(site),
            "languages": languages(site),
            "easy": address(Layout::Easy),
            "ring_now": address(Layout::HelpLines),
            "find_phase": address(Layout::FindPhase),
            "course": address(Layout::Course),
            "topics": address(Layout::AllTopics),
            "packages": address(Layout::Packages),
            "activities": address(Layout::Activities),
            "knowledge": address(Layout::Knowledge),
            "figures": address(Layout::Figures),
            "privacy": address(Layout::Privacy),
            "farewell": address(Layout::Farewell),
            "traces": address(Layout::Traces),
            "offline": address(Layout::Offline),
            "quick_exit": settings.quick_exit,
            "course_data": course_data,
        }),
    );
}

/// Links at the foot of a page that stand under one heading.
#[derive(Serialize)]
struct Group<'s> {
    title: Option<&'s str>,
    links: Vec<&'s Neighbour>,
}

/// Returns the links at the foot of every page, by group in the order in which the groups are first named.
fn footer(site: &Site) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (item, link) in site.settings.footer.iter().zip(&site.footer) {
        let title = item.group.as_deref();
        match groups.iter_mut().find(|group| group.title == title) {
            Some(group) => group.links.push(link),
            None => groups.push(Group { title, links: vec![link] }),
        }
    }
    groups
}

/// The first page of a language, as the others link to it.
#[derive(Serialize)]
struct LanguageView<'s> {
    code: &'s str,
    name: &'s str,
    danish: &'s str,
    direction: &'static str,
    address: &'s Address,
}

fn languages(site: &Site) -> Vec<LanguageView<'_>> {
    site.languages
        .iter()
        .filter_map(|language| {
            Some(LanguageView {
                code: &language.code,
                name: &language.name,
                danish: &language.danish,
                direction: language.direction.name(),
                address: &language.start()?.article.address,
            })
        })
        .collect()
}

/// What the head and the foot of an article show.
#[derive(Serialize)]
pub(super) struct ArticleView<'s> {
    title: &'s str,
    description: &'s str,
    address: &'s str,
    reviewed_on: String,
    reviewed_by: Option<&'s str>,
    sources: Vec<SourceView<'s>>,
    related: &'s [Neighbour],
    toc: Vec<TocView<'s>>,
    quick_exit: bool,
    development: bool,
}

#[derive(Serialize)]
struct SourceView<'s> {
    title: &'s str,
    publisher: &'s str,
    year: Option<i64>,
    url: Option<&'s str>,
}

#[derive(Serialize)]
struct TocView<'s> {
    id: &'s str,
    title: &'s str,
}

/// Returns what the head and the foot of a lesson show.
pub(super) fn lesson<'s>(lesson: &'s Lesson, site: &'s Site) -> ArticleView<'s> {
    ArticleView { development: lesson.development, ..article(&lesson.article, site) }
}

/// Returns what the head and the foot of the page that ends a phase show: what it says has been gone through with the phase.
pub(super) fn ending<'s>(
    phase: &'s Phase,
    address: &'s Address,
    (title, description): (&'s str, &'s str),
    site: &'s Site,
) -> ArticleView<'s> {
    let address = address.as_str();
    ArticleView { title, description, address, related: &[], toc: Vec::new(), ..article(&phase.article, site) }
}

/// Returns what the head and the foot of a page show that is a part of `whole` under a title of its own.
pub(super) fn titled<'s>(whole: &'s Article, address: &'s Address, title: &'s str, site: &'s Site) -> ArticleView<'s> {
    ArticleView { title, address: address.as_str(), related: &[], toc: Vec::new(), ..article(whole, site) }
}

/// Returns what the head and the foot of `article` show.
pub(super) fn article<'s>(article: &'s Article, site: &'s Site) -> ArticleView<'s> {
    let sources = article.links.sources.iter().filter_map(|number| site.references.get(*number));
    ArticleView {
        title: &article.title,
        description: &article.description,
        address: article.address.as_str(),
        reviewed_on: article.reviewed_on.to_string(),
        reviewed_by: match &article.reviewed_by {
            Reviewer::Awaited => None,
            Reviewer::Named(name) => Some(name),
        },
        sources: sources
            .map(|source| SourceView {
                title: &source.title,
                publisher: &source.publisher,
                year: source.year,
                url: source.url.as_deref(),
            })
            .collect(),
        related: &article.links.related,
        quick_exit: article.quick_exit,
        development: false,
        toc: article
            .body
            .headings
            .iter()
            .filter(|heading| heading.level == 2)
            .map(|heading| TocView { id: &heading.id, title: &heading.text })
            .collect(),
    }
}
