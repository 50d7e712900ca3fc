//! What staff did about a made-up submission, at an hour at which they are at work.

use forms::triage::Urgency;
use jiff::Timestamp;
use jiff::civil::Date;

use super::calendar::{at_work, day, plus, reading_hour, soon_after, working_day_after};
use super::chance::Chance;
use super::words::{note_about_package, note_after_talk, note_without_talk};
use crate::case::{Action, Outcome};

/// Something a member of the staff did.
#[derive(Clone)]
pub struct Deed {
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub by: &'static str,
    /// What it was.
    pub action: Action,
}

/// A submission, as far as it decides what is done about it.
pub(super) struct Matter {
    pub(super) received: Timestamp,
    /// The moment after which nothing has happened yet.
    pub(super) until: Timestamp,
    pub(super) urgency: Urgency,
    pub(super) wants_contact: bool,
    pub(super) is_quarantined: bool,
    /// The child's birthday, if it asks for a package.
    pub(super) package_for: Option<Date>,
    /// Whether staff have not come to the end of it.
    pub(super) is_open: bool,
}

/// Returns what was done about it, the first thing first.
pub(super) fn deeds(matter: &Matter, chance: &mut Chance) -> Vec<Deed> {
    let by = chance.pick(&STAFF);
    let mut desk = Desk { deeds: Vec::new(), at: matter.received, by, chance };
    match (matter.is_open, matter.is_quarantined) {
        (true, true) => {}
        (true, false) => desk.begin(matter),
        (false, true) => desk.look(matter),
        (false, false) => desk.finish(matter),
    }
    in_time(desk.deeds, matter)
}

const STAFF: [&str; 3] = ["Karen", "Mette", "Jonas"];

/// A member of the staff with a case in hand.
struct Desk<'c> {
    deeds: Vec<Deed>,
    at: Timestamp,
    by: &'static str,
    chance: &'c mut Chance,
}

