//! A submission as a `QuestionnaireResponse`.

use std::collections::BTreeMap;

use forms::definition::{Form, Question, Section};
use forms::id::{ChoiceId, QuestionId};
use forms::value::Value;
use serde_json::{Value as Json, json};

use super::questionnaire::{ADDRESS, asked, canonical, coding, put, section, text};
use super::{BASE, ROLE};
use crate::export::Contact;
use crate::submission::Submission;

/// Returns the response. `family` stands for the code of its family.
pub(in crate::export) fn response(
    form: &Form,
    submission: &Submission,
    contact: Contact,
    family: Option<&str>,
) -> Json {
    let head = &submission.head;
    // Half of the fingerprint is enough to never meet another.
    let id = head.key.as_str().get(2..34).unwrap_or_default();
    let mut response = json!({
        "resourceType": "QuestionnaireResponse",
        "id": id,
        "language": "da",
        "identifier": { "system": format!("{BASE}/sagsnummer"), "value": head.number() },
        "questionnaire": canonical(form, contact),
        "status": "completed",
        "authored": head.received.to_string(),
    });
    let subject =
        family.map(|family| json!({ "identifier": { "system": format!("{BASE}/familie"), "value": family } }));
    put(&mut response, "subject", subject);
    let role = submission.letter.role.as_ref().filter(|_| !form.roles().is_empty());
    let label = role.map(|role| form.role(role).map_or(role.as_str(), |role| role.label.as_str()));
    put(&mut response, "source", label.and_then(text).map(|label| json!({ "display": label })));
    let said_role = role
        .map(|role| json!({ "linkId": ROLE, "answer": [{ "valueCoding": coding(form, ROLE, role.as_str(), label) }] }));
    let groups = form.sections().iter().filter_map(|one| group(form, one, submission, contact));
    let items: Vec<Json> = said_role.into_iter().chain(groups).collect();
    put(&mut response, "item", (!items.is_empty()).then_some(Json::Array(items)));
    response
}

fn group(form: &Form, one: &Section, submission: &Submission, contact: Contact) -> Option<Json> {
    let nothing = BTreeMap::new();
    let personal = submission.contact.as_ref().map_or(&nothing, |letter| &letter.answers);
    let value = |id: &QuestionId| submission.letter.answers.get(id).or_else(|| personal.get(id));
    let said = asked(&one.questions, contact).filter_map(|question| item(form, question, value(&question.id)?));
    let items: Vec<Json> = said.collect();
    let mut group = json!({ "linkId": section(&one.id), "item": items });
    put(&mut group, "text", text(&one.title));
    group.get("item").and_then(Json::as_array).is_some_and(|list| !list.is_empty()).then_some(group)
}

fn item(form: &Form, question: &Question, value: &Value) -> Option<Json> {
    let mut item = json!({ "linkId": question.id.as_str() });
    put(&mut item, "text", text(&question.label));
    let (name, said) = if let Value::Address(address) = value {
        let parts = ADDRESS.iter().zip([&address.street, &address.postcode, &address.town]);
        let part = |((part, _), words): (&(&str, &str), &String)| {
            let link = format!("{}.{part}", question.id);
            Some(json!({ "linkId": link, "answer": [{ "valueString": text(words)? }] }))
        };
        ("item", parts.filter_map(part).collect())
    } else {
        ("answer", answers(form, question, value))
    };
    (!said.is_empty()).then(|| {
        put(&mut item, name, Some(Json::Array(said)));
        item
    })
}

fn answers(form: &Form, question: &Question, value: &Value) -> Vec<Json> {
    let code = |choice: &ChoiceId| {
        let known = question.answer.choices().iter().find(|one| one.value == *choice);
        let label = known.map(|one| one.label.as_str());
        json!({ "valueCoding": coding(form, question.id.as_str(), choice.as_str(), label) })
    };
    let string = |words: &str| text(words).map(|words| json!({ "valueString": words })).into_iter().collect();
    match value {
        Value::Choice(choice) => vec![code(choice)],
        Value::Choices(choices) => choices.iter().map(code).collect(),
        Value::Number(number) => vec![json!({ "valueInteger": number })],
        Value::Date(day) => vec![json!({ "valueDate": day.to_string() })],
        Value::Text(words) => string(words),
        Value::Municipality(place) => string(place.name()),
        Value::Address(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::tests::{forms, submission};

    #[test]
    fn a_response_says_what_was_answered_and_by_whom() {
        let forms = forms();
        let form = forms.first().expect("a form");
        let said = response(form, &submission(2), Contact::Without, Some("F0123456789ab"));
        insta::assert_snapshot!(serde_json::to_string_pretty(&said).expect("JSON"));
    }
}
