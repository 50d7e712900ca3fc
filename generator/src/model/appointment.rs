//! What every family is offered, and when: `aftaler.toml`.

use std::sync::Arc;

use forms::age::Window;
use forms::table::At;

use super::article::Address;
use crate::source::SourceFile;

/// Who stands behind an appointment, or what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The family's own doctor.
    Doctor,
    /// The midwife.
    Midwife,
    /// A scan.
    Scan,
    /// The health visitor.
    HealthVisitor,
    /// A vaccination.
    Vaccine,
    /// A test.
    Test,
}

impl Kind {
    /// Every kind, as editors write it and scripts read it.
    pub const ALL: [(&'static str, Self); 6] = [
        ("laege", Self::Doctor),
        ("jordemoder", Self::Midwife),
        ("scanning", Self::Scan),
        ("sundhedsplejerske", Self::HealthVisitor),
        ("vaccine", Self::Vaccine),
        ("proeve", Self::Test),
    ];

    /// Returns its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }
}

/// An examination, a visit, a scan, a vaccination or a test that is offered to everyone.
#[derive(Debug, Clone)]
pub struct Appointment {
    /// Its file.
    pub file: Arc<SourceFile>,
    /// The name it is known by, for good: a calendar recognises it.
    pub id: At<String>,
    /// What it is called.
    pub title: String,
    /// What kind of thing it is.
    pub kind: Kind,
    /// When it is, in words: »Omkring 5 måneder«.
    pub when: String,
    /// When it is, exactly.
    pub window: Window,
    /// What parents should know of it.
    pub text: String,
    /// The lesson about it, by content path.
    pub page: Option<At<String>>,
    /// Its sources, by id.
    pub sources: Vec<At<String>>,
    /// Where the lesson lies; empty until `link` has been here.
    pub address: Option<Address>,
}
