//! Draws forms: the page a parent fills in, and what the service answers with.
//!
//! The service never makes a page of its own. It is handed these, for every version of every form, and only shows, takes away
//! and fills in; so page and answer look alike, and no text stands in two places.

use std::collections::BTreeMap;

use forms::definition::{Answer, Form, Kind, Pages, State};
use forms::municipality::NAMES;
use serde_json::{Value, json};
use tera::Context;

use super::Renderer;
use super::pages::{Drawn, line_view};
use crate::model::form::FormFile;
use crate::model::site::Site;
use crate::theme::Theme;

mod conditions;

use conditions::Wording;

/// Which page of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    /// The questions.
    Form,
    /// The answers, to be looked over before they are sent.
    Check,
    /// The thanks, with the receipt.
    Receipt,
}

impl Page {
    pub(super) const ALL: [Self; 3] = [Self::Form, Self::Check, Self::Receipt];

    fn template(self) -> &'static str {
        match self {
            Self::Form => "formular.html",
            Self::Check => "tjek.html",
            Self::Receipt => "kvittering.html",
        }
    }

    /// Returns the name of the page among those of the service: `to-maaneder-1-tjek.html`.
    pub(super) fn file(self, form: &Form) -> String {
        let ending = match self {
            Self::Form => "",
            Self::Check => "-tjek",
            Self::Receipt => "-kvittering",
        };
        format!("pages/{}-{}{ending}.html", form.id(), form.version())
    }
}

/// Who shows a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shower {
    /// The site, to whoever comes.
    Site,
    /// The service, to who has sent something already.
    Service,
}

/// Draws one page of one version of a form.
pub(super) fn page(renderer: &Renderer, file: &FormFile, page: Page, shower: Shower) -> Drawn {
    let state = match (file.form.state(), shower) {
        (State::Open, _) => "open",
        // Nobody begins any more, but who has begun is let through.
        (State::Closing, Shower::Service) => "closing",
        (State::Closing, Shower::Site) | (State::Closed, _) => "closed",
    };
    let mut context = context(file.form.title(), file.form.lead(), file.address().as_str());
    context.insert("form", &view(file, renderer.site(), &renderer.theme, state));
    if page == Page::Form {
        let asks = file.form.questions().any(|question| question.answer == Answer::Municipality);
        context.insert("municipalities", if asks { &NAMES[..] } else { &[] });
    }
    renderer.theme.draw(page.template(), &context)
}

/// Returns how long something is kept, in words.
pub(super) fn days(count: u16) -> String {
    format!("{count} dage")
}

/// Draws the shell of every short message of the service.
pub(super) fn shell(renderer: &Renderer) -> Drawn {
    renderer.theme.draw("skal.html", &context("", "", "/"))
}

/// Draws the page where answers are erased with their receipt.
pub(super) fn erase(renderer: &Renderer) -> Drawn {
    let theme = &renderer.theme;
    let context = context(theme.word("erase_title"), theme.word("erase_lead"), "/formularer/slet/");
    theme.draw("slet.html", &context)
}

/// Draws the list of all forms that take answers.
pub(super) fn list(renderer: &Renderer) -> Drawn {
    let (theme, site) = (&renderer.theme, renderer.site());
    let mut context = context(theme.word("forms_title"), theme.word("forms_lead"), "/formularer/");
    let open = |file: &&FormFile| file.form.state() == State::Open;
    let entry = |file: &FormFile, when: Option<&str>| {
        let form = &file.form;
        json!({ "title": form.title(), "lead": form.lead(), "minutes": form.minutes(), "address": file.address(), "when_text": when })
    };
    let asked_in = |file: &FormFile| {
        site.phases.iter().find(|phase| phase.questionnaires.iter().any(|id| id.value == file.form.id().as_str()))
    };
    let mut course: Vec<_> =
        site.live_forms().filter(open).filter_map(|file| asked_in(file).map(|phase| (phase, file))).collect();
    course.sort_by_key(|(phase, file)| {
        (phase.window.value.from().rank(), file.form.window().map(|window| window.from().rank()))
    });
    let rest = |kind: Kind| -> Vec<_> {
        let fits = |file: &&FormFile| file.form.kind() == kind && asked_in(file).is_none();
        site.live_forms().filter(open).filter(fits).map(|file| entry(file, None)).collect()
    };
    let groups = [
        ("forms_requests", rest(Kind::Request)),
        ("forms_course", course.into_iter().map(|(phase, file)| entry(file, Some(&phase.period))).collect()),
        ("forms_other", rest(Kind::Questionnaire)),
    ];
    let filled = groups.into_iter().filter(|(_, forms)| !forms.is_empty());
    let groups: Vec<_> = filled.map(|(title, forms)| json!({ "title": theme.word(title), "forms": forms })).collect();
    context.insert("groups", &groups);
    theme.draw("formularer.html", &context)
}

fn context(title: &str, description: &str, address: &str) -> Context {
    let mut context = Context::new();
    context.insert(
        "page",
        &json!({ "title": title, "description": description, "address": address, "quick_exit": false }),
    );
    context.insert("menu", address);
    context.insert("menu_current", "page");
    context.insert("share_picture", "site");
    context.insert("share_type", "website");
    context
}

/// Returns every form as the service reads it.
pub(super) fn definitions(site: &Site) -> String {
    let forms: Vec<_> = site.forms.iter().map(|file| &file.form).collect();
    // A form is texts, numbers and lists of them: there is nothing in it that JSON lacks.
    serde_json::to_string(&forms).unwrap_or_default()
}

