//! What may be shown of the counts, so that nobody can work out the few.
//!
//! All counts of a file stand in one [`Model`], with every sum that a reader can know: totals, parts of the same people in two
//! tables, what is left over. A count below [`SMALLEST_COUNT`] is hidden. Then each hidden count is worked out as a reader
//! with all the sums at once could do it; as long as it must lie within less than [`NARROWEST`], the smallest count
//! beside it is hidden, too. To hide more never makes another count easier to find, so once through is enough; at the end
//! what turned out not to be needed is shown again.
//!
//! It protects against reckoning, not against what a reader knows already: who knows all families of a group but one finds that one.

use std::collections::{BTreeMap, BTreeSet};

use forms::figures::{NARROWEST, SMALLEST_COUNT};

mod bounds;

/// Counts since the beginning are rounded down to whole tens: two files after one another tell nothing of the few between them.
pub(super) const STEP: u64 = 10;

/// A count of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Count(usize);

/// Every count of a file, and what adds up to what.
#[derive(Debug, Default)]
pub(super) struct Model {
    counts: Vec<Entry>,
    /// Each comes to nought.
    sums: Vec<Vec<(Count, i128)>>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    value: u64,
    known: Known,
    /// The count it is shown as a share of: hidden with it.
    of: Option<Count>,
    /// Whether it must not be found, as long as it is hidden.
    guarded: bool,
}

/// What a reader sees of a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    Exactly,
    ToTheStep,
    Hidden,
}

/// Systems that are ready to be asked, by the places of their sums.
type Cache = BTreeMap<Vec<usize>, bounds::Solved>;

/// The counts after it was decided which of them may be shown.
#[derive(Debug)]
pub(super) struct Shown {
    counts: Vec<Entry>,
}

impl Model {
    /// Adds a count that stands in a table.
    pub(super) fn cell(&mut self, value: u64) -> Count {
        let known = if value >= SMALLEST_COUNT { Known::Exactly } else { Known::Hidden };
        self.add(Entry { value, known, of: None, guarded: true })
    }

    /// Adds a count that a table shows as a share of another: only if that share is `safe`.
    pub(super) fn part(&mut self, value: u64, of: Count, safe: bool) -> Count {
        let known = if safe && value >= SMALLEST_COUNT { Known::Exactly } else { Known::Hidden };
        self.add(Entry { value, known, of: Some(of), guarded: true })
    }

    /// Adds a count that stands in a table rounded down to whole [`STEP`]s; fewer than one step are hidden.
    pub(super) fn rounded(&mut self, value: u64) -> Count {
        let known = if value >= STEP { Known::ToTheStep } else { Known::Hidden };
        self.add(Entry { value, known, of: None, guarded: true })
    }

    /// Adds a count that no table shows, and that must not be found if it is small: those who did not answer so.
    pub(super) fn rest(&mut self, value: u64) -> Count {
        self.add(Entry { value, known: Known::Hidden, of: None, guarded: value < SMALLEST_COUNT })
    }

    /// Adds a count that no table shows and that tells nothing of how anybody is: who said nothing. It may be found.
    pub(super) fn unsaid(&mut self, value: u64) -> Count {
        self.add(Entry { value, known: Known::Hidden, of: None, guarded: false })
    }

    /// Notes that `parts` come to `whole`.
    pub(super) fn sum(&mut self, whole: Count, parts: &[Count]) {
        let parts = parts.iter().map(|part| (*part, 1));
        self.sums.push(std::iter::once((whole, -1)).chain(parts).collect());
    }

    /// Notes that `part` is among `whole`; what is left tells nothing of how anybody is.
    pub(super) fn among(&mut self, whole: Count, part: Count) {
        let rest = self.unsaid(self.value(whole).saturating_sub(self.value(part)));
        self.sum(whole, &[part, rest]);
    }

    /// Returns the value of a count.
    pub(super) fn value(&self, count: Count) -> u64 {
        self.counts.get(count.0).map_or(0, |entry| entry.value)
    }

