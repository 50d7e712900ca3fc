//! »Hvem venter?«: the open cases, the most urgent first, with what can be done about several at once.

use std::collections::BTreeSet;

use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::Response;
use forms::code::Receipt;
use forms::definition::Form;
use forms::municipality::NAMES;
use forms::triage::Urgency;
use jiff::Timestamp;
use serde::Serialize;

use super::draw::{Page, go_to};
use super::visit::{Errand, Fields, Visit};
use super::words;
use crate::case::{Action, Head, Outcome, Status};
use crate::desk::Erase;
use crate::forms_at_hand::Forms;
use crate::queue::{Filter, Waiting, urgency_label};
use crate::told::{status, when};
use crate::trouble::Trouble;

/// Rows of one line that are shown before somebody asks for all.
const FIRST_ROWS: usize = 40;

/// What the rows are narrowed to. It stands in the address, so it names no person.
struct Wanted<'f> {
    form: &'f str,
    municipality: &'f str,
    status: &'f str,
    whose: &'f str,
    urgency: &'f str,
    all: bool,
}

#[derive(Serialize)]
struct View {
    lines: Vec<Line>,
    shown: String,
    /// How many cannot be listed.
    damaged: Option<String>,
    narrowed: bool,
    filters: Vec<Menu>,
}

/// A list to choose from.
#[derive(Serialize)]
pub(super) struct Menu {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) any: &'static str,
    pub(super) options: Vec<Choosable>,
}

/// One of the things to choose from.
#[derive(Serialize)]
pub(super) struct Choosable {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) chosen: bool,
}

/// A line in which cases wait.
#[derive(Serialize)]
struct Line {
    id: &'static str,
    title: &'static str,
    text: &'static str,
    count: usize,
    rows: Vec<Row>,
    hidden: usize,
}

/// A case, as every list shows it.
#[derive(Serialize)]
pub(super) struct Row {
    number: String,
    revision: u64,
    form: String,
    municipality: Option<&'static str>,
    received: String,
    ago: String,
    waited: String,
    urgency: &'static str,
    urgency_word: &'static str,
    status: String,
    whose: Option<String>,
    mine: bool,
    wants_contact: bool,
    target: Option<String>,
    deadline: Option<String>,
    overdue: bool,
    due: Option<String>,
}

pub(super) async fn show(visit: Visit, RawQuery(query): RawQuery) -> Response {
    let fields = Fields::parse(query.as_deref().unwrap_or_default());
    let (waiting, damaged) = match visit.desk.waiting(&Filter::default()).await {
        Ok(found) => found,
        Err(trouble) => return visit.web.trouble(&visit, &trouble),
    };
    let view = view(&waiting, damaged, &Wanted::of(&fields), &visit);
    let page = Page { template: "koe.html", title: "Hvem venter?", menu: "/", status: StatusCode::OK };
    visit.web.page(&visit, &page, &view)
}

impl<'f> Wanted<'f> {
    fn of(fields: &'f Fields) -> Self {
        Self {
            form: fields.get("skema"),
            municipality: fields.get("kommune"),
            status: fields.get("status"),
            whose: fields.get("hvem"),
            urgency: fields.get("haster"),
            all: fields.has("alle"),
        }
    }

    fn is_narrow(&self) -> bool {
        [self.form, self.municipality, self.status, self.whose, self.urgency].iter().any(|word| !word.is_empty())
    }

    fn fits(&self, head: &Head, who: &str) -> bool {
        let is = |wanted: &str, found: &str| wanted.is_empty() || wanted == found;
        let whose = match self.whose {
            "mig" => head.assignee.as_deref() == Some(who),
            "ingen" => head.assignee.is_none(),
            "andre" => head.assignee.as_deref().is_some_and(|name| name != who),
            _ => true,
        };
        whose
            && is(self.form, head.form.as_str())
            && is(self.municipality, head.municipality.map_or("", |municipality| municipality.name()))
            && is(self.status, &head.status.word())
            && is(self.urgency, head.urgency.as_str())
    }
}

