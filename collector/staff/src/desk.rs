//! What a member of the staff can do. Everything that shows or changes a person's answers goes through here, and leaves a line
//! in the log first.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use collector::record::{Key, Letter, Queue, backstop};
use collector::seal::{Keys, Reader};
use forms::code::Receipt;
use forms::definition::Form;
use forms::shown::date_in_words;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::audit::{AuditLine, Deed};
use crate::case::step::step;
use crate::case::{Action, Event, Head, MAX_HISTORY, NotNow, Status};
use crate::forms_at_hand::Forms;
use crate::keyring::{ContactState, Keyring};
use crate::keys::Recipients;
use crate::packages::fit::Stage;
use crate::queue::{Filter, Waiting, denmark, order};
use crate::table::{Change, Item, Letters, Needs, Sweep, Table};
use crate::trouble::Trouble;

mod access;
mod erase;
mod export;
mod figures;
mod opened;
mod packing;
mod retention;
mod rotate;

pub use access::Access;
pub use erase::Erase;
pub use export::ExportOrder;
pub use figures::write_figures;
pub use opened::{Progress, Tally};
pub use retention::{ADDRESS_DAYS, RetentionReport, SOON_DAYS};
pub use rotate::{Fit, Rotated};

/// A member of the staff at work.
#[derive(Debug)]
pub struct Desk {
    table: Table,
    keyring: Option<Arc<Keyring>>,
    seal: Keys,
    recipients: Recipients,
    forms: Forms,
    stages: Vec<Stage>,
    who: String,
    home: PathBuf,
    now: fn() -> Timestamp,
    /// Where the cases lie whose short numbers have been shown.
    known: Mutex<HashMap<String, Key>>,
}

/// What a desk is made of.
#[derive(Debug)]
pub struct Parts {
    /// The table.
    pub table: Table,
    /// The private keys, where they are needed.
    pub keyring: Option<Keyring>,
    /// The public keys.
    pub recipients: (Recipients, Keys),
    /// The forms.
    pub forms: Forms,
    /// The packages there are.
    pub packages: Vec<Stage>,
    /// Who sits at it.
    pub who: String,
    /// The folder of the member of the staff.
    pub home: PathBuf,
    /// The clock.
    pub now: fn() -> Timestamp,
}

/// A submission, opened as far as the keys at hand allow.
pub struct Look {
    /// What can be read without a key.
    pub head: Head,
    /// How the family is.
    pub letter: Result<Letter, Trouble>,
    /// Who the family is.
    pub contact: ContactState,
    /// What was done, the oldest first; nothing, if it cannot be opened.
    pub history: Vec<Event>,
}

/// The bytes that the history of one case may take: the table allows 400 kB for all of an item.
const HISTORY_BYTES: usize = 250_000;

impl Desk {
    /// Sits down.
    pub fn new(parts: Parts) -> Self {
        let (recipients, seal) = parts.recipients;
        Self {
            table: parts.table,
            keyring: parts.keyring.map(Arc::new),
            seal,
            recipients,
            forms: parts.forms,
            stages: parts.packages,
            who: parts.who,
            home: parts.home,
            now: parts.now,
            known: Mutex::default(),
        }
    }

    /// Returns who sits here.
    pub fn who(&self) -> &str {
        &self.who
    }

    /// Returns which table it is, in words.
    pub fn place(&self) -> &str {
        self.table.name()
    }

    /// Returns the table.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// Returns the folder of the member of the staff: keys, watermarks.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Returns the public keys.
    pub fn recipients(&self) -> &Recipients {
        &self.recipients
    }

    /// Returns the public halves of the private keys at hand.
    pub fn own_keys(&self) -> Vec<String> {
        self.keyring.iter().flat_map(|keyring| keyring.public().collect::<Vec<_>>()).collect()
    }

    /// Returns the forms.
    pub fn forms(&self) -> &Forms {
        &self.forms
    }

    /// Returns the packages there are, by age.
    pub fn stages(&self) -> &[Stage] {
        &self.stages
    }

    /// Returns this moment.
    pub fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// Returns the day it is in Denmark.
    pub fn today(&self) -> Date {
        self.now().to_zoned(denmark()).date()
    }

