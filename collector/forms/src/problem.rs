//! A mistake in an editor's file: where it is, what is wrong, and how it is mended.

use std::ops::Range;

/// One mistake in one file, told in Danish to the person who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The place, in bytes from the start of the file.
    pub span: Range<usize>,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
    /// The text that should stand at `span` instead, where that is certain.
    pub fix: Option<String>,
}

impl Problem {
    /// Returns a problem with neither help nor fix.
    pub fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: None, fix: None }
    }

    /// Adds how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds the text that should stand there instead.
    #[must_use]
    pub fn fix(mut self, replacement: impl Into<String>) -> Self {
        self.fix = Some(replacement.into());
        self
    }
}

/// Returns the known word that a writer most likely meant by `written`, if one is near enough.
///
/// Near means at most a third of the letters differ, and never more than three.
pub fn meant<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let allowed = (written.chars().count() / 3).clamp(1, 3);
    known
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(&written.to_lowercase(), &word.to_lowercase()), word))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[track_caller]
    fn check(written: &str, expected: Option<&str>) {
        assert_eq!(meant(written, ["title", "description", "sources", "søvn"]), expected);
    }

    #[test]
    fn a_slip_of_the_finger_is_recognised() {
        check("titel", Some("title"));
        check("descriptoin", Some("description"));
        check("sovn", Some("søvn"));
        check("Title", Some("title"));
    }

    #[test]
    fn a_different_word_is_not_guessed_at() {
        check("forfatter", None);
        check("x", None);
    }
}
