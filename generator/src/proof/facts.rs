//! Every figure in a text beside the fact it rests on.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::figures::{Figure, figures};
use super::passages::{self, Passage};
use crate::diagnostic::{Diagnostic, Report};
use crate::model::article::{Article, Destination, Reviewer};
use crate::model::fact::Fact;
use crate::model::help_line::HelpLine;
use crate::model::site::Site;
use crate::source::SourceFile;

mod print;

/// A sentence that readers meet, with its figures that rest on the same.
#[derive(Debug)]
pub struct Row {
    /// The title of its page.
    pub page: String,
    /// The file of its page, as shown in a diagnostic.
    pub file: String,
    /// Its line there.
    pub line: usize,
    /// The figures, as they are written.
    pub figures: Vec<String>,
    /// The sentence.
    pub sentence: String,
    /// What the figures rest on.
    pub basis: Basis,
    /// Who has gone through the page; `None` while nobody has.
    pub reviewer: Option<String>,
}

/// What a figure rests on, in the order in which the table shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// A fact, by its place in [`Table::facts`].
    Fact(usize),
    /// Our own advice or example.
    Own,
    /// The course's own division: the age a phase or a package is for.
    Age,
}

/// A fact as the table shows it.
#[derive(Debug)]
pub struct Shown {
    /// Its name.
    pub id: String,
    /// What it says.
    pub text: String,
    /// Who says so.
    pub sources: String,
    /// How it was read.
    pub mark: &'static str,
}

/// A phone number as the table shows it.
#[derive(Debug)]
pub struct Number {
    /// Whom it leads to.
    pub name: String,
    /// The number, or those of the regions.
    pub numbers: String,
    /// Who says so, by id.
    pub source: String,
    /// Whether the line itself has confirmed it.
    pub confirmed: bool,
    /// On how many pages it stands.
    pub pages: usize,
}

/// What is known for sure about the figures of a site.
#[derive(Debug, Default)]
pub struct Table {
    /// Every fact of the site.
    pub facts: Vec<Shown>,
    /// Every sentence with figures, by what they rest on; among those of one fact in the order of the course.
    pub rows: Vec<Row>,
    /// Every phone number.
    pub numbers: Vec<Number>,
}

/// A fact with the figures in it.
struct Known<'s> {
    fact: &'s Fact,
    figures: Vec<Figure>,
}

/// A text under examination.
struct Page<'s> {
    title: &'s str,
    file: &'s Arc<SourceFile>,
    sources: Vec<&'s str>,
    own: Vec<Figure>,
    age: Vec<Figure>,
    reviewer: Option<&'s str>,
}

/// Lays every figure of `site` beside what it rests on, and reports those that rest on nothing.
///
/// A site without facts has nothing to lay them beside: nothing is reported then.
pub fn table(site: &Site, report: &mut Report) -> Table {
    if site.facts.is_empty() {
        return Table::default();
    }
    let known: Vec<_> = site.facts.iter().map(|fact| Known { fact, figures: figures(&fact.text) }).collect();
    let mut table = Table::default();
    for article in site.articles().filter(|article| answers_for_figures(article, site)) {
        read_article(article, site, &known, &mut table, report);
    }
    read_appointments(site, &known, &mut table, report);
    table.facts = site.facts.iter().map(|fact| shown(fact, site)).collect();
    table.rows.sort_by_key(|row| row.basis);
    table.numbers = numbers(site);
    table
}

/// The course and the packages always answer for their figures; another page does when it names a source that facts rest on.
/// What a report found is the report's, and stands beside it.
fn answers_for_figures(article: &Article, site: &Site) -> bool {
    let path = &article.file.path;
    if path.starts_with("faser/") || path.starts_with("babypakker/") {
        return true;
    }
    let rests = |source: &str| site.facts.iter().any(|fact| fact.sources.iter().any(|one| one.value == source));
    !path.starts_with("viden/") && article.sources.iter().any(|source| rests(&source.value))
}