/// Returns the words the service puts into its pages.
pub(super) fn words(theme: &Theme) -> String {
    let words: BTreeMap<_, _> = theme.service_words().collect();
    serde_json::to_string(&words).unwrap_or_default()
}

/// Returns what the templates are given of a form.
fn view(file: &FormFile, site: &Site, theme: &Theme, state: &str) -> Value {
    let form = &file.form;
    let wording = Wording { form, theme };
    let helps: Vec<_> = (0..form.helps().len()).map(|number| help(file, number, site, &wording)).collect();
    let sections: Vec<_> = form
        .sections()
        .iter()
        .map(|section| {
            let questions: Vec<_> = section
                .questions
                .iter()
                .map(|one| {
                    let after = |(number, _): &(usize, &Value)| wording.last_question(*number) == Some(&one.id);
                    let mine: Vec<_> = helps.iter().enumerate().filter(after).map(|(_, help)| help.clone()).collect();
                    question(one, &wording, &mine)
                })
                .collect();
            json!({ "id": section.id, "title": section.title, "text": section.text, "questions": questions })
        })
        .collect();
    let consents: Vec<_> = form
        .consents()
        .iter()
        .filter_map(|consent| {
            let newest = consent.wordings.last()?;
            let when = consent.when.as_ref();
            Some(json!({
                "id": consent.id,
                "value": format!("{}:{}", consent.id, newest.version),
                "text": newest.text,
                "required": consent.required,
                "when": when.map(json_text),
                "only_if": when.map(|when| wording.only_if(when, "only_if_consent")),
            }))
        })
        .collect();
    let ends: Vec<_> = form
        .ends()
        .iter()
        .zip(&file.lessons)
        .enumerate()
        .map(|(number, (end, lessons))| json!({ "number": number, "title": end.title, "text": end.text, "lessons": lessons }))
        .collect();
    let bands: Vec<_> =
        form.scores()
            .iter()
            .flat_map(|score| {
                score.bands.iter().enumerate().map(
                    move |(number, band)| json!({ "key": band_key(score.id.as_str(), number), "text": band.parent }),
                )
            })
            .collect();
    json!({
        "id": form.id(),
        "version": form.version(),
        "title": form.title(),
        "lead": form.lead(),
        "minutes": form.minutes(),
        "pages": if form.pages() == Pages::Sections { "sections" } else { "one" },
        "state": state,
        "action": format!("/api/formularer/{}", form.id()),
        "roles": form.roles(),
        "consents": consents,
        "readers": form.readers(),
        "reply": form.reply(),
        "keep_open": days(form.retention().open),
        "keep_handled": days(form.retention().handled),
        "family_code": form.family_code(),
        "quick_exit": form.quick_exit(),
        "any_required": form.questions().any(|question| question.required),
        "request": form.kind() == Kind::Request,
        "sections": sections,
        "ends": ends,
        "bands": bands,
        "helps": helps,
    })
}

/// Returns the mark of a band's text: bands of one score may share a name across roles and ages, so its place is in it.
fn band_key(score: &str, number: usize) -> String {
    format!("{score}/{number}")
}

fn question(question: &forms::definition::Question, wording: &Wording<'_>, helps: &[Value]) -> Value {
    let choices: Vec<_> = question
        .answer
        .choices()
        .iter()
        .map(|choice| json!({ "value": choice.value, "label": choice.label, "alone": choice.alone }))
        .collect();
    let (min, max, unit) = match &question.answer {
        Answer::Number { min, max, unit } => (Some(min), Some(max), unit.as_deref()),
        Answer::Choice(_)
        | Answer::Choices(_)
        | Answer::Date(_)
        | Answer::Text(_)
        | Answer::LongText(_)
        | Answer::Phone
        | Answer::Email
        | Answer::Address
        | Answer::Municipality => (None, None, None),
    };
    let words = match &question.answer {
        Answer::Text(words) | Answer::LongText(words) => Some(words),
        Answer::Choice(_)
        | Answer::Choices(_)
        | Answer::Number { .. }
        | Answer::Date(_)
        | Answer::Phone
        | Answer::Email
        | Answer::Address
        | Answer::Municipality => None,
    };
    json!({
        "id": question.id,
        "kind": question.answer.kind(),
        "label": question.label,
        "hint": question.hint,
        "required": question.required,
        "when": question.when.as_ref().map(json_text),
        "only_if": question.when.as_ref().map(|when| wording.only_if(when, "only_if_question")),
        "choices": choices,
        "min": min,
        "max": max,
        "unit": unit,
        "max_length": words.map(|words| words.max),
        "autocomplete": words.and_then(|words| words.autocomplete.as_deref()),
        "helps": helps,
    })
}

fn help(file: &FormFile, number: usize, site: &Site, wording: &Wording<'_>) -> Value {
    let Some((help, lines)) = file.form.helps().get(number).zip(file.lines.get(number)) else { return Value::Null };
    let lines: Vec<_> = lines.iter().filter_map(|place| site.lines.get(*place)).map(line_view).collect();
    json!({
        "number": number,
        "title": help.title,
        "text": help.text,
        "lines": lines,
        "when": json_text(&help.when),
        "only_if": wording.only_if(&help.when, "only_if_help"),
    })
}

fn json_text(condition: &forms::condition::Condition) -> String {
    serde_json::to_string(condition).unwrap_or_default()
}
