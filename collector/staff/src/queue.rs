//! Who waits, and for how long. Pure.

use forms::id::FormId;
use forms::municipality::Municipality;
use forms::triage::Urgency;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::case::{Head, Status};
use crate::working_days::{after, between};

/// An open case in the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The case.
    pub head: Head,
    /// The day on which the family is to be reached at the latest; none, if it asked for nothing.
    pub target: Option<Date>,
    /// Working days until then; below nought, if it is overdue.
    pub days_left: Option<i64>,
}

/// Which cases are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only of this form.
    pub form: Option<FormId>,
    /// Only from here.
    pub municipality: Option<Municipality>,
    /// Only so far.
    pub status: Option<Status>,
    /// Only so urgent.
    pub urgency: Option<Urgency>,
    /// Only those that this person looks after; the empty name is nobody.
    pub assignee: Option<String>,
    /// Only those that are overdue.
    pub overdue: bool,
}

/// Working days until an urgent family is to be reached.
const URGENT_DAYS: u32 = 1;
/// Until one is called who asked for it, or whose answers say that it should be soon: what the receipt page promises.
const SOON_DAYS: u32 = 5;
/// Until a request has its answer: what the form of the packages promises.
const REQUEST_DAYS: u32 = 10;

/// Returns the last day on which a first contact is in time, for a family that asked for one.
pub fn in_time(urgency: Urgency, came: Date) -> Date {
    after(came, if urgency == Urgency::Urgent { URGENT_DAYS } else { SOON_DAYS })
}

/// The time of Denmark.
pub fn denmark() -> TimeZone {
    jiff::tz::get!("Europe/Copenhagen")
}

/// Returns the day on which the family is to be reached at the latest.
pub fn target(head: &Head, package: bool) -> Option<Date> {
    let came = head.received.to_zoned(denmark()).date();
    let days = match (head.urgency, head.wants_contact) {
        (Urgency::Urgent, _) => URGENT_DAYS,
        (Urgency::Soon, _) => SOON_DAYS,
        (Urgency::Routine, true) if package => REQUEST_DAYS,
        (Urgency::Routine, true) => SOON_DAYS,
        (Urgency::Routine, false) => return None,
    };
    Some(after(came, days))
}

/// Returns the cases that fit, those that are overdue first, then by urgency, then by age.
pub fn order(heads: Vec<Head>, filter: &Filter, is_package: impl Fn(&FormId) -> bool, now: Timestamp) -> Vec<Waiting> {
    let today = now.to_zoned(denmark()).date();
    let mut waiting: Vec<Waiting> = heads
        .into_iter()
        .map(|head| {
            // Whoever has been reached waits for nothing but the day that was promised.
            let target = match head.contacted {
                Some(_) => head.due,
                None => [target(&head, is_package(&head.form)), head.due].into_iter().flatten().min(),
            };
            Waiting { days_left: target.map(|day| between(today, day)), target, head }
        })
        .filter(|waiting| filter.fits(waiting))
        .collect();
    waiting.sort_by_key(|waiting| {
        let overdue = waiting.is_overdue();
        (!overdue, waiting.head.quarantined, waiting.head.urgency, waiting.head.received, waiting.head.key.clone())
    });
    waiting
}

impl Waiting {
    /// Whether the day has passed.
    pub fn is_overdue(&self) -> bool {
        !self.head.quarantined && self.days_left.is_some_and(|days| days < 0)
    }

    /// Returns how long there is, in words: »2 dage over tiden«, »i dag«, »3 dage tilbage«.
    pub fn in_words(&self) -> String {
        match self.days_left {
            None => "ingen frist".to_owned(),
            Some(-1) => "1 hverdag over tiden".to_owned(),
            Some(days) if days < 0 => format!("{} hverdage over tiden", -days),
            Some(0) => "i dag".to_owned(),
            Some(1) => "næste hverdag".to_owned(),
            Some(days) => format!("{days} hverdage tilbage"),
        }
    }
}

impl Filter {
    fn fits(&self, waiting: &Waiting) -> bool {
        let head = &waiting.head;
        let assignee = head.assignee.as_deref().unwrap_or_default();
        self.form.as_ref().is_none_or(|form| *form == head.form)
            && self.municipality.is_none_or(|place| head.municipality == Some(place))
            && self.status.is_none_or(|status| head.status == status)
            && self.urgency.is_none_or(|urgency| head.urgency == urgency)
            && self.assignee.as_ref().is_none_or(|name| name.to_lowercase() == assignee.to_lowercase())
            && (!self.overdue || waiting.is_overdue())
    }
}

/// Returns what staff call an urgency.
pub fn urgency_label(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Urgent => "Haster",
        Urgency::Soon => "Snart",
        Urgency::Routine => "Efter tur",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::step::tests::head;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    fn case(received: &str, urgency: Urgency, wants_contact: bool) -> Head {
        Head { received: at(received), urgency, wants_contact, ..head() }
    }

    #[test]
    fn the_overdue_come_first_then_the_urgent_then_the_old() {
        let heads = vec![
            case("2026-11-20T09:00:00Z", Urgency::Routine, false),
            case("2026-11-20T08:00:00Z", Urgency::Soon, false),
            case("2026-11-20T10:00:00Z", Urgency::Urgent, false),
            case("2026-11-01T10:00:00Z", Urgency::Routine, true),
            case("2026-11-19T10:00:00Z", Urgency::Routine, false),
        ];
        let ordered = order(heads, &Filter::default(), |_| false, at("2026-11-22T09:00:00Z"));
        let said: Vec<_> = ordered.iter().map(|one| (one.head.urgency, one.in_words())).collect();
        assert_eq!(
            said,
            [
                (Urgency::Routine, "10 hverdage over tiden".to_owned()),
                (Urgency::Urgent, "næste hverdag".to_owned()),
                (Urgency::Soon, "5 hverdage tilbage".to_owned()),
                (Urgency::Routine, "ingen frist".to_owned()),
                (Urgency::Routine, "ingen frist".to_owned()),
            ]
        );
    }

    #[test]
    fn a_family_that_was_reached_is_not_overdue() {
        let mut reached = case("2026-01-05T09:00:00Z", Urgency::Urgent, true);
        reached.contacted = Some(at("2026-01-06T09:00:00Z"));
        let mut promised = reached.clone();
        promised.due = "2026-11-02".parse().ok();
        let ordered = order(vec![reached, promised], &Filter::default(), |_| false, at("2026-11-22T09:00:00Z"));
        let overdue: Vec<_> = ordered.iter().map(Waiting::is_overdue).collect();
        assert_eq!(overdue, [true, false]);
    }

    #[test]
    fn the_day_is_the_day_in_denmark() {
        // Half past eleven in the evening of a Monday in UTC is Tuesday here.
        let head = case("2026-11-23T23:30:00Z", Urgency::Urgent, true);
        assert_eq!(target(&head, false), "2026-11-25".parse().ok());
    }
}
