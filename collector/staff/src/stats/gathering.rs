//! One submission after the other, and what is kept of it: only numbers.

use std::collections::BTreeMap;

use collector::record::Letter;
use forms::code::FamilyCode;
use forms::definition::Form;
use forms::figures::{FORMAT, Figures};
use forms::id::RoleId;
use forms::points::Points;
use forms::triage::Urgency;
use jiff::Timestamp;
use jiff::civil::Date;

use super::period::Period;
use super::places::{GROUPS, Group};
use super::plan::Plan;
use super::{CONSENT, Settings, tables};
use crate::case::{Head, Outcome, Status};
use crate::submission::Submission;

/// The question of a package form that says for how many children it is.
const CHILDREN: &str = "antal";

/// What was counted so far of one period, and of all time before its end.
#[derive(Debug)]
pub struct Gathering {
    pub(super) period: Period,
    pub(super) settings: Settings,
    pub(super) plan: Plan,
    pub(super) counted: Counted,
    pub(super) families: BTreeMap<FamilyCode, Family>,
    roles: Vec<RoleId>,
}

/// The plain counts.
#[derive(Debug, Default)]
pub(super) struct Counted {
    /// Submissions of the period, by form.
    pub(super) sent: Vec<u64>,
    /// Those of them that may be counted with what they say, by form.
    pub(super) agreed: Vec<u64>,
    /// Of these, by scale and band.
    pub(super) bands: Vec<Vec<u64>>,
    /// Of these, by group of municipalities.
    pub(super) places: Vec<u64>,
    /// Of these, those who did not say where they live.
    pub(super) nowhere: u64,
    /// Of these, those who wanted to be contacted, by urgency.
    pub(super) waits: [Waits; 3],
    /// Submissions of all time about which somebody has been reached or helped, packages left out.
    pub(super) counselled: u64,
    /// Children of all time whose package was handed over.
    pub(super) children: u64,
}

/// How long people waited for a first contact.
#[derive(Debug, Default)]
pub(super) struct Waits {
    pub(super) wanted: u64,
    pub(super) in_time: u64,
    /// The calendar days until the first contact, of those who were reached.
    pub(super) days: Vec<i32>,
}

/// What is remembered of the answers with one family code.
#[derive(Debug, Default)]
pub(super) struct Family {
    /// The first day somebody of the staff was in touch.
    pub(super) contacted: Option<Date>,
    /// Whether it answered in the period.
    pub(super) is_of_the_period: bool,
    /// Each person's answers. Persons are never merged.
    pub(super) persons: Vec<Person>,
}

/// One person of a family: who has the same role.
#[derive(Debug)]
pub(super) struct Person {
    role: Option<usize>,
    pub(super) visits: Vec<Visit>,
}

/// One form that a person answered.
#[derive(Debug)]
pub(super) struct Visit {
    pub(super) at: Timestamp,
    pub(super) day: Date,
    pub(super) form: usize,
    pub(super) measured: Vec<Measured>,
}

/// What a measure came to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measured {
    pub(super) measure: usize,
    pub(super) points: Points,
    /// The place of the band, the lowest points first.
    pub(super) band: Option<usize>,
}

impl Gathering {
    /// Returns a gathering of nothing. `forms` are all versions of all forms; what is sent to another form is not counted.
    pub fn new(period: Period, forms: &[Form], settings: &Settings) -> Self {
        let plan = Plan::new(forms, settings);
        let counted = Counted {
            sent: vec![0; plan.forms.len()],
            agreed: vec![0; plan.forms.len()],
            bands: plan.scales.iter().map(|scale| vec![0; scale.bands.len()]).collect(),
            places: vec![0; GROUPS.len()],
            ..Counted::default()
        };
        let settings = settings.clone();
        Self { period, settings, plan, counted, families: BTreeMap::new(), roles: Vec::new() }
    }

    /// Counts a submission. What is not from a person, and what came after the period, is left out; the order does not matter.
    pub fn add(&mut self, submission: &Submission) {
        let Submission { head, letter, .. } = submission;
        let day = day_in_denmark(head.received);
        let is_junk = head.quarantined || head.status == Status::Closed(Outcome::Junk);
        let Some(form) = self.plan.form(&head.form).filter(|_| !is_junk && day <= self.period.to()) else { return };
        let is_now = self.period.holds(day);
        if is_now {
            increase(&mut self.counted.sent, form);
        }
        let may_be_counted = self.plan.forms.get(form).is_some_and(|form| form.is_counted);
        if !may_be_counted || !letter.consents.iter().any(|consent| consent.id.as_str() == CONSENT) {
            return;
        }
        if is_now {
            self.count(form, day, head, letter);
        }
        self.count_towards_goals(form, submission);
        if let Some(code) = letter.family_code {
            self.remember(code, form, day, head, letter);
        }
    }

