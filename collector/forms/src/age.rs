//! The calendar of the course: pregnancy days, days after birth, and months from there.
//!
//! Days are calendar days in Denmark, never 24-hour differences, so the nights of the clock change are days like others.

use std::fmt;

use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Days from the first day of the last period to the due date. Source: infosundhed.dk, »Graviditet« (40 weeks).
pub const PREGNANCY_DAYS: i32 = 280;

/// The last pregnancy day on which the course still answers; after week 43+6 only a birth date helps.
pub const LAST_PREGNANCY_DAY: i32 = 307;

/// A border in a child's time, ordered from early pregnancy on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Moment {
    /// A day of the pregnancy, counted from 0.
    Pregnant(u16),
    /// A day after birth; the day of birth is 0. Used to day 55, before calendar months take over.
    Day(u16),
    /// The day a number of whole calendar months after birth begins.
    Month(u16),
}

/// What a family knows: when the child is due, or when it was born.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// The due date.
    Due(Date),
    /// The birth date; it beats the due date where both are known.
    Born(Date),
}

/// How a date lies to a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// The period is still to come.
    Before,
    /// The date is in the period.
    During,
    /// The period is over.
    After,
}

/// A period of a child's time, from one moment until the next begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    from: Moment,
    until: Moment,
}

/// Why a pair of borders is no window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WindowError {
    /// The text names no moment.
    #[error("tiden kan ikke læses")]
    Unreadable,
    /// The end does not lie after the beginning.
    #[error("tiden slutter, før den begynder")]
    Backwards,
}

impl Moment {
    /// Reads the first day of a period: »uge 13+0«, »fødslen«, »dag 14«, »4 måneder«.
    pub fn parse_from(text: &str) -> Option<Self> {
        let text = text.trim();
        if text == "fødslen" {
            return Some(Self::Day(0));
        }
        if let Some(week) = text.strip_prefix("uge ") {
            let (weeks, days) = week.split_once('+')?;
            let (weeks, days) = (weeks.parse::<u16>().ok()?, days.parse::<u16>().ok()?);
            return (weeks <= 43 && days <= 6).then_some(Self::Pregnant(weeks * 7 + days));
        }
        if let Some(day) = text.strip_prefix("dag ") {
            return day.parse().ok().filter(|day| *day <= 1096).map(Self::Day);
        }
        let months = text.strip_suffix(" måneder").or_else(|| text.strip_suffix(" måned"))?;
        months.parse().ok().filter(|months| *months <= 36).map(Self::Month)
    }

    /// Reads the last day of a period and returns the moment after it: »uge 27+6«, »fødslen« (the day before birth),
    /// »dag 55«, »dagen før 7 måneder«.
    pub fn parse_to(text: &str) -> Option<Self> {
        let text = text.trim();
        if text == "fødslen" {
            return Some(Self::Day(0));
        }
        if let Some(next) = text.strip_prefix("dagen før ") {
            return Self::parse_from(next);
        }
        match Self::parse_from(text)? {
            Self::Pregnant(day) => Some(Self::Pregnant(day + 1)),
            Self::Day(day) => Some(Self::Day(day + 1)),
            Self::Month(_) => None,
        }
    }

    /// Returns the moment as scripts read it: `g91`, `d14`, `m4`.
    pub fn code(self) -> String {
        match self {
            Self::Pregnant(day) => format!("g{day}"),
            Self::Day(day) => format!("d{day}"),
            Self::Month(month) => format!("m{month}"),
        }
    }

    /// Returns the calendar day on which this moment begins for a child born on `birth`.
    ///
    /// A day that the month lacks is the month's last day. `None` for a moment in the pregnancy, or beyond the calendar.
    pub fn begins_after_birth(self, birth: Date) -> Option<Date> {
        match self {
            Self::Pregnant(_) => None,
            Self::Day(day) => birth.checked_add(Span::new().days(i64::from(day))).ok(),
            Self::Month(month) => birth.checked_add(Span::new().months(i64::from(month))).ok(),
        }
    }
}

impl Moment {
    /// Returns the last day before this moment, as editors write the end of a period.
    pub fn as_end(self) -> String {
        match self {
            Self::Pregnant(0) | Self::Day(0) => "fødslen".to_owned(),
            Self::Pregnant(day) => Self::Pregnant(day - 1).to_string(),
            Self::Day(day) => format!("dag {}", day - 1),
            Self::Month(month) => format!("dagen før {month} måneder"),
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pregnant(day) => write!(f, "uge {}+{}", day / 7, day % 7),
            Self::Day(0) => f.write_str("fødslen"),
            Self::Day(day) => write!(f, "dag {day}"),
            Self::Month(month) => write!(f, "{month} måneder"),
        }
    }
}

impl Window {
    /// Reads a window from its first and its last day, as editors write them.
    ///
    /// # Errors
    /// [`WindowError`] if either cannot be read or the end does not come after the beginning.
    pub fn parse(from: &str, to: &str) -> Result<Self, WindowError> {
        let from = Moment::parse_from(from).ok_or(WindowError::Unreadable)?;
        let until = Moment::parse_to(to).ok_or(WindowError::Unreadable)?;
        if from.rank() < until.rank() { Ok(Self { from, until }) } else { Err(WindowError::Backwards) }
    }

