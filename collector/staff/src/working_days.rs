//! Working days in Denmark: Monday to Friday, without the public holidays. Pure.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

/// Returns the day that is `days` working days after `from`.
pub fn after(from: Date, days: u32) -> Date {
    let mut day = from;
    for _ in 0..days {
        day = next(day);
    }
    day
}

/// Returns how many working days lie between two days: from Friday to Monday it is 1, and backwards it is below nought.
pub fn between(from: Date, to: Date) -> i64 {
    let (first, last, sign) = if from <= to { (from, to, 1) } else { (to, from, -1) };
    let mut day = first;
    let mut count = 0;
    while day < last {
        day = day.saturating_add(1.day());
        count += i64::from(is_working(day));
    }
    // A target on a day off is passed when the next day comes.
    sign * if sign < 0 && count == 0 { 1 } else { count }
}

/// Returns the first working day after a day.
fn next(from: Date) -> Date {
    let mut day = from.saturating_add(1.day());
    while !is_working(day) && day < Date::MAX {
        day = day.saturating_add(1.day());
    }
    day
}

/// Whether people are at work.
pub fn is_working(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !is_holiday(day)
}

/// The public holidays by Danish law. The great day of prayer is none since 2024.
fn is_holiday(day: Date) -> bool {
    let from_easter = (day - easter(day.year())).get_days();
    let fixed = matches!((day.month(), day.day()), (1, 1) | (12, 25 | 26));
    // Maundy Thursday, Good Friday, Easter, Ascension, Whitsun.
    fixed || matches!(from_easter, -3 | -2 | 0 | 1 | 39 | 49 | 50)
}

/// Returns Easter Sunday by Gauss's rule in its Gregorian form.
fn easter(year: i16) -> Date {
    let year = i32::from(year);
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (j, k) = (c / 4, c % 4);
    let m = (a + 11 * h) / 319;
    let r = (2 * e + 2 * j - k - h + m + 32) % 7;
    let month = (h - m + r + 90) / 25;
    let day = (h - m + r + month + 19) % 32;
    let narrow = |number: i32| i8::try_from(number).unwrap_or(1);
    date(i16::try_from(year).unwrap_or(2000), narrow(month), narrow(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_the_almanac_says() {
        for (year, day) in [
            (2024, "2024-03-31"),
            (2025, "2025-04-20"),
            (2026, "2026-04-05"),
            (2027, "2027-03-28"),
            (2038, "2038-04-25"),
        ] {
            assert_eq!(easter(year).to_string(), day);
        }
    }

    #[test]
    fn weekends_and_holidays_are_skipped() {
        let check = |from: &str, days, expected: &str| {
            assert_eq!(after(from.parse().expect("a date"), days).to_string(), expected, "{days} days after {from}");
        };
        check("2026-11-20", 1, "2026-11-23"); // Friday
        check("2026-11-21", 1, "2026-11-23"); // Saturday
        check("2026-12-23", 2, "2026-12-28"); // Christmas Eve is worked, Christmas is not
        check("2026-04-01", 1, "2026-04-07"); // Easter
        check("2026-05-13", 1, "2026-05-15"); // Ascension
        check("2026-05-22", 1, "2026-05-26"); // Whitsun
        check("2026-05-01", 1, "2026-05-04"); // the great day of prayer was abolished
    }

    #[test]
    fn days_are_counted_both_ways() {
        let check = |from: &str, to: &str, expected| {
            assert_eq!(between(from.parse().expect("a date"), to.parse().expect("a date")), expected, "{from} to {to}");
        };
        check("2026-11-20", "2026-11-23", 1);
        check("2026-11-23", "2026-11-23", 0);
        check("2026-11-24", "2026-11-23", -1);
        check("2026-11-23", "2026-11-20", -1);
        check("2026-11-22", "2026-11-20", -1); // Sunday after a Friday: it has passed
    }
}
