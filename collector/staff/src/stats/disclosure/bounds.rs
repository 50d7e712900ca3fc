//! Between which ends an unknown count must lie, when sums of unknown counts are known: linear optimisation in whole numbers, without
//! rounding.

use std::collections::BTreeMap;

/// Sums of unknown counts, none of them below nought.
#[derive(Debug, Default)]
pub(super) struct System {
    sums: Vec<(Vec<(Unknown, i128)>, i128)>,
}

/// An unknown count, or what is left of one up to its upper limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Unknown {
    Count(usize),
    Room(usize),
}

impl System {
    /// Notes that the counts, each so many times, come to `right`.
    pub(super) fn sum(&mut self, counts: Vec<(usize, i128)>, right: i128) {
        self.sums.push((counts.into_iter().map(|(count, times)| (Unknown::Count(count), times)).collect(), right));
    }

    /// Notes that a count is at most `limit`. Noted twice it says the same.
    pub(super) fn at_most(&mut self, count: usize, limit: i128) {
        let sum = (vec![(Unknown::Count(count), 1), (Unknown::Room(count), 1)], limit);
        if !self.sums.contains(&sum) {
            self.sums.push(sum);
        }
    }
}

/// A system that is ready to be asked.
#[derive(Debug)]
pub(super) struct Solved {
    places: BTreeMap<Unknown, usize>,
    /// Nothing, if the numbers grew too large to reckon with.
    tableau: Option<Tableau>,
}

impl Solved {
    /// Makes the system ready. The sums must be true of some counts.
    pub(super) fn new(system: &System) -> Self {
        let mut places: BTreeMap<Unknown, usize> = BTreeMap::new();
        for (unknown, _) in system.sums.iter().flat_map(|(sum, _)| sum) {
            let next = places.len();
            places.entry(*unknown).or_insert(next);
        }
        let rows = system.sums.iter().map(|(sum, right)| {
            let mut row = vec![0; places.len()];
            for (unknown, times) in sum {
                if let Some(cell) = places.get(unknown).and_then(|place| row.get_mut(*place)) {
                    *cell += times;
                }
            }
            Row { cells: row, right: *right, solved_for: None }
        });
        let tableau = Tableau::solved(rows.collect());
        Self { places, tableau }
    }

    /// Returns the least and the greatest whole number that `count` can be; nothing, where there is no end.
    ///
    /// Numbers too large to reckon with give the narrowest answer, which hides the most.
    pub(super) fn bounds(&mut self, count: usize) -> (i128, Option<i128>) {
        let Some(place) = self.places.get(&Unknown::Count(count)).copied() else { return (0, None) };
        let found = self.tableau.as_mut().and_then(|tableau| Some((tableau.least(place)?, tableau.greatest(place)?)));
        found.unwrap_or((0, Some(0)))
    }
}

/// The sums, solved for some of the unknowns. Every number is meant divided by `by`, which keeps them all whole (Edmonds).
#[derive(Debug)]
struct Tableau {
    rows: Vec<Row>,
    by: i128,
}

#[derive(Debug)]
struct Row {
    cells: Vec<i128>,
    right: i128,
    solved_for: Option<usize>,
}

impl Row {
    fn at(&self, place: usize) -> i128 {
        self.cells.get(place).copied().unwrap_or(0)
    }

    /// Puts every number through `change`, if there is anything to change.
    fn scale(&mut self, change: impl Fn(i128) -> Option<i128>, anything: bool) -> Option<()> {
        if anything {
            for cell in self.cells.iter_mut().chain([&mut self.right]) {
                *cell = change(*cell)?;
            }
        }
        Some(())
    }

    fn negate(&mut self) {
        self.right = -self.right;
        self.cells.iter_mut().for_each(|cell| *cell = -*cell);
    }
}

impl Tableau {
    /// Finds counts that fit all sums. `None`, if numbers grow too large.
    fn solved(mut rows: Vec<Row>) -> Option<Self> {
        rows.iter_mut().filter(|row| row.right < 0).for_each(Row::negate);
        let mut tableau = Self { rows, by: 1 };
        tableau.solve_for_what_stands_alone();
        // As long as a sum is not solved for any unknown, bring in the first unknown that makes what is open smaller.
        while let Some(place) = tableau.first(|tableau, place| tableau.open_at(place) > 0) {
            let row = tableau.tightest(place)?;
            tableau.pivot(row, place)?;
        }
        tableau.solve_empty_sums()?;
        Some(tableau)
    }

