//! `staff take`, `staff note`, `staff close`: what is done about a case.

use std::io::Read;

use jiff::civil::Date;
use staff::case::{Action, MAX_NOTE, Outcome};
use staff::desk::Desk;
use staff::harmless::for_terminal;
use staff::trouble::Trouble;

use super::{Context, say};
use crate::cli::Note;

pub(crate) async fn take(context: &Context, which: &[String], to: Option<String>, over: bool) -> Result<(), Trouble> {
    let desk = context.desk().await?;
    for number in which {
        let head = desk.head(number).await?;
        if let Some(name) = head.assignee.as_ref().filter(|name| *name != desk.who() && !over) {
            return Err(Trouble::Usage(format!("{name} har allerede {}; overtag den med --over", head.number())));
        }
        let action = to.clone().map_or(Action::Take, Action::Assign);
        context.changed(&desk.act(&head.key, head.revision, &[action]).await?);
    }
    Ok(())
}

pub(crate) async fn note(context: &Context, note: Note) -> Result<(), Trouble> {
    let desk = context.desk().await?;
    // Whatever else is wrong is told before anybody writes a long note; and the case is as it was when the writing began.
    let mut actions = actions(&desk, &note)?;
    let head = desk.head(&note.which).await?;
    let text = match note.text.as_deref() {
        Some("-") => Some(typed()?),
        written => written.map(str::to_owned),
    };
    actions.extend(text.clone().map(Action::Note));
    let changed = desk.act(&head.key, head.revision, &actions).await;
    if let (Err(_), Some(text)) = (&changed, text.filter(|text| !text.trim().is_empty())) {
        say(&format!("Din note blev ikke gemt. Her er den:\n{}", for_terminal(&text)));
    }
    changed.map(|head| context.changed(&head))
}

pub(crate) async fn close(context: &Context, which: &[String], outcome: Option<&str>) -> Result<(), Trouble> {
    let action = match outcome {
        None => Action::Reopen,
        Some(word) => Action::Close(Outcome::parse(word).ok_or_else(|| {
            let known: Vec<_> =
                Outcome::ALL.iter().map(|outcome| outcome.label().to_lowercase().replace(' ', "-")).collect();
            Trouble::Usage(format!("en sag kan ikke ende som »{word}«; her kan stå: {}", known.join(", ")))
        })?),
    };
    let desk = context.desk().await?;
    for number in which {
        let head = desk.head(number).await?;
        context.changed(&desk.act(&head.key, head.revision, std::slice::from_ref(&action)).await?);
    }
    Ok(())
}

/// Returns what was said beside the text.
fn actions(desk: &Desk, note: &Note) -> Result<Vec<Action>, Trouble> {
    let mut actions = Vec::new();
    if note.accept {
        actions.push(Action::Accept);
    }
    if note.contacted {
        actions.push(Action::Contacted);
    }
    match note.due.as_deref() {
        None => {}
        Some("ingen") => actions.push(Action::Due(None)),
        Some(day) => actions.push(Action::Due(Some(date(day)?))),
    }
    if let Some(word) = &note.underretning {
        let notified = match word.to_lowercase().as_str() {
            "ja" => true,
            "nej" => false,
            _ => return Err(Trouble::Usage("skriv --underretning ja eller --underretning nej".to_owned())),
        };
        let who = note.by.clone().unwrap_or_else(|| desk.who().to_owned());
        actions.push(Action::Consider { notified, on: note.on.unwrap_or_else(|| desk.today()), who });
    }
    if actions.is_empty() && note.text.is_none() {
        return Err(Trouble::Usage(
            "skriv noten efter nummeret, eller hvad der er sket: --contacted, --due, --underretning".to_owned(),
        ));
    }
    Ok(actions)
}

fn date(word: &str) -> Result<Date, Trouble> {
    word.parse().map_err(|_| Trouble::Usage(format!("»{word}« er ikke en dato; skriv den som 2026-11-30")))
}

/// Reads a note until its end; much more than a note can hold is not read into memory. Nobody types so much: it is a file.
fn typed() -> Result<String, Trouble> {
    let unreadable = || Trouble::Usage("noten kan ikke læses; er den skrevet med æ, ø og å i UTF-8?".to_owned());
    let most = MAX_NOTE * 4 + 1024;
    let mut bytes = Vec::new();
    let read = std::io::stdin().take(u64::try_from(most).unwrap_or(u64::MAX)).read_to_end(&mut bytes);
    read.map_err(|_| unreadable())?;
    if bytes.len() == most {
        return Err(Trouble::Usage(format!(
            "noten er alt for lang; den må højst være på {MAX_NOTE} tegn. Del den i flere"
        )));
    }
    String::from_utf8(bytes).map_err(|_| unreadable())
}
