//! What is wrong in a file, where, and how it is mended: in Danish, for the person who wrote it.

use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Patch, Renderer, Snippet};
use forms::problem::Problem;
use serde_json::json;

use crate::source::SourceFile;

/// Whether the site can be built in spite of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The site is not built before it is mended.
    Error,
    /// Should be mended; the site is built all the same.
    Warning,
}

/// One thing that is wrong, or soon will be.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    severity: Severity,
    place: Place,
    message: String,
    help: Option<String>,
    fix: Option<String>,
}

/// Where it is wrong.
#[derive(Debug, Clone)]
enum Place {
    /// In a text that was read.
    Text(Arc<SourceFile>, Range<usize>),
    /// In a file or folder as such.
    Path(String),
}

/// Says that the content or the theme has errors; what they are stands in the [`Report`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("indholdet har fejl")]
pub struct Refused;

/// Everything found wrong so far.
#[derive(Debug, Default)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
}

impl Diagnostic {
    /// Returns an error at `span` (bytes) of `file`.
    pub fn error(file: &Arc<SourceFile>, span: Range<usize>, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, Place::Text(Arc::clone(file), span), message.into())
    }

    /// Returns a warning at `span` (bytes) of `file`.
    pub fn warning(file: &Arc<SourceFile>, span: Range<usize>, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, Place::Text(Arc::clone(file), span), message.into())
    }

    /// Returns an error about the file itself: its name, its place, its address.
    pub fn about(file: &SourceFile, message: impl Into<String>) -> Self {
        Self::unreadable(file.shown.clone(), message)
    }

    /// Returns an error about a file or folder that could not be read as a text.
    pub fn unreadable(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, Place::Path(path.into()), message.into())
    }

    /// Returns a problem found by `forms` as an error in `file`.
    pub fn from_problem(file: &Arc<SourceFile>, problem: Problem) -> Self {
        let mut diagnostic = Self::error(file, problem.span, problem.message);
        diagnostic.help = problem.help;
        diagnostic.fix = problem.fix;
        diagnostic
    }

    fn new(severity: Severity, place: Place, message: String) -> Self {
        Self { severity, place, message, help: None, fix: None }
    }

    /// Adds how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds the text that should stand at the span instead.
    #[must_use]
    pub fn fix(mut self, replacement: impl Into<String>) -> Self {
        self.fix = Some(replacement.into());
        self
    }

    /// Returns it as a warning.
    #[must_use]
    pub fn softened(self) -> Self {
        Self { severity: Severity::Warning, ..self }
    }

    /// Returns whether the site can be built in spite of it.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// Returns what is wrong.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the file or folder it is about, as shown.
    pub fn file(&self) -> &str {
        self.order().0
    }

    fn order(&self) -> (&str, usize, Severity) {
        match &self.place {
            Place::Text(file, span) => (&file.shown, span.start, self.severity),
            Place::Path(path) => (path, 0, self.severity),
        }
    }

    /// Returns the diagnostic as text for a terminal, with the line it is about.
    pub fn text(&self, colour: Colour) -> String {
        let renderer = match colour {
            Colour::On => Renderer::styled(),
            Colour::Off => Renderer::plain(),
        };
        let level = match self.severity {
            Severity::Error => Level::ERROR.with_name("fejl"),
            Severity::Warning => Level::WARNING.with_name("advarsel"),
        };
        let help = |text: &str| Level::HELP.with_name("hjælp").message(text.to_owned());
        let group = level.primary_title(self.message.clone());
        let report = match &self.place {
            Place::Path(path) => {
                let mut group = group.element(annotate_snippets::Origin::path(path.clone()));
                if let Some(text) = &self.help {
                    group = group.element(help(text));
                }
                vec![group]
            }
            Place::Text(file, span) => {
                let span = within(&file.text, span);
                let snippet = Snippet::source(&file.text)
                    .path(&file.shown)
                    .fold(true)
                    .annotation(AnnotationKind::Primary.span(span.clone()));
                match (&self.fix, &self.help) {
                    (Some(fix), help) => {
                        let title = help.clone().unwrap_or_else(|| "skriv i stedet".to_owned());
                        let patch =
                            Snippet::source(&file.text).path(&file.shown).fold(true).patch(Patch::new(span, fix));
                        vec![
                            group.element(snippet),
                            Level::HELP.with_name("hjælp").secondary_title(title).element(patch),
                        ]
                    }
                    (None, Some(text)) => vec![group.element(snippet).element(help(text))],
                    (None, None) => vec![group.element(snippet)],
                }
            }
        };
        renderer.decor_style(DecorStyle::Ascii).render(&report)
    }

    /// Returns the diagnostic as one JSON object: severity, file, line, column, end, message, help, fix.
    pub fn json(&self) -> serde_json::Value {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let mut value = json!({ "severity": severity, "message": self.message, "help": self.help, "fix": self.fix });
        let place = match &self.place {
            Place::Path(path) => json!({ "file": path }),
            Place::Text(file, span) => {
                let (start, end) = (file.location(span.start), file.location(span.end));
                json!({ "file": file.shown, "line": start.line, "column": start.column,
                        "end_line": end.line, "end_column": end.column })
            }
        };
        if let (Some(value), serde_json::Value::Object(place)) = (value.as_object_mut(), place) {
            value.extend(place);
        }
        value
    }

    /// Returns the diagnostic as a GitHub workflow command, which shows it at its line in a pull request.
    pub fn github(&self) -> String {
        let command = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let message =
            self.help.as_ref().map_or_else(|| self.message.clone(), |help| format!("{}\nHjælp: {help}", self.message));
        let message = message.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
        match &self.place {
            Place::Path(path) => format!("::{command} file={path}::{message}"),
            Place::Text(file, span) => {
                let (start, end) = (file.location(span.start), file.location(span.end));
                format!(
                    "::{command} file={},line={},endLine={},col={}::{message}",
                    file.shown, start.line, end.line, start.column
                )
            }
        }
    }
}

