//! How the site looks: templates, words, drawings and files, read once and checked.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use forms::message::service_words;
use forms::problem::{Problem, meant};
use forms::table;
use tera::{Kwargs, State, Tera, TeraResult, Value};

use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::model::page::Layout;
use crate::optimise::{self, fingerprint};
use crate::source::{SourceFile, Sources};

mod filters;
mod scripts;

/// The theme, ready to draw.
#[derive(Debug)]
pub struct Theme {
    templates: Tera,
    texts: BTreeMap<String, Arc<SourceFile>>,
    words: BTreeMap<String, String>,
    files: BTreeMap<String, Vec<u8>>,
}

/// Templates that are drawn beside those of the layouts.
const TEMPLATES: [&str; 18] = [
    "fase.html",
    "lektion.html",
    "laes-let-fase.html",
    "afslutning.html",
    "side.html",
    "babypakke.html",
    "videnside.html",
    "sprog.html",
    "talside.html",
    "ikke-fundet.html",
    "ikke-lige-nu.html",
    "omdirigering.html",
    "formular.html",
    "tjek.html",
    "kvittering.html",
    "skal.html",
    "slet.html",
    "formularer.html",
];

/// Words that the text of a page needs.
const WORDS: [&str; 39] = [
    "key",
    "together",
    "ring_112",
    "ring_today",
    "ring_talk",
    "check",
    "checks",
    "table",
    "figures_title",
    "figures_lead",
    "figures_example_title",
    "figures_example_lead",
    "knowledge_from",
    "ending_title",
    "ending_lead",
    "kept_child",
    "kept_ticks",
    "kept_reader",
    "kept_drafts",
    "kept_plain",
    "kept_pages",
    "forms_title",
    "forms_lead",
    "forms_requests",
    "forms_course",
    "forms_other",
    "erase_title",
    "erase_lead",
    "only_if_question",
    "only_if_consent",
    "only_if_help",
    "if_is",
    "if_answered",
    "if_between",
    "if_from",
    "if_to",
    "if_role",
    "and",
    "or",
];

/// What the names of the service's words begin with. Which there must be, `forms` says.
const SERVICE_WORDS: [&str; 4] = ["error_", "page_", "word_", "summary_"];

impl Theme {
    /// Reads the theme, and reports what is missing or wrong in it.
    pub fn read(sources: &Sources, finished: &mut Finished, report: &mut Report) -> Self {
        finished.bring_in_step(sources, report);
        let (files, assets) = files(sources, finished);
        let words = words(sources, report);
        let drawings = drawings(sources);
        let mut templates = Tera::new();
        templates.autoescape_on(vec![".html"]);
        templates.register_function("asset", asset_function(assets));
        templates.register_function("drawing", drawing_function(drawings));
        filters::register(&mut templates);
        let texts: Vec<_> = sources
            .theme_texts
            .iter()
            .filter_map(|(path, file)| Some((path.strip_prefix("templates/")?.to_owned(), Arc::clone(file))))
            .collect();
        if let Err(error) =
            templates.add_raw_templates(texts.iter().map(|(name, file)| (name.as_str(), file.text.as_str())))
        {
            report.push(template_diagnostic(&error, &texts.iter().cloned().collect()));
        }
        let theme = Self { templates, texts: texts.into_iter().collect(), words, files };
        theme.check_templates(report);
        theme
    }

    fn check_templates(&self, report: &mut Report) {
        let layouts = Layout::SPECIAL.map(|(name, _)| format!("{name}.html"));
        for name in TEMPLATES.into_iter().chain(layouts.iter().map(String::as_str)) {
            if !self.texts.contains_key(name) {
                report.push(Diagnostic::unreadable(format!("templates/{name}"), "skabelonen mangler i temaet"));
            }
        }
    }

    /// Returns the word of the theme by this name.
    pub fn word(&self, name: &str) -> &str {
        self.words.get(name).map_or("", String::as_str)
    }

    /// Returns the words that the service puts into its pages.
    pub fn service_words(&self) -> impl Iterator<Item = (&str, &str)> {
        let is_service = |name: &str| SERVICE_WORDS.iter().any(|beginning| name.starts_with(beginning));
        self.words.iter().map(|(name, word)| (name.as_str(), word.as_str())).filter(move |(name, _)| is_service(name))
    }

    /// Returns every file that goes out as it is, by its path on the site.
    pub fn files(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.files
    }

