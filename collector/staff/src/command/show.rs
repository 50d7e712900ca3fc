//! `staff show`: one submission, opened.

use staff::harmless::for_terminal;
use staff::told::{Said, Told, status, told, when};
use staff::trouble::Trouble;

use super::Context;
use crate::cli::Format;

pub(crate) async fn run(context: &Context, which: &str, family: bool) -> Result<(), Trouble> {
    let desk = context.desk_with_keys().await?;
    let look = desk.look(which).await?;
    let told = told(&look, desk.forms());
    match context.format {
        Format::Json => context.json(&told),
        Format::Table => print(&told),
    }
    if family {
        let chain = desk.family(&look.head.key, &context.bar("Leder efter familiens andre svar")).await?;
        anstream::println!("\nFamiliens svar");
        for head in chain {
            let here = if head.key == look.head.key { "  (dette)" } else { "" };
            let (received, title) = (when(head.received), desk.forms().title(&head.form).to_owned());
            anstream::println!("  {}  {received}  {title}  {}{here}", head.number(), status(&head));
        }
    }
    Ok(())
}

fn print(told: &Told) {
    let line = |text: &str| anstream::println!("{}", for_terminal(text));
    line(&format!("{}  {}  ({})", told.number, told.title, told.form));
    let place = told.municipality.map(|name| format!(", {name}")).unwrap_or_default();
    let who = told.assignee.as_ref().map(|name| format!(", {name} har den")).unwrap_or_default();
    line(&format!("Modtaget {}. {}. {}{who}{place}", told.received, told.urgency, told.status));
    for reason in &told.reasons {
        line(&format!("! {reason}"));
    }
    if told.suspicious {
        line("! Sat til side: det ligner ikke et svar fra et menneske på vores side");
    }
    if let Some(trouble) = &told.trouble {
        line(&format!("\nSvarene kan ikke vises: {trouble}"));
    }
    if let Some(role) = &told.role {
        line(&format!("Fra: {role}"));
    }
    if let Some(code) = &told.family_code {
        line(&format!("Familiekode: {code}"));
    }
    for section in &told.sections {
        line(&format!("\n{}", section.title));
        section.answers.iter().for_each(said);
    }
    for score in &told.scores {
        line(&format!("\n{score}"));
    }
    line("\nKontakt");
    told.contact.iter().for_each(said);
    if let Some(missing) = told.contact_missing {
        line(&format!("  {missing}"));
    }
    line("\nHar sagt ja til");
    told.consents.iter().for_each(|consent| line(&format!("  {consent}")));
    if !told.history.is_empty() {
        line("\nHistorik");
    }
    for event in &told.history {
        line(&format!("  {}: {} {}", event.at, event.by, event.what));
        if let Some(note) = &event.note {
            line(&format!("    {}", note.replace('\n', "\n    ")));
        }
    }
}

fn said(said: &Said) {
    let answer = for_terminal(&said.answer).replace('\n', "\n    ");
    anstream::println!("  {}\n    {answer}", for_terminal(&said.question));
}
