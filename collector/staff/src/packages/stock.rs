//! How many packages are granted, packed and handed over, stage by stage.

use jiff::civil::Date;

use super::fit::{Stage, fit};
use super::request::Request;
use crate::case::{Outcome, Status};

/// What one package is needed for and was used for. Twins count two, for two sets are packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stock {
    /// The package by the name of its file; nothing, where it cannot be told or is no longer there.
    pub stage: Option<String>,
    /// Granted, not packed.
    pub approved: u32,
    /// Packed, not handed over.
    pub packed: u32,
    /// Handed over.
    pub handed_over: u32,
}

/// Counts `requests` by package, in the order of `stages`; what cannot be told comes last, if there is any.
///
/// What is granted counts for the package that fits on `today`, what is packed for the package that was packed.
pub fn stock(requests: &[Request], stages: &[Stage], today: Date) -> Vec<Stock> {
    let line = |stage: Option<String>| Stock { stage, approved: 0, packed: 0, handed_over: 0 };
    let mut lines: Vec<Stock> = stages.iter().map(|stage| line(Some(stage.id.clone()))).collect();
    let mut untold = line(None);
    for request in requests {
        let stage = match request.status {
            Status::Approved => fit(request.child, stages, today).stage.map(|stage| stage.id.as_str()),
            Status::Packed | Status::Closed(_) => request.packed.as_deref(),
            Status::New | Status::Taken | Status::Contacted => continue,
        };
        let found = lines.iter_mut().find(|line| stage.is_some() && line.stage.as_deref() == stage);
        found.unwrap_or(&mut untold).add(request);
    }
    if untold != line(None) {
        lines.push(untold);
    }
    lines
}

impl Stock {
    fn add(&mut self, request: &Request) {
        let count = request.children.at_least();
        match request.status {
            Status::Approved => self.approved += count,
            Status::Packed => self.packed += count,
            Status::Closed(Outcome::HandedOver) => self.handed_over += count,
            Status::New | Status::Taken | Status::Contacted | Status::Closed(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{request, stages};
    use super::*;
    use crate::packages::request::Children;
    use jiff::civil::date;

    #[test]
    fn packages_are_counted_by_what_is_used() {
        let today = date(2026, 11, 22);
        let with = |number: &str, status, children, packed: Option<&str>| Request {
            status,
            children,
            packed: packed.map(str::to_owned),
            ..request(number)
        };
        let requests = [
            with("01", Status::Approved, Children::Two, None),
            with("02", Status::Approved, Children::One, None),
            with("03", Status::New, Children::One, None),
            with("04", Status::Packed, Children::One, Some("1-2-aar")),
            with("05", Status::Closed(Outcome::HandedOver), Children::More, Some("1-2-aar")),
            with("06", Status::Closed(Outcome::Refused), Children::One, None),
            with("07", Status::Closed(Outcome::HandedOver), Children::One, Some("gammel-pakke")),
        ];
        let lines = stock(&requests, &stages(), today);
        let told: Vec<_> = lines
            .iter()
            .map(|line| (line.stage.as_deref().unwrap_or("?"), line.approved, line.packed, line.handed_over))
            .filter(|(_, approved, packed, handed_over)| approved + packed + handed_over > 0)
            .collect();
        assert_eq!(told, [("nyfoedt", 3, 0, 0), ("1-2-aar", 0, 1, 3), ("?", 0, 0, 1)]);
        assert_eq!(lines.len(), 6);
    }
}
