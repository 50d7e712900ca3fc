//! Every figure in a text beside the fact it rests on.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt::Write;
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

/// A figure that readers meet, and what it rests on.
#[derive(Debug)]
pub struct Row {
    /// The title of its page.
    pub page: String,
    /// The file of its page, as shown in a diagnostic.
    pub file: String,
    /// Its line there.
    pub line: usize,
    /// The figures of the sentence that rest on the same, as they are written.
    pub figures: Vec<String>,
    /// The sentence it stands in.
    pub sentence: String,
    /// What it rests on.
    pub basis: Basis,
    /// Who has gone through the page; `None` while nobody has.
    pub reviewer: Option<String>,
}

/// What a figure rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// A fact with its sources and mark.
    Fact {
        /// Its name.
        id: String,
        /// What it says.
        text: String,
        /// Who says so.
        sources: String,
        /// How it was read.
        mark: &'static str,
    },
    /// Our own advice or example.
    Own,
    /// The course's own division: the age a phase or a package is for.
    Age,
    /// A help line.
    Line {
        /// Who says so.
        source: String,
        /// Whether the number has been confirmed.
        confirmed: bool,
    },
}

/// What is known for sure about the figures of a site.
#[derive(Debug, Default)]
pub struct Table {
    /// Every figure, page by page in the order of the course.
    pub rows: Vec<Row>,
    /// The names of facts whose figures no text uses.
    pub unused: Vec<String>,
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
    let used: BTreeSet<_> = table.rows.iter().filter_map(Row::fact).collect();
    table.unused = known
        .iter()
        .filter(|one| !one.figures.is_empty() && !used.contains(one.fact.id.as_str()))
        .map(|one| one.fact.id.clone())
        .collect();
    table
}

impl Row {
    fn fact(&self) -> Option<&str> {
        match &self.basis {
            Basis::Fact { id, .. } => Some(id),
            Basis::Own | Basis::Age | Basis::Line { .. } => None,
        }
    }
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
    let lines: BTreeSet<_> = article.links.destinations.iter().filter_map(line).collect();
    for line in lines.into_iter().filter_map(|line| site.lines.get(line)) {
        table.rows.push(line_row(&page, line));
    }
}

/// Returns the age that a phase or a package is for: the course's own division, which is nobody's fact.
fn age<'s>(article: &Article, site: &'s Site) -> Option<&'s str> {
    let is = |one: &Article| one.address == article.address;
    let phase = site.phases.iter().find(|phase| is(&phase.article) || phase.easy.as_ref().is_some_and(is));
    let package = || site.packages.iter().find(|package| is(&package.article)).map(|package| package.age.as_str());
    phase.map(|phase| phase.period.as_str()).or_else(package)
}

fn line(destination: &Destination) -> Option<usize> {
    match destination {
        Destination::Line(line) => Some(*line),
        Destination::Address(_) | Destination::Nowhere => None,
    }
}

