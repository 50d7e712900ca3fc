//! A form as the site shows it: the definition, and where what it names leads.

use std::sync::Arc;

use forms::definition::Form;

use super::article::{Address, Neighbour};
use crate::source::SourceFile;

/// One version of a form: `formularer/<id>/<version>.toml`.
#[derive(Debug, Clone)]
pub struct FormFile {
    /// Its file.
    pub file: Arc<SourceFile>,
    /// What it says.
    pub form: Form,
    /// For each help panel, the help lines it names, by their place in [`Site::lines`](super::site::Site::lines).
    pub lines: Vec<Vec<usize>>,
    /// For each end, the pages it leads to.
    pub lessons: Vec<Vec<Neighbour>>,
}

impl FormFile {
    /// Returns the form of a file, with nothing followed yet.
    pub fn new(file: Arc<SourceFile>, form: Form) -> Self {
        Self { file, form, lines: Vec::new(), lessons: Vec::new() }
    }

    /// Returns the address of its page.
    pub fn address(&self) -> Address {
        Address::of(&["formularer", self.form.id().as_str()])
    }
}