    /// Solves each sum for an unknown that stands in no other, where there is one: that takes no reckoning.
    fn solve_for_what_stands_alone(&mut self) {
        let places = self.rows.first().map_or(0, |row| row.cells.len());
        for place in 0..places {
            let mut with = self.rows.iter_mut().filter(|row| row.at(place) != 0);
            if let (Some(row), None) = (with.next(), with.next())
                && row.at(place) == 1
                && row.solved_for.is_none()
            {
                row.solved_for = Some(place);
            }
        }
    }

    /// Solves the sums that come to nought, and drops those that others say already.
    fn solve_empty_sums(&mut self) -> Option<()> {
        let mut at = 0;
        while let Some(row) = self.rows.get_mut(at) {
            if row.solved_for.is_none() {
                let Some(place) = row.cells.iter().position(|cell| *cell != 0) else {
                    self.rows.remove(at);
                    continue;
                };
                if row.at(place) < 0 {
                    row.negate();
                }
                self.pivot(at, place)?;
            }
            at += 1;
        }
        Some(())
    }

    /// Returns the least that the unknown at `place` can be, rounded up.
    fn least(&mut self, place: usize) -> Option<i128> {
        loop {
            let Some(row) = self.solution(place) else { return Some(0) };
            let smaller = |tableau: &Self, other: usize| other != place && tableau.cell(row, other) > 0;
            let Some(other) = self.first(smaller) else {
                let right = self.rows.get(row)?.right;
                return Some((right + self.by - 1).div_euclid(self.by));
            };
            let tightest = self.tightest(other)?;
            self.pivot(tightest, other)?;
        }
    }

    /// Returns the greatest that the unknown at `place` can be, rounded down; `Some(None)`, where there is no end.
    fn greatest(&mut self, place: usize) -> Option<Option<i128>> {
        loop {
            let Some(row) = self.solution(place) else {
                let Some(tightest) = self.tightest(place) else { return Some(None) };
                self.pivot(tightest, place)?;
                continue;
            };
            let Some(other) = self.first(|tableau, other| tableau.cell(row, other) < 0) else {
                return Some(Some(self.rows.get(row)?.right.div_euclid(self.by)));
            };
            let Some(tightest) = self.tightest(other) else { return Some(None) };
            self.pivot(tightest, other)?;
        }
    }

    /// Returns the row that is solved for `place`.
    fn solution(&self, place: usize) -> Option<usize> {
        self.rows.iter().position(|row| row.solved_for == Some(place))
    }

    /// Returns the first place for which something holds: to take always the first never goes in circles (Bland).
    fn first(&self, holds: impl Fn(&Self, usize) -> bool) -> Option<usize> {
        let places = self.rows.first().map_or(0, |row| row.cells.len());
        (0..places).find(|place| holds(self, *place))
    }

    fn cell(&self, row: usize, place: usize) -> i128 {
        self.rows.get(row).map_or(0, |row| row.at(place))
    }

    fn open_at(&self, place: usize) -> i128 {
        self.rows.iter().filter(|row| row.solved_for.is_none()).map(|row| row.at(place)).sum()
    }

    /// Returns the row that lets the unknown at `place` grow the least; of equals, the one solved for the first unknown.
    fn tightest(&self, place: usize) -> Option<usize> {
        let rows = self.rows.iter().enumerate().filter(|(_, row)| row.at(place) > 0);
        let tightest = rows.min_by(|(_, one), (_, other)| {
            // Both are above nought; numbers this large do not come from counts of people.
            let (left, right) = (one.right.saturating_mul(other.at(place)), other.right.saturating_mul(one.at(place)));
            left.cmp(&right).then(one.solved_for.cmp(&other.solved_for))
        });
        tightest.map(|(at, _)| at)
    }

