//! What tests and benches both need.

use std::fs;
use std::path::Path;

/// Copies what lies in the folder `from` into `to`; a file there gives way to a folder of its name.
pub(crate) fn copy(from: &Path, to: &Path) {
    if to.is_file() {
        fs::remove_file(to).expect("removed");
    }
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("copied");
        }
    }
}
