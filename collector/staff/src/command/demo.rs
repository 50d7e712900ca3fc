//! `staff demo`: made-up answers in the table of this machine, to try everything on.

use collector_local::DevelopmentKeys;
use staff::demo::{fill, plan};
use staff::trouble::Trouble;

use super::{Context, now, say};

pub(crate) async fn run(context: &Context, submissions: usize, seed: u64) -> Result<(), Trouble> {
    let settings = &context.settings;
    let table = settings.local_table().await?;
    say(&format!("Tabel: {}", table.name()));
    let keys = DevelopmentKeys::open(&settings.home)?.public();
    let forms: Vec<_> = settings.forms()?.all().cloned().collect();
    let demo = plan(&forms, submissions, seed, now());
    let done = fill(&demo, &table, &keys, &context.bar("Lægger opdigtede svar ind")).await?;
    anstream::println!("{done} opdigtede svar ligger i tabellen. Se, hvem der venter: staff list, eller staff web");
    Ok(())
}