fn read_article(article: &Article, site: &Site, known: &[Known<'_>], table: &mut Table, report: &mut Report) {
    let page = Page {
        title: &article.title,
        file: &article.file,
        sources: article.sources.iter().map(|source| source.value.as_str()).collect(),
        own: article.own_figures.iter().flat_map(|own| figures(&own.value)).collect(),
        age: age(article, site).map(figures).unwrap_or_default(),
        reviewer: match &article.reviewed_by {
            Reviewer::Awaited => None,
            Reviewer::Named(name) => Some(name),
        },
    };
    let passages = passages::of_page(&article.file);
    let mut met: Vec<Figure> = Vec::new();
    for passage in &passages {
        met.extend(read_passage(passage, &page, site, known, table, report));
    }
    for own in &article.own_figures {
        let named = figures(&own.value);
        if named.is_empty() || !named.iter().all(|figure| met.iter().any(|one| one.agrees(figure))) {
            let message = format!("`own_figures` nævner »{}«, som ikke står i teksten", own.value);
            report.push(Diagnostic::warning(&article.file, own.span.clone(), message).help("slet det"));
        }
    }
}

/// Returns the age that a phase or a package is for: the course's own division, which is nobody's fact.
fn age<'s>(article: &Article, site: &'s Site) -> Option<&'s str> {
    let is = |one: &Article| one.address == article.address;
    let phase = site.phases.iter().find(|phase| is(&phase.article) || phase.easy.as_ref().is_some_and(is));
    let package = || site.packages.iter().find(|package| is(&package.article)).map(|package| package.age.as_str());
    phase.map(|phase| phase.period.as_str()).or_else(package)
}

fn numbers(site: &Site) -> Vec<Number> {
    let pages = |place: usize| {
        let leads = |article: &&Article| article.links.destinations.contains(&Destination::Line(place));
        site.articles().filter(leads).count()
    };
    let number = |(place, line): (usize, &HelpLine)| Number {
        name: line.name.clone(),
        numbers: line.all_numbers().join(" · "),
        source: line.source.clone(),
        confirmed: line.confirmed,
        pages: pages(place),
    };
    site.lines.iter().enumerate().map(number).collect()
}

