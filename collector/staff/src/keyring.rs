//! The private keys at hand, and what they open. Only here is anything opened that the service has sealed.

use std::io::Read;
use std::sync::atomic::{AtomicUsize, Ordering};

use age::Identity as AnyIdentity;
use age::x25519::Identity;
use collector::record::{ContactLetter, FORMAT, Key, Letter};
use serde::de::DeserializeOwned;

use crate::case::{Event, Head};
use crate::submission::Submission;
use crate::table::Item;
use crate::trouble::Trouble;

/// Private keys.
pub struct Keyring {
    identities: Vec<Identity>,
    /// Which of them opened the last letter of each kind: most likely it opens the next, and each try costs.
    answers: AtomicUsize,
    contact: AtomicUsize,
}

/// Who a family is, as far as it can be seen.
#[derive(Clone)]
pub enum ContactState {
    /// It can be read.
    Open(ContactLetter),
    /// The family gave nothing.
    Empty,
    /// It was erased.
    Erased,
    /// None of the keys at hand opens it.
    NoKey,
    /// The seal is broken.
    Damaged,
}

impl Keyring {
    /// Returns these keys.
    pub fn new(identities: Vec<Identity>) -> Self {
        Self { identities, answers: AtomicUsize::new(0), contact: AtomicUsize::new(0) }
    }

    /// Returns the public halves.
    pub fn public(&self) -> impl Iterator<Item = String> {
        self.identities.iter().map(|identity| identity.to_public().to_string())
    }

    /// Opens how a family is.
    ///
    /// # Errors
    /// [`Trouble`] if no key opens it, it is damaged or moved, or written in a way this program does not know.
    pub fn letter(&self, item: &Item, key: &Key) -> Result<Letter, Trouble> {
        let sealed = item.answers().ok_or(Trouble::Damaged("svarene mangler"))?;
        let letter: Letter = known(&self.open(sealed, &self.answers)?)?;
        belongs(&letter.key, key).map(|()| letter)
    }

    /// Opens who a family is.
    pub fn contact(&self, item: &Item, key: &Key) -> ContactState {
        let Some(sealed) = item.contact() else { return ContactState::Erased };
        let opened = self.open(sealed, &self.contact).and_then(|text| known::<ContactLetter>(&text));
        match opened {
            Ok(letter) if letter.key != *key => ContactState::Damaged,
            Ok(letter) if letter.answers.is_empty() => ContactState::Empty,
            Ok(letter) => ContactState::Open(letter),
            Err(Trouble::NoKey) => ContactState::NoKey,
            Err(_) => ContactState::Damaged,
        }
    }

    /// Opens what was done about a case, the oldest first.
    ///
    /// # Errors
    /// As [`Keyring::letter`].
    pub fn history(&self, item: &Item) -> Result<Vec<Event>, Trouble> {
        item.history().into_iter().map(|line| read(&self.open(line, &self.answers)?)).collect()
    }

    /// Opens everything about a submission.
    ///
    /// # Errors
    /// As [`Keyring::letter`].
    pub fn submission(&self, item: &Item, head: Head) -> Result<Submission, Trouble> {
        let letter = self.letter(item, &head.key)?;
        let contact = match self.contact(item, &head.key) {
            ContactState::Open(contact) => Some(contact),
            ContactState::Empty | ContactState::Erased | ContactState::NoKey | ContactState::Damaged => None,
        };
        Ok(Submission { letter, contact, history: self.history(item)?, head })
    }

    fn open(&self, sealed: &[u8], likely: &AtomicUsize) -> Result<Vec<u8>, Trouble> {
        let first = likely.load(Ordering::Relaxed);
        let places = std::iter::once(first).chain((0..self.identities.len()).filter(|place| *place != first));
        for place in places {
            let Some(identity) = self.identities.get(place) else { continue };
            match open_with(sealed, identity) {
                Err(Trouble::NoKey) => {}
                opened => {
                    likely.store(place, Ordering::Relaxed);
                    return opened;
                }
            }
        }
        Err(Trouble::NoKey)
    }
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keyring({} keys)", self.identities.len())
    }
}

fn open_with(sealed: &[u8], identity: &Identity) -> Result<Vec<u8>, Trouble> {
    let broken = || Trouble::Damaged("seglet er brudt");
    let decryptor = age::Decryptor::new(sealed).map_err(|_| broken())?;
    let opened = decryptor.decrypt(std::iter::once(identity as &dyn AnyIdentity));
    let not_ours = |error: age::DecryptError| {
        if matches!(error, age::DecryptError::NoMatchingKeys) { Trouble::NoKey } else { broken() }
    };
    let mut reader = opened.map_err(not_ours)?;
    let mut text = Vec::with_capacity(sealed.len());
    reader.read_to_end(&mut text).map_err(|_| broken())?;
    Ok(text)
}

/// The one field that every letter has, now and later.
#[derive(serde::Deserialize)]
struct Marked {
    format: u32,
}

/// Reads a letter, if it is written in a way this program knows.
fn known<T: DeserializeOwned>(text: &[u8]) -> Result<T, Trouble> {
    let marked: Marked = read(text)?;
    if marked.format != FORMAT {
        return Err(Trouble::FutureFormat(marked.format));
    }
    read(text)
}

fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, Trouble> {
    serde_json::from_slice(text).map_err(|_| Trouble::Damaged("brevet kan ikke læses"))
}

/// A letter speaks of the item it lies in.
fn belongs(letter: &Key, item: &Key) -> Result<(), Trouble> {
    if letter == item {
        Ok(())
    } else {
        Err(Trouble::Damaged("brevet hører til et andet svar; nogen har flyttet rundt på det"))
    }
}