    /// Lets `fill` set what every page is given.
    pub fn with_globals(mut self, fill: impl FnOnce(&mut tera::Context)) -> Self {
        fill(self.templates.global_context());
        self
    }

    /// Draws a page.
    ///
    /// # Errors
    /// What the template could not do, at its line.
    pub fn draw(&self, template: &str, context: &tera::Context) -> Result<String, Box<Diagnostic>> {
        self.templates.render(template, context).map_err(|error| Box::new(template_diagnostic(&error, &self.texts)))
    }
}

/// Style sheets and scripts as readers get them. Making them costs more than all the rest of a theme, so they are kept from one
/// reading to the next, for as long as none of their files has changed.
#[derive(Debug, Default)]
pub struct Finished {
    made_of: Vec<Arc<SourceFile>>,
    texts: Vec<(String, String)>,
}

impl Finished {
    fn bring_in_step(&mut self, sources: &Sources, report: &mut Report) {
        let is_made = |path: &str| path.starts_with(scripts::FOLDER) || is_style(path);
        let files = sources.theme_texts.iter().filter(|(path, _)| is_made(path));
        let made_of: Vec<_> = files.map(|(_, file)| Arc::clone(file)).collect();
        let same = self.made_of.len() == made_of.len()
            && self.made_of.iter().zip(&made_of).all(|(then, now)| Arc::ptr_eq(then, now));
        if same {
            return;
        }
        let known = report.count(Severity::Error);
        self.texts = styles(sources, report);
        self.texts.extend(scripts::finished(sources, report).into_iter().map(|(name, text)| (name.to_owned(), text)));
        // A mistake is looked for, and told, until it is mended.
        self.made_of = if report.count(Severity::Error) == known { made_of } else { Vec::new() };
    }
}

fn is_style(path: &str) -> bool {
    path.ends_with(".css") && !path.contains('/')
}

fn styles(sources: &Sources, report: &mut Report) -> Vec<(String, String)> {
    let mut finished = |path: &String, file: &Arc<SourceFile>| {
        let text = optimise::style(&file.text).unwrap_or_else(|why| {
            report.push(Diagnostic::unreadable(file.shown.clone(), format!("stilarket kan ikke læses: {why}")));
            file.text.clone()
        });
        (path.clone(), text)
    };
    sources.theme_texts.iter().filter(|(path, _)| is_style(path)).map(|(path, file)| finished(path, file)).collect()
}

/// Files by their path on the site, and for each name that a template uses, its address.
fn files(sources: &Sources, finished: &Finished) -> (BTreeMap<String, Vec<u8>>, BTreeMap<String, String>) {
    let mut files = BTreeMap::new();
    let mut assets = BTreeMap::new();
    for (path, bytes) in &sources.theme_files {
        let Some(name) = path.strip_prefix("static/") else { continue };
        if name.ends_with(".woff2") {
            add_asset(name, bytes.to_vec(), &mut files, &mut assets);
        } else {
            assets.insert(name.to_owned(), format!("/{name}"));
            files.insert(name.to_owned(), bytes.to_vec());
        }
    }
    // The one thing a stylesheet names is the font; its name must carry the fingerprint, too.
    let fonts: Vec<_> = assets.iter().filter(|(name, _)| name.ends_with(".woff2")).collect();
    let named = |text: &str| {
        fonts.iter().fold(text.to_owned(), |text, (name, address)| {
            text.replace(&format!("url({name})"), &format!("url({address})"))
        })
    };
    let texts: Vec<_> = finished
        .texts
        .iter()
        .map(|(name, text)| (name.as_str(), if is_style(name) { named(text) } else { text.clone() }.into_bytes()))
        .collect();
    for (name, text) in texts {
        if name == scripts::WORKER {
            files.insert(name.to_owned(), text);
        } else {
            add_asset(name, text, &mut files, &mut assets);
        }
    }
    (files, assets)
}

/// Adds a file under a name with its fingerprint.
fn add_asset(name: &str, bytes: Vec<u8>, files: &mut BTreeMap<String, Vec<u8>>, assets: &mut BTreeMap<String, String>) {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let path = format!("assets/{stem}.{}.{ending}", fingerprint(&bytes));
    assets.insert(name.to_owned(), format!("/{path}"));
    files.insert(path, bytes);
}