impl Desk<'_> {
    /// Somebody sees whether it is from a person.
    fn look(&mut self, matter: &Matter) {
        self.wait(0, 2);
        if self.chance.mille(700) {
            self.note(Action::Close(Outcome::Junk));
        } else {
            self.note(Action::Accept);
            self.finish(matter);
        }
    }

    /// The whole way to the end.
    fn finish(&mut self, matter: &Matter) {
        match (matter.package_for, matter.urgency) {
            (Some(born), _) => self.package(born),
            (None, _) if matter.wants_contact => self.call(matter.urgency),
            (None, Urgency::Urgent) => self.consider(),
            (None, Urgency::Soon) => self.read(),
            (None, Urgency::Routine) => self.read_with_the_others(),
        }
    }

    /// As far as they have come.
    fn begin(&mut self, matter: &Matter) {
        match (matter.package_for, self.chance.below(20)) {
            (Some(_), 0..8) => {}
            (Some(_), 8..10) => self.take(0, 3),
            (Some(born), step) => {
                self.take(0, 3);
                self.grant();
                if step >= 15 {
                    self.pack(born);
                }
            }
            (None, _) if !matter.wants_contact && matter.urgency == Urgency::Routine => {}
            (None, 0..10) => {}
            (None, step) => {
                self.take(0, 2);
                match step {
                    10..14 => {}
                    14..17 => self.promise(),
                    _ if matter.wants_contact => self.reach(),
                    _ => self.write(note_without_talk),
                }
            }
        }
    }

    fn call(&mut self, urgency: Urgency) {
        // Some wait longer than they should; that is to be seen in the figures.
        let slow = if self.chance.mille(90) { 6 } else { 0 };
        match urgency {
            Urgency::Urgent => self.take(0, 1 + slow / 3),
            Urgency::Soon => self.take(0, 3 + slow),
            Urgency::Routine => self.take(1, 5 + slow),
        }
        if self.chance.mille(50) {
            let to = self.chance.pick(&STAFF);
            self.note(Action::Assign(to.to_owned()));
            self.by = to;
        }
        if self.chance.mille(150) {
            self.give_up();
        } else {
            self.reach();
            self.after_talk(urgency);
        }
    }

    fn reach(&mut self) {
        while self.chance.mille(220) && self.deeds.len() < 8 {
            self.write(note_without_talk);
            self.wait(1, 2);
        }
        self.soon();
        self.note(Action::Contacted);
        self.write(note_after_talk);
    }

    fn after_talk(&mut self, urgency: Urgency) {
        if urgency == Urgency::Urgent && self.chance.mille(350) {
            let notified = self.chance.mille(200);
            let consider = Action::Consider { notified, on: day(self.at), who: self.by.to_owned() };
            self.note(consider);
        }
        if self.chance.mille(300) {
            self.promise();
            self.wait(3, 9);
            self.write(note_after_talk);
        }
        self.wait(0, 4);
        let outcome = match self.chance.below(20) {
            0..14 => Outcome::Helped,
            14..18 => Outcome::Declined,
            _ => Outcome::Other,
        };
        self.note(Action::Close(outcome));
        if self.chance.mille(12) {
            self.wait(5, 30);
            self.note(Action::Reopen);
            self.write(note_after_talk);
            self.note(Action::Close(Outcome::Helped));
        }
    }

    fn give_up(&mut self) {
        for _ in 0..3 {
            self.write(note_without_talk);
            self.wait(1, 3);
        }
        self.note(Action::Close(Outcome::NotReached));
    }

    /// Nobody can be called: there is no number, or no wish.
    fn consider(&mut self) {
        self.take(0, 1);
        if self.chance.mille(400) {
            let consider = Action::Consider { notified: false, on: day(self.at), who: self.by.to_owned() };
            self.note(consider);
        }
        self.note(Action::Close(Outcome::Read));
    }

    fn read(&mut self) {
        self.take(0, 4);
        self.note(Action::Close(Outcome::Read));
    }

    /// What nobody waits for is read in one go, in the morning.
    fn read_with_the_others(&mut self) {
        self.at = reading_hour(self.at);
        self.by = STAFF.first().copied().unwrap_or_default();
        self.deeds.push(Deed { at: self.at, by: self.by, action: Action::Close(Outcome::Read) });
    }

    fn package(&mut self, born: Date) {
        self.take(0, 6);
        match self.chance.below(100) {
            0..12 => self.note(Action::Close(Outcome::Refused)),
            12..16 => self.note(Action::Close(Outcome::Declined)),
            _ => {
                self.grant();
                self.pack(born);
                self.wait(2, 8);
                self.note(Action::Close(Outcome::HandedOver));
            }
        }
    }

    fn grant(&mut self) {
        if self.chance.mille(450) {
            self.soon();
            self.note(Action::Contacted);
        }
        self.note(Action::Approve);
        if self.chance.mille(120) {
            self.write(note_about_package);
        }
    }

    fn pack(&mut self, born: Date) {
        self.wait(1, 4);
        self.by = self.chance.pick(&STAFF);
        let package = package_on(born, day(self.at));
        self.note(Action::Pack(package.to_owned()));
    }

    fn take(&mut self, least: i32, most: i32) {
        self.wait(least, most);
        self.note(Action::Take);
    }

    fn promise(&mut self) {
        let on = working_day_after(day(self.at), self.chance.between(1, 6));
        self.note(Action::Due(Some(on)));
    }

    /// Some working days pass.
    fn wait(&mut self, least: i32, most: i32) {
        let days = self.chance.early(least, most);
        self.at = at_work(self.at, days, self.chance);
    }

    /// Some minutes pass.
    fn soon(&mut self) {
        self.at = soon_after(self.at, self.chance);
    }

    fn write(&mut self, text: fn(&mut Chance) -> &'static str) {
        let text = text(self.chance).to_owned();
        self.note(Action::Note(text));
    }

    fn note(&mut self, action: Action) {
        self.deeds.push(Deed { at: self.at, by: self.by, action });
        // Writing takes its time; no two lines of a history have one moment.
        self.at = self.at.checked_add(jiff::SignedDuration::from_secs(41)).unwrap_or(self.at);
    }
}

