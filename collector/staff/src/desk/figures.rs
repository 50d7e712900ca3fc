//! Figures of a period, from the table.

use std::fs;
use std::path::Path;

use forms::definition::Form;
use forms::figures::Figures;
use forms::shown::date_in_words;

use super::{Desk, Progress};
use crate::audit::Deed;
use crate::disk::write_private;
use crate::export::choice;
use crate::queue::in_time;
use crate::stats::{Costs, Gathering, Period, Phase, Settings};
use crate::table::{Needs, Sweep};
use crate::trouble::Trouble;

/// The file with what the programme costs, in the folder of the member of the staff.
const COSTS_FILE: &str = "udgifter.toml";

impl Desk {
    /// Returns what the programme costs and who pays, if it is written down at `path`, or else in the folder at hand.
    ///
    /// # Errors
    /// [`Trouble`] if the file cannot be read.
    pub fn costs(&self, path: Option<&Path>) -> Result<Option<Costs>, Trouble> {
        let own = self.home.join(COSTS_FILE);
        if path.is_none() && !own.exists() {
            return Ok(None);
        }
        let path = path.unwrap_or(&own);
        let text = fs::read_to_string(path).map_err(|error| Trouble::Disk(path.to_owned(), error))?;
        Costs::parse(&text).map(Some).map_err(|problems| Trouble::Usage(problems.join("\n      ")))
    }

    /// Works out the figures of a period. What could point at a family is hidden in them.
    ///
    /// Figures of the table of this machine say that their answers are made up: no others may lie there.
    ///
    /// # Errors
    /// [`Trouble`] if the table cannot be read.
    pub async fn figures(
        &self,
        period: &Period,
        costs: Option<Costs>,
        progress: Progress<'_>,
    ) -> Result<Figures, Trouble> {
        self.log(Deed::Counted, None, period.name()).await?;
        let forms: Vec<Form> = self.forms.all().cloned().collect();
        let phases = choice::Phase::all();
        let phases = phases.iter().filter_map(|phase| Some(Phase { title: phase.title(), window: phase.window()? }));
        let settings = Settings { phases: phases.collect(), due: in_time, lower_is_better: Vec::new(), costs };
        let mut gathering = Gathering::new(period.clone(), &forms, &settings);
        let each = |submission| {
            gathering.add(&submission);
            Ok(())
        };
        self.opened(&Sweep::default(), Needs::Answers, |_| true, each, progress).await?;
        Ok(gathering.figures(self.today(), self.table.is_local()))
    }
}

/// Writes figures as the file that the site draws, once more looked through.
///
/// # Errors
/// [`Trouble`] if a file beside it is about some of the same days, or the disk says no.
pub fn write_figures(figures: &Figures, out: &Path) -> Result<(), Trouble> {
    if figures.made_on <= figures.to {
        let day = date_in_words(figures.to);
        return Err(Trouble::Usage(format!("perioden slutter først {day}; filen kan laves dagen efter")));
    }
    refuse_overlaps(figures, out)?;
    let problems = figures.check();
    if !problems.is_empty() {
        return Err(Trouble::Usage(problems.join("\n      ")));
    }
    write_private(out, figures.to_toml().as_bytes())
}

/// Two files about the same days could be subtracted from each other, and what is hidden in both be found.
fn refuse_overlaps(figures: &Figures, out: &Path) -> Result<(), Trouble> {
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|file| file.path());
    for path in files.filter(|path| path.extension().is_some_and(|ending| ending == "toml") && path != out) {
        let other = fs::read_to_string(&path).ok().and_then(|text| Figures::parse(&text).ok());
        if other.is_some_and(|other| other.overlaps(figures)) {
            return Err(Trouble::Usage(format!(
                "{} handler om nogle af de samme dage. To filer om de samme dage kan regnes mod hinanden; vælg én af dem",
                path.display()
            )));
        }
    }
    Ok(())
}
