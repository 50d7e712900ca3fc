//! Whole small sites: a good one, and one for each thing that can be wrong with it, with what the editor is told.
//!
//! `fixtures/README.md` says how they are put together. With `UPDATE_FIXTURES=1` the expected texts are written anew:
//! read them like prose before they are committed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rayon::prelude::*;

mod common;

use common::copy;

const TODAY: &str = "2026-11-21";

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// Puts the good site and what differs from it into a new folder.
fn merged(overlay: Option<&Path>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&fixtures().join("ok"), folder.path());
    let Some(overlay) = overlay else { return folder };
    copy(overlay, folder.path());
    let lines = |name: &str| fs::read_to_string(overlay.join(name)).unwrap_or_default();
    for path in lines("REMOVE").lines() {
        let path = folder.path().join("content").join(path);
        if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) }
            .expect("what is removed was there");
    }
    for line in lines("GENERATE").lines() {
        if let Some((path, target)) = line.split_once(" -> ") {
            std::os::unix::fs::symlink(target, folder.path().join("content").join(path)).expect("linked");
            continue;
        }
        let (path, size) = line.split_once(' ').expect("a path and a size");
        let bytes = vec![0; size.parse().expect("a size in bytes")];
        fs::write(folder.path().join("content").join(path), bytes).expect("written");
    }
    folder
}

fn check(folder: &Path) -> Output {
    let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../themes/1000dage");
    Command::new(env!("CARGO_BIN_EXE_generator"))
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .args(["check", "--today", TODAY, "--theme"])
        .arg(theme)
        .output()
        .expect("the program starts")
}

fn cases(kind: &str) -> Vec<PathBuf> {
    let mut cases: Vec<_> =
        fs::read_dir(fixtures().join(kind)).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    cases.sort();
    cases
}

#[test]
fn the_good_site_has_nothing_to_mend() {
    let output = check(merged(None).path());
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "Stedet kan bygges: 0 fejl og 0 advarsler.\n");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn every_mistake_is_told_as_expected() {
    let update = std::env::var_os("UPDATE_FIXTURES").is_some();
    let look = |case: PathBuf| {
        let output = check(merged(Some(&case)).path());
        let found = String::from_utf8_lossy(&output.stderr).into_owned();
        let expected = case.join("expected.txt");
        if update {
            fs::write(&expected, &found).expect("written");
        }
        let right = fs::read_to_string(&expected).unwrap_or_default();
        let told = !found.is_empty() && !found.contains("panicked");
        let fine = found == right && told && matches!(output.status.code(), Some(0 | 1));
        (!fine).then(|| format!("== {}\n-- expected\n{right}\n-- found\n{found}", case.display()))
    };
    let wrong: Vec<_> = cases("broken").into_par_iter().filter_map(look).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_an_editor_cannot_see_is_no_mistake() {
    for case in cases("accepted") {
        let output = check(merged(Some(&case)).path());
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{}", case.display());
        assert_eq!(output.status.code(), Some(0));
    }
}
