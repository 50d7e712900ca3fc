//! Days and hours in Denmark: when parents sit down with a form, and when staff are at work.

use forms::age::{Moment, PREGNANCY_DAYS};
use jiff::civil::Date;
use jiff::{Span, Timestamp};

use super::chance::Chance;

/// How likely each hour of the day is: most forms are filled in when the child sleeps.
const HOURS: [f64; 24] = [
    2.0, 1.0, 0.7, 0.6, 0.6, 0.8, 1.2, 2.0, 3.0, 4.0, 4.5, 4.0, 4.0, 4.5, 4.0, 3.5, 3.0, 2.5, 3.0, 5.0, 8.0, 9.0, 7.0,
    4.0,
];

/// Returns the day it is in Denmark.
pub(super) fn day(at: Timestamp) -> Date {
    at.to_zoned(jiff::tz::get!("Europe/Copenhagen")).date()
}

/// Returns the day so many days later, or earlier.
pub(super) fn plus(day: Date, days: i32) -> Date {
    day.saturating_add(Span::new().days(days))
}

/// Returns the first day of a moment in the time of a child.
pub(super) fn begins(moment: Moment, due: Date, born: Date) -> Date {
    match moment {
        Moment::Pregnant(day) => plus(due, i32::from(day) - PREGNANCY_DAYS),
        Moment::Day(_) | Moment::Month(_) => moment.begins_after_birth(born).unwrap_or(Date::MAX),
    }
}

/// Returns a moment of the day at which a parent has time.
pub(super) fn spare_moment(day: Date, chance: &mut Chance) -> Option<Timestamp> {
    let hour = chance.weighted(&HOURS).and_then(|hour| i32::try_from(hour).ok()).unwrap_or(20);
    let thousandths = i64::from(chance.between(0, 3_599_999));
    clock(day, hour, 0)?.checked_add(jiff::SignedDuration::from_millis(thousandths)).ok()
}

/// Returns a moment in working hours so many working days after `from`; 0 is the same day, if there is time left.
pub(super) fn at_work(from: Timestamp, working_days: i32, chance: &mut Chance) -> Timestamp {
    let mut date = day(from);
    let mut left = working_days;
    while left > 0 || !is_working_day(date) {
        date = plus(date, 1);
        left -= i32::from(is_working_day(date));
    }
    let moment = clock(date, chance.between(8, 14), chance.between(0, 59)).unwrap_or(from);
    if moment > from {
        return moment;
    }
    // It came while they were at work, or after.
    match clock(date, 15, 30) {
        Some(end) if from < end => soon_after(from, chance).min(end),
        _ => at_work(from, working_days.max(0) + 1, chance),
    }
}

/// Returns half past eight on the next working day, when all that needs no answer is read in one go.
pub(super) fn reading_hour(from: Timestamp) -> Timestamp {
    let mut date = plus(day(from), 1);
    while !is_working_day(date) {
        date = plus(date, 1);
    }
    clock(date, 8, 30).unwrap_or(from)
}

/// Returns some minutes later.
pub(super) fn soon_after(from: Timestamp, chance: &mut Chance) -> Timestamp {
    let seconds = i64::from(chance.between(120, 2_700));
    from.checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap_or(from)
}

/// Returns the day so many working days later.
pub(super) fn working_day_after(from: Date, working_days: i32) -> Date {
    let mut date = from;
    for _ in 0..working_days {
        date = plus(date, 1);
        while !is_working_day(date) {
            date = plus(date, 1);
        }
    }
    date
}

fn is_working_day(date: Date) -> bool {
    // The end of the calendar is no weekend one could wait for the end of.
    date.weekday().to_monday_one_offset() <= 5 || date == Date::MAX
}

fn clock(date: Date, hour: i32, minute: i32) -> Option<Timestamp> {
    let at = date.at(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0);
    at.to_zoned(jiff::tz::get!("Europe/Copenhagen")).ok().map(|moment| moment.timestamp())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn nobody_works_at_night_or_on_sundays() {
        let mut chance = Chance::of(&[5]);
        let saturday = date(2026, 11, 21);
        for hour in 0..24 {
            for days in 0..4 {
                let from = clock(plus(saturday, hour % 7), hour, 17).expect("a moment");
                let moment = at_work(from, days, &mut chance);
                let local = moment.to_zoned(jiff::tz::get!("Europe/Copenhagen"));
                assert!(moment > from && is_working_day(local.date()), "{from} {moment}");
                assert!((8..16).contains(&local.hour()), "{local}");
            }
        }
        assert_eq!(day(reading_hour(clock(saturday, 10, 0).expect("a moment"))), date(2026, 11, 23));
        assert_eq!(working_day_after(date(2026, 11, 20), 2), date(2026, 11, 24));
    }

    #[test]
    fn the_nights_of_the_clock_change_are_nights_like_others() {
        let mut chance = Chance::of(&[6]);
        for night in [date(2026, 3, 29), date(2026, 10, 25)] {
            for _ in 0..200 {
                let moment = spare_moment(night, &mut chance).expect("a moment");
                assert!((day(moment) == night) || day(moment) == plus(night, 1), "{moment}");
            }
        }
    }
}