    /// Returns the moment it begins.
    pub fn from(self) -> Moment {
        self.from
    }

    /// Returns the moment after its end.
    pub fn until(self) -> Moment {
        self.until
    }

    /// Returns how `today` lies to this window for a family that knows `known`.
    pub fn relation(self, known: Known, today: Date) -> Relation {
        if !has_begun(self.from, known, today) {
            Relation::Before
        } else if has_begun(self.until, known, today) {
            Relation::After
        } else {
            Relation::During
        }
    }

    /// Returns the first and the last due date for which `today` lies in this window.
    ///
    /// `None` for a window after birth. A window that ends at birth takes in due dates up to the last pregnancy day.
    pub fn due_dates(self, today: Date) -> Option<(Date, Date)> {
        let Moment::Pregnant(first) = self.from else { return None };
        let last = match self.until {
            Moment::Pregnant(next) => i32::from(next) - 1,
            Moment::Day(_) | Moment::Month(_) => LAST_PREGNANCY_DAY,
        };
        let due = |day: i32| today.checked_add(Span::new().days(PREGNANCY_DAYS - day)).ok();
        Some((due(last)?, due(i32::from(first))?))
    }

    /// Returns the first and the last birth date for which `today` lies in this window; `None` for a window in the pregnancy.
    pub fn birth_dates(self, today: Date) -> Option<(Date, Date)> {
        if matches!(self.from, Moment::Pregnant(_)) {
            return None;
        }
        let last = latest_birth(self.from, today)?;
        let before_first = latest_birth(self.until, today)?;
        Some((before_first.tomorrow().ok()?, last))
    }

    /// Returns whether the two windows have a day in common.
    pub fn overlaps(self, other: Self) -> bool {
        self.from.rank() < other.until.rank() && other.from.rank() < self.until.rank()
    }
}

impl Moment {
    /// Orders moments of all three kinds on one line; a month counts 30.4 days, which keeps the order for every birth date.
    pub fn rank(self) -> u32 {
        match self {
            Self::Pregnant(day) => u32::from(day) * 10,
            Self::Day(day) => 10_000 + u32::from(day) * 10,
            Self::Month(month) => 10_000 + u32::from(month) * 304,
        }
    }
}

/// Returns the pregnancy day of `today`; negative before day 0. Week and day follow as `day / 7` and `day % 7`.
pub fn pregnancy_day(due: Date, today: Date) -> i32 {
    PREGNANCY_DAYS - days_between(today, due)
}

/// Returns whole calendar days from `from` to `to`.
pub fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}

fn has_begun(moment: Moment, known: Known, today: Date) -> bool {
    match (moment, known) {
        (Moment::Pregnant(day), Known::Due(due)) => pregnancy_day(due, today) >= i32::from(day),
        (Moment::Pregnant(_), Known::Born(_)) => true,
        (Moment::Day(_) | Moment::Month(_), Known::Due(_)) => false,
        (Moment::Day(_) | Moment::Month(_), Known::Born(birth)) => {
            moment.begins_after_birth(birth).is_some_and(|begins| begins <= today)
        }
    }
}

