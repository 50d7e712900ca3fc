//! The daily round: what has had its time goes; what nobody has read stays, and is said aloud.

use forms::definition::Retention;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::Desk;
use crate::audit::Deed;
use crate::case::{Event, Head, Outcome, Status, What};
use crate::queue::denmark;
use crate::table::{Change, Letters, Needs, Sweep};
use crate::trouble::Trouble;

/// Days after the hand-over until it is forgotten who the family is: time enough for a parcel that comes back.
pub const ADDRESS_DAYS: u16 = 30;
/// Days before an unread answer goes, from which it is announced.
pub const SOON_DAYS: i32 = 30;

/// What the round found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RetentionReport {
    /// Past their time: erased, unless it was a rehearsal.
    pub erased: Vec<Head>,
    /// Handed over long ago: who the family is was erased, unless it was a rehearsal.
    pub addresses: Vec<Head>,
    /// Unread, and erased on this day unless somebody reads them first.
    pub soon: Vec<(Head, Date)>,
    /// Past their time, but they wait for a person: kept until one has dealt with them.
    pub held: Vec<Head>,
    /// Of forms that are not at hand: left alone.
    pub unknown: Vec<Head>,
    /// Damaged: left alone.
    pub damaged: u64,
}

/// What is to become of a case today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Stays,
    Goes,
    AddressGoes,
    GoesSoon(Date),
    Held,
}

impl Desk {
    /// Makes the round; `rehearsal` only tells.
    ///
    /// # Errors
    /// [`Trouble`] if the table cannot be read or changed; what was done before that is done.
    pub async fn retention(&self, rehearsal: bool) -> Result<RetentionReport, Trouble> {
        let mut report = self.round().await?;
        if rehearsal {
            return Ok(report);
        }
        let detail = format!(
            "{} svar, {} adresser, {} holdt tilbage",
            report.erased.len(),
            report.addresses.len(),
            report.held.len()
        );
        self.log(Deed::Retained, None, &detail).await?;
        self.erase(&report.erased, "fristen var gået").await?;
        let mut forgotten = Vec::new();
        for head in std::mem::take(&mut report.addresses) {
            if self.forget_address(&head).await? {
                forgotten.push(head);
            }
        }
        report.addresses = forgotten;
        Ok(report)
    }

    async fn round(&self) -> Result<RetentionReport, Trouble> {
        let mut report = RetentionReport::default();
        let mut pages = self.table.sweep(&Sweep::default(), Needs::Head);
        while let Some(page) = pages.recv().await {
            for item in page? {
                let Ok(head) = item.head() else {
                    report.damaged += 1;
                    continue;
                };
                let Some(form) = self.form(&head) else {
                    report.unknown.push(head);
                    continue;
                };
                match fate(&head, form.retention(), self.today()) {
                    Fate::Stays => {}
                    Fate::Goes => report.erased.push(head),
                    Fate::AddressGoes => report.addresses.push(head),
                    Fate::GoesSoon(day) => report.soon.push((head, day)),
                    Fate::Held => report.held.push(head),
                }
            }
        }
        let age = |head: &Head| (head.received, head.key.clone());
        report.erased.sort_by_key(age);
        report.held.sort_by_key(age);
        report.soon.sort_by_key(|(head, day)| (*day, head.key.clone()));
        self.remember(report.held.iter().chain(report.soon.iter().map(|(head, _)| head)));
        Ok(report)
    }

    /// Erases who a family is; returns whether there was anything left to erase.
    async fn forget_address(&self, head: &Head) -> Result<bool, Trouble> {
        // Gone since it was looked at: so is the address. Why it went is none of the daily round's business, nor among its rights.
        let Some(item) = self.table.get(&head.key).await?.filter(|item| item.contact().is_some()) else {
            return Ok(false);
        };
        let before = item.head()?;
        let event = Event { at: self.now(), by: self.who.clone(), what: What::ContactErased };
        let line = self.line(Deed::Erased, Some(&head.key), "adressen, efter udlevering".to_owned());
        let change = Change {
            after: before.clone(),
            expires: self.expires(&before),
            before,
            history: vec![self.sealed(&event)?],
            letters: Letters::ContactErased,
        };
        self.table.change(&change, &line).await.map(|_| true)
    }
}

fn fate(head: &Head, retention: Retention, today: Date) -> Fate {
    let day = |at: Timestamp| at.to_zoned(denmark()).date();
    let after = |from: Date, days: u16| from.saturating_add(i32::from(days).days());
    if let (Status::Closed(outcome), Some(closed)) = (head.status, head.closed) {
        let handed = outcome == Outcome::HandedOver && after(day(closed), ADDRESS_DAYS) < today;
        return match () {
            () if after(day(closed), retention.handled) < today => Fate::Goes,
            () if handed => Fate::AddressGoes,
            () => Fate::Stays,
        };
    }
    let last = after(day(head.received), retention.open);
    let untouched = head.status == Status::New;
    match () {
        // Whoever took it up is not done: it goes when the case is closed.
        () if last < today && (head.waits() || !untouched) => Fate::Held,
        () if last < today => Fate::Goes,
        () if !head.waits() && untouched && last <= today.saturating_add(SOON_DAYS.days()) => Fate::GoesSoon(last),
        () => Fate::Stays,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::step::tests::head;
    use forms::triage::Urgency;

    const DAYS: Retention = Retention { open: 365, handled: 90 };

    fn at(day: &str) -> Option<Timestamp> {
        format!("{day}T09:00:00Z").parse().ok()
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Head), today: &str, expected: Fate) {
        let mut head = Head { received: at("2026-01-01").expect("a moment"), ..head() };
        change(&mut head);
        assert_eq!(fate(&head, DAYS, today.parse().expect("a date")), expected);
    }

    #[test]
    fn what_has_had_its_time_goes() {
        check(|_| {}, "2026-06-01", Fate::Stays);
        check(|_| {}, "2027-01-01", Fate::GoesSoon("2027-01-01".parse().expect("a date")));
        check(|_| {}, "2027-01-02", Fate::Goes);
    }

    #[test]
    fn what_waits_for_a_person_never_goes_by_itself() {
        check(|head| head.urgency = Urgency::Urgent, "2036-01-01", Fate::Held);
        check(|head| head.urgency = Urgency::Soon, "2027-01-02", Fate::Held);
        check(|head| head.wants_contact = true, "2027-01-02", Fate::Held);
        check(|head| head.status = Status::Taken, "2027-01-02", Fate::Held);
    }

    #[test]
    fn a_closed_case_goes_by_the_day_it_was_closed() {
        let closed = |outcome| {
            move |head: &mut Head| {
                head.status = Status::Closed(outcome);
                head.closed = at("2026-02-01");
                head.urgency = Urgency::Urgent;
            }
        };
        check(closed(Outcome::Helped), "2026-05-02", Fate::Stays);
        check(closed(Outcome::Helped), "2026-05-03", Fate::Goes);
        check(closed(Outcome::HandedOver), "2026-03-03", Fate::Stays);
        check(closed(Outcome::HandedOver), "2026-03-04", Fate::AddressGoes);
        check(closed(Outcome::HandedOver), "2026-05-03", Fate::Goes);
    }
}