    /// Makes the file. `made_on` is today, `synthetic` whether the answers are made up.
    pub fn figures(self, made_on: Date, synthetic: bool) -> Figures {
        Figures {
            format: FORMAT,
            title: self.period.title().to_owned(),
            from: self.period.from(),
            to: self.period.to(),
            made_on,
            synthetic,
            tables: tables::all(&self),
        }
    }

    fn count(&mut self, form: usize, day: Date, head: &Head, letter: &Letter) {
        increase(&mut self.counted.agreed, form);
        match head.municipality.and_then(Group::of) {
            Some(group) => increase(&mut self.counted.places, group),
            None => self.counted.nowhere += 1,
        }
        for link in self.plan.links(&head.form, head.version) {
            let scored = letter.scores.iter().find(|scored| scored.id == link.score);
            let band = scored.and_then(|scored| scored.band.as_ref());
            let bands = self.plan.scales.get(link.scale).map_or(&[][..], |scale| &scale.bands);
            let place = band.and_then(|band| bands.iter().position(|one| one == band));
            if let (Some(place), Some(counts)) = (place, self.counted.bands.get_mut(link.scale)) {
                increase(counts, place);
            }
        }
        let is_package = self.plan.forms.get(form).is_some_and(|form| form.is_package);
        if head.wants_contact && !is_package {
            self.count_wait(day, head);
        }
    }

    fn count_wait(&mut self, day: Date, head: &Head) {
        let due = (self.settings.due)(head.urgency, day);
        let [urgent, soon, routine] = &mut self.counted.waits;
        let waits = match head.urgency {
            Urgency::Urgent => urgent,
            Urgency::Soon => soon,
            Urgency::Routine => routine,
        };
        waits.wanted += 1;
        if let Some(contacted) = head.contacted.map(day_in_denmark) {
            waits.in_time += u64::from(contacted <= due);
            waits.days.push(forms::age::days_between(day, contacted));
        }
    }

    fn count_towards_goals(&mut self, form: usize, submission: &Submission) {
        let is_package = self.plan.forms.get(form).is_some_and(|form| form.is_package);
        if is_package && submission.head.status == Status::Closed(Outcome::HandedOver) {
            self.counted.children += children(&submission.letter);
        }
        if !is_package && contact(&submission.head).is_some() {
            self.counted.counselled += 1;
        }
    }

    fn remember(&mut self, code: FamilyCode, form: usize, day: Date, head: &Head, letter: &Letter) {
        let role = letter.role.as_ref().map(|role| place_of(&mut self.roles, role));
        let family = self.families.entry(code).or_default();
        family.is_of_the_period |= self.period.holds(day);
        if let Some(contacted) = contact(head).map(day_in_denmark) {
            family.contacted = Some(family.contacted.map_or(contacted, |known| known.min(contacted)));
        }
        let measured = self.plan.links(&head.form, head.version).iter().filter_map(|link| {
            let scored = letter.scores.iter().find(|scored| scored.id == link.score)?;
            let bands = &self.plan.scales.get(link.scale)?.bands;
            let band = scored.band.as_ref().and_then(|band| bands.iter().position(|one| one == band));
            Some(Measured { measure: link.measure?, points: scored.points, band })
        });
        let visit = Visit { at: head.received, day, form, measured: measured.collect() };
        match family.persons.iter_mut().find(|person| person.role == role) {
            Some(person) => person.visits.push(visit),
            None => family.persons.push(Person { role, visits: vec![visit] }),
        }
    }
}

/// Returns when the family was first reached or, where nobody wrote that down, helped.
fn contact(head: &Head) -> Option<Timestamp> {
    let helped = head.closed.filter(|_| head.status == Status::Closed(Outcome::Helped));
    head.contacted.or(helped)
}

/// Returns for how many children a package is; one, where nothing else was said.
fn children(letter: &Letter) -> u64 {
    let said = letter.answers.iter().find(|(question, _)| question.as_str() == CHILDREN);
    match said.and_then(|(_, value)| value.choices().next()).map(|choice| choice.as_str()) {
        Some("to") => 2,
        Some("flere") => 3,
        Some(_) | None => 1,
    }
}

/// Returns the calendar day of a moment in Denmark.
pub(super) fn day_in_denmark(moment: Timestamp) -> Date {
    moment.to_zoned(jiff::tz::get!("Europe/Copenhagen")).date()
}

fn increase(counts: &mut [u64], place: usize) {
    if let Some(count) = counts.get_mut(place) {
        *count += 1;
    }
}

/// Returns the place of `role`, and adds it where it is new.
fn place_of(roles: &mut Vec<RoleId>, role: &RoleId) -> usize {
    roles.iter().position(|known| known == role).unwrap_or_else(|| {
        roles.push(role.clone());
        roles.len() - 1
    })
}
