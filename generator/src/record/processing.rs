//! `behandling.toml`: who answers for the data, on which ground, for what, with whose help, at which risk.

use forms::definition::{Form, Kind, Privacy};
use forms::table::At;

mod read;

/// All that the forms cannot know.
#[derive(Debug, Clone, Default)]
pub struct Processing {
    /// Who decides why and how data are handled.
    pub controllers: Vec<Party>,
    /// The data protection officer.
    pub officer: Option<Party>,
    /// Why an assessment is needed.
    pub why: Vec<Passage>,
    /// Whose data they are.
    pub subjects: Vec<Subject>,
    /// On which ground each class of data is kept.
    pub classes: Vec<Class>,
    /// What each kind of form is for.
    pub purposes: Vec<Purpose>,
    /// What each consent is used for.
    pub consents: Vec<ConsentUse>,
    /// What is done with data that come from no form.
    pub activities: Vec<Activity>,
    /// Who else gets data, or handles them for us.
    pub recipients: Vec<Recipient>,
    /// What of a submission can be read without a key.
    pub clear: Vec<Clear>,
    /// What is sealed beside the answers themselves.
    pub sealed: Vec<Sealed>,
    /// What happens to an answer, step by step.
    pub steps: Vec<Passage>,
    /// Why no more is asked than is needed.
    pub principles: Vec<Passage>,
    /// How those whose data they are get their rights.
    pub rights: Vec<Passage>,
    /// What protects the data.
    pub measures: Vec<Measure>,
    /// What can go wrong for a family.
    pub risks: Vec<Risk>,
    /// What a lawyer or the officer must still answer.
    pub questions: Vec<Question>,
}

/// Whether a fact is confirmed, and by whom it is or has to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Whether it is.
    pub confirmed: bool,
    /// By whom.
    pub by: String,
}

/// Somebody who answers for the data.
#[derive(Debug, Clone)]
pub struct Party {
    /// The name.
    pub name: String,
    /// What for.
    pub text: String,
    /// Where they are reached: address, phone and mail; what nobody has told is not there.
    pub reached: [(&'static str, Option<String>); 3],
    /// Whether it is confirmed.
    pub standing: Standing,
}

/// A paragraph with a heading, and where in the house it is proved.
#[derive(Debug, Clone)]
pub struct Passage {
    /// The heading.
    pub title: String,
    /// The paragraph.
    pub text: String,
    /// Files and the words in them that prove it: `path#words`.
    pub proof: Vec<String>,
}

/// A kind of people.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Who they are.
    pub title: String,
    /// More about them.
    pub text: String,
    /// In which forms they are.
    pub within: Within,
}

/// In which forms a kind of people is.
#[derive(Debug, Clone)]
pub enum Within {
    /// In all.
    All,
    /// In those that one of these roles may answer.
    Roles(Vec<At<String>>),
    /// In those where something can be written freely.
    FreeText,
}

/// A privacy class of the forms and the legal ground for keeping what is in it.
#[derive(Debug, Clone)]
pub struct Class {
    /// The class.
    pub privacy: Privacy,
    /// What it is called.
    pub title: String,
    /// What it holds.
    pub data: String,
    /// The ground in article 6.
    pub article6: String,
    /// The exception in article 9, for data about health.
    pub article9: Option<String>,
    /// Why it is this ground.
    pub text: String,
    /// Whether it is confirmed.
    pub standing: Standing,
}

/// A kind of form, as far as purposes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// Answers about how a family is.
    Questionnaire,
    /// A wish to be called.
    Request,
    /// A wish for a package.
    Package,
}

/// What a kind of form is for.
#[derive(Debug, Clone)]
pub struct Purpose {
    /// What is done.
    pub title: String,
    /// What for.
    pub text: String,
    /// With which kinds of form.
    pub sorts: Vec<Sort>,
    /// Why that needs the data.
    pub need: String,
    /// Whether it is confirmed.
    pub standing: Standing,
}

/// What a consent is used for.
#[derive(Debug, Clone)]
pub struct ConsentUse {
    /// Its name in `samtykker.toml`.
    pub id: At<String>,
    /// What for.
    pub purpose: String,
    /// What happens when it is taken back.
    pub withdrawn: String,
}

/// Something done with data that come from no form.
#[derive(Debug, Clone)]
pub struct Activity {
    /// What is done.
    pub title: String,
    /// What for.
    pub purpose: String,
    /// Whose data they are.
    pub subjects: String,
    /// Which data.
    pub data: String,
    /// On which ground.
    pub basis: String,
    /// Who gets them.
    pub recipients: String,
    /// When they are erased.
    pub erased: String,
    /// Whether it is confirmed.
    pub standing: Standing,
}

/// What somebody else is to the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Handles them on our instruction: article 28.
    Processor,
    /// Gets them for an end of their own.
    Recipient,
    /// Helps the house to run and gets no data about families.
    Supplier,
}

