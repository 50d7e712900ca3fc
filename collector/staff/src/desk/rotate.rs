//! New keys for cases that are still open, and what the keys at hand open.

use collector::seal::Reader;

use super::Desk;
use crate::audit::Deed;
use crate::case::{Event, Head, What};
use crate::keyring::{ContactState, Keyring};
use crate::table::{Change, Item, Letters, Needs, Sweep};
use crate::trouble::Trouble;

/// What became of the cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rotated {
    /// Sealed anew.
    pub done: u64,
    /// Sealed anew, but who the family is stayed as it was: no key at hand opens that.
    pub without_contact: u64,
    /// No key at hand opens them, or they are damaged.
    pub left: Vec<Head>,
    /// Somebody changed them meanwhile; run it again.
    pub busy: Vec<Head>,
}

/// What the keys at hand open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fit {
    /// Submissions looked at.
    pub all: u64,
    /// How the family is can be read.
    pub answers: u64,
    /// Who the family is can be read.
    pub contact: u64,
    /// Who the family is was never given, or was erased.
    pub no_contact: u64,
    /// Damaged.
    pub damaged: u64,
}

impl Desk {
    /// Seals every open case for the public keys as they are now.
    ///
    /// # Errors
    /// [`Trouble`] if the table cannot be read or changed; cases before that are done, and it may be run again.
    pub async fn rotate(&self) -> Result<Rotated, Trouble> {
        let mut rotated = Rotated::default();
        let mut pages = self.table.sweep(&Sweep::default(), Needs::Everything);
        while let Some(page) = pages.recv().await {
            for item in page? {
                let Ok(head) = item.head() else { continue };
                if head.status.is_closed() {
                    continue;
                }
                match self.resealed(&item, head.clone()) {
                    Err(_) => rotated.left.push(head),
                    Ok((change, contact)) => {
                        let line = self.line(Deed::Resealed, Some(&change.before.key), String::new());
                        match self.table.change(&change, &line).await {
                            Ok(_) => rotated.done += 1,
                            Err(Trouble::Changed { .. }) => rotated.busy.push(head),
                            Err(trouble) => return Err(trouble),
                        }
                        rotated.without_contact += u64::from(!contact);
                    }
                }
            }
        }
        Ok(rotated)
    }

    fn resealed(&self, item: &Item, head: Head) -> Result<(Change, bool), Trouble> {
        let keyring = self.keyring()?;
        let broken = |_| Trouble::Usage("sagen kunne ikke låses igen".to_owned());
        let answers = self.seal.seal(&keyring.letter(item, &head.key)?, Reader::Staff).map_err(broken)?;
        let (contact, opened) = self.contact_resealed(keyring, item, &head)?;
        let event = Event { at: self.now(), by: self.who.clone(), what: What::Resealed };
        let events = keyring.history(item)?.into_iter().chain(std::iter::once(event));
        let history = events.map(|event| self.sealed(&event)).collect::<Result<_, _>>()?;
        let letters = Letters::Resealed { answers, contact };
        let expires = self.expires(&head);
        Ok((Change { after: head.clone(), before: head, history, expires, letters }, opened))
    }

    /// Returns who the family is under new seal, or as it was where no key opens it; and whether it could be opened.
    fn contact_resealed(
        &self,
        keyring: &Keyring,
        item: &Item,
        head: &Head,
    ) -> Result<(Option<Vec<u8>>, bool), Trouble> {
        let letter = match keyring.contact(item, &head.key) {
            ContactState::Open(letter) => letter,
            // An empty letter is sealed anew too: that somebody gave no name is nobody's business.
            ContactState::Empty => collector::record::ContactLetter {
                format: collector::record::FORMAT,
                key: head.key.clone(),
                answers: std::collections::BTreeMap::new(),
            },
            ContactState::Erased => return Ok((None, true)),
            ContactState::NoKey | ContactState::Damaged => return Ok((item.contact().map(<[u8]>::to_vec), false)),
        };
        let sealed = self.seal.seal(&letter, Reader::Contact);
        sealed.map(|sealed| (Some(sealed), true)).map_err(|_| Trouble::Usage("sagen kunne ikke låses igen".to_owned()))
    }

    /// Tries the keys at hand on every submission.
    ///
    /// # Errors
    /// [`Trouble`] if the table cannot be read.
    pub async fn fit(&self) -> Result<Fit, Trouble> {
        let keyring = self.keyring()?;
        let mut fit = Fit::default();
        let mut pages = self.table.sweep(&Sweep::default(), Needs::Everything);
        while let Some(page) = pages.recv().await {
            for item in page? {
                fit.all += 1;
                let Ok(head) = item.head() else {
                    fit.damaged += 1;
                    continue;
                };
                match keyring.letter(&item, &head.key) {
                    Ok(_) => fit.answers += 1,
                    Err(Trouble::NoKey) => {}
                    Err(_) => fit.damaged += 1,
                }
                match keyring.contact(&item, &head.key) {
                    ContactState::Open(_) => fit.contact += 1,
                    ContactState::Empty | ContactState::Erased => fit.no_contact += 1,
                    ContactState::NoKey | ContactState::Damaged => {}
                }
            }
        }
        Ok(fit)
    }
}
