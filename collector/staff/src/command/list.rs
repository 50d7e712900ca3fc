//! `staff list`: who waits, those that are overdue first.

use forms::id::FormId;
use forms::municipality::Municipality;
use forms::triage::Urgency;
use serde::Serialize;
use staff::case::Status;
use staff::forms_at_hand::Forms;
use staff::harmless::for_terminal;
use staff::queue::{Filter, Waiting, urgency_label};
use staff::told::when;
use staff::trouble::Trouble;

use super::{Context, say};
use crate::cli::{Format, List};

const RED: &str = "\u{1b}[1;31m";
const BOLD: &str = "\u{1b}[1m";
const PLAIN: &str = "\u{1b}[0m";

pub(crate) async fn run(context: &Context, list: &List) -> Result<(), Trouble> {
    let desk = context.desk().await?;
    let filter = filter(list, desk.forms())?;
    let (waiting, damaged) = desk.waiting(&filter).await?;
    match context.format {
        Format::Json => context.json(&waiting.iter().map(row).collect::<Vec<_>>()),
        Format::Table => print(&waiting, desk.forms()),
    }
    if damaged > 0 {
        say(&format!("! {damaged} svar er beskadiget og kan ikke vises her. Sig det til den, der driver systemet."));
    }
    Ok(())
}

/// A row for programs.
#[derive(Serialize)]
struct Row<'a> {
    number: &'a str,
    form: &'a str,
    received: String,
    urgency: &'static str,
    status: String,
    municipality: Option<&'static str>,
    wants_contact: bool,
    quarantined: bool,
    assignee: Option<&'a str>,
    target: Option<String>,
    days_left: Option<i64>,
}

fn row(waiting: &Waiting) -> Row<'_> {
    let head = &waiting.head;
    Row {
        number: head.number(),
        form: head.form.as_str(),
        received: head.received.to_string(),
        urgency: head.urgency.as_str(),
        status: head.status.word(),
        municipality: head.municipality.map(Municipality::name),
        wants_contact: head.wants_contact,
        quarantined: head.quarantined,
        assignee: head.assignee.as_deref(),
        target: waiting.target.map(|day| day.to_string()),
        days_left: waiting.days_left,
    }
}

fn print(waiting: &[Waiting], forms: &Forms) {
    if waiting.is_empty() {
        anstream::println!("Ingen venter.");
    }
    let mut line = "";
    for one in waiting {
        let next = name(one);
        if next != line {
            let count = waiting.iter().filter(|other| name(other) == next).count();
            let colour = if one.is_overdue() { RED } else { BOLD };
            anstream::println!("{colour}{next} ({count}){PLAIN}");
            line = next;
        }
        anstream::println!("  {}", for_terminal(&words(one, forms)));
    }
}

/// Returns what the part of the queue is called.
fn name(waiting: &Waiting) -> &'static str {
    match () {
        () if waiting.is_overdue() => "Over tiden",
        () if waiting.head.quarantined => "Sat til side: se efter, om det er fra et menneske",
        () => urgency_label(waiting.head.urgency),
    }
}

fn words(waiting: &Waiting, forms: &Forms) -> String {
    let head = &waiting.head;
    let title: String = forms.title(&head.form).chars().take(30).collect();
    let wish = if head.wants_contact { "vil kontaktes" } else { "" };
    let who = head.assignee.as_deref().map(|name| format!("({name})")).unwrap_or_default();
    let place = head.municipality.map_or("", Municipality::name);
    format!(
        "{}  {:<9}  {:<30}  {:<31}  {:<24}  {:<9} {:<17} {wish} {who}",
        head.number(),
        urgency_label(head.urgency),
        title,
        when(head.received),
        waiting.in_words(),
        head.status.label(),
        place,
    )
    .trim_end()
    .to_owned()
}

fn filter(list: &List, forms: &Forms) -> Result<Filter, Trouble> {
    let known = |what: &str, word: &str, words: Vec<String>| {
        Trouble::Usage(format!("{what} »{word}« findes ikke; her kan stå: {}", words.join(", ")))
    };
    let form = list.form.as_ref().map(|word| {
        let found = FormId::parse(word).filter(|id| forms.newest(id).is_some());
        found.ok_or_else(|| known("formularen", word, forms.live().iter().map(|form| form.id().to_string()).collect()))
    });
    let status = list.status.as_ref().map(|word| {
        let open = || Status::all().filter(|status| !status.is_closed());
        let found = Status::parse(word).filter(|status| !status.is_closed());
        found.ok_or_else(|| known("status", word, open().map(|status| status.label().to_lowercase()).collect()))
    });
    let urgency = list.urgency.as_ref().map(|word| {
        let plain = |text: &str| text.to_lowercase().replace(['-', ' '], "");
        let found =
            Urgency::ALL.into_iter().find(|one| plain(urgency_label(*one)) == plain(word) || one.as_str() == word);
        found.ok_or_else(|| known("ordet", word, vec!["haster".into(), "snart".into(), "efter-tur".into()]))
    });
    let municipality = list.municipality.as_ref().map(|word| {
        Municipality::written(word).ok_or_else(|| {
            let meant = Municipality::meant(word).map(|name| format!("; mente du {name}?")).unwrap_or_default();
            Trouble::Usage(format!("kommunen »{word}« findes ikke{meant}"))
        })
    });
    Ok(Filter {
        form: form.transpose()?,
        municipality: municipality.transpose()?,
        status: status.transpose()?,
        urgency: urgency.transpose()?,
        assignee: list.assignee.clone(),
        overdue: list.overdue,
    })
}
