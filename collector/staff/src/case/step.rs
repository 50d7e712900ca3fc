//! From what somebody wants to do about a case to the case as it then stands. Pure.

use collector::record::waits;
use jiff::Timestamp;

use super::{Action, Head, MAX_NAME, MAX_NOTE, NotNow, Outcome, Status, What};

/// How a package may end.
const PACKAGE_ENDS: [Outcome; 6] =
    [Outcome::HandedOver, Outcome::Refused, Outcome::Declined, Outcome::NotReached, Outcome::Other, Outcome::Junk];
/// How any other case may end.
const OTHER_ENDS: [Outcome; 6] =
    [Outcome::Helped, Outcome::Declined, Outcome::NotReached, Outcome::Read, Outcome::Other, Outcome::Junk];

/// Returns how a case may end.
pub fn ends(package: bool) -> &'static [Outcome] {
    if package { &PACKAGE_ENDS } else { &OTHER_ENDS }
}

/// Returns the case after `action` by `who`, and the line for its history.
///
/// # Errors
/// [`NotNow`] if the case does not stand so that it can be done.
pub fn step(head: &Head, package: bool, action: &Action, who: &str, now: Timestamp) -> Result<(Head, What), NotNow> {
    let mut next = head.clone();
    let open = if head.status.is_closed() { Err(NotNow::Closed) } else { Ok(()) };
    let what = match action {
        Action::Take => {
            open?;
            take(&mut next, who);
            What::Taken
        }
        Action::Assign(to) => {
            open?;
            let to = name(to)?;
            take(&mut next, &to);
            What::Assigned { to }
        }
        Action::Contacted => {
            open?;
            next.contacted.get_or_insert(now);
            if matches!(head.status, Status::New | Status::Taken) {
                next.status = Status::Contacted;
            }
            What::Contacted
        }
        Action::Note(text) => What::Noted { text: note(text)? },
        Action::Due(on) => {
            open?;
            next.due = *on;
            What::Due { on: *on }
        }
        Action::Consider { notified, on, who } => What::Considered { notified: *notified, on: *on, who: name(who)? },
        Action::Approve => {
            open?;
            need(package, NotNow::NoPackage)?;
            need(!matches!(head.status, Status::Approved | Status::Packed), NotNow::AlreadyApproved)?;
            next.status = Status::Approved;
            What::Approved
        }
        Action::Pack(package_name) => {
            open?;
            need(package, NotNow::NoPackage)?;
            need(head.status == Status::Approved, NotNow::NotApproved)?;
            next.status = Status::Packed;
            What::Packed { package: name(package_name)? }
        }
        Action::Unpack => {
            open?;
            need(head.status == Status::Packed, NotNow::NotPacked)?;
            next.status = Status::Approved;
            What::Unpacked
        }
        Action::Close(outcome) => {
            open?;
            close(&mut next, package, *outcome, now)?;
            What::Closed { outcome: *outcome }
        }
        Action::Reopen => {
            need(head.status.is_closed(), NotNow::Open)?;
            next.status = if head.assignee.is_some() { Status::Taken } else { Status::New };
            next.closed = None;
            What::Reopened
        }
        Action::Accept => {
            need(head.quarantined, NotNow::NotQuarantined)?;
            next.quarantined = false;
            What::Accepted
        }
    };
    Ok((next, what))
}

impl Head {
    /// Whether it is never erased before a person has dealt with it.
    pub fn waits(&self) -> bool {
        waits(self.urgency, self.wants_contact)
    }
}

fn take(head: &mut Head, who: &str) {
    head.assignee = Some(who.to_owned());
    if head.status == Status::New {
        head.status = Status::Taken;
    }
}

fn close(head: &mut Head, package: bool, outcome: Outcome, now: Timestamp) -> Result<(), NotNow> {
    let about = if package { "en babypakke" } else { "et svar" };
    need(ends(package).contains(&outcome), NotNow::WrongOutcome(about, outcome.label()))?;
    need(outcome != Outcome::HandedOver || head.status == Status::Packed, NotNow::NotPacked)?;
    // Whoever was helped or said no has been reached, even if nobody noted it.
    if matches!(outcome, Outcome::Helped | Outcome::Declined | Outcome::HandedOver) {
        head.contacted.get_or_insert(now);
    }
    head.status = Status::Closed(outcome);
    head.closed = Some(now);
    head.due = None;
    head.quarantined = false;
    Ok(())
}

fn need(holds: bool, otherwise: NotNow) -> Result<(), NotNow> {
    if holds { Ok(()) } else { Err(otherwise) }
}

fn note(text: &str) -> Result<String, NotNow> {
    let text = text.trim();
    let length = text.chars().count();
    need(length > 0, NotNow::EmptyNote)?;
    need(length <= MAX_NOTE, NotNow::LongNote(length))?;
    Ok(text.to_owned())
}

