//! What is kept of a submission, and what of it can be read without a key.

use forms::answers::GivenConsent;
use forms::code::{FamilyCode, Receipt};
use forms::id::{FormId, QuestionId, RoleId};
use forms::library::hexadecimal;
use forms::municipality::Municipality;
use forms::score::Scored;
use forms::triage::Urgency;
use forms::value::Value;
use hmac::{Hmac, Mac};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

use crate::guard::Suspicion;

/// The form in which letters are written; a reader that does not know it must not guess.
pub const FORMAT: u32 = 1;

/// The names of the attributes in the table. Only these stand there, and only the two letters hold what a person said.
pub mod attribute {
    /// The partition key: `S#` and the fingerprint of the receipt.
    pub const KEY: &str = "pk";
    /// The sort key; a submission is one item, and all of it goes when the item goes.
    pub const SORT: &str = "sk";
    /// The name of the form.
    pub const FORM: &str = "form";
    /// The version of the form.
    pub const VERSION: &str = "version";
    /// When it came: RFC 3339 in UTC with milliseconds, so that text order is time order.
    pub const RECEIVED: &str = "received";
    /// How soon a person should read it.
    pub const URGENCY: &str = "urgency";
    /// Where the family lives, if it says so.
    pub const MUNICIPALITY: &str = "municipality";
    /// Whether somebody is to get in touch.
    pub const WANTS_CONTACT: &str = "wants_contact";
    /// The last second it is kept, counted from 1970: the table's own backstop, well after the day staff erase it. What waits for
    /// a person has none.
    pub const EXPIRES: &str = "expires";
    /// What tells the same answers from others, for whoever has the receipt.
    pub const TAG: &str = "tag";
    /// In which line it waits, while it is open. The index holds only items that have it.
    pub const QUEUE: &str = "queue";
    /// How the family is, sealed for the counsellors.
    pub const ANSWERS: &str = "answers";
    /// Who the family is, sealed for those who get in touch.
    pub const CONTACT: &str = "contact";

    // What staff write. All of it lies in the same item, so that it goes when the item goes.

    /// How far the case has come; new, if it is not there.
    pub const STATUS: &str = "status";
    /// Who looks after it.
    pub const ASSIGNEE: &str = "assignee";
    /// The day somebody has promised to look at it again.
    pub const DUE: &str = "due";
    /// When the family was first reached.
    pub const CONTACTED: &str = "contacted";
    /// When it was closed.
    pub const CLOSED: &str = "closed";
    /// Counts the changes; 0, if it is not there.
    pub const REVISION: &str = "revision";
    /// What was done about it: a list of letters, sealed for the counsellors.
    pub const HISTORY: &str = "history";
}

/// How many days the table waits after the day on which staff are to erase something: a backstop, should nobody have done it.
pub const GRACE_DAYS: u16 = 30;

/// Whether a submission waits for a person. What does is never erased before a person has dealt with it.
pub fn waits(urgency: Urgency, wants_contact: bool) -> bool {
    wants_contact || urgency != Urgency::Routine
}

/// Returns the moment `days` after `from`, and the backstop's days beyond it.
pub fn backstop(from: Timestamp, days: u16) -> Timestamp {
    let kept = SignedDuration::from_hours(24 * (i64::from(days) + i64::from(GRACE_DAYS)));
    from.checked_add(kept).unwrap_or(Timestamp::MAX)
}

/// The sort key of a submission.
pub const SORT_SUBMISSION: &str = "S";

/// The partition key of a submission: whoever reads the table cannot work out the receipt from it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(String);

impl Key {
    /// Returns the key of the submission with this receipt.
    pub fn of(receipt: Receipt) -> Self {
        Self(format!("S#{}", hexadecimal(&Sha256::digest(receipt.bytes()))))
    }

    /// Returns the key as it stands in the table; nothing, if it is the key of something else.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("S#")?;
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (digits.len() == 64 && digits.bytes().all(digit)).then(|| Self(text.to_owned()))
    }

    /// Returns the key as it stands in the table.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What tells the same answers from others. Keyed by the receipt, which is stored nowhere: a plain hash of a few choices
/// could be guessed by trying them all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag(Vec<u8>);

