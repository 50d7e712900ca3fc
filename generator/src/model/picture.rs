//! A picture: `billeder/<name>.<ending>`, with its rights beside it in `billeder/<name>.toml`.

use std::sync::Arc;

/// A picture that may be shown.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Where it lies on the site, with a fingerprint in its name.
    pub address: String,
    /// Its bytes.
    pub bytes: Arc<Vec<u8>>,
    /// Its SVG, checked, if it is a drawing: it stands in the page itself, so that it can follow the colours of the reader.
    pub drawing: Option<String>,
    /// Width and height in pixels; `None` for a drawing without fixed size.
    pub size: Option<(usize, usize)>,
    /// The text for those who do not see it.
    pub alt: String,
    /// Who made it, and on what terms it is shown.
    pub rights: String,
}
