//! Who meets which form when: families come in, more of them every month, answer as the child grows, and drop out.

use forms::age::{Moment, Window};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::calendar::{begins, day, plus, spare_moment};
use super::chance::Chance;
use super::family::{Family, Who};
use super::sheet::{Purpose, Sheet};

/// The days the service has been open.
const OPEN_DAYS: i64 = 731;

/// One form that somebody sends.
#[derive(Clone)]
pub struct Visit {
    pub(super) at: Timestamp,
    pub(super) family: usize,
    pub(super) who: Who,
    pub(super) sheet: usize,
    pub(super) seed: u64,
    /// Whether staff have not come to the end of it.
    pub(super) is_open: bool,
}

/// Returns families and their `count` visits up to `until`, in order of time.
pub(super) fn timeline(sheets: &[Sheet<'_>], count: usize, seed: u64, until: Timestamp) -> (Vec<Family>, Vec<Visit>) {
    let mut service = Service::new(sheets, until);
    if service.slots.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let mut families = Vec::new();
    while service.visits.len() < count {
        families.push(service.meet(families.len(), seed));
    }
    let mut visits = service.visits;
    visits.truncate(count);
    visits.sort_by_key(|visit| (visit.at, visit.seed));
    (families, visits)
}

/// The service, as families meet it.
struct Service {
    slots: Vec<Slot>,
    from: Timestamp,
    until: Timestamp,
    visits: Vec<Visit>,
}

/// A form in all its versions.
struct Slot {
    purpose: Purpose,
    /// The places of its sheets, the oldest version first.
    editions: Vec<usize>,
}

/// A family, and the chance that decides what it does.
struct Guest {
    family: Family,
    number: usize,
    chance: Chance,
}

impl Service {
    fn new(sheets: &[Sheet<'_>], until: Timestamp) -> Self {
        let mut places: Vec<usize> = (0..sheets.len()).collect();
        let name = |place: &usize| sheets.get(*place).map(|sheet| (sheet.form.id(), sheet.form.version()));
        places.sort_by_key(&name);
        let same = |one: &usize, other: &usize| name(one).map(|one| one.0) == name(other).map(|other| other.0);
        let slot = |editions: &[usize]| {
            let newest = sheets.get(*editions.last()?)?;
            Some(Slot { purpose: newest.purpose, editions: editions.to_vec() })
        };
        let mut slots: Vec<Slot> = places.chunk_by(same).filter_map(slot).collect();
        slots.sort_by_key(|slot| window(slot.purpose).map_or(u32::MAX, |window| window.from().rank()));
        let from = until.checked_sub(SignedDuration::from_hours(24 * OPEN_DAYS)).unwrap_or(Timestamp::MIN);
        Self { slots, from, until, visits: Vec::new() }
    }

    /// Makes a family with all its visits; there is at least one.
    fn meet(&mut self, number: usize, seed: u64) -> Family {
        let mut chance = Chance::of(&[seed, u64::try_from(number).unwrap_or(u64::MAX)]);
        let met = self.first_moment(&mut chance);
        let slot = self.first_slot(&mut chance);
        let purpose = self.slots.get(slot).map_or(Purpose::Survey, |slot| slot.purpose);
        let child = child(purpose, day(met), &mut chance);
        let family = Family::new(chance.bits(), number, child, day(met));
        let mut guest = Guest { family, number, chance };
        let who = self.who(&mut guest, purpose);
        self.note(&mut guest, met, slot, who);
        self.follow(&mut guest, slot, day(met));
        self.come_again(&mut guest, slot, day(met));
        guest.family
    }

    /// Returns when a family is heard from first: the service grows from month to month.
    fn first_moment(&self, chance: &mut Chance) -> Timestamp {
        let seconds = usize::try_from(self.until.as_second().saturating_sub(self.from.as_second())).unwrap_or(0);
        let second = chance.below(seconds);
        let second = if chance.mille(550) { second.max(chance.below(seconds)) } else { second };
        let after = SignedDuration::from_secs(i64::try_from(second).unwrap_or(0));
        let moment = self.from.checked_add(after).unwrap_or(self.from);
        let spare = spare_moment(day(moment), chance);
        spare.filter(|spare| (self.from..self.until).contains(spare)).unwrap_or(moment)
    }

    fn first_slot(&self, chance: &mut Chance) -> usize {
        let mut course = 14.0;
        let weight = |slot: &Slot| match slot.purpose {
            Purpose::Course(_) => {
                // Most families come in early; some when the child can walk.
                course *= 0.86;
                course
            }
            Purpose::Package => 11.0,
            Purpose::Wish => 5.0,
            Purpose::Survey => 0.8,
        };
        let weights: Vec<f64> = self.slots.iter().map(weight).collect();
        chance.weighted(&weights).unwrap_or(0)
    }

    fn who(&self, guest: &mut Guest, purpose: Purpose) -> Who {
        match purpose {
            Purpose::Package if guest.chance.mille(110) => Who::Professional,
            Purpose::Package | Purpose::Course(_) | Purpose::Wish | Purpose::Survey => {
                if guest.family.has_second() && guest.chance.mille(130) { Who::Second } else { Who::First }
            }
        }
    }

    fn note(&mut self, guest: &mut Guest, at: Timestamp, slot: usize, who: Who) {
        let Some(sheet) = self.slots.get(slot).and_then(|slot| self.edition(slot, at)) else { return };
        self.visits.push(Visit { at, family: guest.number, who, sheet, seed: guest.chance.bits(), is_open: false });
    }

    /// Returns which version was the newest: each had its equal share of the time.
    fn edition(&self, slot: &Slot, at: Timestamp) -> Option<usize> {
        let all = self.until.as_second() - self.from.as_second();
        let gone = at.as_second() - self.from.as_second();
        let count = i64::try_from(slot.editions.len()).ok()?;
        let place = usize::try_from(gone.saturating_mul(count) / all.max(1)).unwrap_or(0);
        slot.editions.get(place.min(slot.editions.len() - 1)).copied()
    }

    /// Notes a visit on a day, if the family has come that far and the service still is there.
    fn visit(&mut self, guest: &mut Guest, on: Date, slot: usize, who: Who) {
        let moment = spare_moment(on, &mut guest.chance);
        if let Some(moment) = moment.filter(|moment| (self.from..self.until).contains(moment)) {
            self.note(guest, moment, slot, who);
        }
    }

    /// The forms that come later in the child's life, until the family drops out.
    fn follow(&mut self, guest: &mut Guest, first: usize, met: Date) {
        let later: Vec<(usize, Window)> =
            self.slots.iter().enumerate().filter_map(|(place, slot)| Some((place, window(slot.purpose)?))).collect();
        let stay = if guest.family.code.is_some() { 830 } else { 420 };
        for (slot, window) in later {
            let Some((earliest, latest)) = days_in(window, &guest.family) else { continue };
            if slot == first {
                self.other_adult(guest, met, slot);
                continue;
            }
            if earliest <= met {
                continue;
            }
            if !guest.chance.mille(stay) {
                return;
            }
            let span = forms::age::days_between(earliest, latest);
            let on = plus(earliest, guest.chance.early(0, span.max(0)));
            if guest.chance.mille(920) {
                self.visit(guest, on, slot, Who::First);
                self.other_adult(guest, on, slot);
            }
        }
    }

    /// The other adult answers the same form now and then, with answers of their own.
    fn other_adult(&mut self, guest: &mut Guest, on: Date, slot: usize) {
        if guest.family.has_second() && guest.chance.mille(170) {
            let days = guest.chance.between(0, 5);
            self.visit(guest, plus(on, days), slot, Who::Second);
        }
    }

    /// What can be sent at any time: packages, wishes to talk, what they think of it all.
    fn come_again(&mut self, guest: &mut Guest, first: usize, met: Date) {
        let any: Vec<(usize, Purpose)> = self.slots.iter().map(|slot| slot.purpose).enumerate().collect();
        for (slot, purpose) in any {
            match purpose {
                Purpose::Course(_) => {}
                Purpose::Package => self.packages(guest, slot, (slot == first).then_some(met), met),
                Purpose::Wish if guest.chance.mille(55) => {
                    let on = plus(met, guest.chance.early(1, 400));
                    self.in_time(guest, on, slot);
                }
                Purpose::Survey if guest.chance.mille(70) => {
                    let on = plus(guest.family.born.max(met), guest.chance.between(60, 700));
                    self.in_time(guest, on, slot);
                }
                Purpose::Wish | Purpose::Survey => {}
            }
        }
    }

    fn packages(&mut self, guest: &mut Guest, slot: usize, asked: Option<Date>, met: Date) {
        let asked = match asked {
            Some(asked) => asked,
            None if guest.chance.mille(90) => {
                let on = plus(met, guest.chance.early(1, 300));
                self.in_time(guest, on, slot);
                on
            }
            None => return,
        };
        // Sent twice, by the other parent or out of impatience.
        if guest.chance.mille(70) {
            let who = if guest.family.has_second() && guest.chance.mille(600) { Who::Second } else { Who::First };
            let on = plus(asked, guest.chance.early(0, 16));
            self.visit_in_time(guest, on, slot, who);
        }
        // The next age has another package.
        if guest.chance.mille(160) {
            let on = plus(asked, guest.chance.between(150, 420));
            self.in_time(guest, on, slot);
        }
    }

    fn in_time(&mut self, guest: &mut Guest, on: Date, slot: usize) {
        self.visit_in_time(guest, on, slot, Who::First);
    }

    /// Notes a visit, unless the child is too small or too old for the course on that day.
    fn visit_in_time(&mut self, guest: &mut Guest, on: Date, slot: usize, who: Who) {
        if plus(on, 260) >= guest.family.due && plus(guest.family.born, 1_090) > on {
            self.visit(guest, on, slot, who);
        }
    }
}

fn window(purpose: Purpose) -> Option<Window> {
    match purpose {
        Purpose::Course(window) => Some(window),
        Purpose::Package | Purpose::Wish | Purpose::Survey => None,
    }
}

/// Returns the first and the last day on which a family is in the window; nothing, if the child came before it.
fn days_in(window: Window, family: &Family) -> Option<(Date, Date)> {
    let earliest = begins(window.from(), family.due, family.born);
    let end = begins(window.until(), family.due, family.born);
    let in_pregnancy = matches!(window.from(), Moment::Pregnant(_));
    let latest = plus(if in_pregnancy { end.min(family.born) } else { end }, -1);
    (earliest <= latest).then_some((earliest, latest))
}

/// Returns a due date and a birth date that fit somebody who comes for this purpose.
fn child(purpose: Purpose, today: Date, chance: &mut Chance) -> (Date, Date) {
    let late = if chance.mille(40) { chance.between(-45, -15) } else { chance.between(-9, 6) + chance.between(-5, 6) };
    let pregnant = |due: Date| (due, plus(due, late).max(plus(today, 1)));
    let born = |born: Date| (plus(born, -late), born);
    match purpose {
        Purpose::Course(window) => match (window.due_dates(today), window.birth_dates(today)) {
            (Some((first, last)), _) => {
                let span = forms::age::days_between(first, last).max(0);
                pregnant(plus(last, -chance.early(0, span)))
            }
            (None, Some((first, last))) => {
                let span = forms::age::days_between(first, last).max(0);
                born(plus(last, -chance.early(0, span)))
            }
            (None, None) => born(today),
        },
        Purpose::Package | Purpose::Wish if chance.mille(430) => pregnant(plus(today, chance.early(2, 250))),
        Purpose::Package | Purpose::Wish => born(plus(today, -chance.early(0, 1_000))),
        Purpose::Survey => born(plus(today, -chance.between(60, 1_060))),
    }
}