fn line_row(page: &Page<'_>, line: &HelpLine) -> Row {
    Row {
        page: page.title.to_owned(),
        file: page.file.shown.clone(),
        line: 1,
        figures: line.all_numbers().into_iter().map(str::to_owned).collect(),
        sentence: line.name.clone(),
        basis: Basis::Line { source: line.source.clone(), confirmed: line.confirmed },
        reviewer: page.reviewer.map(str::to_owned),
    }
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
        let fact = || fact_for(figure, sentence, page, known).map(|known| basis(known.fact, site));
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

fn basis(fact: &Fact, site: &Site) -> Basis {
    let name = |id: &str| {
        let found = site.references.iter().find(|reference| reference.id == id);
        found.map_or_else(String::new, |source| {
            let year = source.year.map(|year| format!(", {year}")).unwrap_or_default();
            format!("{}: {}{year}", source.publisher, source.title)
        })
    };
    let sources: Vec<_> = fact.sources.iter().map(|source| name(&source.value)).collect();
    Basis::Fact { id: fact.id.clone(), text: fact.text.clone(), sources: sources.join("; "), mark: fact.mark.name() }
}

/// Returns the fact that says this figure and shares a source with the page; of several one that counts the same thing, and then
/// the one with most words of the sentence and fewest of its own.
fn fact_for<'k, 's>(figure: &Figure, sentence: &str, page: &Page<'_>, known: &'k [Known<'s>]) -> Option<&'k Known<'s>> {
    let shares = |fact: &Fact| fact.sources.iter().any(|source| page.sources.contains(&source.value.as_str()));
    let words = stems(sentence);
    known.iter().filter(|known| shares(known.fact) && known.figures.iter().any(|one| one.agrees(figure))).max_by_key(
        |known| {
            let same_unit = known.figures.iter().any(|one| one.number == figure.number && one.unit == figure.unit);
            let own = stems(&known.fact.text);
            (same_unit, own.intersection(&words).count(), Reverse(own.len()))
        },
    )
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

    /// Returns how many figures it holds.
    pub fn count(&self) -> usize {
        self.rows.iter().map(|row| row.figures.len()).sum()
    }

    /// Returns the table as Markdown, page by page.
    pub fn markdown(&self) -> String {
        let mut out = String::new();
        let mut page = "";
        for row in &self.rows {
            if row.file != page {
                page = &row.file;
                let reviewer = row.reviewer.as_deref().unwrap_or("afventer faglig gennemgang");
                // Writing to a String cannot fail.
                let _ = writeln!(
                    out,
                    "\n## {}\n\n{} · {reviewer}\n\n| Tal | Linje | Sætning | Hviler på | Kilde | Mærke |\n| --- | --- | --- | --- | --- | --- |",
                    row.page, row.file
                );
            }
            let [basis, source, mark] = row.basis.cells();
            let cells = [&row.figures.join(", "), &row.line.to_string(), &row.sentence, &basis, &source, &mark];
            let _ = writeln!(out, "| {} |", cells.map(|cell| cell.replace(['|', '\n'], " ")).join(" | "));
        }
        if !self.unused.is_empty() {
            let _ = writeln!(out, "\nOplysninger, som ingen tekst bruger: {}.", self.unused.join(", "));
        }
        out
    }

    /// Returns the table as Danish Excel opens it: semicolons, a mark for UTF-8, and a column for the one who reads it.
    pub fn csv(&self) -> String {
        let mut out = "\u{FEFF}Side;Fil;Linje;Tal;Sætning;Hviler på;Kilde;Mærke;Gennemgået af;I orden?\r\n".to_owned();
        for row in &self.rows {
            let [basis, source, mark] = row.basis.cells();
            let (line, figures) = (row.line.to_string(), row.figures.join(", "));
            let reviewer = row.reviewer.clone().unwrap_or_default();
            let cells = [&row.page, &row.file, &line, &figures, &row.sentence, &basis, &source, &mark, &reviewer];
            out.push_str(&cells.map(|cell| quoted(cell)).join(";"));
            out.push_str(";\r\n");
        }
        out
    }
}

/// A cell that begins as a formula does would be reckoned out by a spreadsheet; an apostrophe keeps it a text.
fn quoted(cell: &str) -> String {
    let safe = if cell.starts_with(['=', '+', '-', '@']) { format!("'{cell}") } else { cell.to_owned() };
    format!("\"{}\"", safe.replace('"', "\"\""))
}

impl Basis {
    /// Returns what it rests on, who says so, and the mark.
    fn cells(&self) -> [String; 3] {
        match self {
            Self::Fact { id, text, sources, mark } => [format!("{id}: {text}"), sources.clone(), (*mark).to_owned()],
            Self::Age => ["alderen, siden er til".to_owned(), String::new(), String::new()],
            Self::Own => ["vores eget råd".to_owned(), String::new(), String::new()],
            Self::Line { source, confirmed } => {
                let mark = if *confirmed { "" } else { "skal bekræftes" };
                ["telefonnummer".to_owned(), source.clone(), mark.to_owned()]
            }
        }
    }
}
