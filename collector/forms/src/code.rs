//! Codes that people copy by hand: the receipt of a submission and the code of a family.
//!
//! Crockford's base32 in groups of four: no letter that looks like a number, and what is misread is read right again
//! (`O` is 0, `I` and `L` are 1).

use std::fmt;

use serde::{Deserialize, Serialize};

const ALPHABET: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'M', 'N', 'P',
    'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Y', 'Z',
];

/// The one key to a submission: 128 random bits that only the sender has. Nothing made from it is printed but on its page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Receipt(u128);

/// What links the answers of one family over time: 60 random bits that the family keeps.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct FamilyCode(u64);

/// A text that is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a code")]
pub struct NotACode;

impl Receipt {
    const LENGTH: usize = 26;

    /// Returns the receipt of these random bytes.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(bytes))
    }

    /// Reads a receipt as a person writes it.
    pub fn parse(text: &str) -> Option<Self> {
        decode(text, Self::LENGTH).map(Self)
    }

    /// Returns the 16 bytes: a key for what is stored, never stored itself.
    pub fn bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    /// Returns the receipt in groups of four, for the eyes of its owner alone.
    pub fn reveal(self) -> String {
        encode(self.0, Self::LENGTH)
    }
}

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Receipt([redacted])")
    }
}

impl FamilyCode {
    const LENGTH: usize = 12;

    /// Returns the code of these random bytes, of which 60 bits are used.
    pub fn from_random(bytes: [u8; 8]) -> Self {
        Self(u64::from_be_bytes(bytes) >> 4)
    }

    /// Reads a code as a person writes it.
    pub fn parse(text: &str) -> Option<Self> {
        decode(text, Self::LENGTH).and_then(|bits| u64::try_from(bits).ok()).map(Self)
    }

    /// Returns the code in groups of four.
    pub fn reveal(self) -> String {
        encode(u128::from(self.0), Self::LENGTH)
    }
}

impl fmt::Debug for FamilyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FamilyCode([redacted])")
    }
}

impl From<FamilyCode> for String {
    fn from(code: FamilyCode) -> Self {
        code.reveal()
    }
}

impl TryFrom<String> for FamilyCode {
    type Error = NotACode;

    fn try_from(text: String) -> Result<Self, NotACode> {
        Self::parse(&text).ok_or(NotACode)
    }
}

fn encode(bits: u128, length: usize) -> String {
    let digit = |place: usize| {
        let value = usize::try_from((bits >> (5 * (length - 1 - place))) & 31).unwrap_or(0);
        ALPHABET.get(value).copied().unwrap_or('0')
    };
    let mut text = String::with_capacity(length + length / 4);
    for place in 0..length {
        if place > 0 && place % 4 == 0 {
            text.push('-');
        }
        text.push(digit(place));
    }
    text
}

/// Reads `length` digits; spaces, hyphens and invisible characters between them do not matter.
fn decode(text: &str, length: usize) -> Option<u128> {
    let mut bits: u128 = 0;
    let mut digits = 0;
    for letter in text.chars().filter(|c| !c.is_whitespace() && !is_hyphen(*c) && !is_invisible(*c)) {
        let letter = match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let value = ALPHABET.iter().position(|known| *known == letter)?;
        // Bits that would be pushed out at the top make it another code than the one that was given out.
        if bits.leading_zeros() < 5 {
            return None;
        }
        bits = (bits << 5) | u128::try_from(value).ok()?;
        digits += 1;
    }
    (digits == length).then_some(bits)
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Returns whether `c` takes no room and only steers how text is shown: zero-width, bidirectional and tag characters.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let receipt = Receipt::from_random([0xA5; 16]);
        let shown = receipt.reveal();
        assert_eq!(shown.len(), 32);
        for written in [
            shown.clone(),
            shown.to_lowercase(),
            shown.replace('-', " "),
            shown.replace('-', "–"),
            shown.replace('-', "\u{200B}\u{202E}"),
            format!("\u{FEFF} {} \r\n", shown.replace('-', "")),
            shown.replace('0', "o").replace('1', "l"),
        ] {
            assert_eq!(Receipt::parse(&written), Some(receipt), "{written:?}");
        }
        assert_eq!(FamilyCode::from_random([255; 8]).reveal(), "ZZZZ-ZZZZ-ZZZZ");
    }

    #[test]
    fn what_is_no_code_is_refused() {
        let shown = Receipt::from_random([7; 16]).reveal();
        let longer = format!("{shown}0");
        let beyond = shown.replacen('0', "Z", 1);
        for wrong in ["", "0", &longer, &beyond, &shown.replacen('0', "U", 1), &shown.replacen('0', "ø", 1)] {
            assert_eq!(Receipt::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_receipt_cannot_be_printed_by_accident() {
        assert_eq!(format!("{:?}", Receipt::from_random([1; 16])), "Receipt([redacted])");
    }

    proptest::proptest! {
        #[test]
        fn every_code_survives_being_written_down(bytes: [u8; 16], family: [u8; 8]) {
            let receipt = Receipt::from_random(bytes);
            proptest::prop_assert_eq!(Receipt::parse(&receipt.reveal()), Some(receipt));
            let code = FamilyCode::from_random(family);
            proptest::prop_assert_eq!(FamilyCode::parse(&code.reveal()), Some(code));
        }

        #[test]
        fn any_text_is_a_code_or_not_without_panic(text in "\\PC{0,40}") {
            let _ = (Receipt::parse(&text), FamilyCode::parse(&text));
        }
    }
}
