//! What staff have not come to the end of: the newest, and of what takes its time some older ones.

use forms::triage::Urgency;

use super::chance::Chance;

/// So many open cases there are at most, as on a busy day.
const MOST_OPEN: usize = 500;

/// What is open differs by how long it takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Urgent,
    Soon,
    Package,
    Contact,
    Read,
    Quarantine,
}

/// What of a submission decides whether it is still open.
pub(super) struct Look {
    pub(super) urgency: Urgency,
    pub(super) wants_contact: bool,
    pub(super) is_package: bool,
    pub(super) is_quarantined: bool,
}

/// How many of each kind there still is room for.
pub(super) struct Backlog {
    room: Vec<(Kind, usize)>,
    chance: Chance,
}

impl Backlog {
    /// Returns the empty backlog of a table of `count` submissions.
    pub(super) fn of(count: usize, seed: u64) -> Self {
        let all = (count / 20).min(MOST_OPEN);
        // Of a hundred; and a few of each, however small the table is.
        let shares = [
            (Kind::Urgent, 3, 2),
            (Kind::Soon, 20, 3),
            (Kind::Package, 22, 4),
            (Kind::Contact, 12, 2),
            (Kind::Read, 42, 2),
            (Kind::Quarantine, 1, 1),
        ];
        let room = shares.map(|(kind, share, least)| (kind, (all * share / 100).max(least)));
        Self { room: room.to_vec(), chance: Chance::of(&[seed, 9]) }
    }

    /// Returns whether there is room for anything.
    pub(super) fn has_room(&self) -> bool {
        self.room.iter().any(|(_, room)| *room > 0)
    }

    /// Returns whether this one is still open; to be asked from the newest on.
    pub(super) fn takes(&mut self, look: &Look) -> bool {
        let kind = kind(look);
        // What needs a person is not taken strictly in turn: some newer ones are done, some older ones wait.
        let is_done = kind != Kind::Read && self.chance.mille(350);
        let room = self.room.iter_mut().find(|(one, room)| *one == kind && *room > 0);
        match room.filter(|_| !is_done) {
            Some((_, room)) => {
                *room -= 1;
                true
            }
            None => false,
        }
    }
}

fn kind(look: &Look) -> Kind {
    match look.urgency {
        _ if look.is_quarantined => Kind::Quarantine,
        Urgency::Urgent => Kind::Urgent,
        _ if look.is_package => Kind::Package,
        Urgency::Soon => Kind::Soon,
        Urgency::Routine if look.wants_contact => Kind::Contact,
        Urgency::Routine => Kind::Read,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_table_has_some_of_each_and_a_great_one_no_more_than_a_day_can_hold() {
        for (count, expected) in [(0, 14), (200, 16), (4_000, 200), (100_000, 500), (1_000_000, 500)] {
            let mut backlog = Backlog::of(count, 1);
            let mut taken = 0;
            for round in 0..20_000_usize {
                let look = Look {
                    urgency: Urgency::ALL[round % 3],
                    wants_contact: round % 2 == 0,
                    is_package: round % 5 == 0,
                    is_quarantined: round % 7 == 0,
                };
                taken += usize::from(backlog.takes(&look));
            }
            assert!(!backlog.has_room());
            assert_eq!(taken, expected, "{count}");
        }
    }
}
