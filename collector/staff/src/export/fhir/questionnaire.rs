//! A form as a `Questionnaire`.

use forms::condition::Condition;
use forms::definition::{Answer, Choice, Form, Privacy, Question, State};
use forms::id::QuestionId;
use forms::points::Points;
use serde_json::{Map, Value as Json, json};

use super::{BASE, ROLE, id};
use crate::export::Contact;
use crate::harmless::for_page;

/// Returns the form; without its contact questions unless they are asked for.
pub(in crate::export) fn questionnaire(form: &Form, contact: Contact) -> Json {
    let mut questionnaire = json!({
        "resourceType": "Questionnaire",
        "id": id(&format!("{}-{}", name(form, contact), form.version())),
        "language": "da",
        "url": url(form, contact),
        "version": form.version().to_string(),
        "title": form.title(),
        "status": match form.state() {
            State::Open | State::Closing => "active",
            State::Closed => "retired",
        },
        "item": items(form, contact),
    });
    put(&mut questionnaire, "description", text(form.lead()));
    questionnaire
}

/// Returns the address of the form and its version, as a response names it.
pub(super) fn canonical(form: &Form, contact: Contact) -> String {
    format!("{}|{}", url(form, contact), form.version())
}

fn url(form: &Form, contact: Contact) -> String {
    format!("{BASE}/Questionnaire/{}", name(form, contact))
}

fn name(form: &Form, contact: Contact) -> String {
    match contact {
        Contact::With => form.id().to_string(),
        Contact::Without => format!("{}-uden-kontakt", form.id()),
    }
}

/// Returns the questions of a section that are not left out.
pub(super) fn asked(questions: &[Question], contact: Contact) -> impl Iterator<Item = &Question> {
    questions.iter().filter(move |question| contact == Contact::With || question.privacy != Privacy::Personal)
}

/// Returns the name of a section: no question can have it.
pub(super) fn section(id: &str) -> String {
    format!("afsnit.{id}")
}

/// Returns one choice as a code.
pub(super) fn coding(form: &Form, question: &str, value: &str, label: Option<&str>) -> Json {
    let mut coding = json!({ "system": format!("{BASE}/CodeSystem/{}/{question}", form.id()), "code": value });
    put(&mut coding, "display", label.and_then(text));
    coding
}

/// Returns text as FHIR takes it: not empty, and nothing in it that steers.
pub(super) fn text(words: &str) -> Option<Json> {
    let words = for_page(words.trim());
    (!words.trim().is_empty()).then(|| Json::String(words.into_owned()))
}

pub(super) fn put(object: &mut Json, name: &str, value: Option<Json>) {
    if let (Some(fields), Some(value)) = (object.as_object_mut(), value) {
        fields.insert(name.to_owned(), value);
    }
}

fn items(form: &Form, contact: Contact) -> Json {
    let role = (!form.roles().is_empty()).then(|| {
        let option = |role: &forms::library::Role| {
            json!({ "valueCoding": coding(form, ROLE, role.id.as_str(), Some(&role.label)) })
        };
        let options: Vec<_> = form.roles().iter().map(option).collect();
        json!({ "linkId": ROLE, "text": "Hvem svarer?", "type": "choice", "answerOption": options })
    });
    let sections = form.sections().iter().filter_map(|one| {
        let questions: Vec<_> = asked(&one.questions, contact).map(|question| item(form, question, contact)).collect();
        let mut group = json!({ "linkId": section(&one.id), "type": "group", "item": questions });
        put(&mut group, "text", text(&one.title));
        group.get("item").and_then(Json::as_array).is_some_and(|list| !list.is_empty()).then_some(group)
    });
    role.into_iter().chain(sections).collect()
}

fn item(form: &Form, question: &Question, contact: Contact) -> Json {
    let mut item = json!({ "linkId": question.id.as_str(), "type": kind(&question.answer) });
    put(&mut item, "text", text(&question.label));
    let enabled = question.when.as_ref().map(|when| Enabled::when(when, form, contact));
    let can_be_told = enabled.as_ref().is_none_or(Option::is_some);
    if question.required && can_be_told {
        put(&mut item, "required", Some(Json::Bool(true)));
    }
    if let Some(Some(enabled)) = enabled {
        enabled.write(&mut item);
    }
    for (name, value) in details(form, question) {
        put(&mut item, name, Some(value));
    }
    item
}

