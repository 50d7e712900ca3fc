//! `--since last`: how far earlier exports came, so that the next one takes what is new, all of it, and nothing twice.
//!
//! Clocks differ and some rows arrive late. So the mark is not a moment alone: it is the moment `through`, the smaller of now and
//! the latest moment seen, and the keys of everything exported from 48 hours before it on. A row is new if it came no more than
//! 48 hours before `through` and its key is not among those. Nothing that appears in the table within 48 hours of its own stamp is
//! lost; nothing is repeated, for what lies before those 48 hours is never new again. A row stamped in the future stays among the
//! keys until time has passed it.
//!
//! The mark is written when the export stands under its name. A crash between the two repeats rows in the next export, and loses
//! none.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use collector::record::Key;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::file::{Draft, Existing};
use super::{Contact, ExportError, Finished, Format};
use crate::case::Head;
use crate::export::choice::Choice;

/// The form of the file; a program that does not know it must not guess.
const FORMAT: u32 = 1;
/// How late a row may appear in the table, and by how much clocks may differ.
const OVERLAP: SignedDuration = SignedDuration::from_hours(48);

/// What a mark is about: it is of use for the same table and the same wishes alone.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// What tells the table from every other.
    pub table: &'a str,
    /// Which submissions.
    pub choice: &'a Choice,
    /// How they are written.
    pub format: Format,
    /// Whether with contact details.
    pub contact: Contact,
}

/// How far exports have come: read before an export, told of every row, and saved after it.
#[derive(Debug)]
pub struct Watermark {
    path: PathBuf,
    now: Timestamp,
    before: Mark,
    greatest: Option<Timestamp>,
    exported: BTreeSet<(Timestamp, Key)>,
}

/// The file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mark {
    format: u32,
    table: String,
    wanted: String,
    through: Option<Timestamp>,
    exported: BTreeMap<Key, Timestamp>,
}

/// The form of a file of any version.
#[derive(Deserialize)]
struct AnyFormat {
    format: u32,
}

/// Why an export cannot go on from the last one.
#[derive(Debug, thiserror::Error)]
pub enum WatermarkError {
    /// The file cannot be understood.
    #[error(
        "filen {0}, der husker, hvor langt du er kommet, er beskadiget. Hent den fra en sikkerhedskopi. Eller slet den: så kommer alt med én gang til"
    )]
    Damaged(PathBuf),
    /// A newer program wrote the file.
    #[error("filen {0} er skrevet af en nyere udgave af programmet; hent den nyeste udgave")]
    Future(PathBuf),
    /// The mark is of another table.
    #[error(
        "filen {path} husker, hvor langt du er kommet i en anden tabel ({other}). Brug filen, der hører til denne tabel, eller et nyt filnavn: så kommer alt med"
    )]
    OtherTable {
        /// The file.
        path: PathBuf,
        /// The table it is about.
        other: String,
    },
    /// The mark is of another choice.
    #[error(
        "filen {path} hører til et andet udvalg ({other}). Vælg det samme som sidst, eller brug et nyt filnavn: så kommer alt med"
    )]
    OtherChoice {
        /// The file.
        path: PathBuf,
        /// What was chosen then.
        other: String,
    },
    /// A case changes its status after it came: `since last` would lose those that did.
    #[error(
        "»siden sidst« kan ikke bruges sammen med en status, for en sag skifter status, efter at den er kommet ind. Tag alle med, og vælg i filen"
    )]
    Status,
    /// The file cannot be read or written.
    #[error("filen {0}, der husker, hvor langt du er kommet, kan ikke læses ({1})")]
    Unreadable(PathBuf, #[source] io::Error),
    /// The mark could not be saved.
    #[error(
        "eksporten er færdig, men det kunne ikke gemmes, hvor langt du er kommet: {0}. Næste gang kommer de samme rækker med igen"
    )]
    NotSaved(#[source] ExportError),
}

