//! A form: `content/formularer/<id>/<version>.toml`, one file for page, checks, skip logic, scores, triage, help and retention.
//!
//! [`Form::parse`] is the way in for an editor's file; what it returns can be trusted by everyone after it. The same form as
//! JSON is what the build hands the service.

use std::cell::RefCell;

use serde::{Deserialize, Serialize};

use crate::age::Window;
use crate::condition::Condition;
use crate::id::{ChoiceId, ConsentId, FormId, QuestionId, RoleId};
use crate::library::{Library, Role, Wording};
use crate::points::Points;
use crate::problem::Problem;
use crate::score::Score;
use crate::table::Table;
use crate::triage::Triage;

mod read;

/// A form that cannot be wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Form {
    id: FormId,
    version: u32,
    kind: Kind,
    state: State,
    title: String,
    lead: String,
    minutes: u8,
    pages: Pages,
    window: Option<Window>,
    roles: Vec<Role>,
    consents: Vec<Consent>,
    contact: Contact,
    retention: Retention,
    readers: String,
    reply: String,
    family_code: bool,
    quick_exit: bool,
    child: Child,
    package: Option<Package>,
    sections: Vec<Section>,
    scores: Vec<Score>,
    triage: Vec<Triage>,
    helps: Vec<Help>,
    ends: Vec<End>,
    licence: Option<Licence>,
}

/// What an answer to the form is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Answers about how a family is.
    Questionnaire,
    /// A wish for something: a package, a call.
    Request,
}

/// Whether the form takes answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It does.
    Open,
    /// Only late answers from pages people still have open.
    Closing,
    /// It does not.
    Closed,
}

/// How much of the form is on the screen at once, where the page has script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pages {
    /// All of it.
    #[default]
    One,
    /// A section.
    Sections,
}

/// A consent the form asks for. None is ever ticked beforehand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Its name.
    pub id: ConsentId,
    /// Whether the form cannot be sent without it.
    pub required: bool,
    /// When it is asked for; always, if there is no condition.
    pub when: Option<Condition>,
    /// Every version of its text, the newest last: an answer from an older page gave its consent to an older text.
    pub wordings: Vec<Wording>,
}

/// When somebody is to get in touch with the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Contact {
    /// Never.
    Never,
    /// Whatever is answered.
    Always,
    /// When this holds.
    When(Condition),
}

/// How many days a submission is kept at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    /// From the day it came, while nobody has closed it.
    pub open: u16,
    /// From the day it was closed.
    pub handled: u16,
}

/// Which questions tell the child's age.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Child {
    /// The birth date.
    pub birth: Option<QuestionId>,
    /// The due date.
    pub due: Option<QuestionId>,
}

/// What a form that asks for a package is packed and sent by. All of it lies in the letter of those who get in touch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    /// Whose name stands on the label.
    pub name: QuestionId,
    /// Where it goes, if it is sent.
    pub address: QuestionId,
    /// How it gets to the family.
    pub delivery: QuestionId,
    /// What must not be overlooked on the way: a secret address, a neutral sender.
    pub wishes: Vec<QuestionId>,
}

/// A part of a form with its own heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Its name.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What is said before the questions.
    pub text: Option<String>,
    /// Its questions, in order.
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its name, for ever.
    pub id: QuestionId,
    /// What is asked.
    pub label: String,
    /// A word of help beneath.
    pub hint: Option<String>,
    /// How it is answered.
    pub answer: Answer,
    /// How well the answer must be kept.
    pub privacy: Privacy,
    /// Whether the form cannot be sent without an answer.
    pub required: bool,
    /// When it is asked; always, if there is no condition.
    pub when: Option<Condition>,
}

/// How a question is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// One of the choices.
    Choice(Vec<Choice>),
    /// Any of the choices.
    Choices(Vec<Choice>),
    /// A whole number, from the least to the greatest, both included.
    Number {
        /// The least.
        min: i64,
        /// The greatest.
        max: i64,
        /// What is counted: »timer«.
        unit: Option<String>,
    },
    /// A date.
    Date(Range),
    /// One line.
    Text(Words),
    /// Several lines.
    LongText(Words),
    /// A phone number.
    Phone,
    /// A mail address.
    Email,
    /// A postal address.
    Address,
    /// One of the 98 municipalities.
    Municipality,
}

/// One of the answers to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What is stored.
    pub value: ChoiceId,
    /// What is read.
    pub label: String,
    /// What it counts in a score; a choice without points counts as no answer.
    pub points: Option<Points>,
    /// Whether it excludes all others: »Ingen af dem«.
    pub alone: bool,
}

/// Which days can be true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Range {
    /// A due date: from 27 days ago (week 43+6) to 280 days ahead.
    Due,
    /// A birth date of the course: today, or up to three years and a month ago.
    Birth,
    /// Today or before, from 1900.
    Past,
    /// Any day from 1900 to 2100.
    Any,
}

/// What can be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Letters at most.
    pub max: u16,
    /// What the browser may fill in by itself, in the words of HTML: `given-name`.
    pub autocomplete: Option<String>,
}