fn name(text: &str) -> Result<String, NotNow> {
    let text = text.trim();
    need(!text.is_empty() && text.chars().count() <= MAX_NAME && !text.chars().any(char::is_control), NotNow::BadName)?;
    Ok(text.to_owned())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use collector::record::Key;
    use forms::code::Receipt;
    use forms::id::FormId;
    use forms::triage::Urgency;

    pub(crate) fn head() -> Head {
        Head {
            key: Key::of(Receipt::from_random([7; 16])),
            form: FormId::parse("start").expect("a name"),
            version: 1,
            received: now(),
            urgency: Urgency::Routine,
            municipality: None,
            wants_contact: false,
            quarantined: false,
            status: Status::New,
            assignee: None,
            due: None,
            contacted: None,
            closed: None,
            revision: 0,
        }
    }

    fn now() -> Timestamp {
        "2026-11-22T09:00:00Z".parse().expect("a moment")
    }

    /// Does one thing after the other and returns how far the case came.
    #[track_caller]
    fn check(package: bool, actions: &[Action], expected: Result<Status, NotNow>) {
        let mut head = head();
        for action in actions {
            match step(&head, package, action, "Karen", now()) {
                Ok((next, _)) => head = next,
                Err(error) => return assert_eq!(Err(error), expected),
            }
        }
        assert_eq!(Ok(head.status), expected);
        assert_eq!(head.closed.is_some(), head.status.is_closed());
    }

    #[test]
    fn a_case_goes_its_way() {
        use Action::{Approve, Close, Contacted, Pack, Reopen, Take, Unpack};
        let pack = || Pack("nyfoedt".to_owned());
        check(false, &[Take], Ok(Status::Taken));
        check(false, &[Contacted], Ok(Status::Contacted));
        check(false, &[Take, Contacted, Close(Outcome::Helped)], Ok(Status::Closed(Outcome::Helped)));
        check(false, &[Close(Outcome::Read), Reopen], Ok(Status::New));
        check(false, &[Take, Close(Outcome::Read), Reopen], Ok(Status::Taken));
        check(true, &[Approve, pack(), Close(Outcome::HandedOver)], Ok(Status::Closed(Outcome::HandedOver)));
        check(true, &[Approve, pack(), Contacted], Ok(Status::Packed));
        check(true, &[Approve, pack(), Unpack, pack()], Ok(Status::Packed));
        check(true, &[Close(Outcome::Refused)], Ok(Status::Closed(Outcome::Refused)));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        use Action::{Accept, Approve, Close, Note, Pack, Reopen, Take};
        check(false, &[Close(Outcome::Read), Take], Err(NotNow::Closed));
        check(false, &[Reopen], Err(NotNow::Open));
        check(false, &[Approve], Err(NotNow::NoPackage));
        check(true, &[Pack("nyfoedt".to_owned())], Err(NotNow::NotApproved));
        check(true, &[Approve, Approve], Err(NotNow::AlreadyApproved));
        check(true, &[Approve, Pack("nyfoedt".to_owned()), Approve], Err(NotNow::AlreadyApproved));
        check(true, &[Approve, Action::Unpack], Err(NotNow::NotPacked));
        check(true, &[Approve, Close(Outcome::HandedOver)], Err(NotNow::NotPacked));
        check(true, &[Close(Outcome::Helped)], Err(NotNow::WrongOutcome("en babypakke", "Hjulpet")));
        check(false, &[Accept], Err(NotNow::NotQuarantined));
        check(false, &[Note(" \n".to_owned())], Err(NotNow::EmptyNote));
        check(false, &[Note("æ".repeat(1_000_000))], Err(NotNow::LongNote(1_000_000)));
        check(false, &[Action::Assign("\u{1b}[31m".to_owned())], Err(NotNow::BadName));
    }

    #[test]
    fn the_first_contact_is_the_one_that_counts() {
        let (first, _) = step(&head(), false, &Action::Contacted, "Karen", now()).expect("possible");
        let later = now().checked_add(jiff::SignedDuration::from_hours(5)).expect("a moment");
        let (again, _) = step(&first, false, &Action::Close(Outcome::Helped), "Mette", later).expect("possible");
        assert_eq!(again.contacted, Some(now()));
        assert_eq!(again.closed, Some(later));
    }

    #[test]
    fn a_closed_case_can_still_be_noted_on() {
        let (closed, _) = step(&head(), false, &Action::Close(Outcome::Read), "Karen", now()).expect("possible");
        assert!(step(&closed, false, &Action::Note("ringede igen".to_owned()), "Karen", now()).is_ok());
    }
}
