//! Made-up submissions of every form over two years, for trying, for tests and for measuring: believable, and of nobody.
//!
//! - `timeline` makes families and says which form they send when; `family`, `names` and `places` say who they are.
//! - `sheet` looks a form through, `answering` fills it in as the page would send it.
//! - The collector's own intake reads, weighs and seals it: what it refuses is a fault here, and is told.
//! - `backlog` says which cases are still open, `deeds` what staff did about the others, and when.
//!
//! Everything follows from the seed. Each submission is made by itself, so that many can be made at once.

use collector::guard::Suspicion;
use collector::intake::{Arrival, Assessment, assess, receive};
use collector::record::Record;
use collector::seal::{Keys, SealError};
use forms::answers::{Answers, FieldProblem};
use forms::code::Receipt;
use forms::definition::Form;
use forms::id::FormId;
use jiff::Timestamp;

use crate::case::is_package;

mod answering;
mod backlog;
mod calendar;
mod chance;
mod deeds;
mod family;
mod fill;
mod names;
mod places;
mod sheet;
mod timeline;
mod words;

pub use deeds::Deed;
pub use fill::fill;
pub use timeline::Visit;

use answering::{Person, posted};
use backlog::{Backlog, Look};
use chance::Chance;
use deeds::Matter;
use family::Family;
use sheet::Sheet;

/// Two years of a made-up service.
pub struct Demo<'f> {
    sheets: Vec<Sheet<'f>>,
    families: Vec<Family>,
    visits: Vec<Visit>,
    until: Timestamp,
}

/// A submission, and what staff did about it.
pub struct Made<'f> {
    /// The form.
    pub form: &'f Form,
    /// The one key to it.
    pub receipt: Receipt,
    /// When it came.
    pub received: Timestamp,
    /// What was suspicious about it.
    pub suspicions: Vec<Suspicion>,
    /// The answers, as the collector believes them.
    pub answers: Answers,
    /// What they mean.
    pub assessment: Assessment,
    /// What staff did, the first thing first; all of it between the arrival and the end of the two years.
    pub deeds: Vec<Deed>,
}

/// A form that the demo cannot fill in so that the collector takes it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("formularen `{form}` kan ikke udfyldes med opdigtede svar: {}", told(.fields))]
pub struct Refused {
    /// The form.
    pub form: FormId,
    /// The fields that were refused, and why.
    pub fields: Vec<(String, FieldProblem)>,
}

/// Plans `count` submissions of all the forms in the two years up to `until`, in every version there is of them.
///
/// The same forms, seed and moment give the same submissions. No forms give none.
pub fn plan(forms: &[Form], count: usize, seed: u64, until: Timestamp) -> Demo<'_> {
    let sheets: Vec<Sheet<'_>> = forms.iter().map(Sheet::of).collect();
    let (families, visits) = timeline::timeline(&sheets, count, seed, until);
    let mut demo = Demo { sheets, families, visits, until };
    demo.leave_open(Backlog::of(count, seed));
    demo
}

impl<'f> Demo<'f> {
    /// Returns what is sent, the first first.
    pub fn visits(&self) -> &[Visit] {
        &self.visits
    }

    /// Makes the submission of one visit of this plan: always the same.
    ///
    /// # Errors
    /// [`Refused`] if the collector does not take it.
    pub fn make(&self, visit: &Visit) -> Result<Made<'f>, Refused> {
        let mut chance = Chance::of(&[visit.seed]);
        let (sheet, family) = self.met(visit);
        let receipt = receipt(&mut chance);
        let suspicions = suspicions(&mut chance);
        let (answers, assessment) = self.answer(visit, &mut chance)?;
        let matter = Matter {
            received: visit.at,
            until: self.until,
            urgency: assessment.urgency,
            wants_contact: assessment.wants_contact,
            is_quarantined: !suspicions.is_empty(),
            package_for: is_package(sheet.form).then_some(family.born),
            is_open: visit.is_open,
        };
        let deeds = deeds::deeds(&matter, &mut chance);
        Ok(Made { form: sheet.form, receipt, received: visit.at, suspicions, answers, assessment, deeds })
    }

    /// Fills in the form and has the collector read and weigh it.
    fn answer(&self, visit: &Visit, chance: &mut Chance) -> Result<(Answers, Assessment), Refused> {
        let (sheet, family) = self.met(visit);
        let today = calendar::day(visit.at);
        let person = Person {
            family,
            who: visit.who,
            // Some leave out who they are.
            role: family.role(sheet.form, visit.who, today).filter(|_| is_package(sheet.form) || !chance.mille(25)),
            mood: (family.mood(visit.who, today, chance) - sheet.purpose.burden()).max(0.0),
            today,
            is_awkward: chance.mille(10),
        };
        let posted = posted(sheet, &person, chance);
        let answers = Answers::parse(sheet.form, &posted, today).map_err(|errors| Refused {
            form: sheet.form.id().clone(),
            fields: errors.into_iter().map(|error| (error.field, error.problem)).collect(),
        })?;
        let assessment = assess(sheet.form, &answers, today);
        Ok((answers, assessment))
    }

    /// Decides, from the newest on, which cases nobody has come to the end of.
    fn leave_open(&mut self, mut backlog: Backlog) {
        let mut open = Vec::new();
        for (place, visit) in self.visits.iter().enumerate().rev() {
            if !backlog.has_room() {
                break;
            }
            // What is refused is told when it is made.
            let Ok(made) = self.make(visit) else { continue };
            let look = Look {
                urgency: made.assessment.urgency,
                wants_contact: made.assessment.wants_contact,
                is_package: is_package(made.form),
                is_quarantined: !made.suspicions.is_empty(),
            };
            if backlog.takes(&look) {
                open.push(place);
            }
        }
        for place in open {
            if let Some(visit) = self.visits.get_mut(place) {
                visit.is_open = true;
            }
        }
    }

    fn met(&self, visit: &Visit) -> (&Sheet<'f>, &Family) {
        let met = self.sheets.get(visit.sheet).zip(self.families.get(visit.family));
        met.expect("a visit is made of a form and a family of its own plan")
    }
}

impl Made<'_> {
    /// Closes the answers as the collector does.
    ///
    /// # Errors
    /// [`SealError`] if they could not be sealed.
    pub fn record(&self, keys: &Keys) -> Result<Record, SealError> {
        let arrival = Arrival { receipt: self.receipt, now: self.received, suspicions: self.suspicions.clone() };
        receive(self.form, &self.answers, &self.assessment, &arrival, keys)
    }
}

fn receipt(chance: &mut Chance) -> Receipt {
    let bits = (u128::from(chance.bits()) << 64) | u128::from(chance.bits());
    Receipt::from_random(bits.to_be_bytes())
}

fn suspicions(chance: &mut Chance) -> Vec<Suspicion> {
    match chance.below(1_000) {
        0..4 => vec![Suspicion::Honeypot],
        4 => vec![Suspicion::NoOrigin, Suspicion::TooFast],
        5 => vec![Suspicion::TooFast],
        6 => vec![Suspicion::Foreign, Suspicion::Honeypot],
        _ => Vec::new(),
    }
}

fn told(fields: &[(String, FieldProblem)]) -> String {
    let each = fields.iter().map(|(field, problem)| format!("{field} ({problem:?})"));
    each.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
