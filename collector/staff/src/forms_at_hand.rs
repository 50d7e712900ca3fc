//! The forms as they were when they were answered: every version, so that old answers are read in the words they were asked in.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use forms::definition::Form;
use forms::id::FormId;

use crate::packages::fit::Stage;
use crate::trouble::Trouble;

/// Reads the packages, as the build of the site writes them; without the file there are none.
///
/// # Errors
/// [`Trouble::Forms`] if it cannot be read.
pub fn read_packages(path: &Path) -> Result<Vec<Stage>, Trouble> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let text = fs::read(path).map_err(|error| Trouble::Forms(path.to_owned(), error.to_string()))?;
    serde_json::from_slice(&text).map_err(|_| Trouble::Forms(path.to_owned(), "den er fra en anden udgave".to_owned()))
}

/// Every version of every form.
#[derive(Debug, Clone)]
pub struct Forms(BTreeMap<(FormId, u32), Form>);

impl Forms {
    /// Reads the file that the build of the site writes.
    ///
    /// # Errors
    /// [`Trouble::Forms`] if it is not there or cannot be read.
    pub fn read(path: &Path) -> Result<Self, Trouble> {
        let trouble = |why: String| Trouble::Forms(PathBuf::from(path), why);
        let text = fs::read(path).map_err(|error| trouble(error.to_string()))?;
        let forms: Vec<Form> =
            serde_json::from_slice(&text).map_err(|_| trouble("den er fra en anden udgave".to_owned()))?;
        Ok(Self::new(forms))
    }

    /// Returns these forms.
    pub fn new(forms: Vec<Form>) -> Self {
        Self(forms.into_iter().map(|form| ((form.id().clone(), form.version()), form)).collect())
    }

    /// Returns a version of a form.
    pub fn get(&self, id: &FormId, version: u32) -> Option<&Form> {
        self.0.get(&(id.clone(), version))
    }

    /// Returns the newest version of a form.
    pub fn newest(&self, id: &FormId) -> Option<&Form> {
        self.0.range((id.clone(), 0)..=(id.clone(), u32::MAX)).next_back().map(|(_, form)| form)
    }

    /// Returns the newest version of each form, by name.
    pub fn live(&self) -> Vec<&Form> {
        let ids: Vec<&FormId> = self.0.keys().map(|(id, _)| id).collect();
        let mut ids = ids;
        ids.dedup();
        ids.into_iter().filter_map(|id| self.newest(id)).collect()
    }

    /// Returns every version of every form, by name and version.
    pub fn all(&self) -> impl Iterator<Item = &Form> {
        self.0.values()
    }

    /// Returns what staff call a form: its title, or its name where the form is not at hand.
    pub fn title<'a>(&'a self, id: &'a FormId) -> &'a str {
        self.newest(id).map_or(id.as_str(), Form::title)
    }

    /// Whether a form asks for a package.
    pub fn is_package(&self, id: &FormId) -> bool {
        self.newest(id).is_some_and(|form| form.package().is_some())
    }
}
