//! `[[section]]` and `[[section.question]]`

use std::collections::BTreeSet;

use super::conditions::Scope;
use super::{NO_ANSWER, PRIVACIES, Seen, check_number, number, optional_word, when, word};
use crate::definition::{Answer, Choice, Kind, Privacy, Question, Range, Section, Words};
use crate::id::{ChoiceId, QuestionId, is_slug};
use crate::library::slug;
use crate::points::Points;
use crate::problem::Problem;
use crate::table::{At, Fields, Table, Value};

const RANGES: [(&str, Range); 4] =
    [("due", Range::Due), ("birth", Range::Birth), ("past", Range::Past), ("any", Range::Any)];

/// The words for how a question is answered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Choice,
    Choices,
    Number,
    Date,
    Text,
    LongText,
    Phone,
    Email,
    Address,
    Municipality,
}

const WAYS: [(&str, Way); 10] = [
    ("choice", Way::Choice),
    ("choices", Way::Choices),
    ("number", Way::Number),
    ("date", Way::Date),
    ("text", Way::Text),
    ("long-text", Way::LongText),
    ("phone", Way::Phone),
    ("email", Way::Email),
    ("address", Way::Address),
    ("municipality", Way::Municipality),
];

/// Returns the name of every question in the file, before any of them is looked at.
pub(super) fn names(table: &Table) -> BTreeSet<String> {
    let tables = |table: &Table, key: &str| -> Vec<Table> {
        let Some(Value::List(items)) = table.get(key).map(|found| &found.value) else { return Vec::new() };
        items
            .iter()
            .filter_map(|item| if let Value::Table(table) = &item.value { Some(table.clone()) } else { None })
            .collect()
    };
    let questions = tables(table, "section").into_iter().flat_map(|section| tables(&section, "question"));
    let name = |question: Table| {
        if let Some(Value::Text(id)) = question.get("id").map(|id| &id.value) { Some(id.clone()) } else { None }
    };
    questions.filter_map(name).collect()
}

pub(super) fn section(fields: Fields<'_>, seen: &mut Seen<'_>) -> Option<Section> {
    let id = fields.need::<String>("id").map(|id| id.value);
    let title = fields.need::<String>("title").map(|title| title.value);
    let text = fields.get::<String>("text").map(|text| text.value);
    if let Some(id) = id.as_ref().filter(|id| !is_slug(id)) {
        fields.report(
            Problem::new(fields.span(), format!("afsnittets `id` kan ikke være »{id}«"))
                .help("brug små bogstaver a–z, tal og bindestreg"),
        );
    }
    let mut questions = Vec::new();
    for one in fields.tables("question") {
        if let Some(question) = question(one, seen) {
            seen.questions.push(question.clone());
            questions.push(question);
        }
    }
    fields.finish();
    Some(Section { id: id?, title: title?, text, questions })
}

fn question(fields: Fields<'_>, seen: &Seen<'_>) -> Option<Question> {
    let written = fields.get::<String>("id").map(|id| id.value);
    let id = slug(&fields, "id", QuestionId::parse);
    let label = fields.need::<String>("label").map(|label| label.value);
    let hint = fields.get::<String>("hint").map(|hint| hint.value);
    let privacy = word(&fields, "privacy", &PRIVACIES);
    let required = fields.get::<bool>("required");
    let when = when(&fields, seen, Scope::Page);
    let way = word(&fields, "kind", &WAYS);
    if way.is_none() {
        fields.ignore(&["choices", "min", "max", "unit", "range", "autocomplete"]);
    }
    let answer = way.and_then(|way| answer(&fields, way, seen));
    let contact = matches!(way, Some(Way::Phone | Way::Email | Way::Address));
    if let Some(privacy) = privacy.filter(|privacy| contact && *privacy != Privacy::Personal) {
        let written = if privacy == Privacy::Open { "open" } else { "health" };
        fields.report(
            Problem::new(fields.span(), format!("telefon, mail og adresse kan ikke have privacy = \"{written}\""))
                .help("skriv privacy = \"personal\": det bliver forseglet for sig, til dem, der tager kontakt"),
        );
    }
    if let Some(id) = id.as_ref().filter(|id| seen.questions.iter().any(|question| question.id == id.value)) {
        fields.report(
            Problem::new(id.span.clone(), format!("to spørgsmål hedder `{}`", id.value))
                .help("giv det ene et andet `id`"),
        );
    }
    if let Some(required) =
        required.as_ref().filter(|required| required.value && seen.kind == Some(Kind::Questionnaire))
    {
        fields.report(
            Problem::new(required.span.clone(), "i et spørgeskema skal alt kunne springes over")
                .help("slet `required`"),
        );
    }
    fields.finish();
    let Some(At { value: id, .. }) = id else {
        // What refers to it by its unreadable name is not at fault.
        seen.broken.borrow_mut().extend(written);
        return None;
    };
    let required = required.is_some_and(|required| required.value);
    let (Some(label), Some(answer), Some(privacy), Some(when)) = (label, answer, privacy, when) else {
        seen.broken.borrow_mut().insert(id.to_string());
        return None;
    };
    Some(Question { id, label, hint, answer, privacy, required, when })
}

