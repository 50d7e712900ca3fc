//! `staff retention`: the daily round.

use serde_json::json;
use staff::case::Head;
use staff::desk::{ADDRESS_DAYS, RetentionReport};
use staff::told::when;
use staff::trouble::Trouble;

use super::{Context, say};
use crate::cli::Format;

pub(crate) async fn run(context: &Context, rehearse: bool) -> Result<(), Trouble> {
    let desk = context.desk().await?;
    let report = desk.retention(rehearse).await?;
    match context.format {
        Format::Json => context.json(&as_json(&report)),
        Format::Table => {
            let was = if rehearse { "Ville blive slettet" } else { "Slettet" };
            anstream::println!("{was}, fordi fristen var gået: {}", report.erased.len());
            anstream::println!(
                "{was}: kontaktoplysninger {ADDRESS_DAYS} dage efter udlevering: {}",
                report.addresses.len()
            );
            part(
                "Ulæst, og slettes snart, hvis ingen læser det",
                report.soon.iter().map(|(head, day)| (head, format!("slettes efter {day}"))),
            );
            part(
                "Over fristen, men holdt tilbage: familien venter stadig på et menneske",
                report.held.iter().map(|head| (head, String::new())),
            );
            part(
                "Formularen kendes ikke; intet er gjort",
                report.unknown.iter().map(|head| (head, head.form.to_string())),
            );
        }
    }
    if report.damaged > 0 {
        say(&format!("! {} svar er beskadiget. Sig det til den, der driver systemet.", report.damaged));
    }
    Ok(())
}

fn part<'a>(title: &str, heads: impl ExactSizeIterator<Item = (&'a Head, String)>) {
    if heads.len() == 0 {
        return;
    }
    anstream::println!("\n{title} ({}):", heads.len());
    for (head, more) in heads {
        anstream::println!("  {}  modtaget {}  {more}", head.number(), when(head.received));
    }
}

fn as_json(report: &RetentionReport) -> serde_json::Value {
    let numbers = |heads: &[Head]| heads.iter().map(|head| head.number().to_owned()).collect::<Vec<_>>();
    json!({
        "erased": numbers(&report.erased),
        "addresses": numbers(&report.addresses),
        "soon": report.soon.iter().map(|(head, day)| json!([head.number(), day])).collect::<Vec<_>>(),
        "held": numbers(&report.held),
        "unknown": numbers(&report.unknown),
        "damaged": report.damaged,
    })
}
