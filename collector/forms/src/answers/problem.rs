//! What can be wrong with a field, and which words of the theme say so.

/// What is wrong with a field. None of them carries what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldProblem {
    /// It must be answered, and is not.
    Missing,
    /// The form has no such field.
    Unknown,
    /// It came more than once.
    Twice,
    /// It is not asked, given the other answers, and yet answered.
    Skipped,
    /// The form does not offer this choice.
    NotAChoice,
    /// A choice that excludes the others came with others.
    NotAlone,
    /// It is no whole number.
    NotANumber,
    /// The number is too small or too great.
    OutOfRange {
        /// The least.
        min: i64,
        /// The greatest.
        max: i64,
    },
    /// There is no such day.
    NotADate,
    /// Day, month or year is missing.
    DateIncomplete,
    /// No due date lies there.
    DueRange,
    /// No birth date of the course lies there.
    BirthRange,
    /// The day must not be in the future, nor long before anyone was born.
    PastRange,
    /// It is too long.
    TooLong {
        /// Letters at most.
        max: u16,
    },
    /// It is no phone number.
    NotAPhone,
    /// It is no mail address.
    NotAnEmail,
    /// The street is missing.
    NoStreet,
    /// It is no Danish postcode.
    NotAPostcode,
    /// The town is missing.
    NoTown,
    /// It is none of the 98 municipalities.
    NotAMunicipality {
        /// The one that was probably meant.
        meant: Option<&'static str>,
    },
    /// It holds what looks like a CPR number. We never ask for one and do not keep it.
    Cpr,
    /// The form cannot be sent without this consent.
    NoConsent,
    /// It is no text.
    NotText,
    /// It is no family code.
    NotAFamilyCode,
}

impl FieldProblem {
    /// Returns the name of its words in the theme.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Missing => "error_missing",
            Self::Unknown => "error_unknown",
            Self::Twice => "error_twice",
            Self::Skipped => "error_skipped",
            Self::NotAChoice => "error_choice",
            Self::NotAlone => "error_alone",
            Self::NotANumber => "error_number",
            Self::OutOfRange { .. } => "error_number_range",
            Self::NotADate => "error_date",
            Self::DateIncomplete => "error_date_part",
            Self::DueRange => "error_due_range",
            Self::BirthRange => "error_birth_range",
            Self::PastRange => "error_past",
            Self::TooLong { .. } => "error_long",
            Self::NotAPhone => "error_phone",
            Self::NotAnEmail => "error_email",
            Self::NoStreet => "error_street",
            Self::NotAPostcode => "error_postcode",
            Self::NoTown => "error_town",
            Self::NotAMunicipality { meant: None } => "error_municipality",
            Self::NotAMunicipality { meant: Some(_) } => "error_municipality_meant",
            Self::Cpr => "error_cpr",
            Self::NoConsent => "error_consent",
            Self::NotText => "error_type",
            Self::NotAFamilyCode => "error_family_code",
        }
    }

    /// Returns what its words leave open: `{min}`, `{max}`, `{meant}`.
    pub fn details(&self) -> Vec<(&'static str, String)> {
        if let Self::OutOfRange { min, max } = self {
            vec![("min", min.to_string()), ("max", max.to_string())]
        } else if let Self::TooLong { max } = self {
            vec![("max", max.to_string())]
        } else if let Self::NotAMunicipality { meant: Some(meant) } = self {
            vec![("meant", (*meant).to_owned())]
        } else {
            Vec::new()
        }
    }

    /// Returns which of the question's fields it is about, from 1: an address has three.
    pub fn part(&self) -> usize {
        if *self == Self::NotAPostcode {
            2
        } else if *self == Self::NoTown {
            3
        } else {
            1
        }
    }

    /// Every word that [`word`](Self::word) can return.
    pub const WORDS: [&'static str; 25] = [
        "error_missing",
        "error_unknown",
        "error_twice",
        "error_skipped",
        "error_choice",
        "error_alone",
        "error_number",
        "error_number_range",
        "error_date",
        "error_date_part",
        "error_due_range",
        "error_birth_range",
        "error_past",
        "error_long",
        "error_phone",
        "error_email",
        "error_street",
        "error_postcode",
        "error_town",
        "error_municipality",
        "error_municipality_meant",
        "error_cpr",
        "error_consent",
        "error_type",
        "error_family_code",
    ];
}