/// Returns the latest birth date for which `moment` has begun on `today`.
fn latest_birth(moment: Moment, today: Date) -> Option<Date> {
    let back = match moment {
        Moment::Pregnant(_) => return None,
        Moment::Day(day) => Span::new().days(i64::from(day)),
        Moment::Month(month) => Span::new().months(i64::from(month)),
    };
    // At the end of a short month several birthdays share one day; step forward to the last of them.
    let mut birth = today.checked_sub(back).ok()?;
    while let Ok(next) = birth.tomorrow() {
        if moment.begins_after_birth(next).is_none_or(|begins| begins > today) {
            break;
        }
        birth = next;
    }
    Some(birth)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// The twelve phases of the course, as in `content/faser/`.
    fn course() -> Vec<Window> {
        [
            ("uge 0+0", "uge 12+6"),
            ("uge 13+0", "uge 27+6"),
            ("uge 28+0", "uge 36+6"),
            ("uge 37+0", "fødslen"),
            ("dag 0", "dag 13"),
            ("dag 14", "dag 55"),
            ("dag 56", "dagen før 4 måneder"),
            ("4 måneder", "dagen før 7 måneder"),
            ("7 måneder", "dagen før 12 måneder"),
            ("12 måneder", "dagen før 18 måneder"),
            ("18 måneder", "dagen før 24 måneder"),
            ("24 måneder", "dagen før 36 måneder"),
        ]
        .iter()
        .map(|(from, to)| Window::parse(from, to).expect("the borders of the course are well formed"))
        .collect()
    }

    fn phases(known: Known, today: Date) -> Vec<usize> {
        let during = |(_, window): &(usize, &Window)| window.relation(known, today) == Relation::During;
        course().iter().enumerate().filter(during).map(|(index, _)| index + 1).collect()
    }

    #[track_caller]
    fn check(known: Known, today: Date, expected: &[usize]) {
        assert_eq!(phases(known, today), expected, "{known:?} on {today}");
    }

    #[test]
    fn borders_fall_on_the_day_they_name() {
        let due = date(2027, 3, 1);
        let on = |day: i64| due.checked_sub(Span::new().days(280 - day)).expect("in the calendar");
        for (day, phase) in [(0, 1), (90, 1), (91, 2), (195, 2), (196, 3), (258, 3), (259, 4), (280, 4), (307, 4)] {
            check(Known::Due(due), on(day), &[phase]);
        }
        let birth = date(2026, 1, 31);
        let after = |days: i64| birth.checked_add(Span::new().days(days)).expect("in the calendar");
        for (day, phase) in [(0, 5), (13, 5), (14, 6), (55, 6), (56, 7)] {
            check(Known::Born(birth), after(day), &[phase]);
        }
        check(Known::Born(birth), date(2026, 5, 30), &[7]);
        check(Known::Born(birth), date(2026, 5, 31), &[8]);
        check(Known::Born(birth), date(2029, 1, 30), &[12]);
        check(Known::Born(birth), date(2029, 1, 31), &[]);
    }

    #[test]
    fn a_day_the_month_lacks_is_its_last_day() {
        check(Known::Born(date(2024, 2, 29)), date(2025, 2, 27), &[9]);
        check(Known::Born(date(2024, 2, 29)), date(2025, 2, 28), &[10]);
        check(Known::Born(date(2024, 10, 31)), date(2025, 2, 27), &[7]);
        check(Known::Born(date(2024, 10, 31)), date(2025, 2, 28), &[8]);
        check(Known::Born(date(2024, 5, 31)), date(2025, 11, 29), &[10]);
        check(Known::Born(date(2024, 5, 31)), date(2025, 11, 30), &[11]);
    }

    #[test]
    fn every_day_has_exactly_one_phase() {
        // Five years of birth dates, with leap days, every month's end and ten clock changes among them. A window only ever
        // goes from Before to During to After, so the days on both sides of each border speak for all days between.
        let course = course();
        let mut birth = date(2023, 1, 1);
        while birth < date(2028, 1, 1) {
            let born = Known::Born(birth);
            for (index, window) in course.iter().enumerate().skip(4) {
                let begins = window.from().begins_after_birth(birth).expect("in the calendar");
                let number = index + 1;
                check(born, begins, &[number]);
                check(
                    born,
                    window.until().begins_after_birth(birth).and_then(|d| d.yesterday().ok()).expect("in the calendar"),
                    &[number],
                );
                if number > 5 {
                    check(born, begins.yesterday().expect("in the calendar"), &[number - 1]);
                }
            }
            check(born, Moment::Month(36).begins_after_birth(birth).expect("in the calendar"), &[]);
            birth = birth.tomorrow().expect("in the calendar");
        }
    }

    #[test]
    fn every_pregnancy_day_has_exactly_one_phase() {
        let mut due = date(2024, 1, 1);
        while due < date(2028, 1, 1) {
            for day in 0..=LAST_PREGNANCY_DAY {
                let today = due.checked_sub(Span::new().days(PREGNANCY_DAYS - day)).expect("in the calendar");
                assert_eq!(pregnancy_day(due, today), day);
                assert_eq!(phases(Known::Due(due), today).len(), 1);
            }
            due = due.checked_add(Span::new().days(7)).expect("in the calendar");
        }
    }

    #[test]
    fn the_table_of_dates_agrees_with_the_rule() {
        // The page without script shows ranges of dates; each must hold exactly the dates that the rule puts in the phase.
        let mut today = date(2026, 11, 1);
        while today < date(2028, 4, 1) {
            for window in course() {
                if let Some((first, last)) = window.birth_dates(today) {
                    for (birth, inside) in around(first, last) {
                        assert_eq!(
                            window.relation(Known::Born(birth), today) == Relation::During,
                            inside,
                            "born {birth}, on {today}, {window:?}"
                        );
                    }
                }
                if let Some((first, last)) = window.due_dates(today) {
                    assert!(
                        [first, last].iter().all(|due| window.relation(Known::Due(*due), today) == Relation::During)
                    );
                }
            }
            today = today.tomorrow().expect("in the calendar");
        }
    }

    fn around(first: Date, last: Date) -> [(Date, bool); 4] {
        let before = first.yesterday().expect("in the calendar");
        let after = last.tomorrow().expect("in the calendar");
        [(before, false), (first, true), (last, true), (after, false)]
    }

    #[test]
    fn unreadable_and_backward_windows_are_refused() {
        assert_eq!(Window::parse("uge 12", "uge 13+0"), Err(WindowError::Unreadable));
        assert_eq!(Window::parse("uge 12+7", "uge 13+0"), Err(WindowError::Unreadable));
        assert_eq!(Window::parse("4 måneder", "7 måneder"), Err(WindowError::Unreadable));
        assert_eq!(Window::parse("dag 14", "dag 3"), Err(WindowError::Backwards));
        assert_eq!(Window::parse("fødslen", "uge 12+0"), Err(WindowError::Backwards));
    }
}
