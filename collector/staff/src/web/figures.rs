//! »Tal«: the figures of a period, drawn, and as a file for the site.

use std::sync::{Arc, PoisonError};

use axum::http::StatusCode;
use axum::response::Response;
use forms::figures::Figures;
use forms::shown::date_in_words;
use serde::Serialize;

use super::charts::{self, Drawn};
use super::draw::Page;
use super::orders::periods;
use super::queue::Choosable;
use super::visit::{Errand, Visit};
use super::words;
use crate::desk::write_figures;
use crate::stats::Period;

#[derive(Serialize)]
struct View {
    periods: Vec<Choosable>,
    problem: Option<String>,
    figures: Option<Shown>,
}

#[derive(Serialize)]
struct Shown {
    period: String,
    title: String,
    days: String,
    made_on: String,
    synthetic: bool,
    /// Whether the period is still running: then the figures are not for the site yet.
    unfinished: bool,
    tables: Vec<Drawn>,
}

/// Asks which period.
pub(super) async fn show(visit: Visit) -> Response {
    draw(&visit, "", None, None)
}

/// Works out the figures of a period, and draws them.
pub(super) async fn work_out(errand: Errand) -> Response {
    let Errand { visit, fields } = errand;
    let word = fields.get("periode");
    let period = match Period::parse(word) {
        Ok(period) => period,
        Err(problem) => return draw(&visit, word, Some(words::sentence(&problem.to_string())), None),
    };
    let costs = match visit.desk.costs(None) {
        Ok(costs) => costs,
        Err(trouble) => return draw(&visit, word, Some(words::sentence(&trouble.to_string())), None),
    };
    match visit.desk.figures(&period, costs, &|_, _| {}).await {
        Ok(figures) => {
            let figures = Arc::new(figures);
            keep(&visit, word, &figures);
            draw(&visit, word, None, Some(&figures))
        }
        Err(trouble) => draw(&visit, word, Some(words::sentence(&trouble.to_string())), None),
    }
}

/// Figures take a while to work out, and the file is to hold the very ones that were looked at.
fn keep(visit: &Visit, word: &str, figures: &Arc<Figures>) {
    let mut kept = visit.web.figures.lock().unwrap_or_else(PoisonError::into_inner);
    *kept = Some((word.to_owned(), Arc::clone(figures)));
}

fn draw(visit: &Visit, word: &str, problem: Option<String>, figures: Option<&Figures>) -> Response {
    let periods = periods(visit.desk.today());
    // The first is still running; what is asked for is the one that has just ended.
    let last_ended = periods.get(1).map(|(value, _)| value.clone()).unwrap_or_default();
    let asked = if word.is_empty() { last_ended.as_str() } else { word };
    let option = |(value, label): (String, String)| Choosable { chosen: value == asked, value, label };
    let shown = |figures: &Figures| Shown {
        period: word.to_owned(),
        title: figures.title.clone(),
        days: format!("{} til {}", date_in_words(figures.from), date_in_words(figures.to)),
        made_on: date_in_words(figures.made_on),
        synthetic: figures.synthetic,
        unfinished: figures.made_on < figures.to,
        tables: figures.tables.iter().map(charts::draw).collect(),
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let view = View { periods: periods.into_iter().map(option).collect(), problem, figures: figures.map(shown) };
    visit.web.page(visit, &Page { template: "tal.html", title: "Tal", menu: "/tal", status }, &view)
}

/// Writes the figures that were looked at as a file for the site.
pub(super) async fn write(errand: Errand) -> Response {
    let Errand { visit, fields } = errand;
    let word = fields.get("periode");
    let kept = visit.web.figures.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let Some((_, figures)) = kept.filter(|(kept, _)| kept == word) else {
        return visit.web.go_on("/tal", "Regn tallene ud først, og se dem igennem.");
    };
    let folder = visit.web.settings.folder.join("tal");
    let path = folder.join(format!("{}.toml", word.to_lowercase()));
    match write_figures(&figures, &path) {
        Ok(()) => {
            let text = format!(
                "Filen ligger i {}\n\nLæs den igennem, og giv den til den, der lægger ting på hjemmesiden: den hører til i \
                 content/viden/tal/.",
                path.display()
            );
            visit.web.tell(&visit, StatusCode::OK, "Filen er skrevet", &text, Some("/tal"))
        }
        Err(trouble) => visit.web.go_on("/tal", &words::sentence(&trouble.to_string())),
    }
}
