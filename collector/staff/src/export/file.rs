//! Files that stand whole under their name, or not at all.
//!
//! They are written beside their place under a name of their own, readable by their owner alone, and take the name when all is
//! on the disk. What is dropped before that is gone.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempDir};

use super::ExportError;

/// What happens to a file that has the name already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and nothing is written.
    Keep,
    /// It is replaced, once the new one is whole.
    Replace,
}

/// A file that does not stand yet.
pub(super) struct Draft {
    file: NamedTempFile,
    target: PathBuf,
    existing: Existing,
}

impl Draft {
    /// Begins a file that is to stand at `target`.
    pub(super) fn begin(target: &Path, existing: Existing) -> Result<Self, ExportError> {
        if target.is_dir() {
            return Err(ExportError::IsFolder(target.to_owned()));
        }
        let folder = free_place(target, existing)?;
        let file = NamedTempFile::with_prefix_in(".eksport-", folder).map_err(ExportError::at(target))?;
        Ok(Self { file, target: target.to_owned(), existing })
    }

    /// Returns what is written into.
    pub(super) fn file(&self) -> io::Result<File> {
        self.file.as_file().try_clone()
    }

    /// Gives the file its name.
    pub(super) fn stand(self) -> Result<PathBuf, ExportError> {
        let Self { file, target, existing } = self;
        file.as_file().sync_all().map_err(ExportError::at(&target))?;
        let named = match existing {
            Existing::Keep => file.persist_noclobber(&target),
            Existing::Replace => file.persist(&target),
        };
        named.map_err(|error| ExportError::at(&target)(error.error))?;
        settle(&target);
        Ok(target)
    }
}

/// A folder of files that does not stand yet.
pub(super) struct Folder {
    folder: TempDir,
    target: PathBuf,
}

impl Folder {
    /// Begins a folder that is to stand at `target`. One that holds nothing but `.csv` files may be replaced: an earlier export.
    pub(super) fn begin(target: &Path, existing: Existing) -> Result<Self, ExportError> {
        let beside = free_place(target, existing)?;
        if target.exists() && !holds_only_tables(target) {
            return Err(ExportError::NotOurFolder(target.to_owned()));
        }
        let folder = private_folder(beside).map_err(ExportError::at(target))?;
        Ok(Self { folder, target: target.to_owned() })
    }

    /// Begins a file in the folder.
    pub(super) fn file(&self, name: &str) -> Result<File, ExportError> {
        owners_alone(&self.folder.path().join(name)).map_err(ExportError::at(&self.target))
    }

    /// Gives the folder its name. One that stood there before is put aside first, and removed when the new one stands.
    pub(super) fn stand(self) -> Result<PathBuf, ExportError> {
        let Self { folder, target } = self;
        sync_each(folder.path()).map_err(ExportError::at(&target))?;
        let aside = if target.exists() {
            let aside = private_folder(place(&target)).map_err(ExportError::at(&target))?;
            fs::rename(&target, aside.path().join("foer")).map_err(ExportError::at(&target))?;
            Some(aside)
        } else {
            None
        };
        if let Err(error) = fs::rename(folder.path(), &target) {
            if let Some(aside) = &aside {
                // The new one cannot stand: the old one comes back.
                let _ = fs::rename(aside.path().join("foer"), &target);
            }
            return Err(ExportError::at(&target)(error));
        }
        // It has moved: there is nothing left to remove.
        let _ = folder.keep();
        settle(&target);
        Ok(target)
    }
}

/// Returns a file without a name, for what has to wait: gone as soon as it is closed.
pub(super) fn waiting_room(target: &Path) -> Result<File, ExportError> {
    tempfile::tempfile_in(place(target)).map_err(ExportError::at(target))
}

