//! `staff stats`: figures that can be shown to anybody.

use serde_json::json;
use staff::desk::write_figures;
use staff::stats::Period;
use staff::trouble::Trouble;

use super::{Context, say};
use crate::cli::{Format, Stats};

pub(crate) async fn run(context: &Context, wanted: &Stats) -> Result<(), Trouble> {
    let period = Period::parse(&wanted.period).map_err(|error| Trouble::Usage(error.to_string()))?;
    if wanted.out.exists() && !wanted.overwrite {
        return Err(Trouble::Usage(format!(
            "{} findes i forvejen; skriv over den med --overwrite",
            wanted.out.display()
        )));
    }
    let desk = context.desk_with_keys().await?;
    let costs = desk.costs(wanted.costs.as_deref())?;
    let figures = desk.figures(&period, costs, &context.bar("Tæller")).await?;
    write_figures(&figures, &wanted.out)?;
    match context.format {
        Format::Json => context.json(&json!({ "path": wanted.out, "tables": figures.tables.len() })),
        Format::Table => anstream::println!("{}: {} tabeller", wanted.out.display(), figures.tables.len()),
    }
    say("Læs filen igennem. Er den rigtig, så læg den i content/viden/tal/, og kør generator check.");
    Ok(())
}
