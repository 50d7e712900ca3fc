//! Families that answered more than once: what changed, and who came back.

use forms::points::Points;
use jiff::ToSpan;
use jiff::civil::Date;

use super::gathering::{Gathering, Measured, Person, Visit};
use super::numbers::Sample;
use super::plan::{Measure, days};

/// Two answers nearer than this are one: somebody who corrects an answer has not changed.
pub(super) const DAYS_APART: i32 = 28;
/// So much of the whole scale must the points move for an answer to be better or worse. It is chosen, and no clinical limit.
pub(super) const THRESHOLD: f64 = 0.1;
/// So many days a person has to answer the next form, before it counts that there is no answer.
pub(super) const DAYS_TO_ANSWER: i32 = 28;

/// What became of some people between their first and their last answer.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Change {
    pub(super) people: u64,
    pub(super) better: u64,
    pub(super) same: u64,
    pub(super) worse: u64,
    /// Those who moved to a better band.
    pub(super) band_up: u64,
    pub(super) before: Sample,
    pub(super) after: Sample,
    pub(super) difference: Sample,
}

/// The change of those the staff was in touch with before their last answer, and of the others.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Changes {
    pub(super) all: Change,
    pub(super) in_touch: Change,
    pub(super) others: Change,
}

/// How many answered again.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Return {
    /// Those whose next form had been open for [`DAYS_TO_ANSWER`] days.
    pub(super) could: u64,
    /// Those of them who answered a later form.
    pub(super) did: u64,
}

/// Returns what changed on one measure, for everyone whose last answer is of the period.
pub(super) fn changes(gathering: &Gathering, place: usize) -> Changes {
    let mut changes = Changes::default();
    let Some(measure) = gathering.plan.measures.get(place) else { return changes };
    for family in gathering.families.values() {
        for person in &family.persons {
            let Some((first, last, day)) = first_and_last(person, place) else { continue };
            if !gathering.period.holds(day) {
                continue;
            }
            let in_touch = family.contacted.is_some_and(|contacted| contacted <= day);
            changes.all.add(measure, first, last);
            let group = if in_touch { &mut changes.in_touch } else { &mut changes.others };
            group.add(measure, first, last);
        }
    }
    changes
}

/// Returns for each phase how many came back, by the form of the phase that they answered.
pub(super) fn returns(gathering: &Gathering) -> Vec<Option<Return>> {
    let plan = &gathering.plan;
    let mut returns: Vec<Option<Return>> = vec![None; plan.phases.len()];
    let begins = |form: usize| plan.forms.get(form).and_then(|form| form.window).map(|window| days(window.from()));
    let course = plan.course();
    for (form, next) in course.iter().zip(course.iter().skip(1)) {
        let phase = plan.forms.get(*form).and_then(|form| form.phase).and_then(|phase| returns.get_mut(phase));
        let (Some(phase), Some(own), Some(next)) = (phase, begins(*form), begins(*next)) else { continue };
        let counts = phase.get_or_insert_default();
        for person in gathering.families.values().flat_map(|family| &family.persons) {
            let first = person.visits.iter().filter(|visit| visit.form == *form).min_by_key(|visit| visit.at);
            let last_chance = first.and_then(|first| later(first.day, next - own + DAYS_TO_ANSWER));
            if !last_chance.is_some_and(|day| gathering.period.holds(day)) {
                continue;
            }
            counts.could += 1;
            let came_back = person.visits.iter().any(|visit| begins(visit.form).is_some_and(|begun| begun > own));
            counts.did += u64::from(came_back);
        }
    }
    returns
}

impl Change {
    fn add(&mut self, measure: &Measure, first: Measured, last: Measured) {
        let (before, after) = (first.points.as_f64(), last.points.as_f64());
        self.people += 1;
        self.before.add(before);
        self.after.add(after);
        self.difference.add(after - before);
        let towards_better = if measure.lower_is_better { before - after } else { after - before };
        let enough = threshold(measure);
        // The points are whole hundredths: half of one is nearer than any two of them.
        if towards_better >= enough - 0.005 {
            self.better += 1;
        } else if towards_better <= 0.005 - enough {
            self.worse += 1;
        } else {
            self.same += 1;
        }
        let up = |one: Option<usize>, other: Option<usize>| one.zip(other).is_some_and(|(one, other)| other > one);
        let band_up = if measure.lower_is_better { up(last.band, first.band) } else { up(first.band, last.band) };
        self.band_up += u64::from(band_up);
    }
}

/// Returns how many points somebody must move to be better or worse.
pub(super) fn threshold(measure: &Measure) -> f64 {
    measure.length * THRESHOLD
}

/// Returns what a person's first and last answers on a measure came to, and the day of the last.
fn first_and_last(person: &Person, measure: usize) -> Option<(Measured, Measured, Date)> {
    let found = |visit: &Visit| visit.measured.iter().find(|measured| measured.measure == measure).copied();
    let answers = || person.visits.iter().filter_map(|visit| Some((visit.at, visit.day, found(visit)?)));
    let key =
        |(at, _, measured): &(jiff::Timestamp, Date, Measured)| -> (jiff::Timestamp, Points) { (*at, measured.points) };
    let (_, first_day, first) = answers().min_by_key(key)?;
    let (_, last_day, last) = answers().max_by_key(key)?;
    (forms::age::days_between(first_day, last_day) >= DAYS_APART).then_some((first, last, last_day))
}

fn later(day: Date, days: i32) -> Option<Date> {
    day.checked_add(i64::from(days).days()).ok()
}