/// Returns the package for a child born on that day: the file in `content/babypakker/`.
fn package_on(born: Date, today: Date) -> &'static str {
    const PACKAGES: [(i32, &str); 4] = [(24, "2-3-aar"), (12, "1-2-aar"), (6, "6-12-maaneder"), (3, "3-6-maaneder")];
    let old_enough = |months: i32| plus(born, months * 30) <= today;
    PACKAGES.iter().find(|(months, _)| old_enough(*months)).map_or("nyfoedt", |(_, package)| package)
}

/// Returns the deeds, all of them before the end: what came late was done in a hurry.
fn in_time(mut deeds: Vec<Deed>, matter: &Matter) -> Vec<Deed> {
    if deeds.last().is_some_and(|last| last.at >= matter.until) {
        let left = matter.until.as_millisecond().saturating_sub(matter.received.as_millisecond()).max(0);
        let steps = i64::try_from(deeds.len()).unwrap_or(0) + 1;
        for (deed, step) in deeds.iter_mut().zip(1..) {
            let at = matter.received.as_millisecond().saturating_add(left / steps * step);
            deed.at = Timestamp::from_millisecond(at).unwrap_or(matter.received);
        }
    }
    deeds
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn matter(seed: u64) -> Matter {
        let mut chance = Chance::of(&[seed, 8]);
        let received: Timestamp = "2026-03-02T19:40:00Z".parse().expect("a moment");
        Matter {
            received,
            until: received.checked_add(jiff::SignedDuration::from_hours(24 * 60)).expect("a moment"),
            urgency: Urgency::ALL[chance.below(3)],
            wants_contact: chance.mille(500),
            is_quarantined: chance.mille(200),
            package_for: chance.mille(300).then(|| date(2025, 12, 20)),
            is_open: chance.mille(300),
        }
    }

    #[test]
    fn what_is_closed_ends_closed_and_what_is_open_does_not() {
        for seed in 0..600 {
            let matter = matter(seed);
            let done = deeds(&matter, &mut Chance::of(&[seed]));
            let is_closed = done.last().is_some_and(|last| matches!(last.action, Action::Close(_)));
            assert_eq!(is_closed, !matter.is_open, "{seed}");
        }
    }

    #[test]
    fn a_history_runs_forward_and_not_beyond_the_end() {
        for seed in 0..600 {
            let mut matter = matter(seed);
            if seed % 5 == 0 {
                matter.until = matter.received.checked_add(jiff::SignedDuration::from_mins(7)).expect("a moment");
            }
            let done = deeds(&matter, &mut Chance::of(&[seed]));
            let moments: Vec<Timestamp> = done.iter().map(|deed| deed.at).collect();
            assert!(moments.is_sorted(), "{seed}");
            assert!(moments.iter().all(|at| (matter.received..matter.until).contains(at)), "{seed}");
        }
    }

    #[test]
    fn a_package_is_granted_then_packed_then_handed_over() {
        for seed in 0..400 {
            let done = deeds(&matter(seed), &mut Chance::of(&[seed]));
            let place = |wanted: fn(&Action) -> bool| done.iter().position(|deed| wanted(&deed.action));
            let approved = place(|action| *action == Action::Approve);
            let packed = place(|action| matches!(action, Action::Pack(_)));
            let handed = place(|action| *action == Action::Close(Outcome::HandedOver));
            assert!(packed.is_none() || approved.is_some_and(|approved| Some(approved) < packed), "{seed}");
            assert!(handed.is_none() || packed.is_some_and(|packed| Some(packed) < handed), "{seed}");
        }
    }

    #[test]
    fn every_package_has_its_page() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/babypakker");
        let today = date(2026, 6, 1);
        let packages: std::collections::BTreeSet<&str> =
            (-200..1_090).map(|days| package_on(plus(today, -days), today)).collect();
        assert_eq!(packages.len(), 5);
        assert!(packages.iter().all(|package| folder.join(format!("{package}.md")).is_file()), "{packages:?}");
    }
}
