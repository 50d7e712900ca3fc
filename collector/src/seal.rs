//! Answers to ciphertext. Here is only the closing: no private key ever comes near this program.

use std::io::Write;

use age::x25519::Recipient;
use age::{Encryptor, Recipient as AnyRecipient};
use serde::Serialize;

/// Sealed text is padded to whole blocks of this many bytes, so that its length tells nothing of the answers.
const BLOCK: usize = 1024;

/// For whom answers are sealed.
#[derive(Clone)]
pub struct Keys {
    staff: Vec<Recipient>,
    recovery: Vec<Recipient>,
    contact: Vec<Recipient>,
}

/// Why there are no keys.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// One of them is not what a public key looks like.
    #[error("one of the {0} keys is no public key of age (age1…)")]
    Unreadable(&'static str),
    /// There are none of a kind.
    #[error("there is no {0} key")]
    None(&'static str),
    /// Recovery would be lost with the key it is to replace.
    #[error("the recovery key must be another than the staff's and the contact team's: losing one must lose nothing")]
    Shared,
}

/// Who is to open a letter, beside recovery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// The counsellors: how somebody is.
    Staff,
    /// Those who get in touch: who somebody is.
    Contact,
}

/// A text that could not be sealed. Nothing was stored.
#[derive(Debug, thiserror::Error)]
#[error("the answers could not be sealed")]
pub struct SealError;

impl Keys {
    /// Reads public keys, separated by commas.
    ///
    /// # Errors
    /// [`KeyError`] if one cannot be read, if a kind is missing, or if recovery shares a key with the others.
    pub fn parse(staff: &str, recovery: &str, contact: &str) -> Result<Self, KeyError> {
        let (staff, recovery, contact) =
            (keys("staff", staff)?, keys("recovery", recovery)?, keys("contact", contact)?);
        if recovery.iter().any(|key| staff.contains(key) || contact.contains(key)) {
            return Err(KeyError::Shared);
        }
        Ok(Self { staff, recovery, contact })
    }

    /// Seals `letter` for `reader` and for recovery.
    ///
    /// # Errors
    /// [`SealError`] if the letter is no JSON or the machine gives no randomness.
    pub fn seal(&self, letter: &impl Serialize, reader: Reader) -> Result<Vec<u8>, SealError> {
        let mut text = serde_json::to_vec(letter).map_err(|_| SealError)?;
        // Spaces after the end of a JSON text mean nothing.
        text.resize(text.len().next_multiple_of(BLOCK), b' ');
        let readers = match reader {
            Reader::Staff => &self.staff,
            Reader::Contact => &self.contact,
        };
        let recipients = readers.iter().chain(&self.recovery).map(|key| key as &dyn AnyRecipient);
        let encryptor = Encryptor::with_recipients(recipients).map_err(|_| SealError)?;
        let mut sealed = Vec::with_capacity(text.len() + 1024);
        let mut writer = encryptor.wrap_output(&mut sealed).map_err(|_| SealError)?;
        writer.write_all(&text).map_err(|_| SealError)?;
        writer.finish().map_err(|_| SealError)?;
        Ok(sealed)
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (staff, recovery, contact) = (self.staff.len(), self.recovery.len(), self.contact.len());
        write!(f, "Keys({staff} staff, {recovery} recovery, {contact} contact)")
    }
}

fn keys(kind: &'static str, text: &str) -> Result<Vec<Recipient>, KeyError> {
    let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
    let keys: Vec<Recipient> =
        words.map(|word| word.parse().map_err(|_| KeyError::Unreadable(kind))).collect::<Result<_, _>>()?;
    if keys.is_empty() { Err(KeyError::None(kind)) } else { Ok(keys) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use age::x25519::Identity;

    struct Pairs {
        staff: Identity,
        recovery: Identity,
        contact: Identity,
    }

    fn pairs() -> (Pairs, Keys) {
        let pairs =
            Pairs { staff: Identity::generate(), recovery: Identity::generate(), contact: Identity::generate() };
        let public = |identity: &Identity| identity.to_public().to_string();
        let keys = Keys::parse(&public(&pairs.staff), &public(&pairs.recovery), &public(&pairs.contact));
        (pairs, keys.expect("three keys"))
    }

    fn open(identity: &Identity, sealed: &[u8]) -> Option<String> {
        age::decrypt(identity, sealed).ok().and_then(|text| String::from_utf8(text).ok())
    }

    #[test]
    fn each_letter_is_opened_by_its_reader_and_by_recovery_alone() {
        let (pairs, keys) = pairs();
        let answers = keys.seal(&"svar", Reader::Staff).expect("sealed");
        let contact = keys.seal(&"telefon", Reader::Contact).expect("sealed");
        assert_eq!(open(&pairs.staff, &answers).as_deref().map(str::trim), Some("\"svar\""));
        assert_eq!(open(&pairs.recovery, &answers).as_deref().map(str::trim), Some("\"svar\""));
        assert_eq!(open(&pairs.contact, &answers), None);
        assert_eq!(open(&pairs.contact, &contact).as_deref().map(str::trim), Some("\"telefon\""));
        assert_eq!(open(&pairs.recovery, &contact).as_deref().map(str::trim), Some("\"telefon\""));
        assert_eq!(open(&pairs.staff, &contact), None);
    }

    #[test]
    fn the_length_of_a_letter_tells_nothing() {
        let (_, keys) = pairs();
        // The header is followed by its own mark and is of any length: age puts noise into it on purpose.
        let length = |text: &str| {
            let sealed = keys.seal(&text, Reader::Staff).expect("sealed");
            let mark = sealed.windows(5).position(|part| part == b"\n--- ").expect("a header ends with a mark");
            sealed.len() - mark
        };
        assert_eq!(length("ja"), length(&"nej ".repeat(200)));
        assert!(length(&"nej ".repeat(300)) > length("ja"));
    }

    #[test]
    fn a_flipped_bit_is_refused() {
        let (pairs, keys) = pairs();
        let sealed = keys.seal(&"svar", Reader::Staff).expect("sealed");
        for place in 0..sealed.len() {
            let mut broken = sealed.clone();
            if let Some(byte) = broken.get_mut(place) {
                *byte ^= 1;
            }
            assert!(open(&pairs.staff, &broken).is_none(), "byte {place}");
        }
    }

    #[test]
    fn old_letters_are_opened_after_a_change_of_keys() {
        let (old, keys) = pairs();
        let letter = keys.seal(&"svar", Reader::Staff).expect("sealed");
        let (new, keys) = pairs();
        let newer = keys.seal(&"svar", Reader::Staff).expect("sealed");
        assert!(open(&old.staff, &letter).is_some() && open(&new.staff, &newer).is_some());
        assert!(open(&new.staff, &letter).is_none() && open(&old.staff, &newer).is_none());
    }
}