fn kind(answer: &Answer) -> &'static str {
    match answer {
        Answer::Choice(_) | Answer::Choices(_) => "choice",
        Answer::Number { .. } => "integer",
        Answer::Date(_) => "date",
        Answer::LongText(_) => "text",
        Answer::Address => "group",
        Answer::Text(_) | Answer::Phone | Answer::Email | Answer::Municipality => "string",
    }
}

fn details(form: &Form, question: &Question) -> Vec<(&'static str, Json)> {
    let options = |choices: &[Choice]| -> Json { choices.iter().map(|one| option(form, question, one)).collect() };
    match &question.answer {
        Answer::Choice(choices) => vec![("answerOption", options(choices))],
        Answer::Choices(choices) => vec![("repeats", Json::Bool(true)), ("answerOption", options(choices))],
        Answer::Number { min, max, .. } => {
            vec![("extension", json!([limit("minValue", *min), limit("maxValue", *max)]))]
        }
        Answer::Text(words) | Answer::LongText(words) => vec![("maxLength", json!(words.max.max(1)))],
        Answer::Address => vec![("item", ADDRESS.map(|(part, label)| {
            json!({ "linkId": format!("{}.{part}", question.id), "text": label, "type": "string" })
        }).into_iter().collect())],
        Answer::Date(_) | Answer::Phone | Answer::Email | Answer::Municipality => Vec::new(),
    }
}

/// The parts of an address: the end of their names, and what is asked.
pub(super) const ADDRESS: [(&str, &str); 3] = [("vej", "Vej og nummer"), ("postnummer", "Postnummer"), ("by", "By")];

fn limit(name: &str, number: i64) -> Json {
    json!({ "url": format!("http://hl7.org/fhir/StructureDefinition/{name}"), "valueInteger": number })
}

fn option(form: &Form, question: &Question, choice: &Choice) -> Json {
    let mut coding = coding(form, question.id.as_str(), choice.value.as_str(), Some(&choice.label));
    put(&mut coding, "extension", choice.points.map(|points| json!([points_extension(points)])));
    json!({ "valueCoding": coding })
}

fn points_extension(points: Points) -> Json {
    let exact = points.to_string();
    let number = exact.parse::<i64>().map_or_else(|_| json!(points.as_f64()), |whole| json!(whole));
    json!({ "url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": number })
}

/// When a question is open, as FHIR says it: conditions of one question each, all of them or any.
struct Enabled {
    conditions: Vec<Json>,
    behaviour: Behaviour,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Behaviour {
    All,
    Any,
    /// There is but one condition.
    Either,
}

impl Enabled {
    /// Returns the same condition in the words of FHIR; nothing, where it has no words for it.
    fn when(condition: &Condition, form: &Form, contact: Contact) -> Option<Self> {
        match condition {
            Condition::Is { question, is } => {
                known(form, question, contact)?;
                Some(Self::any(is.iter().map(|choice| equals(form, question.as_str(), choice.as_str())).collect()))
            }
            Condition::Role { role } => {
                (!form.roles().is_empty()).then_some(())?;
                Some(Self::any(role.iter().map(|role| equals(form, ROLE, role.as_str())).collect()))
            }
            Condition::Answered { question, .. } => {
                let link = match known(form, question, contact)?.answer {
                    Answer::Address => format!("{question}.vej"),
                    Answer::Choice(_)
                    | Answer::Choices(_)
                    | Answer::Number { .. }
                    | Answer::Date(_)
                    | Answer::Text(_)
                    | Answer::LongText(_)
                    | Answer::Phone
                    | Answer::Email
                    | Answer::Municipality => question.to_string(),
                };
                Some(Self::any(vec![json!({ "question": link, "operator": "exists", "answerBoolean": true })]))
            }
            Condition::Between { question, from, to } => {
                known(form, question, contact)?;
                let end = |operator: &str, end: &Option<i64>| {
                    end.map(|end| json!({ "question": question.as_str(), "operator": operator, "answerInteger": end }))
                };
                let ends = [end(">=", from), end("<=", to)];
                Some(Self::of(ends.into_iter().flatten().collect(), Behaviour::All))
                    .filter(|enabled| !enabled.conditions.is_empty())
            }
            Condition::Band { .. } => None,
            Condition::All { all } => Self::joined(all, Behaviour::All, form, contact),
            Condition::Any { any } => Self::joined(any, Behaviour::Any, form, contact),
        }
    }

