//! An export, from the table to a file.

use std::path::PathBuf;

use forms::definition::Form;
use forms::library::hexadecimal;
use jiff::Timestamp;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::{Desk, Progress};
use crate::audit::Deed;
use crate::case::Head;
use crate::export::choice::Choice;
use crate::export::watermark::{Wanted, Watermark};
use crate::export::{Contact, Existing, Export, ExportError, Finished, Format, Order};
use crate::queue::denmark;
use crate::table::{Needs, Sweep};
use crate::trouble::Trouble;

/// What is to be exported.
#[derive(Debug, Clone)]
pub struct ExportOrder {
    /// How it is written.
    pub format: Format,
    /// Which submissions.
    pub choice: Choice,
    /// Whether contact details are exported.
    pub contact: Contact,
    /// The file, or the folder of several tables.
    pub target: PathBuf,
    /// Only what no earlier export like this one took.
    pub since_last: bool,
    /// What happens to a file that is there.
    pub existing: Existing,
}

impl Desk {
    /// Exports what was ordered. The file stands under its name when all of it is there, and not before.
    ///
    /// # Errors
    /// [`Trouble`]; then there is no file, and the next export takes the same.
    pub async fn export(&self, order: &ExportOrder, progress: Progress<'_>) -> Result<Finished, Trouble> {
        self.log(deed(order.contact), None, &detail(order)).await?;
        let mut watermark = order.since_last.then(|| self.watermark(order)).transpose()?;
        let forms: Vec<Form> = self.forms.all().cloned().collect();
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|_| Trouble::Usage("maskinen giver ingen tilfældige tal".to_owned()))?;
        let mut export = Export::begin(Order {
            target: &order.target,
            existing: order.existing,
            format: order.format,
            forms: &forms,
            choice: &order.choice,
            contact: order.contact,
            now: self.now(),
            secret,
        })?;
        let sweep = sweep(&order.choice, watermark.as_ref().and_then(Watermark::since));
        let needs = match order.contact {
            Contact::With => Needs::Everything,
            Contact::Without => Needs::Answers,
        };
        let (choice, known) = (order.choice.clone(), forms.clone());
        let wanted = move |head: &Head| choice.fits(head, &known);
        let each = |submission: crate::submission::Submission| {
            if watermark.as_ref().is_some_and(|mark| !mark.is_new(&submission.head)) {
                return Ok(());
            }
            match export.write(&submission) {
                Ok(()) => {
                    if let Some(mark) = &mut watermark {
                        mark.note(&submission.head);
                    }
                }
                Err(ExportError::UnknownForm { .. }) => export.miss(),
                Err(error) => return Err(error.into()),
            }
            Ok(())
        };
        let tally = self.opened(&sweep, needs, wanted, each, progress).await?;
        for _ in 0..tally.closed_to_us + tally.damaged {
            export.miss();
        }
        let finished = export.finish()?;
        if let Some(mark) = watermark {
            mark.save(&finished)?;
        }
        Ok(finished)
    }

    fn watermark(&self, order: &ExportOrder) -> Result<Watermark, Trouble> {
        let kind = format!("{} {} {}", order.choice.fingerprint(), order.format.as_str(), deed(order.contact).as_str());
        let name = hexadecimal(&Sha256::digest(kind));
        let path = self.home.join(format!("udtraek-{}.toml", name.get(..12).unwrap_or_default()));
        let wanted = Wanted {
            table: self.table.identity(),
            choice: &order.choice,
            format: order.format,
            contact: order.contact,
        };
        Ok(Watermark::read(&path, wanted, self.now())?)
    }
}

fn deed(contact: Contact) -> Deed {
    match contact {
        Contact::With => Deed::ExportedContact,
        Contact::Without => Deed::Exported,
    }
}

fn detail(order: &ExportOrder) -> String {
    let wishes = order.choice.in_words().into_iter().map(|(name, wish)| format!("; {name}: {wish}"));
    let last = if order.since_last { "; kun nye" } else { "" };
    format!("{}{}{last}", order.format.as_str(), wishes.collect::<String>())
}

fn sweep(choice: &Choice, since: Option<Timestamp>) -> Sweep {
    let start = |day: Date| day.to_zoned(denmark()).ok().map(|start| start.timestamp());
    let from = choice.from.and_then(start);
    let before = choice.to.and_then(|day| day.tomorrow().ok()).and_then(start);
    Sweep { form: choice.form.clone(), from: from.max(since), before, key: None }
}
