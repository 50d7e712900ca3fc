//! The only writer of the disk: brings the output folder in step with the output.
//!
//! The new site is made beside the old one, file by file, and takes its place in one step. Whoever looks, and whenever the
//! build is killed, there is the old site or the new one. A file that has not changed is linked, not written: it keeps its
//! time stamp, and what copies the site to the internet need not send it again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rustix::fs::{CWD, RenameFlags, renameat_with};

use crate::optimise::{Effort, brotli, compresses, gzip};

/// Marks a folder as ours to replace.
pub const MARK: &str = ".1000dage";

/// Whether text files get compressed copies beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copies {
    /// `.br` and `.gz` beside every text file.
    Compressed,
    /// None.
    None,
}

/// Why the site could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The folder holds something that this program did not make.
    #[error("mappen {0} er ikke tom og ikke lavet af generator; vælg en anden med --out, eller tøm den selv")]
    NotOurs(PathBuf),
    /// Another build is at work on the same folder.
    #[error("en anden build arbejder i {0}; vent, til den er færdig")]
    Busy(PathBuf),
    /// A file could not be made, for a reason that its maker knows.
    #[error("en fil kunne ikke laves")]
    Unmade,
    /// The disk said no.
    #[error("kan ikke skrive {path}: {}", reason(.source))]
    Disk {
        /// What could not be written.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

fn reason(error: &io::Error) -> String {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the enum is non-exhaustive")]
    match error.kind() {
        io::ErrorKind::PermissionDenied => "der mangler rettigheder".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "disken kan kun læses".to_owned(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "disken er fuld".to_owned(),
        io::ErrorKind::NotADirectory => "der ligger en fil, hvor der skulle være en mappe".to_owned(),
        _ => error.to_string(),
    }
}

/// What writing came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Files that are new or have changed.
    pub changed: usize,
    /// Files that stand as they stood.
    pub unchanged: usize,
}

/// Makes the folder `out` hold exactly the files at `paths`, each with or without compressed copies, with the bytes that `make` gives for each.
///
/// # Errors
/// [`WriteError`]; the folder is then as it was. A `make` that gives nothing stops the work: [`WriteError::Unmade`].
pub fn sync(
    out: &Path,
    paths: &[(String, Copies)],
    make: impl Fn(&str) -> Option<Vec<u8>> + Sync,
) -> Result<Written, WriteError> {
    let place = Place::prepare(out)?;
    let result = fill(&place, paths, make).and_then(|written| place.swap().map(|()| written));
    place.clean();
    result
}

/// The output folder, and the one beside it where the next site is made.
struct Place {
    out: PathBuf,
    next: PathBuf,
    _lock: fs::File,
}

impl Place {
    fn prepare(out: &Path) -> Result<Self, WriteError> {
        let out = std::path::absolute(out).map_err(at(out))?;
        let (Some(parent), Some(name)) = (out.parent(), out.file_name()) else { return Err(WriteError::NotOurs(out)) };
        fs::create_dir_all(parent).map_err(at(parent))?;
        if out.exists() {
            let mut entries = fs::read_dir(&out).map_err(at(&out))?;
            if !out.join(MARK).exists() && entries.next().is_some() {
                return Err(WriteError::NotOurs(out));
            }
        }
        let beside = |what: &str| parent.join(format!(".{}.{what}", name.to_string_lossy()));
        let (next, lock_path) = (beside("next"), beside("lock"));
        let lock = fs::File::create(&lock_path).map_err(at(&lock_path))?;
        if lock.try_lock().is_err() {
            return Err(WriteError::Busy(out));
        }
        // What a killed build left behind.
        if next.exists() {
            fs::remove_dir_all(&next).map_err(at(&next))?;
        }
        fs::create_dir(&next).map_err(at(&next))?;
        Ok(Self { out, next, _lock: lock })
    }

    /// Puts the new site in the place of the old one, and the old one where the new one was made.
    fn swap(&self) -> Result<(), WriteError> {
        if !self.out.exists() {
            return fs::rename(&self.next, &self.out).map_err(at(&self.out));
        }
        match renameat_with(CWD, &self.next, CWD, &self.out, RenameFlags::EXCHANGE) {
            Ok(()) => Ok(()),
            // A file system that cannot exchange two folders: for a moment there is no site, but never half of one.
            Err(_) => {
                let old = self.next.with_extension("old");
                fs::rename(&self.out, &old).map_err(at(&self.out))?;
                let moved = fs::rename(&self.next, &self.out);
                if moved.is_err() {
                    fs::rename(&old, &self.out).map_err(at(&self.out))?;
                } else {
                    fs::rename(&old, &self.next).map_err(at(&old))?;
                }
                moved.map_err(at(&self.out))
            }
        }
    }

    /// Removes what is beside the site now: the old one, or what became of a failed attempt.
    fn clean(&self) {
        // What cannot be removed now is removed by the next build; the site itself stands.
        let _ = fs::remove_dir_all(&self.next);
    }
}

fn fill(
    place: &Place,
    paths: &[(String, Copies)],
    make: impl Fn(&str) -> Option<Vec<u8>> + Sync,
) -> Result<Written, WriteError> {
    let mark = place.next.join(MARK);
    fs::write(&mark, "Lavet af generator; mappen bliver erstattet ved hver build.\n").map_err(at(&mark))?;
    let (old, new) = (&place.out, &place.next);
    let changed: usize = paths
        .par_iter()
        .map(|(path, copies)| {
            let bytes = make(path).ok_or(WriteError::Unmade)?;
            write_file(&old.join(path), &new.join(path), &bytes, *copies).map(usize::from)
        })
        .try_reduce(|| 0, |a, b| Ok(a + b))?;
    Ok(Written { changed, unchanged: paths.len() - changed })
}

/// Writes or links one file with its copies, and returns whether it has changed.
fn write_file(old: &Path, new: &Path, bytes: &[u8], copies: Copies) -> Result<bool, WriteError> {
    let same = is_same(old, bytes);
    // Every page has a folder of its own; made here, folders are made side by side and while other pages are being drawn.
    if let Some(folder) = new.parent() {
        fs::create_dir_all(folder).map_err(at(folder))?;
    }
    if !(same && fs::hard_link(old, new).is_ok()) {
        fs::write(new, bytes).map_err(at(new))?;
    }
    let name = new.to_string_lossy();
    if copies == Copies::Compressed && compresses(&name, bytes) {
        let effort = if name.ends_with(".html") { Effort::Quick } else { Effort::Most };
        copy(old, new, "br", same, || brotli(bytes, effort))?;
        copy(old, new, "gz", same, || gzip(bytes))?;
    }
    Ok(!same)
}

fn copy(old: &Path, new: &Path, ending: &str, same: bool, make: impl FnOnce() -> Vec<u8>) -> Result<(), WriteError> {
    let with_ending = |path: &Path| {
        let mut name = path.as_os_str().to_owned();
        name.push(".");
        name.push(ending);
        PathBuf::from(name)
    };
    let (old, new) = (with_ending(old), with_ending(new));
    if same && fs::hard_link(&old, &new).is_ok() {
        return Ok(());
    }
    fs::write(&new, make()).map_err(at(&new))
}

fn is_same(path: &Path, bytes: &[u8]) -> bool {
    let same_length = fs::metadata(path).is_ok_and(|metadata| metadata.len() == bytes.len() as u64);
    same_length && fs::read(path).is_ok_and(|old| old == bytes)
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> WriteError {
    let path = path.to_owned();
    move |source| WriteError::Disk { path, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sync(out: &Path, files: &[(&str, &str)], copies: Copies) -> Result<Written, WriteError> {
        let paths: Vec<_> = files.iter().map(|(path, _)| (format!("site/{path}"), copies)).collect();
        let make = |path: &str| {
            files
                .iter()
                .find(|(known, _)| path.strip_prefix("site/") == Some(*known))
                .map(|(_, text)| text.as_bytes().to_vec())
        };
        super::sync(out, &paths, make)
    }

    fn read(path: &Path) -> String {
        fs::read_to_string(path).unwrap_or_default()
    }

    #[test]
    fn the_folder_holds_exactly_the_output() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let out = folder.path().join("dist");
        let long = "æ".repeat(1000);
        sync(&out, &[("a/index.html", &long), ("b.txt", "b")], Copies::Compressed).expect("written");
        assert!(out.join("site/a/index.html.br").exists() && out.join("site/a/index.html.gz").exists());
        let before = fs::metadata(out.join("site/a/index.html")).and_then(|m| m.modified()).expect("a time");
        let written = sync(&out, &[("a/index.html", &long), ("c.txt", "c")], Copies::Compressed).expect("written");
        assert_eq!(written, Written { changed: 1, unchanged: 1 });
        assert_eq!(fs::metadata(out.join("site/a/index.html")).and_then(|m| m.modified()).ok(), Some(before));
        assert!(!out.join("site/b.txt").exists());
        assert_eq!(read(&out.join("site/c.txt")), "c");
        assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 2, "only dist and its lock remain");
    }

    #[test]
    fn a_folder_of_someone_else_is_left_alone() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("brev.txt"), "kære mor").expect("written");
        let result = sync(folder.path(), &[("a.html", "a")], Copies::None);
        assert!(matches!(result, Err(WriteError::NotOurs(_))), "{result:?}");
        assert_eq!(read(&folder.path().join("brev.txt")), "kære mor");
    }

    #[test]
    fn a_file_where_the_folder_should_be_is_an_error() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let out = folder.path().join("dist");
        fs::write(&out, "fil").expect("written");
        assert!(sync(&out, &[("a.html", "a")], Copies::None).is_err());
        assert_eq!(read(&out), "fil");
    }

    #[test]
    fn a_file_that_cannot_be_made_leaves_the_old_site() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let out = folder.path().join("dist");
        sync(&out, &[("a.html", "a")], Copies::None).expect("written");
        let result = super::sync(&out, &["a", "b"].map(|name| (format!("site/{name}.html"), Copies::None)), |_| None);
        assert!(matches!(result, Err(WriteError::Unmade)), "{result:?}");
        assert_eq!(read(&out.join("site/a.html")), "a");
    }

    #[test]
    fn what_a_killed_build_left_is_cleared_away() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let out = folder.path().join("dist");
        fs::create_dir_all(folder.path().join(".dist.next/site")).expect("made");
        fs::write(folder.path().join(".dist.next/site/half.html"), "ha").expect("written");
        sync(&out, &[("a.html", "a")], Copies::None).expect("written");
        assert!(!out.join("site/half.html").exists());
    }
}
