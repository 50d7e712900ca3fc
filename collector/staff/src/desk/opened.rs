//! Opening many submissions: page by page, on every core, so that memory does not grow with the table.

use std::sync::Arc;

use collector::record::Key;
use forms::code::FamilyCode;
use rayon::prelude::*;

use super::Desk;
use crate::audit::Deed;
use crate::case::{Head, Status};
use crate::keyring::Keyring;
use crate::submission::Submission;
use crate::table::{Item, Needs, Sweep};
use crate::trouble::Trouble;

/// Is told how many submissions have been read so far, and of about how many.
pub type Progress<'a> = &'a (dyn Fn(u64, u64) + Sync);

/// What became of the submissions that were read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Opened.
    pub opened: u64,
    /// No key at hand opens them.
    pub closed_to_us: u64,
    /// Damaged, moved, or written in a way this program does not know.
    pub damaged: u64,
}

impl Desk {
    /// Opens every submission of the table that `sweep` names and `wanted` asks for, one after the other.
    ///
    /// # Errors
    /// [`Trouble`] if the table cannot be read, or `each` says so.
    pub async fn opened(
        &self,
        sweep: &Sweep,
        needs: Needs,
        wanted: impl Fn(&Head) -> bool + Send + Sync + Clone + 'static,
        mut each: impl FnMut(Submission) -> Result<(), Trouble>,
        progress: Progress<'_>,
    ) -> Result<Tally, Trouble> {
        let keyring = self.keyring()?;
        let mut pages = self.table.sweep(sweep, needs);
        let (mut tally, mut read) = (Tally::default(), 0);
        // One page is opened while the one before it is used.
        let mut working = None;
        loop {
            let page = pages.recv().await.transpose()?;
            let finished = page.is_none();
            let next = page.map(|page| {
                read += u64::try_from(page.len()).unwrap_or(0);
                let (keyring, wanted) = (Arc::clone(keyring), wanted.clone());
                tokio::task::spawn_blocking(move || open_page(&keyring, &page, &wanted))
            });
            if let Some(opened) = std::mem::replace(&mut working, next) {
                let opened = opened.await.map_err(|_| Trouble::Usage("programmet gik i stå".to_owned()))?;
                for one in opened {
                    match one {
                        Ok(submission) => {
                            tally.opened += 1;
                            each(submission)?;
                        }
                        Err(Trouble::NoKey) => tally.closed_to_us += 1,
                        Err(_) => tally.damaged += 1,
                    }
                }
                progress(read, self.table.count().max(read));
            }
            if finished && working.is_none() {
                return Ok(tally);
            }
        }
    }

    /// Returns every submission of the family that gave this one, oldest first; this one is among them.
    ///
    /// # Errors
    /// [`Trouble`] if it has no family code, or the table cannot be read.
    pub async fn family(&self, key: &Key, progress: Progress<'_>) -> Result<Vec<Head>, Trouble> {
        let item = self.item(key).await?;
        let letter = self.keyring()?.letter(&item, key)?;
        let code =
            letter.family_code.ok_or_else(|| Trouble::Usage("familien brugte ikke en familiekode".to_owned()))?;
        self.log(Deed::Searched, Some(key), "familiens andre svar").await?;
        let found = self.of_family(code, progress).await?;
        Ok(found.into_iter().map(|submission| submission.head).collect())
    }

    /// Returns every submission with a family code, oldest first. The caller writes the line of the log.
    pub(super) async fn of_family(&self, code: FamilyCode, progress: Progress<'_>) -> Result<Vec<Submission>, Trouble> {
        self.gathered(|submission| submission.letter.family_code == Some(code), progress).await
    }

    /// Returns every submission that fits, oldest first, opened whole.
    pub(super) async fn gathered(
        &self,
        fits: impl Fn(&Submission) -> bool,
        progress: Progress<'_>,
    ) -> Result<Vec<Submission>, Trouble> {
        let mut found = Vec::new();
        let each = |submission| {
            if fits(&submission) {
                found.push(submission);
            }
            Ok(())
        };
        self.opened(&Sweep::default(), Needs::Everything, |_| true, each, progress).await?;
        found.sort_by_key(|submission| submission.head.received);
        self.remember(found.iter().map(|submission| &submission.head));
        Ok(found)
    }

    /// Opens the package requests that are open, or were closed in the last `days` days.
    ///
    /// # Errors
    /// [`Trouble`] if the table cannot be read.
    pub async fn packages(&self, days: u32, progress: Progress<'_>) -> Result<Vec<Submission>, Trouble> {
        self.log(Deed::Packages, None, "").await?;
        let since = self.now().checked_sub(jiff::SignedDuration::from_hours(24 * i64::from(days)));
        let since = since.unwrap_or(jiff::Timestamp::MIN);
        let recent = move |head: &Head| match (head.status, head.closed) {
            (Status::Closed(_), Some(closed)) => closed >= since,
            _ => true,
        };
        let mut found = Vec::new();
        let forms: Vec<_> = self.forms.live().into_iter().filter(|form| form.package().is_some()).collect();
        for form in forms {
            let sweep = Sweep { form: Some(form.id().clone()), ..Sweep::default() };
            let each = |submission| {
                found.push(submission);
                Ok(())
            };
            self.opened(&sweep, Needs::Everything, recent, each, progress).await?;
        }
        found.sort_by_key(|submission| submission.head.received);
        self.remember(found.iter().map(|submission| &submission.head));
        Ok(found)
    }
}

fn open_page(
    keyring: &Keyring,
    page: &[Item],
    wanted: &(impl Fn(&Head) -> bool + Sync),
) -> Vec<Result<Submission, Trouble>> {
    let open = |item: &Item| match item.head() {
        Ok(head) if wanted(&head) => Some(keyring.submission(item, head)),
        Ok(_) => None,
        Err(trouble) => Some(Err(trouble)),
    };
    page.par_iter().filter_map(open).collect()
}