impl Tag {
    /// Returns the tag of `body` under `receipt`.
    pub fn of(receipt: Receipt, body: &[u8]) -> Self {
        // HMAC takes keys of any length.
        let mac = Hmac::<Sha256>::new_from_slice(&receipt.bytes()).map(|mac| mac.chain_update(body).finalize());
        Self(mac.map(|mac| mac.into_bytes().to_vec()).unwrap_or_default())
    }

    /// Returns its bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Returns the code of a family that asked for one: always the same for one receipt, so that sending again changes nothing.
pub fn family_code(receipt: Receipt) -> FamilyCode {
    let tag = Tag::of(receipt, b"family code");
    let mut bytes = [0; 8];
    for (to, from) in bytes.iter_mut().zip(tag.as_bytes()) {
        *to = *from;
    }
    FamilyCode::from_random(bytes)
}

/// The line in which a submission waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Queue {
    /// By urgency.
    Open(Urgency),
    /// Until somebody has seen whether it is from a person.
    Quarantine,
}

impl Queue {
    /// Every line, the most urgent first.
    pub const ALL: [Self; 4] =
        [Self::Open(Urgency::Urgent), Self::Open(Urgency::Soon), Self::Open(Urgency::Routine), Self::Quarantine];

    /// Returns the word in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open(urgency) => urgency.as_str(),
            Self::Quarantine => "quarantine",
        }
    }
}

/// How the family is: sealed for the counsellors.
#[derive(Clone, Serialize, Deserialize)]
pub struct Letter {
    /// [`FORMAT`].
    pub format: u32,
    /// The key of the item it belongs to: a letter moved to another item is found out.
    pub key: Key,
    /// The form.
    pub form: FormId,
    /// Its version.
    pub version: u32,
    /// When it came.
    pub received: Timestamp,
    /// Who answered.
    pub role: Option<RoleId>,
    /// What was consented to, in which words.
    pub consents: Vec<GivenConsent>,
    /// What links the answers of one family.
    pub family_code: Option<FamilyCode>,
    /// The answers, without those that tell who somebody is.
    pub answers: BTreeMap<QuestionId, Value>,
    /// What the scales came to.
    pub scores: Vec<Scored>,
    /// How soon a person should read it.
    pub urgency: Urgency,
    /// Why.
    pub reasons: Vec<String>,
    /// What was suspicious.
    pub suspicions: Vec<Suspicion>,
}

/// Who the family is: sealed for those who get in touch.
#[derive(Clone, Serialize, Deserialize)]
pub struct ContactLetter {
    /// [`FORMAT`].
    pub format: u32,
    /// The key of the item it belongs to.
    pub key: Key,
    /// The answers that tell who somebody is.
    pub answers: BTreeMap<QuestionId, Value>,
}

/// A submission as it is stored.
#[derive(Clone)]
pub struct Record {
    /// Its key.
    pub key: Key,
    /// The form.
    pub form: FormId,
    /// Its version.
    pub version: u32,
    /// When it came.
    pub received: Timestamp,
    /// How soon a person should read it.
    pub urgency: Urgency,
    /// Where the family lives.
    pub municipality: Option<Municipality>,
    /// Whether somebody is to get in touch.
    pub wants_contact: bool,
    /// When the table erases it by itself; never, if it waits for a person.
    pub expires: Option<Timestamp>,
    /// What tells the same answers from others.
    pub tag: Tag,
    /// In which line it waits.
    pub queue: Queue,
    /// How the family is, sealed.
    pub answers: Vec<u8>,
    /// Who the family is, sealed.
    pub contact: Vec<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_does_not_hold_the_receipt() {
        let receipt = Receipt::from_random([9; 16]);
        let key = Key::of(receipt);
        assert!(key.as_str().starts_with("S#") && key.as_str().len() == 66);
        assert!(!key.as_str().contains(&hexadecimal(&receipt.bytes())));
    }

    #[test]
    fn the_same_answers_have_another_tag_under_another_receipt() {
        let (one, other) = (Receipt::from_random([1; 16]), Receipt::from_random([2; 16]));
        assert_eq!(Tag::of(one, b"svar"), Tag::of(one, b"svar"));
        assert_ne!(Tag::of(one, b"svar"), Tag::of(other, b"svar"));
        assert_ne!(Tag::of(one, b"svar"), Tag::of(one, b"svaret"));
        assert_eq!(family_code(one), family_code(one));
    }
}
