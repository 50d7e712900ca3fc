//! A case: what staff have done about a submission, and what they may do next. Pure.

use forms::definition::Form;
use forms::id::FormId;
use forms::municipality::Municipality;
use forms::triage::Urgency;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use collector::record::Key;

pub mod step;

/// How far a case has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Nobody has taken it.
    New,
    /// Somebody looks after it.
    Taken,
    /// The family has been reached.
    Contacted,
    /// The package is granted; it can be packed.
    Approved,
    /// The package stands ready.
    Packed,
    /// Nothing more is to be done.
    Closed(Outcome),
}

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The family got help.
    Helped,
    /// The family said no thanks.
    Declined,
    /// The family could not be reached.
    NotReached,
    /// It was read, and nobody had asked for more.
    Read,
    /// Something else.
    Other,
    /// The package is with the family.
    HandedOver,
    /// There is no package for the family this time.
    Refused,
    /// It was not from a person.
    Junk,
}

impl Outcome {
    /// Every way to end.
    pub const ALL: [Self; 8] = [
        Self::Helped,
        Self::Declined,
        Self::NotReached,
        Self::Read,
        Self::Other,
        Self::HandedOver,
        Self::Refused,
        Self::Junk,
    ];

    /// Returns the word in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Helped => "helped",
            Self::Declined => "declined",
            Self::NotReached => "not-reached",
            Self::Read => "read",
            Self::Other => "other",
            Self::HandedOver => "handed-over",
            Self::Refused => "refused",
            Self::Junk => "junk",
        }
    }

    /// Returns what staff read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Helped => "Hjulpet",
            Self::Declined => "Takkede nej",
            Self::NotReached => "Ikke truffet",
            Self::Read => "Læst",
            Self::Other => "Andet",
            Self::HandedOver => "Udleveret",
            Self::Refused => "Afslag",
            Self::Junk => "Ikke fra et menneske",
        }
    }

    /// Returns the outcome by its word in the table or on the command line.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == word || slug(outcome.label()) == slug(word))
    }
}

impl Status {
    /// Every status; one for each outcome.
    pub fn all() -> impl Iterator<Item = Self> {
        [Self::New, Self::Taken, Self::Contacted, Self::Approved, Self::Packed]
            .into_iter()
            .chain(Outcome::ALL.into_iter().map(Self::Closed))
    }

    /// Returns the word in the table: `taken`, `closed:helped`.
    pub fn word(self) -> String {
        match self {
            Self::New => "new".to_owned(),
            Self::Taken => "taken".to_owned(),
            Self::Contacted => "contacted".to_owned(),
            Self::Approved => "approved".to_owned(),
            Self::Packed => "packed".to_owned(),
            Self::Closed(outcome) => format!("closed:{}", outcome.as_str()),
        }
    }

    /// Returns what staff read.
    pub fn label(self) -> &'static str {
        match self {
            Self::New => "Ny",
            Self::Taken => "Taget",
            Self::Contacted => "Kontaktet",
            Self::Approved => "Bevilget",
            Self::Packed => "Pakket",
            Self::Closed(outcome) => outcome.label(),
        }
    }

    /// Returns the status by its word in the table, or by what staff read.
    pub fn parse(word: &str) -> Option<Self> {
        Self::all().find(|status| status.word() == word || slug(status.label()) == slug(word))
    }

    /// Returns whether nothing more is to be done.
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Closed(_))
    }
}

/// What of a submission can be read without a key: enough for the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its key in the table.
    pub key: Key,
    /// The form.
    pub form: FormId,
    /// Its version.
    pub version: u32,
    /// When it came.
    pub received: Timestamp,
    /// How soon a person should read it.
    pub urgency: Urgency,
    /// Where the family lives, if it said so.
    pub municipality: Option<Municipality>,
    /// Whether somebody is to get in touch.
    pub wants_contact: bool,
    /// Whether it waits for somebody to see if it is from a person.
    pub quarantined: bool,
    /// How far it has come.
    pub status: Status,
    /// Who looks after it.
    pub assignee: Option<String>,
    /// The day somebody has promised to look at it again.
    pub due: Option<Date>,
    /// When the family was first reached.
    pub contacted: Option<Timestamp>,
    /// When it was closed.
    pub closed: Option<Timestamp>,
    /// Counts the changes, so that two people never overwrite each other.
    pub revision: u64,
}

impl Head {
    /// Returns the short number people use: the first ten digits of the key.
    pub fn number(&self) -> &str {
        self.key.as_str().get(2..12).unwrap_or_default()
    }
}

/// Something that was done about a case: a line of its history, sealed for the counsellors.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub by: String,
    /// What was done.
    #[serde(flatten)]
    pub what: What,
}

