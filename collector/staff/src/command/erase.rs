//! `staff erase`: for those who have a right to it. First it shows, then it does.

use forms::code::{FamilyCode, Receipt};
use serde_json::json;
use staff::desk::{Desk, Erase};
use staff::told::{status, when};
use staff::trouble::Trouble;

use super::{Context, asks, say};
use crate::cli::{Format, Whose};

pub(crate) async fn run(context: &Context, whose: &Whose, yes: bool) -> Result<(), Trouble> {
    let desk = match whose {
        Whose { family: None, contact: None, .. } => context.desk().await?,
        _ => context.desk_with_keys().await?,
    };
    let erase = meant(&desk, whose).await?;
    let heads = desk.to_erase(&erase, &context.bar("Leder")).await?;
    if context.format == Format::Json {
        let rows = heads
            .iter()
            .map(|head| json!({ "number": head.number(), "form": head.form, "status": head.status.word() }));
        context.json(&rows.collect::<Vec<_>>());
    }
    for head in heads.iter().filter(|_| context.format == Format::Table) {
        let (received, title) = (when(head.received), desk.forms().title(&head.form).to_owned());
        anstream::println!("{}  {received}  {title}  {}", head.number(), status(head));
    }
    if !yes && !asks(&format!("Slet {} for altid?", if heads.len() == 1 { "det" } else { "dem" })) {
        say("Intet er slettet. Med --yes bliver det slettet.");
        return Ok(());
    }
    desk.erase(&heads, "efter ønske").await?;
    if context.format == Format::Table {
        anstream::println!("Slettet: {}.", heads.len());
    }
    Ok(())
}

/// Returns whose submissions were meant.
pub(super) async fn meant(desk: &Desk, whose: &Whose) -> Result<Erase, Trouble> {
    let no_code = |what: &str| Trouble::Usage(format!("det er ikke en {what}; se efter, om den er skrevet rigtigt af"));
    match (&whose.receipt, &whose.case, &whose.family, &whose.contact) {
        (Some(receipt), ..) => Receipt::parse(receipt).map(Erase::Receipt).ok_or_else(|| no_code("kvittering")),
        (_, Some(number), ..) => desk.find(number).await.map(Erase::Case),
        (_, _, Some(code), _) => FamilyCode::parse(code).map(Erase::Family).ok_or_else(|| no_code("familiekode")),
        (.., contact) => Ok(Erase::Contact(contact.clone().unwrap_or_default())),
    }
}
