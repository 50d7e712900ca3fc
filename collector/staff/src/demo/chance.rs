//! Chance that can be repeated: the same seed gives the same numbers on every machine.

/// `SplitMix64`: ten lines, good enough for made-up families, useless for secrets.
#[derive(Clone)]
pub(super) struct Chance(u64);

impl Chance {
    /// Returns the chance that belongs to these numbers, in this order.
    pub(super) fn of(seeds: &[u64]) -> Self {
        Self(seeds.iter().fold(0, |state, seed| mixed(state ^ *seed)))
    }

    /// Returns 64 bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mixed(self.0)
    }

    /// Returns a number below `count`; 0 if there is none.
    pub(super) fn below(&mut self, count: usize) -> usize {
        let wide = u128::from(self.bits()) * u128::try_from(count).unwrap_or(0);
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// Returns a number from `least` to `most`, both included; `least`, if they are the wrong way round.
    pub(super) fn between(&mut self, least: i32, most: i32) -> i32 {
        let count = usize::try_from(i64::from(most) - i64::from(least) + 1).unwrap_or(0);
        least.saturating_add(i32::try_from(self.below(count)).unwrap_or(0))
    }

    /// Returns a number from `least` to `most`, the lower ones more often.
    pub(super) fn early(&mut self, least: i32, most: i32) -> i32 {
        self.between(least, most).min(self.between(least, most))
    }

    /// Returns true `times` times of a thousand.
    pub(super) fn mille(&mut self, times: usize) -> bool {
        self.below(1_000) < times
    }

    /// Returns a number from 0 to 1.
    pub(super) fn share(&mut self) -> f64 {
        f64::from(u32::try_from(self.bits() >> 32).unwrap_or(0)) / f64::from(u32::MAX)
    }

    /// Returns a number around 0, like those of nature: a standard deviation of 1, never beyond 3.5.
    pub(super) fn noise(&mut self) -> f64 {
        const ROOT_OF_THREE: f64 = 1.732_050_807_568_877_2;
        let sum: f64 = (0..4).map(|_| self.share()).sum();
        (sum - 2.0) * ROOT_OF_THREE
    }

    /// Returns one of the list; what stands for nothing, if it is empty.
    pub(super) fn pick<T: Copy + Default>(&mut self, list: &[T]) -> T {
        list.get(self.below(list.len())).copied().unwrap_or_default()
    }

    /// Returns a place in the list of weights, the heavier more often; nothing, if none weighs anything.
    pub(super) fn weighted(&mut self, weights: &[f64]) -> Option<usize> {
        let mut left = self.share() * weights.iter().sum::<f64>();
        for (place, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
            left -= weight;
            if left <= 0.0 {
                return Some(place);
            }
        }
        weights.iter().rposition(|weight| *weight > 0.0)
    }
}

/// Returns bits that tell nothing of those they came from.
fn mixed(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (bits ^ (bits >> 31)).wrapping_add(0x9E37_79B9_7F4A_7C15)
}

#[cfg(test)]
mod tests {
    use super::Chance;

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let numbers = |seeds: &[u64]| {
            let mut chance = Chance::of(seeds);
            [chance.bits(), chance.bits(), chance.bits()]
        };
        assert_eq!(numbers(&[7, 1]), numbers(&[7, 1]));
        assert_ne!(numbers(&[7, 1]), numbers(&[1, 7]));
        assert_ne!(numbers(&[0, 0]), numbers(&[0]));
    }

    #[test]
    fn numbers_stay_within_their_bounds_and_reach_both() {
        let mut chance = Chance::of(&[1]);
        let thrown: Vec<i32> = (0..600).map(|_| chance.between(-2, 3)).collect();
        assert_eq!((thrown.iter().min(), thrown.iter().max()), (Some(&-2), Some(&3)));
        assert_eq!((chance.between(4, 1), chance.below(0), chance.pick::<&str>(&[])), (4, 0, ""));
    }

    #[test]
    fn noise_is_centred_and_heavier_is_more_often() {
        let mut chance = Chance::of(&[2]);
        let noise: Vec<f64> = (0..4_000).map(|_| chance.noise()).collect();
        let mean = noise.iter().sum::<f64>() / 4_000.0;
        let variance = noise.iter().map(|one| (one - mean) * (one - mean)).sum::<f64>() / 4_000.0;
        assert!(mean.abs() < 0.1 && (variance - 1.0).abs() < 0.1, "{mean} {variance}");
        let heavy = (0..1_000).filter(|_| chance.weighted(&[1.0, 0.0, 3.0]) == Some(2)).count();
        assert!((650..850).contains(&heavy), "{heavy}");
        assert_eq!((chance.weighted(&[]), chance.weighted(&[0.0])), (None, None));
    }
}
