//! Everything staff print, as PDF on A4: labels, packing lists, what one person has a right to see, the key for the safe. Pure.
//!
//! - [`labels`] and [`packing`] are for those who pack; [`document`] is for reading.
//! - `lettering` knows the letters: which can be printed, how wide they are, where a line breaks.
//! - `leaf` is a page before it is a PDF; `flow` fills one page after another.
//!
//! Lengths are millimetres from the upper left corner, letters are measured in points.

pub mod document;
mod flow;
pub mod labels;
mod leaf;
mod lettering;
pub mod packing;

use crate::packages::LeftOut;

/// Something to print.
#[derive(Clone, PartialEq, Eq)]
pub struct Print {
    /// The file.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// What could not be printed, and why.
    pub left_out: Vec<LeftOut>,
    /// What could be printed, but not all of it, in words for the staff.
    pub remarks: Vec<String>,
}

/// Why nothing is printed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// The sheet has no such place; it has so many.
    #[error("arket har {0} etiketter: skriv et tal fra 1 til {0} for den første, der er ledig")]
    NoSuchPlace(usize),
    /// Everything was left out.
    #[error("der er ikke noget at trykke{}", reasons(.0))]
    Nothing(Vec<LeftOut>),
    /// The file could not be made.
    #[error("PDF-filen kunne ikke laves ({0})")]
    Pdf(String),
}

/// Returns why each was left out, a line for each.
fn reasons(left_out: &[LeftOut]) -> String {
    left_out.iter().map(|one| format!("\n  {one}")).collect()
}

/// Returns the remark that letters of a case cannot be printed; nothing, if all can.
fn lost_letters(number: &str, texts: &[&str]) -> Option<String> {
    let lost = texts.iter().any(|text| lettering::lacks(text));
    lost.then(|| {
        format!("navnet eller adressen på nr. {number} kan ikke trykkes helt: der står □, hvor et tegn mangler")
    })
}

#[cfg(test)]
mod tests;
