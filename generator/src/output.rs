//! The finished site in memory: files by path.

use std::collections::BTreeMap;
use std::sync::Arc;

/// What a build puts out.
#[derive(Debug, Default)]
pub struct Output {
    /// Every file, by its path beneath the output folder: `site/ring-nu/index.html`.
    pub files: BTreeMap<String, File>,
}

/// The bytes of a file.
#[derive(Debug, Clone)]
pub struct File {
    /// Its bytes.
    pub bytes: Arc<Vec<u8>>,
}

impl File {
    /// Returns a file of these bytes.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self { bytes: Arc::new(bytes) }
    }
}

impl Output {
    /// Returns how many bytes there are in all.
    pub fn bytes(&self) -> usize {
        self.files.values().map(|file| file.bytes.len()).sum()
    }

    /// Returns how many pages there are.
    pub fn pages(&self) -> usize {
        self.files.keys().filter(|path| path.ends_with(".html")).count()
    }
}