    /// Hides as many more counts as it takes, and no more.
    pub(super) fn protect(mut self) -> Shown {
        let mut waiting: Vec<Count> = self.all().filter(|count| self.is_guarded(*count)).collect();
        waiting.reverse();
        let mut hidden = Vec::new();
        // What was worked out stays true until something more is hidden.
        let mut solved = Cache::new();
        while let Some(count) = waiting.pop() {
            while self.is_narrow(count, &mut solved) {
                let Some(next) = self.next_to_hide(count) else { break };
                hidden.push((next, self.known(next)));
                self.set(next, Known::Hidden);
                waiting.push(next);
                waiting.extend(self.shares_of(next));
                solved.clear();
            }
        }
        self.show_again(hidden);
        Shown { counts: self.counts }
    }

    /// Shows those again that later ones made it needless to hide, the largest first.
    fn show_again(&mut self, mut hidden: Vec<(Count, Known)>) {
        hidden.sort_by_key(|(count, _)| std::cmp::Reverse((self.value(*count), *count)));
        for (count, known) in hidden {
            let around = self.around(count);
            self.set(count, known);
            let sums = around.iter().filter_map(|place| self.sums.get(*place));
            let near: BTreeSet<Count> = sums.flatten().map(|(count, _)| *count).collect();
            let mut solved = Cache::new();
            if near.iter().any(|count| self.is_guarded(*count) && self.is_narrow(*count, &mut solved)) {
                self.set(count, Known::Hidden);
            }
        }
    }

    fn add(&mut self, entry: Entry) -> Count {
        self.counts.push(entry);
        Count(self.counts.len() - 1)
    }

    fn all(&self) -> impl Iterator<Item = Count> + use<> {
        (0..self.counts.len()).map(Count)
    }

    fn known(&self, count: Count) -> Known {
        known(&self.counts, count)
    }

    fn shares_of(&self, of: Count) -> impl Iterator<Item = Count> {
        self.all().filter(move |count| self.counts.get(count.0).is_some_and(|entry| entry.of == Some(of)))
    }

    fn is_guarded(&self, count: Count) -> bool {
        self.known(count) == Known::Hidden && self.counts.get(count.0).is_some_and(|entry| entry.guarded)
    }

    fn set(&mut self, count: Count, known: Known) {
        if let Some(entry) = self.counts.get_mut(count.0) {
            entry.known = known;
        }
    }

    fn is_narrow(&self, count: Count, solved: &mut Cache) -> bool {
        let sums = self.around(count);
        let solved = solved.entry(sums).or_insert_with_key(|sums| bounds::Solved::new(&self.system(sums)));
        let (low, high) = solved.bounds(count.0);
        high.is_some_and(|high| high - low < i128::from(NARROWEST))
    }

    /// Returns the places of the sums that can say anything about `count`, in order: those with it, those with what is unknown
    /// in them, and so on.
    fn around(&self, count: Count) -> Vec<usize> {
        let mut reached = vec![count];
        let mut taken = vec![false; self.sums.len()];
        while let Some(next) = reached.pop() {
            for (sum, taken) in self.sums.iter().zip(&mut taken) {
                if !*taken && sum.iter().any(|(count, _)| *count == next) {
                    *taken = true;
                    reached.extend(sum.iter().map(|(count, _)| *count).filter(|c| self.known(*c) != Known::Exactly));
                }
            }
        }
        taken.into_iter().enumerate().filter(|(_, taken)| *taken).map(|(place, _)| place).collect()
    }

    /// Returns what is known, in numbers: for each sum what the unknown in it comes to.
    fn system(&self, sums: &[usize]) -> bounds::System {
        let mut system = bounds::System::default();
        for sum in sums.iter().filter_map(|place| self.sums.get(*place)) {
            let mut right = 0;
            let mut unknown = Vec::new();
            for (count, sign) in sum {
                let value = i128::from(self.value(*count));
                match self.known(*count) {
                    Known::Exactly => right -= sign * value,
                    Known::ToTheStep => {
                        let step = i128::from(STEP);
                        right -= sign * (value / step * step);
                        unknown.push((count.0, *sign));
                        system.at_most(count.0, step - 1);
                    }
                    Known::Hidden => unknown.push((count.0, *sign)),
                }
            }
            system.sum(unknown, right);
        }
        system
    }

    /// Returns the smallest count that is shown beside `count`, or else anywhere around it.
    fn next_to_hide(&self, count: Count) -> Option<Count> {
        let around = self.around(count);
        let sums = || around.iter().filter_map(|place| self.sums.get(*place));
        let beside = sums().filter(|sum| sum.iter().any(|(one, _)| *one == count));
        self.smallest_shown(beside).or_else(|| self.smallest_shown(sums()))
    }

