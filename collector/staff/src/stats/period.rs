//! The periods that figures can be made of.
//!
//! Only fixed ones: of two periods that differ by a day, a reader could subtract the one from the other and find who answered
//! that day.

use forms::shown::MONTHS;
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// A month, a quarter, half a year or a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    from: Date,
    to: Date,
    title: String,
    name: String,
}

/// A text that is no fixed period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAPeriod {
    /// It is read as nothing.
    #[error(
        "perioden kan ikke læses: »{0}«. Skriv et år (2026), et halvår (2026-H1), et kvartal (2026-Q4) eller en måned (2026-11)"
    )]
    Unreadable(String),
    /// It is from one day to another, but no fixed period.
    #[error(
        "{0} er ikke en fast periode. Tal lægges kun ud for hele måneder, kvartaler, halvår og år; ellers kan to perioder trækkes fra hinanden, og en familie kendes"
    )]
    NotFixed(String),
}

impl Period {
    /// Reads `2026`, `2026-H1`, `2026-Q4`, `2026-11`, or the first and the last day of one of them: `2026-01-01..2026-06-30`.
    ///
    /// # Errors
    /// [`NotAPeriod`], in Danish.
    pub fn parse(text: &str) -> Result<Self, NotAPeriod> {
        let text = text.trim();
        match text.split_once("..") {
            Some((from, to)) => match (from.trim().parse(), to.trim().parse()) {
                (Ok(from), Ok(to)) => Self::between(from, to).ok_or_else(|| NotAPeriod::NotFixed(text.to_owned())),
                (Ok(_) | Err(_), Ok(_) | Err(_)) => Err(NotAPeriod::Unreadable(text.to_owned())),
            },
            None => Self::named(text).ok_or_else(|| NotAPeriod::Unreadable(text.to_owned())),
        }
    }

    /// Returns the first day.
    pub fn from(&self) -> Date {
        self.from
    }

    /// Returns the last day.
    pub fn to(&self) -> Date {
        self.to
    }

    /// Returns what people call it: »4. kvartal 2026«.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Returns its short name, as in the name of a file: `2026-q4`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns whether a day is in it.
    pub fn holds(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }

    fn named(text: &str) -> Option<Self> {
        let (year, part) = text.split_at_checked(4)?;
        let year: i16 = year.bytes().all(|b| b.is_ascii_digit()).then(|| year.parse().ok())??;
        match part.to_ascii_uppercase().as_str() {
            "" => Self::of(year, 1, 12),
            "-H1" => Self::of(year, 1, 6),
            "-H2" => Self::of(year, 7, 6),
            "-Q1" => Self::of(year, 1, 3),
            "-Q2" => Self::of(year, 4, 3),
            "-Q3" => Self::of(year, 7, 3),
            "-Q4" => Self::of(year, 10, 3),
            month => {
                let digits = month.strip_prefix('-').filter(|digits| digits.len() == 2)?;
                Self::of(year, digits.parse().ok()?, 1)
            }
        }
    }

    fn between(from: Date, to: Date) -> Option<Self> {
        let known = [1, 3, 6, 12].into_iter().filter(|months| (from.month() - 1) % months == 0);
        known
            .filter_map(|months| Self::of(from.year(), from.month(), months))
            .find(|one| one.from == from && one.to == to)
    }

    /// Returns the period of so many months from a month on.
    fn of(year: i16, month: i8, months: i8) -> Option<Self> {
        if !(2020..=2100).contains(&year) || !(1..=12).contains(&month) {
            return None;
        }
        let from = date(year, month, 1);
        let to = from.checked_add(i32::from(months).months()).ok()?.yesterday().ok()?;
        let (title, name) = match months {
            12 => (year.to_string(), year.to_string()),
            6 => (format!("{}. halvår {year}", month / 6 + 1), format!("{year}-h{}", month / 6 + 1)),
            3 => (format!("{}. kvartal {year}", month / 3 + 1), format!("{year}-q{}", month / 3 + 1)),
            _ => {
                let word = MONTHS.get(usize::try_from(month - 1).ok()?)?;
                (format!("{word} {year}"), format!("{year}-{month:02}"))
            }
        };
        Some(Self { from, to, title, name })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, from: Date, to: Date, title: &str, name: &str) {
        let period = Period::parse(text).expect("a period");
        assert_eq!((period.from(), period.to(), period.title(), period.name()), (from, to, title, name));
        assert_eq!(Period::parse(&format!("{from}..{to}")).as_ref(), Ok(&period), "by its days");
        assert_eq!(Period::parse(&name.to_uppercase()).as_ref(), Ok(&period), "by its name");
    }

    #[test]
    fn fixed_periods_are_read() {
        check("2026", date(2026, 1, 1), date(2026, 12, 31), "2026", "2026");
        check("2026-H1", date(2026, 1, 1), date(2026, 6, 30), "1. halvår 2026", "2026-h1");
        check("2026-h2", date(2026, 7, 1), date(2026, 12, 31), "2. halvår 2026", "2026-h2");
        check(" 2026-Q1 ", date(2026, 1, 1), date(2026, 3, 31), "1. kvartal 2026", "2026-q1");
        check("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), "4. kvartal 2026", "2026-q4");
        check("2028-02", date(2028, 2, 1), date(2028, 2, 29), "februar 2028", "2028-02");
    }

    #[test]
    fn other_periods_are_refused() {
        for text in
            ["", "sidste år", "2026-Q5", "2026-13", "2026-00", "2026-1", "1900", "æøåæ", "2026-01-01..", "20266"]
        {
            assert_eq!(Period::parse(text), Err(NotAPeriod::Unreadable(text.to_owned())), "{text}");
        }
        for text in
            ["2026-01-01..2026-06-29", "2026-02-01..2026-04-30", "2026-01-01..2027-06-30", "2026-12-31..2026-01-01"]
        {
            assert_eq!(Period::parse(text), Err(NotAPeriod::NotFixed(text.to_owned())), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_period_or_not_without_panic(text in "(20[0-9]{2}|[-.QH0-9æ]|\\PC){0,12}") {
            let _ = Period::parse(&text);
        }
    }
}
