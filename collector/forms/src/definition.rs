//! A form file: `content/formularer/<id>/<version>.toml`.
//!
//! Read here is what the pages of the course need to refer to a form: its names, its state and its questions.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::id::{FormId, is_slug};
use crate::problem::{Problem, meant};
use crate::table::{At, Fields, Table};

/// A form that cannot be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    id: FormId,
    version: u32,
    kind: Kind,
    state: State,
    title: String,
    sections: Vec<Section>,
}

/// What an answer to the form is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Answers about how a family is.
    Questionnaire,
    /// A wish for something: a package, a call.
    Request,
}

/// Whether the form takes answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It does.
    Open,
    /// Only late answers from pages people still have open.
    Closing,
    /// It does not.
    Closed,
}

/// One page of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// Its questions, in order.
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its name, for ever.
    pub id: String,
    /// What is asked.
    pub label: String,
    /// How it is answered.
    pub answer: Answer,
    /// How well the answer must be kept.
    pub privacy: Privacy,
}

/// How a question is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// One of the choices: value and label.
    Choice(Vec<(String, String)>),
    /// Any of the choices.
    Choices(Vec<(String, String)>),
    /// A whole number.
    Number,
    /// A date.
    Date,
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// A phone number.
    Phone,
    /// A mail address.
    Email,
    /// A postal address.
    Address,
    /// One of the 98 municipalities.
    Municipality,
}

/// How well an answer must be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Privacy {
    /// Tells nothing about a person.
    Open,
    /// Tells who somebody is.
    Personal,
    /// Tells how somebody is.
    Health,
}

impl Form {
    /// Reads the form that lies in the folder `id` as version `version`.
    ///
    /// # Errors
    /// Every mistake in the file, in its order.
    pub fn parse(table: &Table, id: &str, version: u32) -> Result<Self, Vec<Problem>> {
        let problems = RefCell::default();
        let form = read(table, id, version, &problems);
        let mut problems: Vec<Problem> = problems.into_inner();
        problems.sort_by_key(|problem| problem.span.start);
        form.filter(|_| problems.is_empty()).ok_or(problems)
    }

    /// Returns the name of the form, the same in every version.
    pub fn id(&self) -> &FormId {
        &self.id
    }

    /// Returns the version, from 1.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Returns what an answer to the form is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns whether the form takes answers.
    pub fn state(&self) -> State {
        self.state
    }

    /// Returns the heading parents see.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Returns the pages of the form, in order.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }
}

const KINDS: [(&str, Kind); 2] = [("questionnaire", Kind::Questionnaire), ("request", Kind::Request)];
const STATES: [(&str, State); 3] = [("open", State::Open), ("closing", State::Closing), ("closed", State::Closed)];
const PRIVACIES: [(&str, Privacy); 3] =
    [("open", Privacy::Open), ("personal", Privacy::Personal), ("health", Privacy::Health)];
const ANSWERS: [(&str, Answer); 10] = [
    ("choice", Answer::Choice(Vec::new())),
    ("choices", Answer::Choices(Vec::new())),
    ("number", Answer::Number),
    ("date", Answer::Date),
    ("text", Answer::Text),
    ("long-text", Answer::LongText),
    ("phone", Answer::Phone),
    ("email", Answer::Email),
    ("address", Answer::Address),
    ("municipality", Answer::Municipality),
];

fn read(table: &Table, folder: &str, file_version: u32, problems: &RefCell<Vec<Problem>>) -> Option<Form> {
    let fields = Fields::of(table, 0..0, problems);
    let id = fields.need::<String>("id");
    let version = fields.need::<i64>("version");
    let kind = word(&fields, "kind", &KINDS);
    let state = word(&fields, "state", &STATES);
    let title = fields.need::<String>("title");
    let mut ids = BTreeSet::new();
    let sections: Vec<_> =
        fields.tables("section").into_iter().filter_map(|section| read_section(section, &mut ids)).collect();
    if let Some(id) = id.as_ref().filter(|id| id.value != folder) {
        fields.report(
            Problem::new(id.span.clone(), format!("`id` skal være mappens navn: {folder}"))
                .fix(format!("\"{folder}\"")),
        );
    }
    if let Some(version) = version.filter(|version| version.value != i64::from(file_version)) {
        fields.report(
            Problem::new(version.span, format!("`version` skal være filens navn: {file_version}"))
                .fix(file_version.to_string()),
        );
    }
    if sections.iter().all(|section| section.questions.is_empty()) && problems.borrow().is_empty() {
        fields.report(
            Problem::new(0..0, "formularen har ingen spørgsmål")
                .help("tilføj [[section]] og under den [[section.question]]"),
        );
    }
    fields.finish();
    Some(Form {
        id: FormId::parse(folder)?,
        version: file_version,
        kind: kind?,
        state: state?,
        title: title?.value,
        sections,
    })
}

