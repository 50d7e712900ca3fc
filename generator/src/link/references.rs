//! Follows every link, source and picture of every page.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use forms::problem::meant;
use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Report};
use crate::model::article::{Address, Article, Destination, Links, Neighbour};
use crate::model::figures::FiguresFile;
use crate::model::help_line::dialled;
use crate::model::page::Layout;
use crate::model::site::Site;
use crate::parse::danish::slug;
use crate::parse::markdown::Link;
use crate::source::SourceFile;
use crate::validate::Parts;

/// Where everything lies, by the names that content uses.
pub(super) struct Map<'p> {
    pages: BTreeMap<String, Target>,
    lines: BTreeMap<String, usize>,
    references: BTreeMap<String, usize>,
    /// Digits of every known phone number, with the line they belong to.
    numbers: BTreeMap<String, String>,
    by_address: BTreeMap<String, String>,
    /// Pages of forms, by address and as `formular:<id>`.
    forms: BTreeMap<String, Address>,
    parts: &'p Parts,
}

/// A page that can be linked to.
pub(super) struct Target {
    pub(super) address: Address,
    title: String,
    anchors: Vec<String>,
}

/// What following every link came to.
pub(super) struct Followed {
    links: Vec<Links>,
    /// The addresses that some text leads to.
    pub(super) reached: BTreeSet<String>,
}

impl<'p> Map<'p> {
    pub(super) fn of(site: &Site, parts: &'p Parts) -> Self {
        let lines = site.lines.iter().enumerate().map(|(n, line)| (line.id.clone(), n)).collect();
        let numbers = site
            .lines
            .iter()
            .flat_map(|line| line.all_numbers().into_iter().map(|number| (dialled(number), line.id.clone())));
        let mut pages: BTreeMap<_, _> =
            site.articles().map(|article| (article.content_path(), target(article))).collect();
        pages.extend(site.figures.iter().map(|file| (file.content_path(), figures_target(file))));
        for page in &site.pages {
            if let Some(target) = pages.get_mut(&page.article.content_path()) {
                target.anchors.extend(drawn_anchors(page.layout, site));
            }
        }
        Self {
            lines,
            numbers: numbers.collect(),
            references: site.references.iter().enumerate().map(|(n, reference)| (reference.id.clone(), n)).collect(),
            by_address: pages.iter().map(|(path, target)| (target.address.as_str().to_owned(), path.clone())).collect(),
            forms: site
                .form_addresses()
                .into_iter()
                .map(|address| (address.to_string(), address))
                .chain(site.live_forms().map(|form| (format!("formular:{}", form.form.id()), form.address())))
                .collect(),
            pages,
            parts,
        }
    }

    /// Returns the page of a form that content calls `formular:<id>`, or one of those around them by its address.
    pub(super) fn form(&self, target: &str) -> Option<&Address> {
        self.forms.get(target)
    }

    pub(super) fn appointments_file(&self) -> Option<&Arc<SourceFile>> {
        self.parts.appointments_file.as_ref()
    }

    pub(super) fn page(&self, path: &str) -> Option<&Target> {
        self.pages.get(path)
    }

    /// Returns every number of a help line, as it is dialled, with the line.
    pub(super) fn numbers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.numbers.iter().map(|(number, line)| (number.as_str(), line.as_str()))
    }

    pub(super) fn reference(&self, id: &str) -> Option<usize> {
        self.references.get(id).copied()
    }

    /// Returns what to say of a link to `path`, where no page is; nothing if the page is there but has failed.
    pub(super) fn missing(&self, file: &Arc<SourceFile>, span: Range<usize>, path: &str) -> Option<Diagnostic> {
        let in_content = path.trim_start_matches('/');
        // A phase that could not be believed takes its lessons with it.
        let phase = in_content.strip_prefix("faser/").and_then(|rest| rest.split_once('/')).map(|(phase, _)| phase);
        let fails = |path: &str| self.parts.failed.contains(path);
        if fails(in_content) || phase.is_some_and(|phase| fails(&format!("faser/{phase}/_fase.md"))) {
            return None;
        }
        if self.parts.hidden.iter().any(|hidden| hidden == in_content) {
            let problem =
                Diagnostic::error(file, span, format!("siden {path} er en kladde eller bliver ikke vist i dag"));
            return Some(problem.help("fjern linket, til siden er vist, eller byg med --drafts"));
        }
        let known = self.by_address.get(path).or_else(|| self.by_address.get(&format!("{path}/")));
        if let Some(page) = known {
            let problem = Diagnostic::error(file, span, format!("skriv stien til filen i stedet for adressen {path}"));
            return Some(problem.help(format!("filen er {page}")));
        }
        let problem = Diagnostic::error(file, span, format!("linket fører ingen steder hen: {path}"));
        Some(match meant(path, self.pages.keys().map(String::as_str)).or_else(|| self.same_name(path)) {
            Some(page) => problem.help(format!("mente du {page}?")),
            None => problem.help("skriv stien til filen, fx /sider/ring-nu.md"),
        })
    }

    /// Returns what to say of a link to a form that is not there; nothing if it is there but has failed.
    pub(super) fn missing_form(&self, file: &Arc<SourceFile>, span: Range<usize>, id: &str) -> Option<Diagnostic> {
        if self.parts.failed_at(&format!("formularer/{id}/")) {
            return None;
        }
        let problem = Diagnostic::error(file, span, format!("formularen findes ikke: `{id}`"));
        let known = self.forms.keys().filter_map(|name| name.strip_prefix("formular:"));
        Some(match meant(id, known) {
            Some(word) => problem.help(format!("mente du formular:{word}?")),
            None => problem.help("formularerne ligger i content/formularer/"),
        })
    }

    /// Returns a page with the same file name in another folder, or with another number before it.
    fn same_name(&self, path: &str) -> Option<&str> {
        let name = |path: &str| {
            let name = path.rsplit('/').next().unwrap_or(path).to_owned();
            name.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-').to_owned()
        };
        let wanted = name(path);
        self.pages
            .keys()
            .map(String::as_str)
            .find(|page| wanted.ends_with(".md") && wanted != "_fase.md" && name(page) == wanted)
    }
}

