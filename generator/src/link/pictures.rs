//! The pictures of the content, each with its text and its rights beside it.

use std::collections::BTreeMap;
use std::sync::Arc;

use forms::id::is_slug;

use super::drawings;
use crate::diagnostic::{Diagnostic, Report};
use crate::model::picture::Picture;
use crate::parse::danish::slug;
use crate::source::Sources;
use crate::validate::Parts;

/// The endings of pictures that every browser shows.
const PICTURE_ENDINGS: [&str; 6] = ["jpg", "jpeg", "png", "webp", "avif", "svg"];

/// Returns every picture that may be shown, by content path, and reports those that lack something.
pub(super) fn find(parts: &Parts, sources: &Sources, report: &mut Report) -> BTreeMap<String, Picture> {
    let mut pictures = BTreeMap::new();
    for (path, bytes) in &sources.pictures {
        let shown = format!("{}/{path}", parts.root);
        let (stem, ending) = path.rsplit_once('.').unwrap_or((path, ""));
        let Some(name) = stem.strip_prefix("billeder/") else {
            report.push(
                Diagnostic::unreadable(shown, "filen hører ikke til nogen steder og bliver ikke brugt")
                    .softened()
                    .help("billeder ligger i billeder/"),
            );
            continue;
        };
        if !PICTURE_ENDINGS.contains(&ending) {
            report.push(
                Diagnostic::unreadable(shown, "filen er ikke et billede, som browsere kan vise")
                    .help(format!("brug {}", PICTURE_ENDINGS.join(", "))),
            );
            continue;
        }
        if !name.split('/').all(is_slug) {
            report.push(
                Diagnostic::unreadable(shown.clone(), "billedets navn kan ikke være en adresse")
                    .help(format!("små bogstaver a–z, tal og bindestreg: {}.{ending}", slug(name))),
            );
        }
        let beside = format!("{stem}.toml");
        let note = parts.picture_notes.iter().find(|(file, _)| file.path == beside).map(|(_, note)| note.clone());
        if note.is_none() && !parts.failed.contains(&beside) {
            report.push(
                Diagnostic::unreadable(shown.clone(), "billedet har ingen rettigheder")
                    .help(format!("lav {}/{beside} med alt = \"…\" og rights = \"…\"", parts.root)),
            );
        }
        let note = note.unwrap_or_default();
        let drawing = path.ends_with(".svg").then(|| drawings::read(bytes, &shown, report)).flatten();
        let size = imagesize::blob_size(bytes).ok().map(|size| (size.width, size.height));
        let address = format!("/billeder/{name}.{}.{ending}", crate::optimise::fingerprint(bytes));
        pictures.insert(
            format!("/{path}"),
            Picture { address, bytes: Arc::clone(bytes), drawing, size, alt: note.alt, rights: note.rights },
        );
    }
    for (file, _) in &parts.picture_notes {
        let stem = file.path.trim_end_matches("toml");
        if !PICTURE_ENDINGS.iter().any(|ending| sources.pictures.contains_key(&format!("{stem}{ending}"))) {
            report.push(Diagnostic::about(file, "der er intet billede ved siden af filen").softened());
        }
    }
    pictures
}