/// Returns the folder a file lies in.
pub(super) fn place(target: &Path) -> &Path {
    target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn free_place(target: &Path, existing: Existing) -> Result<&Path, ExportError> {
    let folder = place(target);
    if target.file_name().is_none() || !folder.is_dir() {
        return Err(ExportError::NoFolder(folder.to_owned()));
    }
    if existing == Existing::Keep && target.symlink_metadata().is_ok() {
        return Err(ExportError::Exists(target.to_owned()));
    }
    Ok(folder)
}

fn holds_only_tables(folder: &Path) -> bool {
    let table = |entry: io::Result<fs::DirEntry>| {
        entry
            .is_ok_and(|entry| entry.path().extension().is_some_and(|ending| ending == "csv") && entry.path().is_file())
    };
    fs::read_dir(folder).is_ok_and(|mut entries| entries.all(table))
}

fn private_folder(beside: &Path) -> io::Result<TempDir> {
    let mut folder = tempfile::Builder::new();
    folder.prefix(".eksport-");
    #[cfg(unix)]
    folder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    folder.tempdir_in(beside)
}

fn owners_alone(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn sync_each(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        fs::OpenOptions::new().write(true).open(entry?.path())?.sync_all()?;
    }
    Ok(())
}

/// Brings the name itself to the disk, where the system can: a power cut must not take it back.
fn settle(target: &Path) {
    if let Ok(folder) = File::open(place(target)) {
        // Some systems cannot; the file is whole either way.
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        let mut names: Vec<_> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_that_is_given_up_leaves_nothing() {
        let room = tempfile::tempdir().expect("a folder");
        let target = room.path().join("svar.csv");
        let draft = Draft::begin(&target, Existing::Keep).expect("begun");
        draft.file().expect("open").write_all(b"halv").expect("written");
        assert_eq!(names(room.path()).len(), 1);
        drop(draft);
        assert!(names(room.path()).is_empty());
    }

    #[test]
    fn a_file_that_stands_already_is_kept_unless_it_may_be_replaced() {
        let room = tempfile::tempdir().expect("a folder");
        let target = room.path().join("svar.csv");
        fs::write(&target, "gammel").expect("written");
        assert!(matches!(Draft::begin(&target, Existing::Keep), Err(ExportError::Exists(_))));
        let draft = Draft::begin(&target, Existing::Replace).expect("begun");
        draft.file().expect("open").write_all(b"ny").expect("written");
        assert_eq!(fs::read_to_string(&target).expect("it is there"), "gammel");
        draft.stand().expect("it stands");
        assert_eq!(fs::read_to_string(&target).expect("it is there"), "ny");
        assert_eq!(names(room.path()), ["svar.csv"]);
    }

    #[test]
    fn one_that_comes_meanwhile_is_kept_too() {
        let room = tempfile::tempdir().expect("a folder");
        let target = room.path().join("svar.csv");
        let draft = Draft::begin(&target, Existing::Keep).expect("begun");
        fs::write(&target, "en andens").expect("written");
        assert!(matches!(draft.stand(), Err(ExportError::Exists(_))));
        assert_eq!(fs::read_to_string(&target).expect("it is there"), "en andens");
        assert_eq!(names(room.path()), ["svar.csv"]);
    }

    #[test]
    fn a_folder_is_replaced_only_if_it_is_an_earlier_export() {
        let room = tempfile::tempdir().expect("a folder");
        let target = room.path().join("svar");
        let make = |existing| -> Result<PathBuf, ExportError> {
            let folder = Folder::begin(&target, existing)?;
            folder.file("start.csv")?.write_all(b"x").expect("written");
            folder.stand()
        };
        make(Existing::Keep).expect("it stands");
        assert!(matches!(make(Existing::Keep), Err(ExportError::Exists(_))));
        make(Existing::Replace).expect("it stands");
        assert_eq!(names(room.path()), ["svar"]);
        fs::write(target.join("brev.docx"), "mit").expect("written");
        assert!(matches!(make(Existing::Replace), Err(ExportError::NotOurFolder(_))));
        assert_eq!(names(&target), ["brev.docx", "start.csv"]);
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let room = tempfile::tempdir().expect("a folder");
        let missing = room.path().join("ingen/svar.csv");
        assert!(matches!(Draft::begin(&missing, Existing::Keep), Err(ExportError::NoFolder(_))));
        assert!(matches!(Draft::begin(room.path(), Existing::Replace), Err(ExportError::IsFolder(_))));
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_can_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let room = tempfile::tempdir().expect("a folder");
        let target = room.path().join("svar.csv");
        Draft::begin(&target, Existing::Keep).and_then(Draft::stand).expect("it stands");
        let folder = Folder::begin(&room.path().join("svar"), Existing::Keep).expect("begun");
        folder.file("start.csv").expect("a file");
        let stands = folder.stand().expect("it stands");
        let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
        assert_eq!((mode(&target), mode(&stands), mode(&stands.join("start.csv"))), (0o600, 0o700, 0o600));
    }
}
