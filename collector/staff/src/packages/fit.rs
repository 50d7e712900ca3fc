//! Which package fits a child, on the day it is packed.
//!
//! A child's age is counted from its birth, also when it came early: clothes are chosen by the family, not by a corrected age.

use forms::age::{Known, LAST_PREGNANCY_DAY, PREGNANCY_DAYS, Relation, Window, days_between};
use forms::shown::date_in_words;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::request::Request;
use crate::case::Status;

/// A package there is, as in `content/babypakker/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// The name of its file.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// The age it is for.
    pub window: Window,
    /// What is in it, thing by thing.
    pub contents: Vec<String>,
}

/// The package that fits, and what must be known before it is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fit<'s> {
    /// The package; nothing, if there is none.
    pub stage: Option<&'s Stage>,
    /// What is to be asked or known.
    pub remark: Option<Remark>,
}

/// What packers and counsellors must know of a child's age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remark {
    /// The child is not born; the due date lies ahead.
    Expected(Date),
    /// The due date has passed by so many days; the child may still be on its way.
    Overdue(i32),
    /// The due date passed so many days ago that the child must be born: the package is a guess from the due date.
    Born(i32),
    /// The child has outgrown the last package.
    TooOld,
    /// No date is known.
    NoDate,
    /// There is no package for the age.
    NoPackage,
}

impl Remark {
    /// Returns whether the family must be asked before anything is packed.
    pub fn asks_first(self) -> bool {
        match self {
            Self::Overdue(_) | Self::Born(_) | Self::NoDate => true,
            Self::Expected(_) | Self::TooOld | Self::NoPackage => false,
        }
    }

    /// Returns what staff read.
    pub fn in_words(self) -> String {
        match self {
            Self::Expected(due) => format!("Termin {}", date_in_words(due)),
            Self::Overdue(days) => {
                format!("Termin er passeret for {} siden: spørg, om barnet er født, og hvornår", in_days(days))
            }
            Self::Born(days) => format!(
                "Termin er passeret for {} siden: spørg om fødselsdagen; pakken er valgt efter termin",
                in_days(days)
            ),
            Self::TooOld => "Barnet er fyldt tre år; der er ikke en pakke til det mere".to_owned(),
            Self::NoDate => "Hverken termin eller fødselsdag er kendt: spørg familien".to_owned(),
            Self::NoPackage => "Der er ikke en pakke til barnets alder".to_owned(),
        }
    }
}

/// Returns the package of `stages` for a child, as things stand on `today`.
pub fn fit(child: Option<Known>, stages: &[Stage], today: Date) -> Fit<'_> {
    match child {
        None => Fit { stage: None, remark: Some(Remark::NoDate) },
        Some(Known::Born(birth)) => born(birth, stages, today),
        Some(Known::Due(due)) => expected(due, stages, today),
    }
}

/// Returns the package of a request: the one that was packed, and before that the one that fits on `today`.
pub fn package<'s>(request: &Request, stages: &'s [Stage], today: Date) -> Fit<'s> {
    let is_packed = matches!(request.status, Status::Packed | Status::Closed(_));
    let packed = request.packed.as_ref().filter(|_| is_packed);
    match packed.and_then(|id| stages.iter().find(|stage| stage.id == *id)) {
        Some(stage) => Fit { stage: Some(stage), remark: None },
        None => fit(request.child, stages, today),
    }
}

/// Brings requests in the order they are packed in: by package, then the oldest first. List and labels then agree.
pub fn sort_for_packing(requests: &mut [Request], stages: &[Stage], today: Date) {
    let place = |request: &Request| {
        let stage = package(request, stages, today).stage;
        stages.iter().position(|one| Some(one) == stage).unwrap_or(usize::MAX)
    };
    requests.sort_by_cached_key(|request| (place(request), request.received, request.number.clone()));
}

fn born(birth: Date, stages: &[Stage], today: Date) -> Fit<'_> {
    let relation = |stage: &&Stage| stage.window.relation(Known::Born(birth), today);
    let stage = stages.iter().find(|stage| relation(stage) == Relation::During);
    let outgrown = !stages.is_empty() && stages.iter().all(|stage| relation(&stage) == Relation::After);
    let remark = match stage {
        Some(_) => None,
        None if outgrown => Some(Remark::TooOld),
        None => Some(Remark::NoPackage),
    };
    Fit { stage, remark }
}

