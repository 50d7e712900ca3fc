//! A made-up family: a child that is on its way or born, one or two adults, a home, and how they are.

use forms::code::FamilyCode;
use forms::definition::Form;
use forms::id::RoleId;
use jiff::civil::Date;

use super::calendar::plus;
use super::chance::Chance;
use super::names::{Name, Sex, name, professional};
use super::places::{Home, home};

/// A family. What it is called and where it lives follows from its seed.
pub(super) struct Family {
    seed: u64,
    /// Counts the families; no two have one phone number.
    number: usize,
    /// When the child was expected.
    pub(super) due: Date,
    /// When it was, or will be, born.
    pub(super) born: Date,
    /// Whether there are two.
    pub(super) twins: bool,
    /// What links their answers, if they asked for it.
    pub(super) code: Option<FamilyCode>,
    adults: [Option<Kin>; 2],
    /// The day we first heard from them.
    met: Date,
    /// The day they moved to another home.
    moved: Option<Date>,
    /// How they were when we met, from 0 to 1.
    mood: f64,
    /// How much that changes in a year.
    change: f64,
}

/// What an adult is to the child.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kin {
    Mother,
    Father,
    CoMother,
    Other,
}

/// Who sits with the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// The parent we hear from most.
    First,
    /// The other one.
    Second,
    /// Somebody at work, for the family.
    Professional,
}

impl Family {
    /// Returns a family we met on the day `met`.
    pub(super) fn new(seed: u64, number: usize, (due, born): (Date, Date), met: Date) -> Self {
        let mut chance = Chance::of(&[seed, 3]);
        let adults = chance.weighted(&[74.0, 3.0, 19.0, 2.0, 2.0]).unwrap_or(0);
        Self {
            seed,
            number,
            due,
            born,
            twins: chance.mille(18),
            code: chance.mille(480).then(|| FamilyCode::from_random(chance.bits().to_be_bytes())),
            adults: match adults {
                0 => [Some(Kin::Mother), Some(Kin::Father)],
                1 => [Some(Kin::Mother), Some(Kin::CoMother)],
                2 => [Some(Kin::Mother), None],
                3 => [Some(Kin::Father), None],
                _ => [Some(Kin::Mother), Some(Kin::Other)],
            },
            met,
            moved: chance.mille(90).then(|| plus(met, chance.between(20, 500))),
            mood: (0.62 + 0.17 * chance.noise()).clamp(0.05, 0.97),
            change: 0.06 + 0.08 * chance.noise(),
        }
    }

    /// Returns whether the child is born by the end of that day.
    pub(super) fn is_born(&self, on: Date) -> bool {
        self.born <= on
    }

    /// Returns whether there is another adult.
    pub(super) fn has_second(&self) -> bool {
        self.kin(Who::Second).is_some()
    }

    /// Returns the role in which somebody answers the form; nothing, if the form has none that fits.
    pub(super) fn role<'f>(&self, form: &'f Form, who: Who, on: Date) -> Option<&'f RoleId> {
        let fitting: &[&str] = match (who, self.kin(who)) {
            (Who::Professional, _) => &["fagperson"],
            (_, Some(Kin::Mother)) if self.is_born(on) => &["mor", "gravid"],
            (_, Some(Kin::Mother)) => &["gravid", "mor"],
            (_, Some(Kin::Father)) => &["far"],
            (_, Some(Kin::CoMother)) => &["medmor"],
            (_, Some(Kin::Other) | None) => &["anden"],
        };
        let role = |name: &&str| form.roles().iter().find(|role| role.id.as_str() == *name);
        fitting.iter().find_map(role).map(|role| &role.id)
    }

    /// Returns what somebody is called.
    pub(super) fn name(&self, who: Who) -> Name {
        let sex = match self.kin(who) {
            Some(Kin::Father) => Sex::Man,
            Some(Kin::Mother | Kin::CoMother | Kin::Other) | None => Sex::Woman,
        };
        match who {
            Who::First => name(self.seed, 0, sex),
            Who::Second => name(self.seed, 1, sex),
            Who::Professional => professional(self.seed),
        }
    }

    /// Returns their eight digits. All of them begin with 20 1, and those at work with 20 20.
    pub(super) fn phone(&self, who: Who) -> String {
        let number = match who {
            // The step spreads neighbours out.
            Who::First => 20_100_000 + 2 * self.number * 7_919 % 100_000,
            Who::Second => 20_100_000 + (2 * self.number + 1) * 7_919 % 100_000,
            // One health visitor sees many families.
            Who::Professional => 20_200_000 + self.number % 350,
        };
        number.to_string()
    }

    /// Returns their mail address.
    pub(super) fn mail(&self, who: Who) -> String {
        format!("{}{}@eksempel.dk", self.name(who).in_mail(), self.number % 1_000)
    }

    /// Returns where they live on that day.
    pub(super) fn home(&self, on: Date) -> Home {
        let homes = u64::from(self.moved.is_some_and(|moved| moved <= on));
        home(&mut Chance::of(&[self.seed, 4, homes]))
    }

    /// Returns how somebody is on that day, from 0 to 1: it comes and goes, and on the whole gets a little better.
    pub(super) fn mood(&self, who: Who, on: Date, chance: &mut Chance) -> f64 {
        let own = if who == Who::Second { 0.12 * Chance::of(&[self.seed, 5]).noise() } else { 0.0 };
        let years = f64::from(forms::age::days_between(self.met, on)) / 365.0;
        let newborn = (0..90).contains(&forms::age::days_between(self.born, on));
        let dip = if newborn { 0.04 } else { 0.0 };
        (self.mood + own + self.change * years - dip + 0.13 * chance.noise()).clamp(0.0, 1.0)
    }

    fn kin(&self, who: Who) -> Option<Kin> {
        let [first, second] = self.adults;
        match who {
            Who::First | Who::Professional => first,
            Who::Second => second,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn family(number: usize) -> Family {
        let seed = u64::try_from(number).expect("a small number");
        Family::new(seed, number, (date(2026, 3, 1), date(2026, 3, 4)), date(2026, 1, 1))
    }

    #[test]
    fn a_family_is_the_same_whenever_it_is_asked() {
        let (one, again) = (family(7), family(7));
        assert_eq!(one.name(Who::Second).whole(), again.name(Who::Second).whole());
        assert_eq!(one.home(date(2026, 5, 1)).street, again.home(date(2026, 5, 1)).street);
        assert_eq!(one.code, again.code);
    }

    #[test]
    fn phones_are_made_up_and_nobody_shares_one() {
        let phones: std::collections::BTreeSet<String> =
            (0..2_000).flat_map(|number| [Who::First, Who::Second].map(|who| family(number).phone(who))).collect();
        assert_eq!(phones.len(), 4_000);
        assert!(phones.iter().all(|phone| phone.len() == 8 && phone.starts_with("201")));
    }

    #[test]
    fn on_the_whole_it_gets_better() {
        let mut chance = Chance::of(&[7]);
        let mut mean = |on: Date| {
            let moods: f64 = (0..600).map(|number| family(number).mood(Who::First, on, &mut chance)).sum();
            moods / 600.0
        };
        let (before, after) = (mean(date(2026, 1, 1)), mean(date(2027, 6, 1)));
        assert!((0.03..0.2).contains(&(after - before)), "{before} {after}");
    }
}
