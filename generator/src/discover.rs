//! The only reader of the disk: `content/` and the theme into [`Sources`].

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::diagnostic::{Diagnostic, Report};
use crate::source::{SourceFile, Sources};

/// A text larger than this is no page anyone reads: the longest lesson is some 5 KB.
const LARGEST_TEXT: u64 = 1024 * 1024;

/// A picture larger than this keeps a parent with a poor signal waiting: it weighs as much as a hundred lessons.
const LARGEST_PICTURE: u64 = 400 * 1024;

/// What was read before, so that only files that have changed are read again.
#[derive(Debug, Default)]
pub struct Shelf {
    read: BTreeMap<PathBuf, (SystemTime, u64, Read)>,
}

/// A file as it was read.
#[derive(Debug, Clone)]
enum Read {
    Text(Arc<SourceFile>),
    Bytes(Arc<Vec<u8>>),
}

/// A file found on the disk.
struct Found {
    disk: PathBuf,
    path: String,
    shown: String,
    modified: SystemTime,
    length: u64,
}

/// Reads the content and the theme, and reports every file that cannot be read.
pub fn read(content: &Path, theme: &Path, shelf: &mut Shelf, report: &mut Report) -> Sources {
    let mut sources = Sources { root: shown(content), ..Sources::default() };
    let mut fresh = BTreeMap::new();
    for (path, read) in read_folder(content, shelf, &mut fresh, report) {
        match read {
            Read::Text(file) => drop(sources.content.insert(path, file)),
            Read::Bytes(bytes) => drop(sources.pictures.insert(path, bytes)),
        }
    }
    for (path, read) in read_folder(theme, shelf, &mut fresh, report) {
        match read {
            Read::Text(file) => drop(sources.theme_texts.insert(path, file)),
            Read::Bytes(bytes) => drop(sources.theme_files.insert(path, bytes)),
        }
    }
    shelf.read = fresh;
    sources
}

type Fresh = BTreeMap<PathBuf, (SystemTime, u64, Read)>;

fn read_folder(root: &Path, shelf: &Shelf, fresh: &mut Fresh, report: &mut Report) -> Vec<(String, Read)> {
    let found = walk(root, report);
    let read: Vec<_> = found.into_par_iter().map(|file| (read_file(&file, shelf), file)).collect();
    let mut files = Vec::with_capacity(read.len());
    for (result, file) in read {
        match result {
            Ok(read) => {
                fresh.insert(file.disk, (file.modified, file.length, read.clone()));
                files.push((file.path, read));
            }
            Err(diagnostic) => report.push(*diagnostic),
        }
    }
    files
}

fn walk(root: &Path, report: &mut Report) -> Vec<Found> {
    let mut found = Vec::new();
    if !root.is_dir() {
        report.push(
            Diagnostic::unreadable(root.display().to_string(), "mappen findes ikke")
                .help("stå i projektets rod, eller peg på mappen med --content og --theme"),
        );
        return found;
    }
    let visible = |name: &str| !name.starts_with('.') && !name.ends_with('~');
    let entries = WalkDir::new(root)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || entry.file_name().to_str().is_none_or(visible));
    for entry in entries {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {
                if entry.path().extension().is_some_and(|ending| ending == "md" || ending == "toml") {
                    report.push(Diagnostic::unreadable(
                        shown(entry.path()),
                        "her er en mappe, hvor der skulle være en fil",
                    ));
                }
            }
            Ok(entry) => match describe(root, &entry) {
                Ok(file) => found.push(file),
                Err(diagnostic) => report.push(*diagnostic),
            },
            Err(error) => report.push(walk_error(root, &error)),
        }
    }
    found
}

fn describe(root: &Path, entry: &walkdir::DirEntry) -> Result<Found, Box<Diagnostic>> {
    let shown = shown(entry.path());
    let unreadable = |error: &dyn std::error::Error| {
        Box::new(Diagnostic::unreadable(shown.clone(), format!("filen kan ikke læses ({error})")))
    };
    let metadata = entry.metadata().map_err(|error| unreadable(&error))?;
    let modified = metadata.modified().map_err(|error| unreadable(&error))?;
    let path = entry.path().strip_prefix(root).unwrap_or(entry.path());
    let Some(path) = path.to_str() else {
        return Err(Box::new(
            Diagnostic::unreadable(shown, "filens navn er ikke UTF-8")
                .help("giv filen et navn med a–z, tal og bindestreg"),
        ));
    };
    Ok(Found { path: path.replace('\\', "/"), shown, modified, length: metadata.len(), disk: entry.path().to_owned() })
}

fn walk_error(root: &Path, error: &walkdir::Error) -> Diagnostic {
    let path = error.path().map_or_else(|| shown(root), shown);
    if error.loop_ancestor().is_some() {
        return Diagnostic::unreadable(path, "mappen peger tilbage på sig selv").help("slet genvejen (symlink)");
    }
    if error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound) {
        return Diagnostic::unreadable(path, "genvejen peger på noget, der ikke findes")
            .help("slet genvejen (symlink)");
    }
    let reason = error.io_error().map_or_else(|| error.to_string(), io::Error::to_string);
    Diagnostic::unreadable(path, format!("kan ikke læses ({reason})"))
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/").trim_start_matches("./").to_owned()
}

