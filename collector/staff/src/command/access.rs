//! `staff access`: everything that is kept of one person, for that person.

use std::path::Path;

use staff::disk::write_private;
use staff::trouble::Trouble;

use super::{Context, erase, say};
use crate::cli::Whose;

pub(crate) async fn run(context: &Context, whose: &Whose, out: &Path) -> Result<(), Trouble> {
    let desk = context.desk_with_keys().await?;
    let whose = erase::meant(&desk, whose).await?;
    let access = desk.access(&whose, &context.bar("Leder")).await?;
    for (ending, bytes) in [("pdf", &access.pdf), ("json", &access.json)] {
        let path = out.join(format!("indsigt-{}.{ending}", desk.today()));
        write_private(&path, bytes)?;
        anstream::println!("{}", path.display());
    }
    say(&format!(
        "{} svar. Se efter, at det er den rigtige person, før du giver det videre, og slet filerne bagefter.",
        access.count
    ));
    Ok(())
}
