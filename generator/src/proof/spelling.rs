//! Every word looked up in Hunspell's Danish dictionary and in our own list, `ordliste.txt`.

use std::collections::{BTreeSet, HashMap};
use std::env;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use spellbook::Dictionary;

use super::passages::{self, Passage};
use crate::diagnostic::{Diagnostic, Report};
use crate::source::{SourceFile, Sources};

/// Our own words: names, terms and short forms that the dictionary lacks, one a line.
pub const WORD_LIST: &str = "ordliste.txt";

/// Files whose texts are names of other people's works, or words misspelt on purpose.
const UNREAD: [&str; 3] = ["kilder.toml", "synonymer.toml", "omdirigeringer.toml"];

/// Where programs keep Hunspell's dictionaries, if `DICPATH` does not say another place.
const FOLDERS: [&str; 4] =
    ["/usr/share/hunspell", "/usr/share/myspell", "/opt/homebrew/share/hunspell", "/Library/Spelling"];

/// So many words get a suggestion: one takes a second or two, and who has more unknown words than this has another trouble.
const SUGGESTIONS: usize = 5;

/// What knows how Danish words are spelt.
pub struct Speller {
    dictionary: Dictionary,
    own: BTreeSet<String>,
}

/// Why no word can be looked up.
#[derive(Debug, thiserror::Error)]
pub enum SpellerError {
    /// Hunspell's Danish dictionary is not on this machine.
    #[error("Hunspells danske ordbog (da_DK) findes ikke på denne maskine")]
    Missing,
    /// It is there, but cannot be read.
    #[error("ordbogen {0} kan ikke læses: {1}")]
    Unreadable(PathBuf, String),
}

impl Speller {
    /// Reads the dictionary of this machine and our own list.
    ///
    /// # Errors
    /// [`SpellerError`]; without a dictionary nothing can be looked up.
    pub fn load(sources: &Sources) -> Result<Self, SpellerError> {
        let folders = env::var_os("DICPATH")
            .map_or_else(|| FOLDERS.map(PathBuf::from).to_vec(), |paths| env::split_paths(&paths).collect());
        let folder = folders.into_iter().find(|folder| folder.join("da_DK.dic").is_file());
        let folder = folder.ok_or(SpellerError::Missing)?;
        let rules = read(&folder.join("da_DK.aff"))?;
        let words = tidied(&read(&folder.join("da_DK.dic"))?);
        let dictionary = Dictionary::new(&rules, &words)
            .map_err(|error| SpellerError::Unreadable(folder.join("da_DK.dic"), error.to_string()))?;
        Ok(Self { dictionary, own: own_words(sources) })
    }

    /// Returns whether the word is spelt as somebody spells it. A word of several parts is, if each part is.
    pub fn knows(&self, word: &str) -> bool {
        self.knows_whole(word)
            || (word.contains('-') && word.split('-').all(|part| part.is_empty() || self.knows_part(part)))
    }

    fn knows_whole(&self, word: &str) -> bool {
        self.own.contains(word) || self.own.contains(&word.to_lowercase()) || self.dictionary.check(word)
    }

    /// »barsels-« and »småbørns-« are parts of longer words, joined by an s.
    fn knows_part(&self, part: &str) -> bool {
        self.knows_whole(part) || part.strip_suffix('s').is_some_and(|part| self.knows_whole(part))
    }

    /// Returns how the word may have been meant.
    fn meant(&self, word: &str) -> Option<String> {
        let mut found = Vec::new();
        self.dictionary.suggest(word, &mut found);
        found.into_iter().next()
    }
}

/// Dictionaries are in UTF-8 or, the older ones, in Latin-1.
fn read(path: &Path) -> Result<String, SpellerError> {
    let bytes =
        fs::read(path).map_err(|error: io::Error| SpellerError::Unreadable(path.to_owned(), error.to_string()))?;
    Ok(String::from_utf8(bytes).unwrap_or_else(|error| error.into_bytes().into_iter().map(char::from).collect()))
}

/// Leaves out the few entries that Hunspell itself skips, since a sign of theirs (»A/S«) is taken for the beginning of flags.
fn tidied(words: &str) -> String {
    let is_whole = |line: &&str| {
        let flags = line.split_whitespace().next().unwrap_or_default().split_once('/').map_or("", |(_, flags)| flags);
        flags.bytes().all(|sign| sign.is_ascii_digit() || sign == b',')
    };
    words.lines().filter(is_whole).collect::<Vec<_>>().join("\n")
}