fn answer(fields: &Fields<'_>, way: Way, seen: &Seen<'_>) -> Option<Answer> {
    Some(match way {
        Way::Choice => Answer::Choice(choices(fields, way, seen)?),
        Way::Choices => Answer::Choices(choices(fields, way, seen)?),
        Way::Number => {
            let (min, max) =
                (number(fields, "min", -1_000_000, 1_000_000), number(fields, "max", -1_000_000, 1_000_000));
            if min.zip(max).is_some_and(|(min, max)| min > max) {
                fields.report(Problem::new(fields.span(), "`min` er større end `max`"));
            }
            let unit = fields.get::<String>("unit").map(|unit| unit.value);
            Answer::Number { min: min?, max: max?, unit }
        }
        Way::Date => {
            let range = optional_word(fields, "range", &RANGES);
            Answer::Date(range.unwrap_or(Range::Any))
        }
        Way::Text => Answer::Text(words(fields, 200)),
        Way::LongText => Answer::LongText(words(fields, 2000)),
        Way::Phone => Answer::Phone,
        Way::Email => Answer::Email,
        Way::Address => Answer::Address,
        Way::Municipality => Answer::Municipality,
    })
}

fn words(fields: &Fields<'_>, usual: u16) -> Words {
    let max = fields.get::<i64>("max").and_then(|max| check_number(fields, "max", max.value, &max.span, 1, 5000));
    let autocomplete = fields.get::<String>("autocomplete").map(|word| word.value);
    Words { max: max.and_then(|max| u16::try_from(max).ok()).unwrap_or(usual), autocomplete }
}

/// Reads the choices; `None` if one of them has a mistake, so that nothing that names it is blamed.
fn choices(fields: &Fields<'_>, way: Way, seen: &Seen<'_>) -> Option<Vec<Choice>> {
    let mut values = BTreeSet::new();
    let read = |one: Fields<'_>| {
        let value = slug(&one, "value", ChoiceId::parse);
        let label = one.need::<String>("label").map(|label| label.value);
        let points = one.get::<Points>("points");
        let alone = one.get::<bool>("alone").is_some_and(|alone| alone.value);
        if let Some(At { value, span }) = &value
            && !values.insert(value.clone())
        {
            one.report(Problem::new(span.clone(), format!("to valg har værdien `{value}`")));
        }
        if let Some(points) =
            points.as_ref().filter(|_| value.as_ref().is_some_and(|id| id.value.as_str() == NO_ANSWER))
        {
            one.report(Problem::new(points.span.clone(), "»Vil ikke svare« tæller ikke med og har ingen `points`"));
        }
        one.finish();
        Some(Choice { value: value?.value, label: label?, points: points.map(|points| points.value), alone })
    };
    let choices: Option<Vec<_>> = fields.tables("choices").into_iter().map(read).collect();
    let choices = choices?;
    let way_out = choices.iter().find(|choice| choice.value.as_str() == NO_ANSWER);
    if choices.len() < 2 {
        fields.report(
            Problem::new(fields.span(), "et spørgsmål med valg skal have mindst to")
                .help("tilføj choices = [ { value = \"…\", label = \"…\" }, … ]"),
        );
    } else if seen.kind == Some(Kind::Questionnaire) && way_out.is_none() {
        fields.report(
            Problem::new(fields.span(), "»Vil ikke svare« mangler blandt valgene")
                .help(format!("tilføj {{ value = \"{NO_ANSWER}\", label = \"Vil ikke svare\" }}")),
        );
    } else if way == Way::Choices && way_out.is_some_and(|choice| !choice.alone) {
        fields.report(
            Problem::new(fields.span(), "»Vil ikke svare« kan ikke vælges sammen med andre svar")
                .help(format!("skriv {{ value = \"{NO_ANSWER}\", label = \"Vil ikke svare\", alone = true }}")),
        );
    }
    Some(choices)
}
