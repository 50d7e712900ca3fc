//! Danish words that only the pages need: ages, counts, sentences.

use forms::shown::date_in_words;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::queue::denmark;

/// Returns how long ago something was: »for 3 timer siden«, »i går«.
pub(super) fn ago(moment: Timestamp, now: Timestamp) -> String {
    match (now.duration_since(moment).as_mins(), days_since(moment, now)) {
        (..2, _) => "lige nu".to_owned(),
        (120.., 1) => "i går".to_owned(),
        (..) => format!("for {} siden", waited(moment, now)),
    }
}

/// Returns how long something has waited: »20 min.«, »3 timer«, »9 dage«.
pub(super) fn waited(moment: Timestamp, now: Timestamp) -> String {
    match (now.duration_since(moment).as_mins().max(0), days_since(moment, now)) {
        (minutes @ ..60, _) => format!("{minutes} min."),
        (..120, _) => "1 time".to_owned(),
        (minutes, ..=0) => format!("{} timer", minutes / 60),
        (_, 1) => "1 dag".to_owned(),
        (_, days) => format!("{days} dage"),
    }
}

/// Returns how many midnights in Denmark lie between two moments.
fn days_since(moment: Timestamp, now: Timestamp) -> i32 {
    (day_of(now) - day_of(moment)).get_days()
}

/// Returns a day without its year: »22. november«.
pub(super) fn short_day(day: Date) -> String {
    let words = date_in_words(day);
    words.rsplit_once(' ').map_or(words.clone(), |(day, _)| day.to_owned())
}

/// Returns the calendar day in Denmark.
pub(super) fn day_of(moment: Timestamp) -> Date {
    moment.to_zoned(denmark()).date()
}

/// Returns a message as a sentence: with a capital letter and a full stop.
pub(super) fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first: String = letters.next().map(|letter| letter.to_uppercase().collect()).unwrap_or_default();
    let end = if message.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

/// Returns `n` of something: »1 svar«, »3 sager«.
pub(super) fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{} {many}", thousands(n)) }
}

/// Returns a number as Danes write it: »12.345«.
pub(super) fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_words() {
        let now: Timestamp = "2026-11-22T09:20:00Z".parse().expect("a moment");
        for (then, words) in [
            ("2026-11-22T09:19:30Z", "lige nu"),
            ("2026-11-22T10:20:00Z", "lige nu"),
            ("2026-11-22T08:50:00Z", "for 30 min. siden"),
            ("2026-11-22T07:00:00Z", "for 2 timer siden"),
            ("2026-11-21T21:00:00Z", "i går"),
            ("2026-11-21T23:10:00Z", "for 10 timer siden"),
            ("2026-10-22T07:00:00Z", "for 31 dage siden"),
        ] {
            assert_eq!(ago(then.parse().expect("a moment"), now), words, "{then}");
        }
    }

    #[test]
    fn messages_become_sentences() {
        assert_eq!(sentence("æblet er rødt"), "Æblet er rødt.");
        assert_eq!(sentence("Er det?"), "Er det?");
        assert_eq!(sentence(""), ".");
        assert_eq!(thousands(1_234_567), "1.234.567");
        assert_eq!(thousands(999), "999");
        assert_eq!(count(1, "sag", "sager"), "1 sag");
    }
}