    /// Solves the sum in `at` for the unknown at `place`, and puts that into all others.
    fn pivot(&mut self, at: usize, place: usize) -> Option<()> {
        let pivot = self.cell(at, place);
        let by = self.by;
        let solved = self.rows.get_mut(at)?;
        solved.solved_for = Some(place);
        let right = solved.right;
        let cells: Vec<_> = solved.cells.iter().copied().enumerate().filter(|(_, cell)| *cell != 0).collect();
        for (number, row) in self.rows.iter_mut().enumerate() {
            let factor = row.at(place);
            // Most sums have nothing to do with each other, and most pivots are 1.
            if number == at || (factor == 0 && pivot == by) {
                continue;
            }
            row.scale(|cell| cell.checked_mul(pivot), pivot != 1)?;
            for (place, other) in &cells {
                let cell = row.cells.get_mut(*place)?;
                *cell = cell.checked_sub(factor.checked_mul(*other)?)?;
            }
            row.right = row.right.checked_sub(factor.checked_mul(right)?)?;
            row.scale(|cell| Some(cell / by), by != 1)?;
        }
        self.by = pivot;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ends(system: &System, count: usize) -> (i128, Option<i128>) {
        Solved::new(system).bounds(count)
    }

    fn system(sums: &[(&[(usize, i128)], i128)]) -> System {
        let mut system = System::default();
        for (sum, right) in sums {
            system.sum(sum.to_vec(), *right);
        }
        system
    }

    #[test]
    fn a_count_lies_between_the_ends_that_all_sums_together_leave() {
        let one = system(&[(&[(0, 1), (1, 1)], 7)]);
        assert_eq!(ends(&one, 0), (0, Some(7)));
        assert_eq!(ends(&one, 9), (0, None), "nothing is known of it");
        let two = system(&[(&[(0, 1), (1, 1)], 7), (&[(1, 1), (2, 1)], 3), (&[(0, 1), (1, 1), (2, 1)], 9)]);
        assert_eq!(ends(&two, 2), (2, Some(2)));
        assert_eq!(ends(&two, 0), (6, Some(6)));
        let difference = system(&[(&[(0, 1), (1, -1)], 4)]);
        assert_eq!((ends(&difference, 0), ends(&difference, 1)), ((4, None), (0, None)));
        let twice = system(&[(&[(0, 1), (1, 1)], 7), (&[(0, 1), (1, 1)], 7), (&[(0, -1), (1, -1)], -7)]);
        assert_eq!(ends(&twice, 1), (0, Some(7)));
    }

    #[test]
    fn a_limit_holds() {
        let mut limited = system(&[(&[(0, 1), (1, 1)], 20)]);
        limited.at_most(1, 9);
        limited.at_most(1, 9);
        assert_eq!((ends(&limited, 0), ends(&limited, 1)), ((11, Some(20)), (0, Some(9))));
    }

    /// Goes through all counts up to `most` and returns the ends of each in those that fit.
    fn tried(sums: &[(Vec<i128>, i128)], most: i128) -> Vec<(i128, i128)> {
        let unknown = sums[0].0.len();
        let mut ends = vec![(i128::MAX, i128::MIN); unknown];
        let mut counts = vec![0; unknown];
        loop {
            let comes_to = |sum: &[i128]| sum.iter().zip(&counts).map(|(times, count)| times * count).sum::<i128>();
            if sums.iter().all(|(sum, right)| comes_to(sum) == *right) {
                for (end, count) in ends.iter_mut().zip(&counts) {
                    *end = (end.0.min(*count), end.1.max(*count));
                }
            }
            let Some(next) = counts.iter().position(|count| *count < most) else { return ends };
            counts[next] += 1;
            counts[..next].fill(0);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn the_ends_are_those_found_by_trying_everything(
            counts in prop::collection::vec(0_i128..4, 4),
            sums in prop::collection::vec(prop::collection::vec(0_i128..2, 4), 1..4),
        ) {
            // The sum of all keeps the number of tries small.
            let sums: Vec<_> = sums.into_iter().chain([vec![1; 4]]).map(|sum| {
                let right = sum.iter().zip(&counts).map(|(times, count)| times * count).sum::<i128>();
                (sum, right)
            }).collect();
            let mut system = System::default();
            for (sum, right) in &sums {
                system.sum(sum.iter().copied().enumerate().filter(|(_, times)| *times != 0).collect(), *right);
            }
            let most = counts.iter().sum::<i128>();
            for (count, (low, high)) in tried(&sums, most).into_iter().enumerate() {
                let (least, greatest) = ends(&system, count);
                // Halves can make the ends wider than whole counts allow, never narrower.
                prop_assert!(least <= low && greatest >= Some(high));
                prop_assert!(low - least <= 1 && greatest.unwrap_or(i128::MAX) - high <= 1);
            }
        }
    }
}