    fn smallest_shown<'s>(&self, sums: impl Iterator<Item = &'s Vec<(Count, i128)>>) -> Option<Count> {
        let shown = sums.flatten().map(|(count, _)| *count).filter(|count| self.known(*count) != Known::Hidden);
        shown.min_by_key(|count| (self.value(*count), *count))
    }
}

impl Shown {
    /// Returns the count as it may be shown; nothing, if it is hidden.
    pub(super) fn get(&self, count: Count) -> Option<u64> {
        let value = self.counts.get(count.0)?.value;
        match known(&self.counts, count) {
            Known::Exactly => Some(value),
            Known::ToTheStep => Some(value / STEP * STEP),
            Known::Hidden => None,
        }
    }
}

fn known(counts: &[Entry], count: Count) -> Known {
    let Some(entry) = counts.get(count.0) else { return Known::Hidden };
    match entry.of.map(|of| known(counts, of)) {
        Some(Known::Hidden) => Known::Hidden,
        Some(Known::Exactly | Known::ToTheStep) | None => entry.known,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cells of one row with its total, as they are shown.
    fn row(values: &[u64]) -> (Option<u64>, Vec<Option<u64>>) {
        let mut model = Model::default();
        let total = model.cell(values.iter().sum());
        let cells: Vec<_> = values.iter().map(|value| model.cell(*value)).collect();
        model.sum(total, &cells);
        let shown = model.protect();
        (shown.get(total), cells.into_iter().map(|cell| shown.get(cell)).collect())
    }

    #[test]
    fn a_hidden_count_cannot_be_subtracted() {
        assert_eq!(row(&[3, 50, 20]), (Some(73), vec![None, Some(50), None]));
        assert_eq!(row(&[30, 50, 20]), (Some(100), vec![Some(30), Some(50), Some(20)]));
        assert_eq!(row(&[0, 1, 2, 30]), (Some(33), vec![None, None, None, None]));
        assert_eq!(row(&[2, 3, 7]), (Some(12), vec![None, None, Some(7)]), "together they may be anything from 0 to 5");
        assert_eq!(row(&[1, 1]), (None, vec![None, None]));
        assert_eq!(row(&[]), (None, vec![]));
    }

    #[test]
    fn the_same_people_in_two_tables_are_seen_together() {
        let mut model = Model::default();
        let total = model.cell(103);
        let rows: Vec<_> = [3, 40, 60].into_iter().map(|value| model.cell(value)).collect();
        let columns: Vec<_> = [43, 60].into_iter().map(|value| model.cell(value)).collect();
        model.sum(total, &rows);
        model.sum(total, &columns);
        let [few, some, many] = rows[..] else { panic!("three rows") };
        model.sum(columns[0], &[few, some]);
        model.sum(columns[1], &[many]);
        let shown = model.protect();
        assert_eq!((shown.get(few), shown.get(some), shown.get(many)), (None, None, Some(60)));
        assert_eq!((shown.get(total), shown.get(columns[0])), (Some(103), Some(43)));
    }

    #[test]
    fn a_rounded_count_gives_away_no_more_than_its_step() {
        let mut model = Model::default();
        let ever = model.rounded(99);
        let parts: Vec<_> = [2, 97].into_iter().map(|value| model.cell(value)).collect();
        model.sum(ever, &parts);
        let shown = model.protect();
        // 90 and something with 97 in it leaves at most 2 for the rest: one of them has to go.
        assert_eq!((shown.get(parts[0]), shown.get(parts[1])), (None, None));
        assert_eq!(shown.get(ever), Some(90));
    }

    #[test]
    fn who_said_nothing_need_not_be_hidden() {
        let mut model = Model::default();
        let (asked, answered) = (model.cell(50), model.cell(48));
        model.among(asked, answered);
        let of = model.cell(50);
        let so = model.part(48, of, true);
        let others = model.rest(2);
        model.sum(of, &[so, others]);
        let shown = model.protect();
        assert_eq!((shown.get(asked), shown.get(answered)), (Some(50), Some(48)));
        assert_eq!((shown.get(of), shown.get(so)), (Some(50), None), "the two would be known");
    }
}
