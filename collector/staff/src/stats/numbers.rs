//! Means, intervals and shares.

/// What is known of the differences of some people.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sample {
    n: f64,
    mean: f64,
    /// The sum of the squared distances from the mean (Welford).
    squares: f64,
}

impl Sample {
    /// Adds a number.
    pub(super) fn add(&mut self, number: f64) {
        self.n += 1.0;
        let before = number - self.mean;
        self.mean += before / self.n;
        self.squares += before * (number - self.mean);
    }

    /// Returns the mean.
    pub(super) fn mean(&self) -> f64 {
        self.mean
    }

    /// Returns the standard deviation, as of a sample; nothing for fewer than two numbers, or for numbers that are all the same.
    pub(super) fn deviation(&self) -> Option<f64> {
        let deviation = (self.squares / (self.n - 1.0)).sqrt();
        (self.n >= 2.0 && deviation > 1e-9).then_some(deviation)
    }

    /// Returns the 95 % interval of the mean by Student's t; the mean alone, where all numbers are the same.
    pub(super) fn interval(&self) -> (f64, f64) {
        let half = self.deviation().map_or(0.0, |deviation| t(self.n - 1.0) * deviation / self.n.sqrt());
        (self.mean - half, self.mean + half)
    }
}

/// The 97.5 % point of the normal distribution.
const Z: f64 = 1.959_963_985;

/// Returns the 97.5 % point of Student's t, right to a thousandth from 9 degrees of freedom on.
///
/// Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5.
fn t(freedom: f64) -> f64 {
    let power = |exponent| Z.powi(exponent);
    let first = (power(3) + Z) / 4.0;
    let second = (5.0 * power(5) + 16.0 * power(3) + 3.0 * Z) / 96.0;
    let third = (3.0 * power(7) + 19.0 * power(5) + 17.0 * power(3) - 15.0 * Z) / 384.0;
    let fourth = (79.0 * power(9) + 776.0 * power(7) + 1482.0 * power(5) - 1920.0 * power(3) - 945.0 * Z) / 92_160.0;
    Z + first / freedom + second / freedom.powi(2) + third / freedom.powi(3) + fourth / freedom.powi(4)
}

/// Returns the 95 % interval of a share by Wilson's method, from 0 to 1.
///
/// Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209–212.
pub(super) fn wilson(some: u64, of: u64) -> (f64, f64) {
    let (n, share) = (of as f64, some as f64 / of as f64);
    let square = Z * Z;
    let middle = (share + square / (2.0 * n)) / (1.0 + square / n);
    let half = Z / (1.0 + square / n) * (share * (1.0 - share) / n + square / (4.0 * n * n)).sqrt();
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

/// Returns the share in per cent, to one decimal.
pub(super) fn percent(share: f64) -> f64 {
    rounded(share * 100.0, 1)
}

/// Returns the number with so many decimals, and nought without a sign.
pub(super) fn rounded(number: f64, decimals: i32) -> f64 {
    let factor = 10_f64.powi(decimals);
    (number * factor).round() / factor + 0.0
}

/// Returns the middle of some numbers; of an even number of them, the mean of the two in the middle.
pub(super) fn median(mut numbers: Vec<i32>) -> Option<f64> {
    numbers.sort_unstable();
    let half = numbers.len() / 2;
    let upper = f64::from(*numbers.get(half)?);
    let lower = if numbers.len().is_multiple_of(2) { f64::from(*numbers.get(half.checked_sub(1)?)?) } else { upper };
    Some((lower + upper) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) -> bool {
        (found - expected).abs() < 0.001
    }

    #[test]
    fn t_agrees_with_the_printed_table() {
        for (freedom, expected) in
            [(9.0, 2.262), (10.0, 2.228), (19.0, 2.093), (30.0, 2.042), (120.0, 1.980), (1e9, 1.960)]
        {
            assert!(close(t(freedom), expected), "{freedom}: {}", t(freedom));
        }
    }

    #[test]
    fn a_mean_has_its_interval() {
        let mut sample = Sample::default();
        (1..=10).for_each(|number| sample.add(f64::from(number)));
        assert!(close(sample.mean(), 5.5) && close(sample.deviation().unwrap(), 3.0277));
        let (low, high) = sample.interval();
        assert!(close(low, 3.334) && close(high, 7.666), "{low} {high}");
        let mut same = Sample::default();
        (0..10).for_each(|_| same.add(2.0));
        assert_eq!((same.deviation(), same.interval()), (None, (2.0, 2.0)));
    }

    #[test]
    fn a_share_has_its_interval() {
        // As in Newcombe, Statistics in Medicine 17 (1998): 81 of 263 gives 0.2553 to 0.3662.
        let (low, high) = wilson(81, 263);
        assert!(close(low, 0.2553) && close(high, 0.3662), "{low} {high}");
        assert_eq!(wilson(0, 10).0, 0.0);
    }

    #[test]
    fn the_middle_is_in_the_middle() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![3, 1, 9]), Some(3.0));
        assert_eq!(median(vec![4, 1, 9, 3]), Some(3.5));
    }

    #[test]
    fn nought_has_no_sign() {
        assert_eq!(rounded(-0.04, 1).to_string(), "0");
        assert_eq!((rounded(2.35, 1), percent(0.66666)), (2.4, 66.7));
    }
}