fn own_words(sources: &Sources) -> BTreeSet<String> {
    let list = sources.content.get(WORD_LIST).map_or("", |file| file.text.as_str());
    list.lines().map(|line| line.split('#').next().unwrap_or_default().trim().to_owned()).collect()
}

/// Reports every word in the Danish texts of the content that `speller` does not know, once a file.
pub fn check(sources: &Sources, speller: &Speller, report: &mut Report) {
    let mut verdicts: HashMap<String, bool> = HashMap::new();
    let mut found = 0;
    for (path, file) in &sources.content {
        if file.language().is_some() || UNREAD.contains(&path.as_str()) {
            continue;
        }
        let mut told = BTreeSet::new();
        for passage in passages_of(file) {
            for (at, word) in words(&passage.text) {
                let known = *verdicts.entry(word.to_owned()).or_insert_with(|| speller.knows(word));
                if !known && told.insert(word.to_owned()) {
                    let meant = (found < SUGGESTIONS).then(|| speller.meant(word)).flatten();
                    report.push(unknown(file, passage.span(&(at..at + word.len())), word, meant));
                    found += 1;
                }
            }
        }
    }
}

fn passages_of(file: &Arc<SourceFile>) -> Vec<Passage> {
    if file.path.ends_with(".md") {
        passages::of_page(file)
    } else if file.path.ends_with(".toml") {
        passages::of_toml(file)
    } else {
        Vec::new()
    }
}

fn unknown(file: &Arc<SourceFile>, span: Range<usize>, word: &str, meant: Option<String>) -> Diagnostic {
    let problem = Diagnostic::error(file, span, format!("ordet »{word}« kendes ikke"));
    match meant {
        Some(meant) => problem.help(format!("mente du »{meant}«? Er ordet rigtigt, så skriv det i {WORD_LIST}")),
        None => problem.help(format!("er ordet rigtigt, så skriv det i {WORD_LIST}")),
    }
}

/// Returns every word and where it begins. Letters with digits in them are names and measures; addresses are no words.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (at, piece) in pieces(text) {
        if piece.contains(['@', '/', '_']) || is_address(piece) {
            continue;
        }
        let is_letter = |c: char| c.is_alphanumeric() || c == '-' || c == '’' || c == '\'';
        let mut from = 0;
        while let Some(start) = piece.get(from..).and_then(|rest| rest.find(is_letter)).map(|start| from + start) {
            let rest = piece.get(start..).unwrap_or_default();
            let word = rest.get(..rest.find(|c| !is_letter(c)).unwrap_or(rest.len())).unwrap_or_default();
            from = start + word.len().max(1);
            let trimmed = word.trim_matches(['-', '’', '\'']);
            let lead = word.len() - word.trim_start_matches(['-', '’', '\'']).len();
            if trimmed.chars().any(char::is_alphabetic) && !trimmed.contains(|c: char| c.is_numeric()) {
                found.push((at + start + lead, trimmed));
            }
        }
    }
    found
}

fn pieces(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(char::is_whitespace).map(|piece| (piece.as_ptr() as usize - text.as_ptr() as usize, piece))
}

/// »borger.dk«, »kilder.toml«: a point between letters.
fn is_address(piece: &str) -> bool {
    let mut letters = piece.chars().zip(piece.chars().skip(1)).zip(piece.chars().skip(2));
    letters.any(|((before, point), after)| before.is_alphanumeric() && point == '.' && after.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_letters_and_what_joins_them() {
        let found: Vec<_> = words("Se borger.dk, »uge- og månedsvis« 5-årige (RSV-vaccinen) navn@eksempel.dk.")
            .into_iter()
            .map(|(_, word)| word)
            .collect();
        assert_eq!(found, ["Se", "uge", "og", "månedsvis", "RSV-vaccinen"]);
    }

    #[test]
    fn a_word_knows_its_place() {
        let text = "Ja, »søvn« er godt.";
        for (at, word) in words(text) {
            assert_eq!(text.get(at..at + word.len()), Some(word));
        }
    }
}
