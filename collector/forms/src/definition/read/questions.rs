//! `[[section]]` and `[[section.question]]`

use std::collections::BTreeSet;

use super::conditions::Scope;
use super::{NO_ANSWER, PRIVACIES, Seen, check_number, number, optional_word, when, word};
use crate::definition::{Answer, Choice, Kind, Question, Range, Section, Words};
use crate::id::{ChoiceId, QuestionId, is_slug};
use crate::library::slug;
use crate::points::Points;
use crate::problem::Problem;
use crate::table::{At, Fields};

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
    let id = slug(&fields, "id", QuestionId::parse);
    let label = fields.need::<String>("label").map(|label| label.value);
    let hint = fields.get::<String>("hint").map(|hint| hint.value);
    let privacy = word(&fields, "privacy", &PRIVACIES);
    let required = fields.get::<bool>("required");
    let when = when(&fields, seen, Scope::Page);
    let answer = word(&fields, "kind", &WAYS).and_then(|way| answer(&fields, way, seen));
    if let Some(id) = id.as_ref().filter(|id| seen.questions.iter().any(|question| question.id == id.value)) {
        fields.report(Problem::new(id.span.clone(), format!("to spørgsmål hedder `{}`", id.value)));
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
    let id = id?.value;
    let required = required.is_some_and(|required| required.value);
    let (Some(label), Some(answer), Some(privacy), Some(when)) = (label, answer, privacy, when) else {
        seen.broken.borrow_mut().insert(id.to_string());
        return None;
    };
    Some(Question { id, label, hint, answer, privacy, required, when })
}

fn answer(fields: &Fields<'_>, way: Way, seen: &Seen<'_>) -> Option<Answer> {
    Some(match way {
        Way::Choice => Answer::Choice(choices(fields, seen)),
        Way::Choices => Answer::Choices(choices(fields, seen)),
        Way::Number => {
            let (min, max) =
                (number(fields, "min", -1_000_000, 1_000_000), number(fields, "max", -1_000_000, 1_000_000));
            if min.zip(max).is_some_and(|(min, max)| min > max) {
                fields.report(Problem::new(fields.span(), "`min` er større end `max`"));
            }
            Answer::Number { min: min?, max: max?, unit: fields.get::<String>("unit").map(|unit| unit.value) }
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

fn choices(fields: &Fields<'_>, seen: &Seen<'_>) -> Vec<Choice> {
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
    let choices: Vec<_> = fields.tables("choices").into_iter().filter_map(read).collect();
    if choices.len() < 2 {
        fields.report(
            Problem::new(fields.span(), "et spørgsmål med valg skal have mindst to")
                .help("tilføj choices = [ { value = \"…\", label = \"…\" }, … ]"),
        );
    } else if seen.kind == Some(Kind::Questionnaire) && choices.iter().all(|choice| choice.value.as_str() != NO_ANSWER)
    {
        fields.report(
            Problem::new(fields.span(), "»Vil ikke svare« mangler blandt valgene")
                .help(format!("tilføj {{ value = \"{NO_ANSWER}\", label = \"Vil ikke svare\" }}")),
        );
    }
    choices
}