/// How well an answer must be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Privacy {
    /// Tells nothing about a person.
    Open,
    /// Tells how somebody is: sealed for the counsellors.
    Health,
    /// Tells who somebody is: sealed apart, for those who get in touch.
    Personal,
}

/// Help that is shown the moment an answer calls for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Help {
    /// When it is shown.
    pub when: Condition,
    /// Its heading.
    pub title: String,
    /// What it says.
    pub text: String,
    /// The help lines it names.
    pub lines: Vec<String>,
}

/// What the receipt page says for those whom it fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// Whom it fits; everyone, if there is no condition.
    pub when: Option<Condition>,
    /// Its heading.
    pub title: String,
    /// Something kind and true.
    pub text: String,
    /// Lessons that fit, by content path.
    pub lessons: Vec<String>,
}

/// The right to use somebody else's instrument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Licence {
    /// The instrument: »WHO-5«.
    pub name: String,
    /// Whose it is.
    pub holder: String,
    /// On which terms.
    pub terms: String,
    /// The last day it may be used.
    pub expires: jiff::civil::Date,
}

impl Form {
    /// Reads the form that lies in the folder `id` as version `version`.
    ///
    /// # Errors
    /// Every mistake in the file, in its order.
    pub fn parse(table: &Table, id: &str, version: u32, library: &Library) -> Result<Self, Vec<Problem>> {
        let problems = RefCell::default();
        let form = read::form(table, id, version, library, &problems);
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

    /// Returns what it is about and what one gets out of it.
    pub fn lead(&self) -> &str {
        &self.lead
    }

    /// Returns how long it takes, in minutes.
    pub fn minutes(&self) -> u8 {
        self.minutes
    }

    /// Returns how much is shown at once.
    pub fn pages(&self) -> Pages {
        self.pages
    }

    /// Returns the time of the child's life it is meant for; any, if there is none.
    pub fn window(&self) -> Option<Window> {
        self.window
    }

    /// Returns who may answer; nobody is asked, if there are none.
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// Returns the consents, in the order they are asked for.
    pub fn consents(&self) -> &[Consent] {
        &self.consents
    }

    /// Returns when somebody is to get in touch.
    pub fn contact(&self) -> &Contact {
        &self.contact
    }

    /// Returns how long submissions are kept.
    pub fn retention(&self) -> Retention {
        self.retention
    }

    /// Returns who reads the answers, in words for the parent.
    pub fn readers(&self) -> &str {
        &self.readers
    }

    /// Returns what happens next, and when.
    pub fn reply(&self) -> &str {
        &self.reply
    }

    /// Returns whether a family may link its answers over time.
    pub fn family_code(&self) -> bool {
        self.family_code
    }

    /// Returns whether the page offers to be left quickly.
    pub fn quick_exit(&self) -> bool {
        self.quick_exit
    }

    /// Returns which questions tell the child's age.
    pub fn child(&self) -> &Child {
        &self.child
    }

    /// Returns what a package is packed and sent by, where the form asks for one.
    pub fn package(&self) -> Option<&Package> {
        self.package.as_ref()
    }

    /// Returns the parts of the form, in order.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// Returns every question, in order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.sections.iter().flat_map(|section| &section.questions)
    }

    /// Returns the question by this name.
    pub fn question(&self, id: &QuestionId) -> Option<&Question> {
        self.questions().find(|question| question.id == *id)
    }

    /// Returns the role by this name.
    pub fn role(&self, id: &RoleId) -> Option<&Role> {
        self.roles.iter().find(|role| role.id == *id)
    }

    /// Returns the scores, in the order they are worked out.
    pub fn scores(&self) -> &[Score] {
        &self.scores
    }

    /// Returns what makes an answer more urgent than others.
    pub fn triage(&self) -> &[Triage] {
        &self.triage
    }

    /// Returns the help panels.
    pub fn helps(&self) -> &[Help] {
        &self.helps
    }

    /// Returns what the receipt page says.
    pub fn ends(&self) -> &[End] {
        &self.ends
    }

    /// Returns the right to use somebody else's instrument, where it is one.
    pub fn licence(&self) -> Option<&Licence> {
        self.licence.as_ref()
    }
}

impl Answer {
    /// Returns the choices, where there are any.
    pub fn choices(&self) -> &[Choice] {
        match self {
            Self::Choice(choices) | Self::Choices(choices) => choices,
            Self::Number { .. }
            | Self::Date(_)
            | Self::Text(_)
            | Self::LongText(_)
            | Self::Phone
            | Self::Email
            | Self::Address
            | Self::Municipality => &[],
        }
    }

    /// Returns the word for it in form files and templates.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Choice(_) => "choice",
            Self::Choices(_) => "choices",
            Self::Number { .. } => "number",
            Self::Date(_) => "date",
            Self::Text(_) => "text",
            Self::LongText(_) => "long-text",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Address => "address",
            Self::Municipality => "municipality",
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