    /// Returns who waits, those that are overdue first, and how many cases are damaged and cannot be listed.
    ///
    /// # Errors
    /// [`Trouble`] if the table cannot be read.
    pub async fn waiting(&self, filter: &Filter) -> Result<(Vec<Waiting>, usize), Trouble> {
        let mut heads = Vec::new();
        let mut damaged = 0;
        for queue in Queue::ALL {
            for head in self.table.queue(queue).await? {
                match head {
                    Ok(head) => heads.push(head),
                    Err(_) => damaged += 1,
                }
            }
        }
        self.remember(heads.iter());
        Ok((order(heads, filter, |form| self.forms.is_package(form), self.now()), damaged))
    }

    /// Opens one submission, by the digits of its number, its key or the family's receipt.
    ///
    /// # Errors
    /// [`Trouble`] if there is none, or the line of the log cannot be written.
    pub async fn look(&self, which: &str) -> Result<Look, Trouble> {
        let key = self.find(which).await?;
        let keyring = self.keyring()?;
        self.log(Deed::Looked, Some(&key), "").await?;
        let item = self.item(&key).await?;
        let head = item.head()?;
        self.remember([&head]);
        let letter = keyring.letter(&item, &key);
        if let Err(why) = &letter {
            self.log_refused(Deed::Looked, Some(&key), why).await?;
        }
        let contact = keyring.contact(&item, &key);
        let history = keyring.history(&item).unwrap_or_default();
        Ok(Look { letter, contact, history, head })
    }

    /// Returns what can be read of a case without a key. It leaves no line: it shows nothing of the family.
    ///
    /// # Errors
    /// [`Trouble`] if there is none.
    pub async fn head(&self, which: &str) -> Result<Head, Trouble> {
        let key = self.find(which).await?;
        self.item(&key).await?.head()
    }

    /// Does something about a case that was seen at `revision`, all of it or nothing.
    ///
    /// # Errors
    /// [`Trouble::Changed`] if somebody else was first; [`Trouble::NotNow`] if the case does not stand so.
    pub async fn act(&self, key: &Key, revision: u64, actions: &[Action]) -> Result<Head, Trouble> {
        let item = self.item(key).await?;
        let before = item.head()?;
        if before.revision != revision {
            return Err(self.changed(before, &item));
        }
        let package = self.forms.is_package(&before.form);
        let now = self.now();
        let (mut after, mut history, mut said) = (before.clone(), Vec::new(), Vec::new());
        for action in actions {
            let (next, what) = step(&after, package, action, &self.who, now)?;
            said.push(what.label());
            history.push(self.sealed(&Event { at: now, by: self.who.clone(), what })?);
            after = next;
        }
        let bytes = |lines: &[&[u8]]| lines.iter().map(|line| line.len()).sum::<usize>();
        let there = item.history();
        let new: Vec<&[u8]> = history.iter().map(Vec::as_slice).collect();
        if there.len() + new.len() > MAX_HISTORY || bytes(&there) + bytes(&new) > HISTORY_BYTES {
            return Err(NotNow::Full.into());
        }
        let expires = self.expires(&after);
        let line = self.line(Deed::Changed, Some(key), said.join(", "));
        let change = Change { before, after, history, expires, letters: Letters::Kept };
        match self.table.change(&change, &line).await {
            Err(Trouble::Changed { head, .. }) => {
                let item = self.item(key).await?;
                Err(self.changed(*head, &item))
            }
            done => done,
        }
    }

    /// Returns the lines of the log, oldest first.
    ///
    /// # Errors
    /// [`Trouble`] if the table cannot be read.
    pub async fn audit(&self, from: Date, to: Date) -> Result<Vec<AuditLine>, Trouble> {
        self.table.lines(from, to).await
    }

    /// Notes something that was done outside the table: a print, an export.
    ///
    /// # Errors
    /// [`Trouble`] if it could not be written; then it must not be done.
    pub async fn log(&self, deed: Deed, about: Option<&Key>, detail: &str) -> Result<(), Trouble> {
        self.table.log(&self.line(deed, about, detail.to_owned())).await
    }