impl Watermark {
    /// Reads the mark at `path`; where there is no file, nothing has been exported and everything is new.
    ///
    /// # Errors
    /// [`WatermarkError`] if it cannot be read, or is about something else than what is wanted.
    pub fn read(path: &Path, wanted: Wanted<'_>, now: Timestamp) -> Result<Self, WatermarkError> {
        if wanted.choice.status.is_some() {
            return Err(WatermarkError::Status);
        }
        let before = match fs::read_to_string(path) {
            Ok(text) => Mark::parse(&text, path)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Mark::of(wanted),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                return Err(WatermarkError::Damaged(path.to_owned()));
            }
            Err(error) => return Err(WatermarkError::Unreadable(path.to_owned(), error)),
        };
        let path = path.to_owned();
        if before.table != wanted.table {
            return Err(WatermarkError::OtherTable { path, other: before.table });
        }
        if before.wanted != wanted.fingerprint() {
            return Err(WatermarkError::OtherChoice { path, other: before.wanted });
        }
        Ok(Self { path, now, before, greatest: None, exported: BTreeSet::new() })
    }

    /// Returns the moment before which nothing is new; none, if everything is.
    pub fn since(&self) -> Option<Timestamp> {
        self.before.through.map(overlap_before)
    }

    /// Returns whether a submission was not exported before.
    pub fn is_new(&self, head: &Head) -> bool {
        self.since().is_none_or(|since| head.received >= since) && !self.before.exported.contains_key(&head.key)
    }

    /// Notes that a submission is in this export.
    pub fn note(&mut self, head: &Head) {
        self.greatest = self.greatest.max(Some(head.received));
        self.exported.insert((head.received, head.key.clone()));
        // What can never be new again need not be remembered: memory does not grow with the rows.
        if let Some(through) = self.through() {
            let from = overlap_before(through);
            while self.exported.first().is_some_and(|(received, _)| *received < from) {
                self.exported.pop_first();
            }
        }
    }

    /// Saves how far the export came, now that it stands.
    ///
    /// # Errors
    /// [`WatermarkError::NotSaved`]; the next export then repeats what is in this one.
    pub fn save(self, _standing: &Finished) -> Result<(), WatermarkError> {
        let (path, mark) = (self.path.clone(), self.after());
        let text = mark.to_text();
        let draft = Draft::begin(&path, Existing::Replace).map_err(WatermarkError::NotSaved)?;
        let written = draft.file().and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(ExportError::at(&path)).map_err(WatermarkError::NotSaved)?;
        draft.stand().map_err(WatermarkError::NotSaved)?;
        Ok(())
    }

    /// Returns the smaller of now and the latest moment seen; it never goes back.
    fn through(&self) -> Option<Timestamp> {
        self.before.through.max(self.greatest.map(|greatest| greatest.min(self.now)))
    }

    fn after(self) -> Mark {
        let through = self.through();
        let from = through.map(overlap_before);
        let mut exported = self.before.exported;
        exported.extend(self.exported.into_iter().map(|(received, key)| (key, received)));
        exported.retain(|_, received| from.is_none_or(|from| *received >= from));
        Mark { through, exported, ..self.before }
    }
}

impl Wanted<'_> {
    fn fingerprint(&self) -> String {
        let contact = match self.contact {
            Contact::Without => "without",
            Contact::With => "with",
        };
        format!("format={};contact={contact};{}", self.format.as_str(), self.choice.fingerprint())
    }
}

impl Mark {
    fn of(wanted: Wanted<'_>) -> Self {
        let (table, wanted) = (wanted.table.to_owned(), wanted.fingerprint());
        Self { format: FORMAT, table, wanted, through: None, exported: BTreeMap::new() }
    }

    fn parse(text: &str, path: &Path) -> Result<Self, WatermarkError> {
        let damaged = || WatermarkError::Damaged(path.to_owned());
        let AnyFormat { format } = toml::from_str(text).map_err(|_| damaged())?;
        if format > FORMAT {
            return Err(WatermarkError::Future(path.to_owned()));
        }
        let mark: Self = toml::from_str(text).map_err(|_| damaged())?;
        let whole = mark.format == FORMAT && mark.exported.keys().all(|key| Key::parse(key.as_str()).is_some());
        whole.then_some(mark).ok_or_else(damaged)
    }

    fn to_text(&self) -> String {
        let text = toml::to_string(self).expect("a mark holds nothing but text and numbers");
        format!(
            "# Husker, hvor langt eksporten er kommet. Ret ikke i filen; slettes den, kommer alt med i den næste eksport.\n{text}"
        )
    }
}

