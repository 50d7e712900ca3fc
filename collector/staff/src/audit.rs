//! Who saw, changed, exported and erased what, and when. A line is written before or together with the deed, never after:
//! what cannot be written down is not done.

use jiff::Timestamp;

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// What.
    pub deed: Deed,
    /// About which case: its key in the table, which tells nothing about the family.
    pub about: Option<String>,
    /// More about it: a format, a period, a count. Never an answer, a name or a code.
    pub detail: String,
    /// Why it was refused; nothing, if it was done.
    pub refused: Option<String>,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// A submission was opened.
    Looked,
    /// A case was changed.
    Changed,
    /// All submissions were opened to find those of one family, or of one person.
    Searched,
    /// Package requests were opened.
    Packages,
    /// Labels or a packing list were made.
    Printed,
    /// Answers were exported.
    Exported,
    /// Answers were exported together with who gave them.
    ExportedContact,
    /// Figures were worked out.
    Counted,
    /// Everything about one person was written out for that person.
    Handed,
    /// A submission was erased.
    Erased,
    /// What had run out was erased.
    Retained,
    /// A case was sealed for other keys.
    Resealed,
    /// The key file was opened.
    Unlocked,
}

impl Deed {
    /// Every deed.
    pub const ALL: [Self; 13] = [
        Self::Looked,
        Self::Changed,
        Self::Searched,
        Self::Packages,
        Self::Printed,
        Self::Exported,
        Self::ExportedContact,
        Self::Counted,
        Self::Handed,
        Self::Erased,
        Self::Retained,
        Self::Resealed,
        Self::Unlocked,
    ];

    /// Returns the word in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Looked => "looked",
            Self::Changed => "changed",
            Self::Searched => "searched",
            Self::Packages => "packages",
            Self::Printed => "printed",
            Self::Exported => "exported",
            Self::ExportedContact => "exported-contact",
            Self::Counted => "counted",
            Self::Handed => "handed",
            Self::Erased => "erased",
            Self::Retained => "retained",
            Self::Resealed => "resealed",
            Self::Unlocked => "unlocked",
        }
    }

    /// Returns what staff read.
    pub fn label(self) -> &'static str {
        match self {
            Self::Looked => "Åbnede et svar",
            Self::Changed => "Ændrede en sag",
            Self::Searched => "Søgte i alle svar",
            Self::Packages => "Åbnede babypakkerne",
            Self::Printed => "Udskrev",
            Self::Exported => "Trak data ud",
            Self::ExportedContact => "Trak data ud med kontaktoplysninger",
            Self::Counted => "Lavede tal",
            Self::Handed => "Gav en person indsigt",
            Self::Erased => "Slettede et svar",
            Self::Retained => "Ryddede op efter fristerne",
            Self::Resealed => "Skiftede nøgler på en sag",
            Self::Unlocked => "Låste nøglerne op",
        }
    }

    /// Returns the deed by its word in the table.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.as_str() == word)
    }
}
