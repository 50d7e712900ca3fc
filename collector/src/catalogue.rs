//! The forms this service accepts, and the pages it answers with: what one build of the site handed it.
//!
//! Read once at start. A service that cannot answer every form whole does not start at all.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use forms::definition::{Form, State};
use forms::message::service_words;

/// Everything the service says and accepts.
#[derive(Debug)]
pub struct Catalogue {
    /// By id, the newest version first.
    forms: Vec<Entry>,
    words: BTreeMap<String, String>,
    shell: String,
    erase: String,
}

/// One version of a form with its pages.
#[derive(Debug)]
pub struct Entry {
    /// The form.
    pub form: Form,
    /// The questions.
    pub page: String,
    /// The answers, to be looked over.
    pub check: String,
    /// The thanks, with the receipt.
    pub receipt: String,
}

/// Why the service does not start.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// A file of the build is not there or cannot be read.
    #[error("the bundle lacks {0}")]
    Missing(PathBuf, #[source] io::Error),
    /// A file of the build is not what it should be.
    #[error("the bundle's {0} cannot be understood")]
    Unreadable(&'static str, #[source] serde_json::Error),
    /// A word of the theme is missing.
    #[error("the bundle lacks the word {0}")]
    Word(String),
    /// There is not a single form.
    #[error("the bundle holds no forms")]
    Empty,
}

impl Catalogue {
    /// Reads the folder that `generator build` made: `dist/collector`.
    ///
    /// # Errors
    /// [`CatalogueError`] if anything is missing or broken.
    pub fn read(folder: &Path) -> Result<Self, CatalogueError> {
        Self::load(|name| fs::read(folder.join(name)))
    }

    /// Reads the bundle from wherever `file` finds its files.
    ///
    /// # Errors
    /// [`CatalogueError`] if anything is missing or broken.
    pub fn load(file: impl Fn(&str) -> io::Result<Vec<u8>>) -> Result<Self, CatalogueError> {
        let bytes = |name: &str| file(name).map_err(|error| CatalogueError::Missing(PathBuf::from(name), error));
        let page = |name: &str| {
            String::from_utf8(bytes(name)?).map_err(|error| {
                CatalogueError::Missing(PathBuf::from(name), io::Error::new(io::ErrorKind::InvalidData, error))
            })
        };
        let forms: Vec<Form> = parsed("forms.json", &bytes("forms.json")?)?;
        let words: BTreeMap<String, String> = parsed("words.json", &bytes("words.json")?)?;
        if let Some(missing) = service_words().into_iter().find(|word| !words.contains_key(word)) {
            return Err(CatalogueError::Word(missing));
        }
        let entry = |form: Form| {
            let name = |ending: &str| format!("pages/{}-{}{ending}.html", form.id(), form.version());
            Ok(Entry {
                page: page(&name(""))?,
                check: page(&name("-tjek"))?,
                receipt: page(&name("-kvittering"))?,
                form,
            })
        };
        let mut forms: Vec<Entry> = forms.into_iter().map(entry).collect::<Result<_, CatalogueError>>()?;
        forms.sort_by_key(|entry| (entry.form.id().clone(), std::cmp::Reverse(entry.form.version())));
        if forms.is_empty() {
            return Err(CatalogueError::Empty);
        }
        Ok(Self { forms, words, shell: page("shell.html")?, erase: page("erase.html")? })
    }

    /// Returns the newest version of the form.
    pub fn newest(&self, id: &str) -> Option<&Entry> {
        self.forms.iter().find(|entry| entry.form.id().as_str() == id)
    }

    /// Returns the version of the form that `version` names, as the page sent it, unless it takes no more answers.
    pub fn version(&self, id: &str, version: &str) -> Option<&Entry> {
        let mut versions = self.forms.iter().filter(|entry| entry.form.id().as_str() == id);
        versions.find(|entry| entry.form.version().to_string() == version && entry.form.state() != State::Closed)
    }

    /// Returns every version of every form.
    pub fn entries(&self) -> &[Entry] {
        &self.forms
    }

    /// Returns the shell of every short message.
    pub fn shell(&self) -> &str {
        &self.shell
    }

    /// Returns the page where answers are erased.
    pub fn erase(&self) -> &str {
        &self.erase
    }

    /// Returns a word of the theme.
    pub fn word(&self, name: &str) -> &str {
        self.words.get(name).map_or("", String::as_str)
    }
}

fn parsed<T: serde::de::DeserializeOwned>(name: &'static str, bytes: &[u8]) -> Result<T, CatalogueError> {
    serde_json::from_slice(bytes).map_err(|error| CatalogueError::Unreadable(name, error))
}