    fn joined(parts: &[Condition], behaviour: Behaviour, form: &Form, contact: Contact) -> Option<Self> {
        let mut conditions = Vec::new();
        for part in parts {
            let part = Self::when(part, form, contact)?;
            if part.behaviour != behaviour && part.behaviour != Behaviour::Either {
                return None;
            }
            conditions.extend(part.conditions);
        }
        (!conditions.is_empty()).then(|| Self::of(conditions, behaviour))
    }

    fn any(conditions: Vec<Json>) -> Self {
        Self::of(conditions, Behaviour::Any)
    }

    fn of(conditions: Vec<Json>, behaviour: Behaviour) -> Self {
        let behaviour = if conditions.len() == 1 { Behaviour::Either } else { behaviour };
        Self { conditions, behaviour }
    }

    fn write(self, item: &mut Json) {
        let behaviour = match self.behaviour {
            Behaviour::All => Some("all"),
            Behaviour::Any => Some("any"),
            Behaviour::Either => None,
        };
        put(item, "enableWhen", Some(Json::Array(self.conditions)));
        put(item, "enableBehavior", behaviour.map(Json::from));
    }
}

/// Returns the question, if it is asked in this questionnaire.
fn known<'f>(form: &'f Form, question: &QuestionId, contact: Contact) -> Option<&'f Question> {
    form.question(question).filter(|one| contact == Contact::With || one.privacy != Privacy::Personal)
}

fn equals(form: &Form, question: &str, value: &str) -> Json {
    let coding = coding(form, question, value, None);
    Json::Object(Map::from_iter([
        ("question".to_owned(), question.into()),
        ("operator".to_owned(), "=".into()),
        ("answerCoding".to_owned(), coding),
    ]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::tests::forms;

    #[track_caller]
    fn check(condition: &str, expected: Option<&str>) {
        let forms = forms();
        let form = forms.first().expect("a form");
        let condition: Condition = serde_json::from_str(condition).expect("a condition");
        let told = Enabled::when(&condition, form, Contact::Without).map(|enabled| {
            let mut item = json!({});
            enabled.write(&mut item);
            let one = |part: &Json| {
                let word = |name: &str| part[name].as_str().unwrap_or_default().to_owned();
                let answer = part["answerCoding"]["code"]
                    .as_str()
                    .map_or_else(|| part["answerInteger"].to_string(), str::to_owned);
                format!("{}{}{answer}", word("question"), word("operator"))
            };
            let parts: Vec<_> = item["enableWhen"].as_array().into_iter().flatten().map(one).collect();
            format!("{} {}", parts.join(","), item["enableBehavior"].as_str().unwrap_or("-"))
        });
        assert_eq!(told.as_deref(), expected);
    }

    #[test]
    fn a_condition_is_said_exactly_or_not_at_all() {
        check(r#"{"question":"humoer","is":["tungt"]}"#, Some("humoer=tungt -"));
        check(r#"{"question":"humoer","is":["tungt","godt"]}"#, Some("humoer=tungt,humoer=godt any"));
        check(r#"{"question":"soevn","from":1,"to":4}"#, Some("soevn>=1,soevn<=4 all"));
        check(r#"{"question":"soevn","from":1}"#, Some("soevn>=1 -"));
        check(r#"{"question":"soevn","answered":true}"#, Some("soevnexistsnull -"));
        check(r#"{"role":["mor"]}"#, Some("_rolle=mor -"));
        check(
            r#"{"all":[{"role":["mor"]},{"question":"humoer","is":["tungt"]}]}"#,
            Some("_rolle=mor,humoer=tungt all"),
        );
        check(r#"{"all":[{"role":["mor","far"]},{"question":"humoer","is":["tungt"]}]}"#, None);
        check(
            r#"{"any":[{"role":["mor","far"]},{"question":"humoer","is":["tungt"]}]}"#,
            Some("_rolle=mor,_rolle=far,humoer=tungt any"),
        );
        check(r#"{"score":"trivsel","band":["lav"]}"#, None);
        check(r#"{"question":"navn","answered":true}"#, None);
    }
}
