//! Points of a scale, exact to the hundredth.

use std::fmt;
use std::iter::Sum;

use serde::{Deserialize, Serialize};

use crate::table::{FromValue, Value};

/// A number of points, kept as whole hundredths: published scales have cut-offs such as 33.17, and a binary fraction would
/// put an answer on the wrong side of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Points(i64);

impl Points {
    /// Returns whole points.
    pub const fn whole(points: i64) -> Self {
        Self(points.saturating_mul(100))
    }

    /// Reads `7`, `-2`, `33.17` or `0.5`: at most two decimals.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        let unsigned = whole.strip_prefix('-').unwrap_or(whole);
        if unsigned.is_empty() || !digits(unsigned) || !digits(decimals) || decimals.len() > 2 || text.ends_with('.') {
            return None;
        }
        let hundredths: i64 = format!("{unsigned}{decimals:0<2}").parse().ok()?;
        Some(Self(if whole.starts_with('-') { -hundredths } else { hundredths }))
    }

    /// Returns these points `factor` times, and then shared by `parts`, rounded to the nearest hundredth, halves up.
    pub fn scaled(self, factor: Self, parts: usize) -> Self {
        let product = i128::from(self.0) * i128::from(factor.0);
        let divisor = 100 * i128::try_from(parts.max(1)).unwrap_or(1);
        let rounded = (2 * product + divisor).div_euclid(2 * divisor);
        Self(i64::try_from(rounded).unwrap_or(i64::MAX))
    }

    /// Returns the points that lie as far from the top as these from the bottom.
    pub fn reversed(self, bottom: Self, top: Self) -> Self {
        Self(bottom.0.saturating_add(top.0).saturating_sub(self.0))
    }

    /// Returns the points as a number for statistics.
    pub fn as_f64(self) -> f64 {
        // A scale has some hundreds of points; every one of them has an exact place among the 2^53 whole numbers.
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let hundredths = self.0 as f64;
        hundredths / 100.0
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Self>>(points: I) -> Self {
        Self(points.fold(0, |sum, points| sum.saturating_add(points.0)))
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, hundredths) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        match (hundredths, hundredths % 10) {
            (0, _) => write!(f, "{sign}{whole}"),
            (_, 0) => write!(f, "{sign}{whole}.{}", hundredths / 10),
            _ => write!(f, "{sign}{whole}.{hundredths:02}"),
        }
    }
}

impl FromValue for Points {
    const WANTED: &'static str = "et tal som 4 eller 33.17";

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Integer(number) => Some(Self::whole(*number)),
            Value::Decimal(text) => Self::parse(text),
            Value::Text(_) | Value::Boolean(_) | Value::Date(_) | Value::List(_) | Value::Table(_) | Value::Other => {
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_read_and_shown_exactly() {
        for (text, shown) in
            [("7", "7"), ("-2", "-2"), ("33.17", "33.17"), ("0.5", "0.5"), ("0.05", "0.05"), ("-0.50", "-0.5")]
        {
            assert_eq!(Points::parse(text).map(|points| points.to_string()).as_deref(), Some(shown));
        }
        assert!(["", ".", "1.", ".5", "1.234", "1e3", "a", "--1"].iter().all(|text| Points::parse(text).is_none()));
    }

    #[test]
    fn a_mean_is_rounded_to_the_nearest_hundredth() {
        assert_eq!(Points::whole(10).scaled(Points::whole(1), 3).to_string(), "3.33");
        assert_eq!(Points::whole(5).scaled(Points::whole(1), 3).to_string(), "1.67");
        assert_eq!(Points::whole(35).scaled(Points::whole(6), 5), Points::whole(42));
        assert_eq!(Points::whole(-5).scaled(Points::whole(1), 2).to_string(), "-2.5");
    }
}