/// What was done.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum What {
    /// Somebody took the case.
    Taken,
    /// Somebody gave the case to somebody.
    Assigned {
        /// Whom it was given to.
        to: String,
    },
    /// The family was reached.
    Contacted,
    /// Somebody wrote a note.
    Noted {
        /// What it says.
        text: String,
    },
    /// Somebody promised to look at it on a day, or took the promise back.
    Due {
        /// The day.
        on: Option<Date>,
    },
    /// Somebody considered whether the municipality must be told (underretning).
    Considered {
        /// Whether it was told.
        notified: bool,
        /// The day it was considered.
        on: Date,
        /// Who considered it.
        who: String,
    },
    /// The package was granted.
    Approved,
    /// The package was packed.
    Packed {
        /// The package: the name of its file in `content/babypakker/`.
        package: String,
    },
    /// The package was not packed after all.
    Unpacked,
    /// The case was closed.
    Closed {
        /// How it ended.
        outcome: Outcome,
    },
    /// The case was opened again.
    Reopened,
    /// It is from a person after all.
    Accepted,
    /// Who the family is was erased; how it is stays for the figures.
    ContactErased,
    /// It was sealed anew for other keys.
    Resealed,
}

/// What somebody wants to do about a case.
#[derive(Clone, PartialEq, Eq)]
pub enum Action {
    /// Look after it oneself.
    Take,
    /// Give it to somebody.
    Assign(String),
    /// Note that the family has been reached.
    Contacted,
    /// Write a note.
    Note(String),
    /// Promise to look at it on a day; or take the promise back.
    Due(Option<Date>),
    /// Note that somebody considered whether the municipality must be told.
    Consider {
        /// Whether it was told.
        notified: bool,
        /// The day it was considered.
        on: Date,
        /// Who considered it.
        who: String,
    },
    /// Grant the package.
    Approve,
    /// Note that the package stands ready.
    Pack(String),
    /// Note that the package was not packed after all.
    Unpack,
    /// Close it.
    Close(Outcome),
    /// Open it again.
    Reopen,
    /// Take it out of quarantine.
    Accept,
}

/// Why something cannot be done about a case as it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotNow {
    /// The case is closed.
    #[error("sagen er lukket; genåbn den først")]
    Closed,
    /// The case is open.
    #[error("sagen er ikke lukket")]
    Open,
    /// It is no package.
    #[error("det er ikke en ansøgning om en babypakke")]
    NoPackage,
    /// The package is granted already.
    #[error("pakken er bevilget i forvejen")]
    AlreadyApproved,
    /// A package must be granted first.
    #[error("pakken skal bevilges, før den kan pakkes")]
    NotApproved,
    /// A package must be packed first.
    #[error("pakken er ikke pakket endnu")]
    NotPacked,
    /// The end does not fit the case.
    #[error("en sag om {0} kan ikke lukkes som »{1}«")]
    WrongOutcome(&'static str, &'static str),
    /// It is not in quarantine.
    #[error("sagen er ikke sat til side")]
    NotQuarantined,
    /// A note says nothing.
    #[error("noten er tom")]
    EmptyNote,
    /// A note is too long.
    #[error("noten er på {0} tegn; den må højst være på {MAX_NOTE}. Del den i flere")]
    LongNote(usize),
    /// A name is empty or too long.
    #[error("skriv et navn på højst {MAX_NAME} tegn")]
    BadName,
    /// The history is full.
    #[error("sagen kan ikke rumme mere: der er {MAX_HISTORY} linjer i den")]
    Full,
}

/// Letters in a note at most. Sealed it fits many times into the 400 kB an item may take.
pub const MAX_NOTE: usize = 8_000;
/// Letters in the name of a member of the staff at most.
pub const MAX_NAME: usize = 80;
/// Lines in the history of one case at most.
pub const MAX_HISTORY: usize = 100;

/// Returns a word as it is compared: small letters, no spaces.
fn slug(word: &str) -> String {
    word.to_lowercase().replace([' ', '-', '_'], "")
}

impl What {
    /// Returns what was done, in words that tell nothing about the family.
    pub fn label(&self) -> String {
        match self {
            Self::Taken => "tog sagen".to_owned(),
            Self::Assigned { .. } => "gav sagen videre".to_owned(),
            Self::Contacted => "fik kontakt".to_owned(),
            Self::Noted { .. } => "skrev en note".to_owned(),
            Self::Due { on: Some(_) } => "satte en frist".to_owned(),
            Self::Due { on: None } => "fjernede fristen".to_owned(),
            Self::Considered { .. } => "overvejede underretning".to_owned(),
            Self::Approved => "bevilgede pakken".to_owned(),
            Self::Packed { .. } => "pakkede".to_owned(),
            Self::Unpacked => "fortrød, at pakken var pakket".to_owned(),
            Self::Closed { outcome } => format!("lukkede: {}", outcome.label()),
            Self::Reopened => "åbnede sagen igen".to_owned(),
            Self::Accepted => "godtog den som ægte".to_owned(),
            Self::ContactErased => "slettede kontaktoplysningerne".to_owned(),
            Self::Resealed => "skiftede nøgler".to_owned(),
        }
    }
}

/// Whether the form asks for a package.
pub fn is_package(form: &Form) -> bool {
    form.package().is_some()
}
