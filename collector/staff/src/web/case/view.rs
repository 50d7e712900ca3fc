//! What the case page shows, and what can be done from it. Pure.

use collector::guard::Suspicion;
use forms::definition::Form;
use jiff::civil::Date;
use serde::Serialize;

use super::super::queue::{Choosable, Row};
use super::super::visit::Fields;
use super::super::words::sentence;
use crate::case::step::ends;
use crate::case::{Outcome, Status};
use crate::desk::{Desk, Look};
use crate::keyring::ContactState;
use crate::packages::fit::{Remark, Stage, fit};
use crate::packages::request::Request;
use crate::submission::Submission;
use crate::told::{Told, told};

/// Lines of the history that are shown before somebody asks for all.
const FIRST_LINES: usize = 4;

/// Everything on the page.
#[derive(Serialize)]
pub(super) struct CaseView {
    row: Row,
    told: Told,
    /// The newest lines of the history.
    lately: usize,
    quarantined: bool,
    suspicions: Vec<&'static str>,
    problems: Vec<String>,
    /// What must be minded on the way of a package.
    wishes: Vec<String>,
    /// What must be known of the child's age before it is packed.
    remark: Option<String>,
    asks_first: bool,
    trouble: Option<String>,
    can: Can,
    ends: Vec<Choosable>,
    stages: Vec<Choosable>,
    draft: Draft,
}

/// What can be done about the case as it stands; the desk has the last word.
#[derive(Serialize)]
struct Can {
    closed: bool,
    take: bool,
    contact: bool,
    approve: bool,
    pack: bool,
    hand_over: bool,
}

/// What somebody has typed and not yet saved.
#[derive(Clone, Serialize)]
pub(super) struct Draft {
    note: String,
    contacted: bool,
    due: Option<String>,
    outcome: String,
    assignee: String,
    notified: String,
    considered_on: String,
    considered_by: String,
}

impl Draft {
    /// Returns a page on which nothing was typed yet.
    pub(super) fn empty(who: &str, today: Date) -> Self {
        Self {
            note: String::new(),
            contacted: false,
            due: None,
            outcome: String::new(),
            assignee: String::new(),
            notified: String::new(),
            considered_on: today.to_string(),
            considered_by: who.to_owned(),
        }
    }

    /// Returns what was typed into the form that was sent; the day and the name that stood in the others stay.
    pub(super) fn of(fields: &Fields, who: &str, today: Date) -> Self {
        let word = |name: &str| fields.get(name).to_owned();
        let empty = Self::empty(who, today);
        let considered = fields.get("goer") == "underretning";
        Self {
            note: word("note"),
            contacted: fields.has("kontaktet"),
            due: Some(word("frist")).filter(|due| !due.is_empty()),
            outcome: word("luk"),
            assignee: word("til"),
            notified: word("underrettet"),
            considered_on: if considered { word("dato") } else { empty.considered_on },
            considered_by: if considered { word("hvem") } else { empty.considered_by },
        }
    }
}

impl CaseView {
    /// Returns the page of a case that was looked up.
    pub(super) fn new(look: &Look, desk: &Desk, draft: &Draft, problems: Vec<String>) -> Self {
        let stages = desk.stages();
        let head = &look.head;
        let package = desk.forms().is_package(&head.form);
        let suspicions = look.letter.iter().flat_map(|letter| &letter.suspicions).map(|one| suspected(*one));
        let due = draft.due.clone().or_else(|| head.due.map(|due| due.to_string()));
        let request = request(look, desk.forms().get(&head.form, head.version));
        let fit = fit(request.as_ref().and_then(|request| request.child), stages, desk.today());
        let fitting = fit.stage.map(|stage| &stage.id);
        let wishes =
            request.as_ref().and_then(|request| request.family.as_ref()).map(|family| family.wishes.as_slice());
        let offered = |stage: &Stage| Choosable {
            value: stage.id.clone(),
            label: stage.title.clone(),
            chosen: fitting == Some(&stage.id),
        };
        let mut told = told(look, desk.forms());
        told.history.reverse();
        Self {
            row: Row::of(head, desk.forms(), desk.who(), desk.now()),
            lately: FIRST_LINES,
            quarantined: head.quarantined && !head.status.is_closed(),
            suspicions: suspicions.collect(),
            trouble: told.trouble.as_deref().map(sentence),
            told,
            problems,
            wishes: wishes.unwrap_or_default().iter().map(|wish| wish.in_words().to_owned()).collect(),
            remark: fit.remark.map(Remark::in_words),
            asks_first: fit.remark.is_some_and(Remark::asks_first),
            can: Can::of(look, package, desk.who()),
            ends: ends(package)
                .iter()
                .filter(|end| may_end(**end, head.status))
                .map(|end| ending(*end, draft))
                .collect(),
            stages: stages.iter().map(offered).collect(),
            draft: Draft { due, ..draft.clone() },
        }
    }

    /// Returns the heading of the form.
    pub(super) fn title(&self) -> &str {
        &self.told.title
    }
}

impl Can {
    fn of(look: &Look, package: bool, who: &str) -> Self {
        let head = &look.head;
        let open = !head.status.is_closed();
        Self {
            closed: !open,
            take: open && head.assignee.as_deref() != Some(who),
            contact: open && head.contacted.is_none(),
            approve: package && matches!(head.status, Status::New | Status::Taken | Status::Contacted),
            pack: package && head.status == Status::Approved,
            hand_over: package && head.status == Status::Packed,
        }
    }
}

/// A package is handed over when it stands packed.
fn may_end(outcome: Outcome, status: Status) -> bool {
    outcome != Outcome::HandedOver || status == Status::Packed
}

fn ending(outcome: Outcome, draft: &Draft) -> Choosable {
    Choosable {
        value: outcome.as_str().to_owned(),
        label: outcome.label().to_owned(),
        chosen: draft.outcome == outcome.as_str(),
    }
}

fn suspected(suspicion: Suspicion) -> &'static str {
    match suspicion {
        Suspicion::Foreign => "Det kom fra en side, der ikke er vores.",
        Suspicion::NoOrigin => "Det sagde ikke, hvilken side det kom fra, sådan som browsere gør.",
        Suspicion::Honeypot => "Et felt, som mennesker ikke kan se, var udfyldt.",
        Suspicion::TooFast => "Det blev sendt hurtigere, end nogen kan læse.",
    }
}

/// Returns what packing needs to know, where the form asks for a package and the answers can be opened.
fn request(look: &Look, form: Option<&Form>) -> Option<Request> {
    let contact = if let ContactState::Open(letter) = &look.contact { Some(letter.clone()) } else { None };
    let letter = look.letter.as_ref().ok()?.clone();
    Request::read(form?, &Submission { head: look.head.clone(), letter, contact, history: look.history.clone() })
}

/// Returns what a package is called, by the name of its file.
pub(in super::super) fn package_name(id: &str, stages: &[Stage]) -> String {
    stages.iter().find(|stage| stage.id == id).map_or_else(|| id.to_owned(), |stage| stage.title.clone())
}