/// Whether text carries terminal colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// It does.
    On,
    /// It does not.
    Off,
}

/// Keeps a span inside the text and on character borders, so that a diagnostic about a file can never panic.
fn within(text: &str, span: &Range<usize>) -> Range<usize> {
    let border = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = border(span.start);
    start..border(span.end).max(start)
}

impl Report {
    /// Adds a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Adds several.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.diagnostics.extend(diagnostics);
    }

    /// Returns everything by file and place.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut sorted: Vec<_> = self.diagnostics.iter().collect();
        sorted.sort_by(|a, b| a.order().cmp(&b.order()));
        sorted
    }

    /// Returns how many there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// Stops the road if anything must be mended first.
    ///
    /// # Errors
    /// [`Refused`] if there is an error among the diagnostics.
    pub fn refuse_errors(&self) -> Result<(), Refused> {
        if self.count(Severity::Error) == 0 { Ok(()) } else { Err(Refused) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> Arc<SourceFile> {
        let text = "+++\ntitle = \"Søvn på børnehøjde\"\nrelated = [\"sovn\"]\n+++\n".to_owned();
        Arc::new(SourceFile { path: "sider/soevn.md".into(), shown: "content/sider/soevn.md".into(), text })
    }

    #[test]
    fn text_points_at_the_right_column_after_danish_letters() {
        let file = file();
        let at = file.text.find("børnehøjde").expect("it stands there");
        let diagnostic = Diagnostic::warning(&file, at..at + "børnehøjde".len(), "ordet er langt").help("del det");
        insta::assert_snapshot!(diagnostic.text(Colour::Off), @r#"
        advarsel: ordet er langt
         --> content/sider/soevn.md:2:18
          |
        2 | title = "Søvn på børnehøjde"
          |                  ^^^^^^^^^^
          |
          = hjælp: del det
        "#);
    }

    #[test]
    fn a_certain_fix_is_shown() {
        let file = file();
        let at = file.text.find("\"sovn\"").expect("it stands there");
        let diagnostic =
            Diagnostic::error(&file, at..at + 6, "siden findes ikke").help("mente du `soevn`?").fix("\"soevn\"");
        insta::assert_snapshot!(diagnostic.text(Colour::Off), @r#"
        fejl: siden findes ikke
         --> content/sider/soevn.md:3:12
          |
        3 | related = ["sovn"]
          |            ^^^^^^
          |
        hjælp: mente du `soevn`?
          |
        3 | related = ["soevn"]
          |               +
        "#);
        let github =
            "::error file=content/sider/soevn.md,line=3,endLine=3,col=12::siden findes ikke%0AHjælp: mente du `soevn`?";
        assert_eq!(diagnostic.github(), github);
        let json = diagnostic.json();
        let place = ["file", "line", "column", "end_line", "end_column"].map(|key| json[key].to_string());
        assert_eq!(place, ["\"content/sider/soevn.md\"", "3", "12", "3", "18"]);
    }

    #[test]
    fn a_span_outside_the_text_does_no_harm() {
        let diagnostic = Diagnostic::error(&file(), 900..1000, "noget er galt");
        assert!(diagnostic.text(Colour::Off).contains("noget er galt"));
    }
}