fn overlap_before(moment: Timestamp) -> Timestamp {
    moment.checked_sub(OVERLAP).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    use crate::export::tests::{key, submission};

    fn wanted(choice: &Choice) -> Wanted<'_> {
        Wanted { table: "arn:prøve", choice, format: Format::Csv, contact: Contact::Without }
    }

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + hours * 3600).expect("a moment")
    }

    fn head(number: u32, received: Timestamp) -> Head {
        Head { key: key(number), received, ..submission(1).head }
    }

    fn finished() -> Finished {
        Finished { path: PathBuf::new(), rows: 0, unreadable: 0 }
    }

    /// Exports what is new among the rows that are there, by way of the file, and returns it.
    fn run(path: &Path, now: Timestamp, there: &[Head]) -> Vec<Key> {
        let choice = Choice::default();
        let mut mark = Watermark::read(path, wanted(&choice), now).expect("a mark");
        let new: Vec<_> = there.iter().filter(|head| mark.is_new(head)).cloned().collect();
        new.iter().for_each(|head| mark.note(head));
        mark.save(&finished()).expect("saved");
        new.into_iter().map(|head| head.key).collect()
    }

    #[test]
    fn late_and_future_rows_come_once() {
        let room = tempfile::tempdir().expect("a folder");
        let path = room.path().join("siden.toml");
        let (first, future) = (head(1, at(0)), head(2, at(100)));
        assert_eq!(run(&path, at(1), &[first.clone(), future.clone()]).len(), 2);
        // Its clock is 47 hours behind, and it came after the first export.
        let late = head(3, at(-46));
        let there = [late.clone(), first.clone(), future.clone()];
        assert_eq!(run(&path, at(2), &there), [late.key]);
        for hour in [3, 60, 99, 101, 200, 300] {
            assert_eq!(run(&path, at(hour), &there), [], "at {hour}");
        }
        let mark = fs::read_to_string(&path).expect("a file");
        assert!(mark.contains("format = 1") && mark.starts_with("# Husker"));
    }

    #[test]
    fn nothing_seen_leaves_the_mark_where_it_was() {
        let room = tempfile::tempdir().expect("a folder");
        let path = room.path().join("siden.toml");
        run(&path, at(0), &[]);
        assert_eq!(run(&path, at(500), &[head(1, at(1))]).len(), 1);
        let before = fs::read_to_string(&path).expect("a file");
        // The clock of this machine has gone back; nothing was seen.
        assert_eq!(run(&path, at(-500), &[]), []);
        assert_eq!(fs::read_to_string(&path).expect("a file"), before);
    }

    #[test]
    fn a_mark_that_is_about_something_else_is_refused() {
        let room = tempfile::tempdir().expect("a folder");
        let path = room.path().join("siden.toml");
        run(&path, at(0), &[head(1, at(0))]);
        let good = fs::read_to_string(&path).expect("a file");
        let choice = Choice::default();
        let told = |wanted: Wanted<'_>| {
            let told = Watermark::read(&path, wanted, at(1)).err().map(|error| error.to_string()).unwrap_or_default();
            told.replace(&path.display().to_string(), "FIL")
        };
        assert_eq!(told(wanted(&choice)), "");
        insta::assert_snapshot!(told(Wanted { table: "arn:anden", ..wanted(&choice) }), @"filen FIL husker, hvor langt du er kommet i en anden tabel (arn:prøve). Brug filen, der hører til denne tabel, eller et nyt filnavn: så kommer alt med");
        for other in
            [Wanted { format: Format::Xlsx, ..wanted(&choice) }, Wanted { contact: Contact::With, ..wanted(&choice) }]
        {
            assert!(told(other).starts_with("filen FIL hører til et andet udvalg (format=csv;contact=without;form=;"));
        }
        let status = Choice { status: Some(crate::case::Status::New), ..Choice::default() };
        assert!(told(wanted(&status)).starts_with("»siden sidst« kan ikke bruges sammen med en status"));
        for (text, expected) in [
            ("", "beskadiget"),
            ("format = 1\n", "beskadiget"),
            (&good.replace("S#", "X#"), "beskadiget"),
            (&good.replace("through", "thruogh"), "beskadiget"),
            (good.get(..good.len() - 8).expect("longer"), "beskadiget"),
            ("format = 2\nnoget = \"nyt\"\n", "nyere udgave"),
        ] {
            fs::write(&path, text).expect("written");
            assert!(told(wanted(&choice)).contains(expected), "{text}");
        }
        fs::write(&path, [0xFF, 0xFE]).expect("written");
        assert!(told(wanted(&choice)).contains("beskadiget"));
    }

    #[test]
    fn a_mark_that_cannot_be_saved_says_what_follows() {
        let room = tempfile::tempdir().expect("a folder");
        let choice = Choice::default();
        let mark =
            Watermark::read(&room.path().join("væk/siden.toml"), wanted(&choice), at(0)).expect("everything is new");
        let told = mark.save(&finished()).expect_err("there is no folder").to_string();
        assert!(told.contains("Næste gang kommer de samme rækker med igen"), "{told}");
    }

    #[test]
    fn what_is_remembered_does_not_grow_with_the_rows() {
        let choice = Choice::default();
        let mut mark = Watermark::read(Path::new("findes-ikke.toml"), wanted(&choice), at(10_000)).expect("new");
        for number in 0..5_000 {
            mark.note(&head(number, at(i64::from(number))));
        }
        assert!(mark.exported.len() <= 49 && mark.after().exported.len() <= 49);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        /// Rows appear at any hour with a stamp up to 48 hours before, or any time after, and are read in any order.
        #[test]
        fn every_row_comes_exactly_once(
            rows in prop::collection::vec((0..400i64, -48..200i64), 0..60),
            mut runs in prop::collection::vec(0..500i64, 1..12),
            backwards: bool,
        ) {
            runs.sort_unstable();
            runs.push(600);
            let choice = Choice::default();
            let mut before = Mark::of(wanted(&choice));
            let mut seen = BTreeSet::new();
            for now in runs {
                let mut there: Vec<_> = rows.iter().zip(0..).filter(|((arrived, _), _)| *arrived <= now).collect();
                if backwards {
                    there.reverse();
                }
                let parsed = Mark::parse(&before.to_text(), Path::new("")).expect("it was written so");
                let mut mark = Watermark {
                    path: PathBuf::new(), now: at(now), before: parsed, greatest: None, exported: BTreeSet::new(),
                };
                for ((arrived, skew), number) in there {
                    let head = head(number, at(arrived + skew));
                    if mark.is_new(&head) {
                        mark.note(&head);
                        prop_assert!(seen.insert(number), "row {number} came twice");
                    }
                }
                before = mark.after();
            }
            prop_assert_eq!(seen.len(), rows.len());
        }
    }
}
