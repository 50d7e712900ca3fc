//! `staff export`: submissions as a file.

use std::path::Path;

use serde_json::json;
use staff::desk::ExportOrder;
use staff::export::choice::{Choice, Wishes};
use staff::export::{Contact, Existing, ExportError, Format};
use staff::trouble::Trouble;

use super::{Context, say};
use crate::cli;

pub(crate) async fn run(context: &Context, wanted: &cli::Export) -> Result<(), Trouble> {
    let desk = context.desk_with_keys().await?;
    let forms: Vec<_> = desk.forms().all().cloned().collect();
    let order = ExportOrder {
        format: format(wanted)?,
        choice: Choice::parse(wishes(wanted), &forms).map_err(|problems| Trouble::Usage(problems.join("\n      ")))?,
        contact: if wanted.with_contact { Contact::With } else { Contact::Without },
        target: wanted.out.clone(),
        since_last: wanted.since.is_some(),
        existing: if wanted.overwrite { Existing::Replace } else { Existing::Keep },
    };
    let exported = desk.export(&order, &context.bar("Trækker svar ud")).await;
    let finished = exported.map_err(|trouble| {
        if let Trouble::Export(ExportError::Exists(path)) = &trouble {
            let path = path.display();
            let help = "vælg et andet navn, eller skriv over den med --overwrite";
            Trouble::Usage(format!("{path} findes i forvejen; {help}"))
        } else {
            trouble
        }
    })?;
    match context.format {
        cli::Format::Json => {
            context.json(&json!({ "path": finished.path, "rows": finished.rows, "unreadable": finished.unreadable }));
        }
        cli::Format::Table => anstream::println!("{} svar i {}", finished.rows, finished.path.display()),
    }
    if finished.unreadable > 0 {
        say(&format!("! {} svar kunne ikke åbnes og er ikke med.", finished.unreadable));
    }
    if wanted.with_contact {
        say("! Filen fortæller, hvem familierne er. Giv den kun til den, der skal bruge den, og slet den bagefter.");
    }
    Ok(())
}

fn wishes(wanted: &cli::Export) -> Wishes<'_> {
    Wishes {
        form: wanted.form.as_deref(),
        phase: wanted.phase.as_deref(),
        status: wanted.status.as_deref(),
        urgency: wanted.urgency.as_deref(),
        municipality: wanted.municipality.as_deref(),
        from: wanted.from.as_deref(),
        to: wanted.to.as_deref(),
    }
}

fn format(wanted: &cli::Export) -> Result<Format, Trouble> {
    let known = || Format::ALL.map(Format::as_str).join(", ");
    match &wanted.kind {
        Some(word) => Format::parse(word)
            .ok_or_else(|| Trouble::Usage(format!("»{word}« er ikke en slags fil; her kan stå: {}", known()))),
        None => Format::of(Path::new(&wanted.out))
            .ok_or_else(|| Trouble::Usage(format!("sig med --kind, hvilken slags fil det skal være: {}", known()))),
    }
}
