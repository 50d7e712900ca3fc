//! A file as it was read, and where in it something stands.

use std::collections::BTreeMap;
use std::sync::Arc;

/// A text file, with the path an editor knows it by.
#[derive(Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// The path from the folder it was read from, with `/`: `faser/0-2-uger/01-de-foerste-doegn.md`.
    pub path: String,
    /// The path as shown in a diagnostic, from where the command was given: `content/faser/…`.
    pub shown: String,
    /// Its text, UTF-8 without a byte order mark.
    pub text: String,
}

/// A line and a column, both from 1; the column counts characters, as editors' programs do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Location {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl SourceFile {
    /// Returns the code of the language it is in, which its folder tells: `sprog/en/…`; `None` if it is in Danish.
    pub fn language(&self) -> Option<&str> {
        self.path.strip_prefix("sprog/")?.split_once('/').map(|(code, _)| code)
    }

    /// Returns the location of the byte at `offset`.
    pub fn location(&self, offset: usize) -> Location {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        Location { line: before.matches('\n').count() + 1, column }
    }
}

/// Everything the road starts from, as it lies on the disk.
///
/// A file that has not changed since the last reading is the same `Arc`, so that later stages can tell by its pointer.
#[derive(Debug, Default)]
pub struct Sources {
    /// The content folder as shown in a diagnostic: `content`.
    pub root: String,
    /// The text files of `content/`, by path.
    pub content: BTreeMap<String, Arc<SourceFile>>,
    /// The pictures of `content/billeder/`, by path.
    pub pictures: BTreeMap<String, Arc<Vec<u8>>>,
    /// The templates and settings of the theme, by path.
    pub theme_texts: BTreeMap<String, Arc<SourceFile>>,
    /// The other files of the theme, by path.
    pub theme_files: BTreeMap<String, Arc<Vec<u8>>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let file = SourceFile { path: "a.md".into(), shown: "a.md".into(), text: "æøå\nsøvn og ro".into() };
        let place = file.text.find("ro").expect("it stands there");
        assert_eq!(file.location(place), Location { line: 2, column: 9 });
        assert_eq!(file.location(0), Location { line: 1, column: 1 });
        assert_eq!(file.location(999), Location { line: 2, column: 11 });
    }
}
