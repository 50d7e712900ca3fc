//! Page and service agree: what the page of a form lets people answer, the service accepts; everything else it names.

use forms::definition::{Answer, Range};
use forms::id::QuestionId;
use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;

use crate::app::{App, catalogue, fields, run};
use crate::page::{Control, Field, Page, holds};

/// Fills in a page; `pick` chooses a number below its argument.
fn filled(page: &Page, form: &forms::definition::Form, mut pick: impl FnMut(usize) -> usize) -> Vec<(String, String)> {
    let mut sent = page.untouched();
    let known = page.suggestions();
    for field in page.fields() {
        if field.when.as_ref().is_some_and(|when| !holds(when, &sent)) {
            continue;
        }
        match &field.control {
            Control::Radios(name, values) => {
                let place = pick(values.len() + 1);
                sent.extend(values.get(place).map(|value| (name.clone(), value.clone())));
            }
            Control::Boxes(name, values, _) if field.question.starts_with('_') => {
                // Consents and the wish for a code: what must be given is given.
                sent.extend(values.iter().map(|value| (name.clone(), value.clone())));
            }
            Control::Boxes(name, values, alone) => match values.get(pick(values.len() + 1)) {
                Some(value) if alone.contains(value) => sent.push((name.clone(), value.clone())),
                Some(value) => {
                    let others = values.iter().filter(|other| *other != value && !alone.contains(other));
                    let more: Vec<_> = others.filter(|_| pick(2) == 0).cloned().collect();
                    sent.extend(std::iter::once(value.clone()).chain(more).map(|value| (name.clone(), value)));
                }
                None => {}
            },
            Control::Text { name, kind, list, numeric } => {
                sent.retain(|(known, _)| known != name);
                let value = text(form, &field, name, kind, *numeric, &mut pick);
                let value = if *list { known.get(pick(known.len())).cloned().unwrap_or_default() } else { value };
                sent.push((name.clone(), value));
            }
        }
    }
    sent
}

fn text(
    form: &forms::definition::Form,
    field: &Field,
    name: &str,
    kind: &str,
    numeric: bool,
    pick: &mut impl FnMut(usize) -> usize,
) -> String {
    const WORDS: [&str; 4] = ["Åse Ø", "<b>\"fed\" & skæv</b>", "en\r\nto", "👩\u{200D}👧 ☂"];
    let question = QuestionId::parse(&field.question).and_then(|id| form.question(&id));
    let range =
        question.and_then(|question| if let Answer::Date(range) = question.answer { Some(range) } else { None });
    let day = |range| match range {
        Range::Due => date(2026, 11, 22).checked_add(90.days()).expect("a day"),
        Range::Birth | Range::Past | Range::Any => date(2026, 11, 22).checked_sub(90.days()).expect("a day"),
    };
    match (range, name.rsplit('_').next().unwrap_or_default(), kind) {
        (Some(range), "dag", _) => day(range).day().to_string(),
        (Some(range), "maaned", _) => day(range).month().to_string(),
        (Some(range), "aar", _) => day(range).year().to_string(),
        (_, "familiekode", _) => String::new(),
        (_, "postnr", _) => "8000".to_owned(),
        (_, _, "tel") => "+45 20 12 34 56".to_owned(),
        (_, _, "email") => "mor@eksempel.dk".to_owned(),
        _ if numeric => match question.map(|question| &question.answer) {
            Some(Answer::Number { min, .. }) => min.to_string(),
            _ => "1".to_owned(),
        },
        _ => WORDS.get(pick(WORDS.len())).copied().unwrap_or("tekst").to_owned(),
    }
}

#[test]
fn every_form_is_accepted_as_its_own_page_sends_it() {
    run(async {
        let app = App::start().await;
        for entry in catalogue().entries() {
            let (form, path) = (&entry.form, format!("/api/formularer/{}", entry.form.id()));
            let sent = filled(&Page::read(&entry.page), form, |_| 0);
            let looked = app.post(&path, &sent).await;
            let check = Page::read(&looked.body);
            assert_eq!(looked.status, 200, "{}: {:?}", form.id(), check.text("[data-slot=error-list]"));
            let again = check.untouched();
            let stored = app.post(&path, &again).await;
            assert_eq!(stored.status, 200, "{}", form.id());
            let thanks = Page::read(&stored.body);
            let receipt = thanks.text("[data-slot=receipt]").expect("a receipt");
            assert_eq!(receipt.len(), 32, "{receipt}");
            let (letter, contact) = app.open(&receipt).await.expect("it is stored");
            let asked = form.questions().count();
            let answered = letter.answers.len() + contact.answers.len();
            assert!(answered > 0 && answered <= asked, "{}: {answered} of {asked}", form.id());
            assert!(thanks.count("[data-end]") > 0, "{} ends with something kind", form.id());
            assert!(!stored.body.contains("<b>"), "{}: what people write stays text", form.id());
        }
        assert_eq!(app.items().await.len(), catalogue().entries().len());
    });
}