fn expected(due: Date, stages: &[Stage], today: Date) -> Fit<'_> {
    let late = days_between(due, today);
    let newborn = stages.iter().min_by_key(|stage| stage.window.from().rank());
    if late <= 0 {
        Fit { stage: newborn, remark: Some(Remark::Expected(due)) }
    } else if late <= LAST_PREGNANCY_DAY - PREGNANCY_DAYS {
        Fit { stage: newborn, remark: Some(Remark::Overdue(late)) }
    } else {
        let guess = born(due, stages, today);
        Fit { remark: guess.remark.or(Some(Remark::Born(late))), ..guess }
    }
}

fn in_days(days: i32) -> String {
    if days == 1 { "1 dag".to_owned() } else { format!("{days} dage") }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{request, stages};
    use super::*;
    use jiff::civil::date;

    #[track_caller]
    fn check(child: Known, today: Date, expected: Option<&str>, remark: Option<Remark>) {
        let stages = stages();
        let found = fit(Some(child), &stages, today);
        assert_eq!(
            (found.stage.map(|stage| stage.id.as_str()), found.remark),
            (expected, remark),
            "{child:?} on {today}"
        );
    }

    #[test]
    fn the_package_follows_the_child_as_it_grows() {
        let birth = Known::Born(date(2026, 1, 31));
        for (today, stage) in [
            (date(2026, 1, 31), "nyfoedt"),
            (date(2026, 4, 29), "nyfoedt"),
            (date(2026, 4, 30), "3-6-maaneder"),
            (date(2026, 7, 31), "6-12-maaneder"),
            (date(2027, 1, 31), "1-2-aar"),
            (date(2029, 1, 30), "2-3-aar"),
        ] {
            check(birth, today, Some(stage), None);
        }
        check(birth, date(2029, 1, 31), None, Some(Remark::TooOld));
        check(birth, date(2026, 1, 30), None, Some(Remark::NoPackage));
    }

    #[test]
    fn a_due_date_that_has_passed_is_asked_about() {
        let due = date(2026, 11, 1);
        let known = Known::Due(due);
        check(known, date(2026, 10, 1), Some("nyfoedt"), Some(Remark::Expected(due)));
        check(known, date(2026, 11, 1), Some("nyfoedt"), Some(Remark::Expected(due)));
        check(known, date(2026, 11, 2), Some("nyfoedt"), Some(Remark::Overdue(1)));
        check(known, date(2026, 11, 28), Some("nyfoedt"), Some(Remark::Overdue(27)));
        check(known, date(2026, 11, 29), Some("nyfoedt"), Some(Remark::Born(28)));
        check(known, date(2027, 3, 1), Some("3-6-maaneder"), Some(Remark::Born(120)));
        check(known, date(2030, 1, 1), None, Some(Remark::TooOld));
        assert!(
            Remark::Overdue(1).asks_first() && Remark::Born(28).asks_first() && !Remark::Expected(due).asks_first()
        );
        insta::assert_snapshot!(Remark::Overdue(1).in_words(), @"Termin er passeret for 1 dag siden: spørg, om barnet er født, og hvornår");
    }

    #[test]
    fn a_packed_package_stays_the_one_it_is() {
        let packed = Request {
            status: Status::Packed,
            packed: Some("1-2-aar".to_owned()),
            child: Some(Known::Born(date(2024, 1, 1))),
            ..request("02")
        };
        let mut requests = [packed, request("01")];
        let (stages, today) = (stages(), date(2026, 11, 22));
        let ids =
            requests.each_ref().map(|request| package(request, &stages, today).stage.map(|stage| stage.id.as_str()));
        assert_eq!(ids, [Some("1-2-aar"), Some("nyfoedt")]);
        sort_for_packing(&mut requests, &stages, today);
        assert_eq!(requests.map(|request| request.number), ["01", "02"]);
    }

    #[test]
    fn without_a_date_or_packages_nothing_is_guessed() {
        assert_eq!(fit(None, &stages(), date(2026, 11, 1)).remark, Some(Remark::NoDate));
        let none = fit(Some(Known::Born(date(2026, 10, 1))), &[], date(2026, 11, 1));
        assert_eq!((none.stage, none.remark), (None, Some(Remark::NoPackage)));
    }

    #[test]
    fn the_packages_travel_as_json_and_toml() {
        let stages = stages();
        let json = serde_json::to_string(&stages).expect("JSON");
        assert_eq!(serde_json::from_str::<Vec<Stage>>(&json).expect("packages"), stages);
        let one = stages.first().expect("a package");
        assert_eq!(&toml::from_str::<Stage>(&toml::to_string(one).expect("TOML")).expect("a package"), one);
    }
}