    /// Notes something that was refused.
    ///
    /// # Errors
    /// [`Trouble`] if it could not be written.
    pub async fn log_refused(&self, deed: Deed, about: Option<&Key>, why: &Trouble) -> Result<(), Trouble> {
        let line = AuditLine { refused: Some(why.to_string()), ..self.line(deed, about, String::new()) };
        self.table.log(&line).await
    }

    /// Returns when the table erases a case by itself; never, if it waits for a person or its form is not known.
    fn expires(&self, head: &Head) -> Option<Timestamp> {
        let retention = self.form(head)?.retention();
        match (head.status, head.closed) {
            (Status::Closed(_), Some(closed)) => Some(backstop(closed, retention.handled)),
            _ if head.waits() => None,
            _ => Some(backstop(head.received, retention.open)),
        }
    }

    fn form(&self, head: &Head) -> Option<&Form> {
        self.forms.get(&head.form, head.version).or_else(|| self.forms.newest(&head.form))
    }

    fn keyring(&self) -> Result<&Arc<Keyring>, Trouble> {
        self.keyring.as_ref().ok_or_else(|| Trouble::NoKeys(self.home.clone()))
    }

    fn sealed(&self, event: &Event) -> Result<Vec<u8>, Trouble> {
        self.seal.seal(event, Reader::Staff).map_err(|_| Trouble::Usage("noten kunne ikke låses".to_owned()))
    }

    fn line(&self, deed: Deed, about: Option<&Key>, detail: String) -> AuditLine {
        let about = about.map(|key| key.as_str().to_owned());
        AuditLine { at: self.now(), by: self.who.clone(), deed, about, detail, refused: None }
    }

    /// Tells who was first, if that can be opened.
    fn changed(&self, head: Head, item: &Item) -> Trouble {
        let history = self.keyring.as_ref().and_then(|keyring| keyring.history(item).ok()).unwrap_or_default();
        let by = history.last().map(|event| event.by.clone()).or_else(|| head.assignee.clone());
        Trouble::Changed { head: Box::new(head), by: by.unwrap_or_else(|| "En anden".to_owned()) }
    }

    async fn item(&self, key: &Key) -> Result<Item, Trouble> {
        match self.table.get(key).await? {
            Some(item) => Ok(item),
            None => Err(match self.table.stone(key).await? {
                Some((at, by)) => Trouble::Gone(format!("{} af {by}", date_in_words(at.to_zoned(denmark()).date()))),
                None => Trouble::NotFound(key.as_str().get(2..12).unwrap_or_default().to_owned()),
            }),
        }
    }

    /// Finds a case by what people write: its number, its key or the family's receipt.
    ///
    /// # Errors
    /// [`Trouble`] if there is none, or more than one.
    pub async fn find(&self, which: &str) -> Result<Key, Trouble> {
        let which = which.trim();
        if let Some(receipt) = Receipt::parse(which) {
            return Ok(Key::of(receipt));
        }
        if let Some(key) = Key::parse(which) {
            return Ok(key);
        }
        let digits = which.to_ascii_lowercase();
        if digits.len() < 4 || digits.len() > 64 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Trouble::Usage(format!(
                "{} er hverken et nummer eller en kvittering; numrene står i `staff list`",
                crate::harmless::for_terminal(which)
            )));
        }
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&digits).cloned();
        if let Some(key) = known {
            return Ok(key);
        }
        self.find_in_table(&digits).await
    }

    async fn find_in_table(&self, digits: &str) -> Result<Key, Trouble> {
        let sweep = Sweep { key: Some(format!("S#{digits}")), ..Sweep::default() };
        let mut pages = self.table.sweep(&sweep, Needs::Head);
        let mut found = Vec::new();
        while let Some(page) = pages.recv().await {
            for item in page? {
                found.push(item.head()?);
            }
        }
        self.remember(found.iter());
        match found.as_slice() {
            [head] => Ok(head.key.clone()),
            [] => Err(Trouble::NotFound(digits.to_owned())),
            [..] => Err(Trouble::Ambiguous(digits.to_owned())),
        }
    }

    /// Keeps in mind where cases lie, so that the next command need not search the table for them.
    fn remember<'a>(&self, heads: impl IntoIterator<Item = &'a Head>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.extend(heads.into_iter().map(|head| (head.number().to_owned(), head.key.clone())));
    }
}
