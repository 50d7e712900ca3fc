//! Where a fact comes from: `kilder.toml`.

/// A source.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The name pages use.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who stands behind it.
    pub publisher: String,
    /// Its year, where known.
    pub year: Option<i64>,
    /// Where to read it, where known.
    pub url: Option<String>,
}