fn read_section(fields: Fields<'_>, ids: &mut BTreeSet<String>) -> Option<Section> {
    let title = fields.need::<String>("title");
    let questions = fields.tables("question").into_iter().filter_map(|question| read_question(question, ids)).collect();
    fields.finish();
    Some(Section { title: title?.value, questions })
}

fn read_question(fields: Fields<'_>, ids: &mut BTreeSet<String>) -> Option<Question> {
    let id = fields.need::<String>("id");
    let label = fields.need::<String>("label");
    let privacy = word(&fields, "privacy", &PRIVACIES);
    let answer = word(&fields, "kind", &ANSWERS);
    let choices = read_choices(&fields);
    if let Some(id) = &id {
        if !is_slug(&id.value) {
            fields.report(Problem::new(id.span.clone(), "`id` må kun have små bogstaver a–z, tal og bindestreg"));
        } else if !ids.insert(id.value.clone()) {
            fields.report(Problem::new(id.span.clone(), format!("to spørgsmål hedder `{}`", id.value)));
        }
    }
    let answer = answer.map(|answer| match answer {
        Answer::Choice(_) => Answer::Choice(some_choices(&fields, choices)),
        Answer::Choices(_) => Answer::Choices(some_choices(&fields, choices)),
        other @ (Answer::Number
        | Answer::Date
        | Answer::Text
        | Answer::LongText
        | Answer::Phone
        | Answer::Email
        | Answer::Address
        | Answer::Municipality) => other,
    });
    fields.finish();
    Some(Question { id: id?.value, label: label?.value, answer: answer?, privacy: privacy? })
}

fn read_choices(fields: &Fields<'_>) -> Vec<(String, String)> {
    let read = |choice: Fields<'_>| {
        let (value, label) = (choice.need::<String>("value"), choice.need::<String>("label"));
        choice.finish();
        Some((value?.value, label?.value))
    };
    fields.tables("choices").into_iter().filter_map(read).collect()
}

fn some_choices(fields: &Fields<'_>, choices: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut values = BTreeSet::new();
    if let Some((twice, _)) = choices.iter().find(|(value, _)| !values.insert(value)) {
        fields.report(Problem::new(fields.span(), format!("to valg har værdien `{twice}`")));
    }
    if choices.len() < 2 {
        fields.report(
            Problem::new(fields.span(), "et spørgsmål med valg skal have mindst to")
                .help("tilføj choices = [ { value = \"…\", label = \"…\" }, … ]"),
        );
    }
    choices
}

/// Returns what the word at `key` stands for, and reports a word that is none of `words`.
fn word<T: Clone>(fields: &Fields<'_>, key: &'static str, words: &[(&str, T)]) -> Option<T> {
    let At { value, span } = fields.need::<String>(key)?;
    if let Some((_, found)) = words.iter().find(|(word, _)| *word == value) {
        return Some(found.clone());
    }
    let known = words.iter().map(|(word, _)| *word);
    let problem = Problem::new(span, format!("`{key}` kan ikke være »{value}«"));
    fields.report(match meant(&value, known.clone()) {
        Some(meant) => problem.help(format!("mente du `{meant}`?")).fix(format!("\"{meant}\"")),
        None => problem.help(format!("her kan stå: {}", known.collect::<Vec<_>>().join(", "))),
    });
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table;

    const GOOD: &str = r#"
id = "start"
version = 1
kind = "questionnaire"
state = "open"
title = "Sådan har du det lige nu"
[[section]]
title = "Dig"
[[section.question]]
id = "humoer"
kind = "choice"
privacy = "health"
label = "Hvordan har du det?"
choices = [{ value = "godt", label = "Godt" }, { value = "vil-ikke-svare", label = "Vil ikke svare" }]
"#;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let table = table::parse(text, 0).expect("the example is TOML");
        let found = Form::parse(&table, "start", 1).err().unwrap_or_default();
        assert_eq!(found.iter().map(|p| p.message.as_str()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_good_form_is_read() {
        check(GOOD, &[]);
        let form = Form::parse(&table::parse(GOOD, 0).expect("TOML"), "start", 1).expect("the form is good");
        assert_eq!((form.id().as_str(), form.kind(), form.sections().len()), ("start", Kind::Questionnaire, 1));
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        check(
            &GOOD
                .replace("\"start\"", "\"stort\"")
                .replace("\"open\"", "\"opn\"")
                .replace("\"health\"", "\"hemmelig\""),
            &[
                "`id` skal være mappens navn: start",
                "`state` kan ikke være »opn«",
                "`privacy` kan ikke være »hemmelig«",
            ],
        );
    }

    #[test]
    fn a_question_without_privacy_or_choices_is_refused() {
        check(&GOOD.replace("privacy = \"health\"\n", ""), &["`privacy` mangler"]);
        check(
            &GOOD.replace(", { value = \"vil-ikke-svare\", label = \"Vil ikke svare\" }", ""),
            &["et spørgsmål med valg skal have mindst to"],
        );
    }
}
