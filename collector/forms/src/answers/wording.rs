//! What people write, without what nobody can see, and without what must not be kept.

use unicode_normalization::UnicodeNormalization;

use crate::code::is_invisible;

/// Returns one line: composed letters, single spaces, nothing invisible.
pub(super) fn cleaned_line(text: &str) -> String {
    let visible: String =
        text.nfc().filter(|c| !is_invisible(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the lines of a longer text, each without what is invisible, ended by a line feed alone.
pub(super) fn cleaned_text(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let visible = |c: char| match c {
        '\n' => Some('\n'),
        c if is_invisible(c) => None,
        c if c.is_control() => Some(' '),
        c => Some(c),
    };
    text.nfc().filter_map(visible).collect::<String>().trim().to_owned()
}

/// Returns whether the text holds something that looks like a CPR number: a date as `DDMMYY`, and four digits more.
///
/// Spaces, points and hyphens between are how people write it. Since 2007 the last digits follow no rule that could be checked.
pub(super) fn holds_cpr(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let is_digit = |place: usize| letters.get(place).is_some_and(char::is_ascii_digit);
    (0..letters.len()).any(|start| {
        let begins = is_digit(start)
            && (start == 0 || !is_digit(start - 1))
            && (start == 0 || letters.get(start - 1) != Some(&'+'));
        begins && ten_digits(&letters, start).is_some_and(|digits| is_cpr(&digits))
    })
}

/// Returns the ten digits that begin at `start` in the pattern `DD.MM.YY - NNNN`, if no eleventh follows.
fn ten_digits(letters: &[char], start: usize) -> Option<Vec<u32>> {
    let mut digits = Vec::with_capacity(10);
    let mut place = start;
    while digits.len() < 10 {
        let allowed = match digits.len() {
            2 | 4 => 1,
            6 => 3,
            _ => 0,
        };
        let mut between = 0;
        while letters.get(place).is_some_and(|c| matches!(c, ' ' | '-' | '.' | '/' | '–' | '\u{A0}'))
            && between < allowed
        {
            between += 1;
            place += 1;
        }
        digits.push(letters.get(place)?.to_digit(10)?);
        place += 1;
    }
    let follows = letters.get(place).is_some_and(char::is_ascii_digit);
    (!follows).then_some(digits)
}

fn is_cpr(digits: &[u32]) -> bool {
    let pair = |place: usize| digits.get(place).zip(digits.get(place + 1)).map_or(0, |(tens, ones)| tens * 10 + ones);
    // Replacement numbers of hospitals add 60 to the day.
    let day = if pair(0) > 60 { pair(0) - 60 } else { pair(0) };
    (1..=31).contains(&day) && (1..=12).contains(&pair(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_lose_what_nobody_can_see() {
        assert_eq!(cleaned_line("  Ka\u{200B}ren\u{202E} \r\n Ørsted\t"), "Karen Ørsted");
        assert_eq!(cleaned_line("A\u{30A}se"), "Åse");
        assert_eq!(cleaned_text("en\r\nto\rtre\u{0}\n"), "en\nto\ntre");
        assert_eq!(cleaned_text("👩\u{200D}👧"), "👩\u{200D}👧");
    }

    #[test]
    fn a_cpr_number_is_recognised_as_people_write_it() {
        for text in [
            "0101901234",
            "mit cpr er 010190-1234.",
            "01 01 90 1234",
            "01.01.90-1234",
            "010190 - 1234",
            "610190-1234",
            "010190–1234",
        ] {
            assert!(holds_cpr(text), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_not_taken_for_one() {
        for text in [
            "20123456",
            "+4520123456",
            "+45 20 12 34 56",
            "0045 20 12 34 56",
            "3201901234",
            "0113901234",
            "01019012345",
            "den 21. november 2026",
            "12. 3. 2026 kl. 14",
            "",
        ] {
            assert!(!holds_cpr(text), "{text}");
        }
    }
}