fn read_file(file: &Found, shelf: &Shelf) -> Result<Read, Box<Diagnostic>> {
    if let Some((modified, length, read)) = shelf.read.get(&file.disk)
        && (*modified, *length) == (file.modified, file.length)
    {
        return Ok(read.clone());
    }
    let refuse = |message: String| Box::new(Diagnostic::unreadable(file.shown.clone(), message));
    let largest = if is_text(&file.path) { LARGEST_TEXT } else { LARGEST_PICTURE };
    if file.length > largest {
        let message = format!("filen fylder {} kB; højst {} er tilladt", file.length.div_ceil(1024), largest / 1024);
        let help = if is_text(&file.path) {
            "del siden i flere"
        } else {
            "gør billedet mindre: højst 1.600 punkter bredt, gemt som JPEG eller WebP"
        };
        return Err(Box::new(Diagnostic::unreadable(file.shown.clone(), message).help(help)));
    }
    let bytes = fs::read(&file.disk).map_err(|error| refuse(format!("filen kan ikke læses ({error})")))?;
    if !is_text(&file.path) {
        return Ok(Read::Bytes(Arc::new(bytes)));
    }
    let text = decode(bytes)
        .map_err(|(message, help)| Box::new(Diagnostic::unreadable(file.shown.clone(), message).help(help)))?;
    Ok(Read::Text(Arc::new(SourceFile { path: file.path.clone(), shown: file.shown.clone(), text })))
}

fn is_text(path: &str) -> bool {
    // Pictures of the content and fixed files of the theme go out as they came, whatever they hold.
    let as_is = path.starts_with("billeder/") || path.starts_with("static/");
    if as_is {
        return path.ends_with(".toml");
    }
    [".md", ".toml", ".lock", ".html", ".css", ".js", ".svg", ".txt"].iter().any(|ending| path.ends_with(ending))
}

/// Returns the text, or what is wrong with it and how to mend it.
fn decode(bytes: Vec<u8>) -> Result<String, (String, &'static str)> {
    const SAVE: &str = "gem filen som UTF-8 i dit skriveprogram";
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(("filen er gemt som UTF-16".to_owned(), SAVE));
    }
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let before = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        (format!("linje {line} er ikke UTF-8; æ, ø og å er måske gemt i et gammelt format"), SAVE)
    })?;
    if text.starts_with('\u{FEFF}') {
        // The mark is invisible, harmless and what Windows' Notepad writes; no editor should have to know of it.
        text.drain(..'\u{FEFF}'.len_utf8());
    }
    if let Some(at) = text.find('\0') {
        let line = text.get(..at).unwrap_or_default().matches('\n').count() + 1;
        return Err((
            format!("linje {line} har et usynligt tegn (NUL), som ikke hører til i en tekst"),
            "slet linjen, og skriv den igen",
        ));
    }
    if text.contains(['\u{30A}', '\u{308}', '\u{301}']) {
        let at = text.find(['\u{30A}', '\u{308}', '\u{301}']).unwrap_or_default();
        let line = text.get(..at).unwrap_or_default().matches('\n').count() + 1;
        return Err((
            format!("linje {line} har et bogstav, der er sat sammen af to tegn (fx å som a og ring)"),
            "skriv bogstavet igen; det sker, når tekst kopieres fra et filnavn på Mac eller en PDF",
        ));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[track_caller]
    fn check(bytes: &[u8], expected: Result<&str, &str>) {
        let found = decode(bytes.to_vec());
        match expected {
            Ok(text) => assert_eq!(found.as_deref(), Ok(text)),
            Err(part) => assert!(found.as_ref().is_err_and(|(message, _)| message.contains(part)), "{found:?}"),
        }
    }

    #[test]
    fn texts_are_utf8_whatever_the_program_that_wrote_them() {
        check("søvn\r\n".as_bytes(), Ok("søvn\r\n"));
        check("\u{FEFF}søvn".as_bytes(), Ok("søvn"));
        check(b"", Ok(""));
    }

    #[test]
    fn a_file_that_is_no_text_is_told_as_such() {
        check(&[0x89, b'P', b'N', b'G'], Err("linje 1 er ikke UTF-8"));
    }

    #[test]
    fn a_text_in_another_code_is_refused_with_its_line() {
        check(&[0xFF, 0xFE, b'a', 0], Err("UTF-16"));
        check(b"a\ns\xF8vn", Err("linje 2 er ikke UTF-8"));
        check(b"a\nb\nc\0", Err("linje 3 har et usynligt tegn"));
        check("a\nb\u{E5}\na\u{30A}".as_bytes(), Err("linje 3 har et bogstav"));
    }
}