fn words(sources: &Sources, report: &mut Report) -> BTreeMap<String, String> {
    let Some(file) = sources.theme_texts.get("words.toml") else {
        report.push(
            Diagnostic::unreadable("words.toml", "filen mangler i temaet").help("den giver ordene i bokse og tabeller"),
        );
        return BTreeMap::new();
    };
    let table = match table::parse(&file.text, 0) {
        Ok(table) => table,
        Err(problem) => {
            report.push(Diagnostic::from_problem(file, problem));
            return BTreeMap::new();
        }
    };
    let problems = RefCell::default();
    let found = table::Fields::of(&table, 0..0, &problems).texts();
    let words: BTreeMap<_, _> = found.into_iter().map(|(key, word)| (key.value, word.value)).collect();
    let mut problems = problems.into_inner();
    problems.extend(
        WORDS
            .iter()
            .map(|word| (*word).to_owned())
            .chain(service_words())
            .filter(|word| !words.contains_key(word))
            .map(|word| Problem::new(0..0, format!("ordet `{word}` mangler"))),
    );
    report.extend(problems.into_iter().map(|problem| Diagnostic::from_problem(file, problem)));
    words
}

fn drawings(sources: &Sources) -> BTreeMap<String, Value> {
    let named = sources.theme_texts.iter().filter_map(|(path, file)| {
        let name = path.strip_prefix("drawings/")?.strip_suffix(".svg")?;
        Some((name.to_owned(), Value::safe_string(file.text.trim_end())))
    });
    named.collect()
}

fn asset_function(
    assets: BTreeMap<String, String>,
) -> impl Fn(Kwargs, &State) -> TeraResult<String> + Send + Sync + 'static {
    move |arguments, _| {
        let name = arguments.must_get::<&str>("name")?;
        assets.get(name).cloned().ok_or_else(|| missing("filen", name, assets.keys()))
    }
}

/// Returns the drawing, or nothing where there is none: a new phase is no error before it is drawn.
fn drawing_function(
    drawings: BTreeMap<String, Value>,
) -> impl Fn(Kwargs, &State) -> TeraResult<Value> + Send + Sync + 'static {
    move |arguments, _| {
        let name = arguments.must_get::<&str>("name")?;
        let instead = arguments.get::<&str>("instead")?.unwrap_or_default();
        Ok(drawings.get(name).or_else(|| drawings.get(instead)).cloned().unwrap_or_else(|| Value::safe_string("")))
    }
}

fn missing<'k>(what: &str, name: &str, known: impl Iterator<Item = &'k String>) -> tera::Error {
    let suggestion =
        meant(name, known.map(String::as_str)).map(|word| format!("; mente du {word}?")).unwrap_or_default();
    tera::Error::message(format!("{what} {name} findes ikke i temaet{suggestion}"))
}

/// Tells what a template could not do, at its line. The engine's words are English; a theme is made by developers.
fn template_diagnostic(error: &tera::Error, texts: &BTreeMap<String, Arc<SourceFile>>) -> Diagnostic {
    use tera::ErrorKind;
    let (ErrorKind::SyntaxError(found) | ErrorKind::RenderingError(found)) = error.kind() else {
        return unplaced_diagnostic(&error.to_string(), texts);
    };
    match texts.get(found.filename()) {
        Some(file) => Diagnostic::error(
            file,
            found.span().range.clone(),
            format!("skabelonen kan ikke tegnes: {}", found.message()),
        ),
        None => Diagnostic::unreadable(format!("templates/{}", found.filename()), found.message()),
    }
}

/// Tells of an error that names its place only in its text: `error: Unknown filter ⏎ --> side.html:8:11`.
fn unplaced_diagnostic(told: &str, texts: &BTreeMap<String, Arc<SourceFile>>) -> Diagnostic {
    let what = told.lines().next().unwrap_or(told).trim_start_matches("error: ");
    let message = format!("skabelonen kan ikke bruges: {what}");
    let place = told.split_once("--> ").and_then(|(_, rest)| rest.lines().next());
    let found = place.and_then(|place| {
        let mut parts = place.trim().rsplitn(3, ':');
        let (column, line) = (parts.next()?.parse::<usize>().ok()?, parts.next()?.parse::<usize>().ok()?);
        let file = texts.get(parts.next()?)?;
        let before: usize = file.text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
        let start = before + column.saturating_sub(1);
        Some(Diagnostic::error(file, start..start + 1, message.clone()))
    });
    found.unwrap_or_else(|| Diagnostic::unreadable("templates/", message))
}
