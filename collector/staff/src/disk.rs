//! Files that only their owner reads, written whole or not at all.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::trouble::Trouble;

/// Writes a file in the place of the one that is there, if any: a crash leaves the old one or the new one, never half of it.
///
/// # Errors
/// [`Trouble::Disk`].
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    let trouble = |error| Trouble::Disk(path.to_owned(), error);
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(trouble)?;
    }
    let beside = beside(path);
    let written = create_private(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    });
    written.map_err(|error| {
        // It may not be there; then there is nothing to clean up.
        let _ = fs::remove_file(&beside);
        trouble(error)
    })
}

/// Makes a file that only its owner reads.
///
/// # Errors
/// What the disk said.
pub fn create_private(path: &Path) -> std::io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.nyt", std::process::id()));
    path.with_file_name(name)
}