/// A line: its name in addresses, its heading, a word about it, and which cases stand in it.
type LineOf = (&'static str, &'static str, &'static str, fn(&Waiting) -> bool);

/// The lines in the order they are worked off.
const LINES: [LineOf; 5] = [
    ("over", "Over tiden", "Fristen er gået. Begynd her.", Waiting::is_overdue),
    ("haster", "Haster", "Læses senest næste hverdag.", |one| in_time(one, Urgency::Urgent)),
    ("snart", "Snart", "Læses inden for nogle dage.", |one| in_time(one, Urgency::Soon)),
    ("efter-tur", "Efter tur", "Læses, når de andre er læst.", |one| in_time(one, Urgency::Routine)),
    ("til-side", "Sat til side", "Det er usikkert, om de er fra et menneske. Åbn dem, og se efter.", |one| {
        one.head.quarantined
    }),
];

fn in_time(one: &Waiting, urgency: Urgency) -> bool {
    !one.head.quarantined && !one.is_overdue() && one.head.urgency == urgency
}

fn view(waiting: &[Waiting], damaged: usize, wanted: &Wanted<'_>, visit: &Visit) -> View {
    let (forms, who, now) = (visit.desk.forms(), visit.desk.who(), visit.desk.now());
    let fitting: Vec<&Waiting> = waiting.iter().filter(|one| wanted.fits(&one.head, who)).collect();
    let lines = LINES.map(|(id, title, text, belongs)| {
        let all: Vec<&Waiting> = fitting.iter().copied().filter(|one| belongs(one)).collect();
        // What is over its time is never behind a link.
        let most = if wanted.all || id == "over" { usize::MAX } else { FIRST_ROWS };
        let rows: Vec<Row> = all.iter().take(most).map(|one| Row::of_waiting(one, forms, who, now)).collect();
        Line { id, title, text, count: all.len(), hidden: all.len() - rows.len(), rows }
    });
    View {
        lines: lines.into(),
        shown: words::count(fitting.len(), "sag venter", "sager venter"),
        damaged: (damaged > 0).then(|| words::count(damaged, "sag", "sager")),
        narrowed: wanted.is_narrow(),
        filters: filters(waiting, wanted, forms),
    }
}

/// Offers only what would find something, and what is chosen already.
fn filters(waiting: &[Waiting], wanted: &Wanted<'_>, forms: &Forms) -> Vec<Menu> {
    let heads = || waiting.iter().map(|one| &one.head);
    let option = |chosen: &str, value: &str, label: String| Choosable {
        value: value.to_owned(),
        label,
        chosen: chosen == value,
    };
    let asked: BTreeSet<&str> = heads().map(|head| head.form.as_str()).chain(named(wanted.form)).collect();
    let there = |form: &&&Form| asked.contains(form.id().as_str());
    let form_options = forms_by_title(forms)
        .iter()
        .filter(there)
        .map(|form| option(wanted.form, form.id().as_str(), form.title().to_owned()))
        .collect();
    let there: BTreeSet<&str> =
        heads().filter_map(|head| head.municipality).map(|one| one.name()).chain(named(wanted.municipality)).collect();
    // The list of names stands in Danish order.
    let places = NAMES.iter().filter(|name| there.contains(**name));
    let open = Status::all().filter(|status| !status.is_closed());
    vec![
        Menu { name: "haster", label: "Haster", any: "Alle", options: urgencies(wanted.urgency) },
        Menu { name: "skema", label: "Skema", any: "Alle", options: form_options },
        Menu {
            name: "kommune",
            label: "Kommune",
            any: "Alle",
            options: places.map(|name| option(wanted.municipality, name, (*name).to_owned())).collect(),
        },
        Menu {
            name: "status",
            label: "Status",
            any: "Alle",
            options: open.map(|status| option(wanted.status, &status.word(), status.label().to_owned())).collect(),
        },
        Menu {
            name: "hvem",
            label: "Ansvarlig",
            any: "Alle",
            options: [("mig", "Mig"), ("ingen", "Ingen endnu"), ("andre", "Andre")]
                .map(|(value, label)| option(wanted.whose, value, label.to_owned()))
                .into(),
        },
    ]
}

/// Returns the newest version of each form, by its heading.
pub(super) fn forms_by_title(forms: &Forms) -> Vec<&Form> {
    let mut live = forms.live();
    live.sort_by_key(|form| form.title());
    live
}

/// Returns the urgencies to choose from.
pub(super) fn urgencies(chosen: &str) -> Vec<Choosable> {
    let option = |urgency: Urgency| Choosable {
        value: urgency.as_str().to_owned(),
        label: urgency_label(urgency).to_owned(),
        chosen: chosen == urgency.as_str(),
    };
    Urgency::ALL.map(option).into()
}

fn named(word: &str) -> Option<&str> {
    (!word.is_empty()).then_some(word)
}

impl Row {
    /// Returns the case as it is shown in a list.
    pub(super) fn of(head: &Head, forms: &Forms, who: &str, now: Timestamp) -> Self {
        Self {
            number: head.number().to_owned(),
            revision: head.revision,
            form: forms.title(&head.form).to_owned(),
            municipality: head.municipality.map(|one| one.name()),
            received: when(head.received),
            ago: words::ago(head.received, now),
            waited: words::waited(head.received, now),
            urgency: head.urgency.as_str(),
            urgency_word: urgency_label(head.urgency),
            status: status(head),
            mine: head.assignee.as_deref() == Some(who),
            whose: head.assignee.clone(),
            wants_contact: head.wants_contact,
            target: None,
            deadline: None,
            overdue: false,
            due: head.due.map(words::short_day),
        }
    }

    fn of_waiting(one: &Waiting, forms: &Forms, who: &str, now: Timestamp) -> Self {
        Self {
            target: one.target.map(words::short_day),
            deadline: one.days_left.map(|_| one.in_words()),
            overdue: one.is_overdue(),
            ..Self::of(&one.head, forms, who, now)
        }
    }
}

/// What is done about several cases at once.
#[derive(Clone, Copy)]
enum Together {
    Take,
    CloseAsRead,
}

/// Takes or closes what was ticked, and says which could not be.
pub(super) async fn together(errand: Errand) -> Response {
    let Errand { visit, fields } = errand;
    let (deed, action) = match fields.get("goer") {
        "tag" => (Together::Take, Action::Take),
        "laest" => (Together::CloseAsRead, Action::Close(Outcome::Read)),
        _ => return go_to("/"),
    };
    let chosen: Vec<(&str, u64)> = fields.all("sag").filter_map(ticked).collect();
    if chosen.is_empty() {
        return visit.web.go_on("/", "Der er ikke valgt nogen sager. Sæt kryds ved dem, det gælder, og prøv igen.");
    }
    let waiting = match visit.desk.waiting(&Filter::default()).await {
        Ok((waiting, _)) => waiting,
        Err(trouble) => return visit.web.trouble(&visit, &trouble),
    };
    let (mut done, mut not) = (0, Vec::new());
    for (number, revision) in chosen {
        let found = waiting.iter().map(|one| &one.head).find(|head| head.number() == number);
        match do_one(&visit, found, number, revision, deed, &action).await {
            Ok(()) => done += 1,
            Err(why) => not.push(format!("Sag {number}: {why}")),
        }
    }
    let word = match deed {
        Together::Take => "taget",
        Together::CloseAsRead => "lukket som læst",
    };
    let said = format!("{} er {word}.", words::count(done, "sag", "sager"));
    visit.web.go_on("/", &std::iter::once(said).chain(not).collect::<Vec<_>>().join("\n"))
}

/// Reads »number.revision«, as the boxes to tick hold it.
pub(super) fn ticked(value: &str) -> Option<(&str, u64)> {
    let (number, revision) = value.split_once('.')?;
    Some((number, revision.parse().ok()?))
}

async fn do_one(
    visit: &Visit,
    head: Option<&Head>,
    number: &str,
    revision: u64,
    deed: Together,
    action: &Action,
) -> Result<(), String> {
    let Some(head) = head else { return Err("venter ikke mere; måske har en anden lukket den.".to_owned()) };
    match deed {
        Together::CloseAsRead if head.urgency == Urgency::Urgent => {
            return Err("haster. Åbn den, og luk den derfra.".to_owned());
        }
        Together::CloseAsRead if head.wants_contact => {
            return Err("familien vil kontaktes. Åbn den, og luk den derfra.".to_owned());
        }
        Together::Take => {
            if let Some(other) = head.assignee.as_deref().filter(|name| *name != visit.desk.who()) {
                return Err(format!("{other} har den. Åbn den, hvis du vil tage over."));
            }
        }
        Together::CloseAsRead => {}
    }
    match visit.desk.act(&head.key, revision, std::slice::from_ref(action)).await {
        Ok(_) => Ok(()),
        Err(Trouble::Changed { by, .. }) => Err(format!("{by} ændrede den imens. Se sag {number} igen.")),
        Err(trouble) => Err(words::sentence(&trouble.to_string())),
    }
}

#[derive(Serialize)]
struct Found {
    rows: Vec<Row>,
}

/// Finds a case by its number or receipt, or all that name a person: then every answer must be opened. What is looked for never
/// gets into an address.
pub(super) async fn find(errand: Errand) -> Response {
    let Errand { visit, fields } = errand;
    let words = fields.get("ord").trim();
    if words.is_empty() {
        return visit
            .web
            .go_on("/", "Skriv et sagsnummer, en kvittering, et navn, et telefonnummer eller en mailadresse.");
    }
    let is_number = (4..=64).contains(&words.len()) && words.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_number || Receipt::parse(words).is_some() {
        match visit.desk.head(words).await {
            Ok(head) => return go_to(&format!("/sag/{}", head.number())),
            // Eight digits may be a phone number just as well.
            Err(Trouble::NotFound(_)) if is_number && words.bytes().all(|byte| byte.is_ascii_digit()) => {}
            Err(trouble) => return visit.web.trouble(&visit, &trouble),
        }
    }
    let heads = match visit.desk.to_erase(&Erase::Contact(words.to_owned()), &|_, _| {}).await {
        Ok(heads) => heads,
        Err(Trouble::NotFound(_)) => Vec::new(),
        Err(trouble) => return visit.web.trouble(&visit, &trouble),
    };
    let rows = heads.iter().map(|head| Row::of(head, visit.desk.forms(), visit.desk.who(), visit.desk.now())).collect();
    visit.web.page(
        &visit,
        &Page { template: "fundet.html", title: "Fundet", menu: "/", status: StatusCode::OK },
        &Found { rows },
    )
}