impl Target {
    /// Returns the page as others link to it.
    pub(super) fn neighbour(&self) -> Neighbour {
        Neighbour { title: self.title.clone(), address: self.address.clone() }
    }
}

fn target(article: &Article) -> Target {
    let anchors = article.body.headings.iter().map(|heading| heading.id.clone()).collect();
    Target { address: article.address.clone(), title: article.title.clone(), anchors }
}

fn figures_target(file: &FiguresFile) -> Target {
    let anchors = file.figures.tables.iter().map(|table| table.id.clone()).collect();
    Target { address: file.address.clone(), title: file.figures.title.clone(), anchors }
}

/// Returns the anchors that a layout draws beside those of the text.
fn drawn_anchors(layout: Layout, site: &Site) -> Vec<String> {
    match layout {
        Layout::HelpLines => site.lines.iter().map(|line| line.id.clone()).collect(),
        Layout::Activities => site.activities.iter().map(|activity| slug(activity.municipality.name())).collect(),
        Layout::Privacy => vec!["skemaer".to_owned(), "enhed".to_owned()],
        Layout::Plain
        | Layout::Front
        | Layout::FindPhase
        | Layout::AllTopics
        | Layout::Course
        | Layout::Easy
        | Layout::Packages
        | Layout::Knowledge
        | Layout::Figures
        | Layout::Farewell
        | Layout::Traces
        | Layout::Offline => Vec::new(),
    }
}

/// Follows everything that leads elsewhere.
pub(super) fn follow(site: &Site, map: &Map<'_>, report: &mut Report) -> Followed {
    let articles: Vec<_> = site.articles().collect();
    let followed: Vec<_> = articles.into_par_iter().map(|article| follow_article(article, site, map)).collect();
    let mut reached = BTreeSet::new();
    let mut links = Vec::with_capacity(followed.len());
    for (found, diagnostics) in followed {
        report.extend(diagnostics);
        let texts = found.destinations.iter().filter_map(|destination| match destination {
            Destination::Address(address) => Some(address.split('#').next().unwrap_or(address).to_owned()),
            Destination::Line(_) | Destination::Nowhere => None,
        });
        reached.extend(texts.chain(found.related.iter().map(|page| page.address.as_str().to_owned())));
        links.push(found);
    }
    Followed { links, reached }
}

impl Followed {
    /// Writes what was found into the articles of the site it was found in.
    pub(super) fn write(self, site: &mut Site) {
        for (article, links) in site.articles_mut().zip(self.links) {
            article.links = links;
        }
    }
}

fn follow_article(article: &Article, site: &Site, map: &Map<'_>) -> (Links, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let file = &article.file;
    let destinations =
        article.body.links.iter().map(|link| destination(article, link, site, map, &mut problems)).collect();
    let sources = article.sources.iter().filter_map(|source| map.reference(&source.value)).collect();
    let mut related = Vec::new();
    for page in &article.related {
        match map.page(&page.value) {
            Some(target) => related.push(target.neighbour()),
            None => problems.extend(map.missing(file, page.span.clone(), &page.value)),
        }
    }
    for number in &article.body.numbers {
        if let Some(line) = map.numbers.get(&number.value) {
            problems.push(
                Diagnostic::error(
                    file,
                    number.span.clone(),
                    format!("telefonnummeret til `{line}` er skrevet med hånden"),
                )
                .help(format!("skriv [](ring:{line}), så følger nummeret med, når det ændrer sig")),
            );
        }
    }
    let pictures = article.body.pictures.iter().map(|picture| {
        let path = resolve(file, &picture.target);
        let Some(found) = site.pictures.get(&path) else {
            let problem =
                Diagnostic::error(file, picture.span.clone(), format!("billedet findes ikke: {}", picture.target));
            problems.push(match meant(&path, site.pictures.keys().map(String::as_str)) {
                Some(word) => problem.help(format!("mente du {word}?")),
                None => {
                    problem.help("billeder ligger i content/billeder/ og skrives ![beskrivelse](/billeder/navn.jpg)")
                }
            });
            return None;
        };
        if picture.alt.trim().is_empty() && found.alt.trim().is_empty() {
            problems.push(
                Diagnostic::error(file, picture.span.clone(), "billedet har ingen tekst til dem, der ikke ser det")
                    .help("skriv, hvad billedet viser: ![En far bærer sit barn](…)"),
            );
        }
        Some(path)
    });
    let pictures = pictures.collect();
    (Links { destinations, sources, related, pictures }, problems)
}

