//! A report, an evaluation, a project: `viden/<slug>.md`.

use super::article::Article;

/// Something that is known, and who paid to know it.
#[derive(Debug, Clone)]
pub struct Knowledge {
    /// Its text.
    pub article: Article,
    /// Who stands behind it.
    pub organisation: String,
    /// What it is: »rapport«, »evaluering«.
    pub kind: String,
    /// Its first year, where known.
    pub from_year: Option<i64>,
    /// Its last year, where it is another than the first.
    pub to_year: Option<i64>,
    /// What it cost, in Danish kroner.
    pub amount_dkk: Option<i64>,
    /// What it found, or set out to reach.
    pub findings: Vec<String>,
    /// Where to read it: title and address.
    pub link: Option<(String, String)>,
}

/// What a knowledge page can be about.
pub const KINDS: [&str; 6] = ["program", "initiativ", "pulje", "rapport", "evaluering", "projekt"];