fn read_appointments(site: &Site, known: &[Known<'_>], table: &mut Table, report: &mut Report) {
    for appointment in &site.appointments {
        let page = Page {
            title: &appointment.title,
            file: &appointment.file,
            sources: appointment.sources.iter().map(|source| source.value.as_str()).collect(),
            own: Vec::new(),
            age: Vec::new(),
            reviewer: None,
        };
        let text = format!("{}: {}. {}", appointment.title, appointment.when, appointment.text);
        let passage = Passage::at(text, appointment.id.span.clone());
        read_passage(&passage, &page, site, known, table, report);
    }
}

/// Writes a row for every figure of a passage, and returns the figures.
fn read_passage(
    passage: &Passage,
    page: &Page<'_>,
    site: &Site,
    known: &[Known<'_>],
    table: &mut Table,
    report: &mut Report,
) -> Vec<Figure> {
    let mut found = figures(&passage.text);
    found.retain(|figure| !is_name(passage.text.get(figure.range.start..).unwrap_or_default(), site));
    for figure in &found {
        let sentence = passage.sentence(&figure.range);
        let span = passage.span(&figure.range);
        let written = passage.text.get(figure.range.clone()).unwrap_or_default();
        // What the writer calls our own is not taken for a fact that happens to have the same figure.
        let own = page.own.iter().any(|own| own.agrees(figure)).then_some(Basis::Own);
        let fact = || fact_for(figure, sentence, page, known).map(Basis::Fact);
        let age = || page.age.iter().any(|age| age.agrees(figure)).then_some(Basis::Age);
        let Some(basis) = own.or_else(fact).or_else(age) else {
            report.push(unfounded(figure, written, page.file, span, known));
            continue;
        };
        table.add(Row {
            page: page.title.to_owned(),
            file: page.file.shown.clone(),
            line: page.file.location(span.start).line,
            figures: vec![written.replace('\n', " ")],
            sentence: sentence.replace('\n', " "),
            basis,
            reviewer: page.reviewer.map(str::to_owned),
        });
    }
    found
}

/// Returns whether the text goes on with the name of the site, or of its address, in which a figure is none.
fn is_name(text: &str, site: &Site) -> bool {
    let address = site.settings.base_url.trim_start_matches("https://");
    [site.settings.name.as_str(), address].into_iter().any(|name| !name.is_empty() && text.starts_with(name))
}

fn shown(fact: &Fact, site: &Site) -> Shown {
    let name = |id: &str| {
        let found = site.references.iter().find(|reference| reference.id == id);
        found.map_or_else(String::new, |source| {
            let year = source.year.map(|year| format!(", {year}")).unwrap_or_default();
            format!("{}: {}{year}", source.publisher, source.title)
        })
    };
    let sources: Vec<_> = fact.sources.iter().map(|source| name(&source.value)).collect();
    Shown { id: fact.id.clone(), text: fact.text.clone(), sources: sources.join("; "), mark: fact.mark.name() }
}

/// Returns the place of the fact that says this figure and shares a source with the page; of several one that counts the same
/// thing, and then the one with most words of the sentence and fewest of its own.
fn fact_for(figure: &Figure, sentence: &str, page: &Page<'_>, known: &[Known<'_>]) -> Option<usize> {
    let shares = |fact: &Fact| fact.sources.iter().any(|source| page.sources.contains(&source.value.as_str()));
    let words = stems(sentence);
    known
        .iter()
        .enumerate()
        .filter(|(_, known)| shares(known.fact) && known.figures.iter().any(|one| one.agrees(figure)))
        .max_by_key(|(_, known)| {
            let same_unit = known.figures.iter().any(|one| one.number == figure.number && one.unit == figure.unit);
            let own = stems(&known.fact.text);
            (same_unit, own.intersection(&words).count(), Reverse(own.len()))
        })
        .map(|(place, _)| place)
}

/// Returns how the longer words of a text begin: enough to tell two facts apart.
fn stems(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 3);
    words.map(|word| word.to_lowercase().chars().take(5).collect()).collect()
}

fn unfounded(
    figure: &Figure,
    written: &str,
    file: &Arc<SourceFile>,
    span: Range<usize>,
    known: &[Known<'_>],
) -> Diagnostic {
    let elsewhere = known.iter().find(|known| known.figures.iter().any(|one| one.agrees(figure)));
    let help = match elsewhere {
        Some(known) => {
            let sources: Vec<_> = known.fact.sources.iter().map(|source| source.value.as_str()).collect();
            format!(
                "er det {} (»{}«), så skriv {} i `sources`",
                known.fact.id,
                known.fact.text,
                sources.join(" eller ")
            )
        }
        None => "skriv oplysningen i fakta.toml med sin kilde; er det vores eget råd, så skriv tallet i `own_figures`"
            .to_owned(),
    };
    Diagnostic::error(file, span, format!("»{}« hviler ikke på nogen oplysning", written.replace('\n', " "))).help(help)
}

impl Table {
    /// Adds a row, or its figure to the row before if the two are of one sentence and rest on the same. »uge 6« says nothing beside
    /// »uge 6–10«.
    fn add(&mut self, row: Row) {
        let same = |last: &&mut Row| last.sentence == row.sentence && last.file == row.file && last.basis == row.basis;
        match self.rows.last_mut().filter(same) {
            Some(last) => {
                for figure in row.figures {
                    if last.figures.last().is_some_and(|before| figure.contains(before.as_str())) {
                        last.figures.pop();
                    }
                    if !last.figures.contains(&figure) {
                        last.figures.push(figure);
                    }
                }
            }
            None => self.rows.push(row),
        }
    }
}
