//! Packages: what a family asked for, which package fits its child today, who seems to have asked twice, what is used up,
//! and what a parcel service is told. Pure.
//!
//! What the packing must understand of a form beyond [`forms::definition::Package`] goes by the names in [`request`]: a test
//! reads the real form and tells an editor who renames one of them.

pub mod alike;
pub mod fit;
pub mod parcel;
pub mod request;
pub mod stock;

#[cfg(test)]
pub(crate) mod samples;

use std::fmt;

/// A package that is left out of something that is printed or sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The number of the case.
    pub number: String,
    /// Why, in words for the staff.
    pub why: String,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nr. {}: {}", self.number, self.why)
    }
}