#[test]
fn the_form_comes_back_with_everything_that_was_typed() {
    run(async {
        let app = App::start().await;
        for entry in catalogue().entries() {
            let path = format!("/api/formularer/{}", entry.form.id());
            let page = Page::read(&entry.page);
            let mut sent = filled(&page, &entry.form, |_| 0);
            sent.retain(|(name, _)| name != "_samtykke" && name != "_nykode");
            let answer = app.post(&path, &sent).await;
            assert_eq!(answer.status, 422, "{}", entry.form.id());
            let back = Page::read(&answer.body);
            let sorted = |mut fields: Vec<(String, String)>| {
                fields.iter_mut().for_each(|(_, value)| *value = value.replace("\r\n", "\n"));
                fields.sort();
                fields
            };
            assert_eq!(sorted(back.untouched()), sorted(sent), "{}", entry.form.id());
            assert!(back.text("title").is_some_and(|title| title.starts_with("Fejl: ")));
            assert_eq!(back.count("[data-slot=errors][hidden]"), 0);
            // Every line of the list leads to something on the page.
            let links = back.count("[data-slot=error-list] a");
            assert!(links > 0 && links == back.count("[data-error]:not([hidden])"), "{}", entry.form.id());
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_the_page_allows_is_accepted(which in 0..1000usize, seed: u64) {
        let catalogue = catalogue();
        let entry = catalogue.entries().get(which % catalogue.entries().len()).expect("a form");
        let mut state = seed | 1;
        let pick = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap_or(0) % below.max(1)
        };
        let mut sent = filled(&Page::read(&entry.page), &entry.form, pick);
        // In a request some questions must be answered; a person who skips one is told so, which is another test.
        let required: Vec<_> = entry.form.questions().filter(|question| question.required).collect();
        prop_assume!(required.iter().all(|question| sent.iter().any(|(name, value)| {
            name.starts_with(question.id.as_str()) && !value.is_empty()
        }) || question.when.is_some()));
        sent.retain(|(name, _)| name != "_nykode");
        let posted = forms::answers::Posted::new(sent.iter().filter(|(name, _)| name != "_hjemmeside").cloned());
        let answers = forms::answers::Answers::parse(&entry.form, &posted, date(2026, 11, 22));
        let wrong: Vec<_> = answers.err().into_iter().flatten().filter(|error| error.problem != forms::answers::FieldProblem::Missing).collect();
        prop_assert!(wrong.is_empty(), "{}: {wrong:?}", entry.form.id());
    }
}

#[test]
fn what_the_page_does_not_allow_is_named() {
    run(async {
        let app = App::start().await;
        let named = |sent: Vec<(String, String)>| {
            let app = &app;
            async move {
                let (status, answer) = app.post_for_json("/api/formularer/start", &sent).await;
                let errors = answer.get("errors").and_then(|list| list.as_array()).cloned().unwrap_or_default();
                let names: Vec<_> = errors
                    .iter()
                    .filter_map(|error| error.get("field").and_then(|field| field.as_str()).map(str::to_owned))
                    .collect();
                assert!(errors.iter().all(|error| error.get("message").is_some_and(|text| text != "")), "{errors:?}");
                (status, names)
            }
        };
        let base = [("_version", "1"), ("_samtykke", "gem-svar:1")];
        let with = |more: &[(&str, &str)]| fields(&[&base, more].concat());
        assert_eq!(named(with(&[])).await, (200, vec![]));
        assert_eq!(named(with(&[("fremmed", "1")])).await, (422, vec!["fremmed".into()]));
        assert_eq!(named(with(&[("kommune", "Aarhus"), ("kommune", "Odense")])).await, (422, vec!["kommune".into()]));
        assert_eq!(named(with(&[("kvalme", "lidt")])).await, (422, vec!["kvalme".into()]));
        assert_eq!(named(with(&[("foelelser", "måske")])).await, (422, vec!["foelelser".into()]));
        assert_eq!(named(with(&[("telefon", "20123456")])).await, (422, vec!["telefon".into()]));
    });
}