/// Somebody else who gets data, or handles them for us.
#[derive(Debug, Clone)]
pub struct Recipient {
    /// Who.
    pub name: String,
    /// As what.
    pub part: Part,
    /// What they do.
    pub does: String,
    /// What they can see.
    pub sees: String,
    /// In which country.
    pub place: String,
    /// What has been agreed.
    pub contract: String,
    /// Whether data leave the EU and the EEA.
    pub transfer: String,
    /// With which kinds of form; all, if there are none.
    pub sorts: Vec<Sort>,
    /// Whether it is confirmed.
    pub standing: Standing,
}

/// Something that can be read without a key.
#[derive(Debug, Clone)]
pub struct Clear {
    /// The name of the attribute in the table.
    pub attribute: String,
    /// What it is.
    pub text: String,
    /// What it can give away.
    pub tells: String,
}

/// Something that is sealed beside the answers themselves.
#[derive(Debug, Clone)]
pub struct Sealed {
    /// The name of the field in the letter.
    pub field: String,
    /// What it is.
    pub text: String,
}

/// Something that protects the data.
#[derive(Debug, Clone)]
pub struct Measure {
    /// Its name, for risks to refer to.
    pub id: String,
    /// What is done, and where it is proved.
    pub passage: Passage,
}

/// How likely or how bad something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Degree {
    /// Little.
    Low,
    /// Some.
    Middle,
    /// Much.
    High,
}

/// Something that can go wrong for a family.
#[derive(Debug, Clone)]
pub struct Risk {
    /// What goes wrong.
    pub title: String,
    /// How, and what it does to the family.
    pub text: String,
    /// How likely it is, with the measures in place.
    pub likelihood: Degree,
    /// How bad it would be.
    pub severity: Degree,
    /// What is done about it: names of measures.
    pub measures: Vec<At<String>>,
    /// What remains.
    pub remains: String,
    /// Who decides whether that can be borne.
    pub decides: String,
}

/// Something a lawyer or the officer must still answer.
#[derive(Debug, Clone)]
pub struct Question {
    /// What.
    pub text: String,
    /// Who.
    pub ask: String,
}

impl Sort {
    /// Every kind, in the order of the documents.
    pub const ALL: [Self; 3] = [Self::Questionnaire, Self::Request, Self::Package];

    /// Returns the kind of a form.
    pub fn of(form: &Form) -> Self {
        match form.kind() {
            Kind::Questionnaire => Self::Questionnaire,
            Kind::Request if form.package().is_some() => Self::Package,
            Kind::Request => Self::Request,
        }
    }

    /// Returns the word in `behandling.toml`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Questionnaire => "questionnaire",
            Self::Request => "request",
            Self::Package => "package",
        }
    }
}

impl Part {
    /// Every part, in the order of the documents.
    pub const ALL: [Self; 3] = [Self::Processor, Self::Recipient, Self::Supplier];

    /// Returns the word in `behandling.toml`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Processor => "processor",
            Self::Recipient => "recipient",
            Self::Supplier => "supplier",
        }
    }

    /// Returns what a lawyer calls it.
    pub fn danish(self) -> &'static str {
        match self {
            Self::Processor => "Databehandler",
            Self::Recipient => "Modtager",
            Self::Supplier => "Leverandør uden oplysninger om familier",
        }
    }
}

impl Degree {
    /// Every degree, the least first.
    pub const ALL: [Self; 3] = [Self::Low, Self::Middle, Self::High];

    /// Returns the word in `behandling.toml` and in the document.
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "lav",
            Self::Middle => "mellem",
            Self::High => "høj",
        }
    }
}

/// Every privacy class with its word in form files.
pub const CLASSES: [(Privacy, &str); 3] =
    [(Privacy::Health, "health"), (Privacy::Personal, "personal"), (Privacy::Open, "open")];

impl Processing {
    /// Returns what nobody has confirmed, with who has to.
    pub fn open(&self) -> Vec<(String, &str)> {
        let mut facts: Vec<(String, &Standing)> = Vec::new();
        let controllers = self.controllers.iter().map(|party| ("Dataansvarlig", party));
        for (what, party) in controllers.chain(self.officer.iter().map(|party| ("Databeskyttelsesrådgiver", party))) {
            let missing: Vec<_> =
                party.reached.iter().filter(|(_, said)| said.is_none()).map(|(what, _)| what.to_lowercase()).collect();
            let missing =
                if missing.is_empty() { String::new() } else { format!(" (mangler: {})", missing.join(", ")) };
            facts.push((format!("{what}: {}{missing}", party.name), &party.standing));
        }
        facts.extend(self.classes.iter().map(|one| (format!("Retsgrundlag: {}", one.title), &one.standing)));
        facts.extend(self.purposes.iter().map(|one| (format!("Formål: {}", one.title), &one.standing)));
        facts.extend(self.activities.iter().map(|one| (format!("Behandling: {}", one.title), &one.standing)));
        let part = |one: &Recipient| format!("{}: {}", one.part.danish(), one.name);
        facts.extend(self.recipients.iter().map(|one| (part(one), &one.standing)));
        let open = facts.into_iter().filter(|(_, standing)| !standing.confirmed);
        open.map(|(what, standing)| (what, standing.by.as_str())).collect()
    }
}