fn destination(
    article: &Article,
    link: &Link,
    site: &Site,
    map: &Map<'_>,
    problems: &mut Vec<Diagnostic>,
) -> Destination {
    let file = &article.file;
    let target = link.target.as_str();
    if let Some(id) = target.strip_prefix("ring:") {
        return map.lines.get(id).map_or_else(
            || {
                if !map.parts.failed.contains("hjaelpelinjer.toml") {
                    problems.push(unknown_line(file, link, id, map));
                }
                Destination::Nowhere
            },
            |line| Destination::Line(*line),
        );
    }
    if let Some(address) = map.form(target) {
        return Destination::Address(address.to_string());
    }
    if let Some(id) = target.strip_prefix("formular:") {
        problems.extend(map.missing_form(file, link.span.clone(), id));
        return Destination::Nowhere;
    }
    if let Some(address) = target.strip_prefix(&site.settings.base_url).filter(|_| !site.settings.base_url.is_empty()) {
        let path = map.by_address.get(address).map_or("/sider/ring-nu.md", String::as_str);
        let problem =
            Diagnostic::error(file, link.span.clone(), "et link til vores egen side skrives som sti til filen");
        problems.push(problem.help(format!("skriv fx {path}")));
        return Destination::Nowhere;
    }
    if target.starts_with("https://") || target.starts_with("mailto:") {
        return Destination::Address(target.to_owned());
    }
    if let Some(rest) = target.strip_prefix("http://") {
        let problem = Diagnostic::error(file, link.span.clone(), "linket er ikke sikkert");
        problems.push(problem.help(format!("skriv https://{rest}")));
        return Destination::Nowhere;
    }
    if target.contains(':') {
        problems.push(
            Diagnostic::error(file, link.span.clone(), format!("et link kan ikke begynde sådan: {target}"))
                .help("brug https://, ring:, formular: eller en sti til en fil"),
        );
        return Destination::Nowhere;
    }
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let path = if path.is_empty() { article.content_path() } else { resolve(file, path) };
    let Some(page) = map.page(&path) else {
        problems.extend(map.missing(file, link.span.clone(), &path));
        return Destination::Nowhere;
    };
    if anchor.is_empty() {
        return Destination::Address(page.address.as_str().to_owned());
    }
    let drawn_from_failed = map.parts.failed.contains("hjaelpelinjer.toml") || map.parts.failed_at("aktiviteter/");
    if !page.anchors.iter().any(|known| known == anchor) && !drawn_from_failed {
        let problem =
            Diagnostic::error(file, link.span.clone(), format!("siden {path} har intet afsnit, der hedder #{anchor}"));
        problems.push(match meant(anchor, page.anchors.iter().map(String::as_str)) {
            Some(word) => problem.help(format!("mente du #{word}?")),
            None if page.anchors.is_empty() => problem.help("siden har ingen overskrifter"),
            None => problem.help(format!(
                "afsnittene hedder {}",
                page.anchors.iter().map(|a| format!("#{a}")).collect::<Vec<_>>().join(", ")
            )),
        });
    }
    Destination::Address(format!("{}#{anchor}", page.address))
}

fn unknown_line(file: &Arc<SourceFile>, link: &Link, id: &str, map: &Map<'_>) -> Diagnostic {
    let problem = Diagnostic::error(file, link.span.clone(), format!("ukendt hjælpelinje: `{id}`"));
    match meant(id, map.lines.keys().map(String::as_str)) {
        Some(word) => problem.help(format!("mente du ring:{word}?")),
        None => problem.help("linjerne står i content/hjaelpelinjer.toml"),
    }
}

/// Returns the content path that `target` means in `file`: from the root if it begins with a slash, else from the file's folder.
fn resolve(file: &SourceFile, target: &str) -> String {
    if target.starts_with('/') {
        return target.to_owned();
    }
    let mut steps: Vec<&str> = file.path.split('/').collect();
    steps.pop();
    for step in target.split('/') {
        match step {
            "." => {}
            ".." => drop(steps.pop()),
            _ => steps.push(step),
        }
    }
    format!("/{}", steps.join("/"))
}
