//! `staff demo`: made-up answers in the table of this machine, to try everything on.

use std::path::Path;

use collector::seal::Keys;
use collector_local::DevelopmentKeys;
use staff::demo::{fill, plan};
use staff::keys::{PUBLIC_FILE, recipients};
use staff::trouble::Trouble;

use super::{Context, now, say};

pub(crate) async fn run(context: &Context, submissions: usize, seed: u64) -> Result<(), Trouble> {
    let settings = &context.settings;
    let table = settings.local_table().await?;
    say(&format!("Tabel: {}", table.name()));
    let keys = seal(&settings.home)?;
    let forms: Vec<_> = settings.forms()?.all().cloned().collect();
    settings.keep_forms()?;
    let demo = plan(&forms, submissions, seed, now());
    let done = fill(&demo, &table, &keys, &context.bar("Lægger opdigtede svar ind")).await?;
    anstream::println!("{done} opdigtede svar ligger i tabellen. Se, hvem der venter: staff list, eller staff web");
    Ok(())
}

/// Returns the keys that open what is tried here: those that were made with `staff keys`, or else the developer's.
fn seal(home: &Path) -> Result<Keys, Trouble> {
    if home.join(PUBLIC_FILE).is_file() {
        return Ok(recipients(home)?.1);
    }
    Ok(DevelopmentKeys::open(home)?.public())
}
