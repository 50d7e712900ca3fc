//! Something to go to near home, run by volunteers.

use std::sync::Arc;

use forms::municipality::Municipality;
use forms::table::At;
use jiff::civil::Date;

use crate::source::SourceFile;

/// A local activity: `aktiviteter/<name>.toml`.
#[derive(Debug, Clone)]
pub struct Activity {
    /// Its file.
    pub file: Arc<SourceFile>,
    /// What it is called.
    pub title: String,
    /// What kind of thing it is: »babysvømning«, »madklub«.
    pub kind: String,
    /// Where in Denmark.
    pub municipality: Municipality,
    /// Where one goes.
    pub place: String,
    /// When, in words.
    pub time: String,
    /// Who is welcome.
    pub text: String,
    /// Whom to ask.
    pub contact: String,
    /// Whether it only shows what an activity looks like.
    pub example: bool,
    /// When somebody last made sure.
    pub checked_on: Date,
    /// The phases it suits, by folder.
    pub phases: Vec<At<String>>,
}
