//! Packages, from what families asked for to what is printed.

use super::{Desk, Progress};
use crate::audit::Deed;
use crate::packages::LeftOut;
use crate::packages::alike::alike;
use crate::packages::fit::sort_for_packing;
use crate::packages::parcel::{Parcels, parcels};
use crate::packages::request::Request;
use crate::paper::Print;
use crate::paper::labels::{Sheet, labels};
use crate::paper::packing::packing_list;
use crate::trouble::Trouble;

/// Days for which a package that was handed over is still shown.
const SHOWN_DAYS: u32 = 60;

impl Desk {
    /// Returns the requests for packages that are open or were closed lately, in the order they are packed in.
    ///
    /// # Errors
    /// [`Trouble`] if the table cannot be read.
    pub async fn requests(&self, progress: Progress<'_>) -> Result<Vec<Request>, Trouble> {
        if self.stages.is_empty() {
            return Err(Trouble::Usage(
                "det vides ikke, hvilke pakker der findes; byg stedet med `generator build`".to_owned(),
            ));
        }
        let submissions = self.packages(SHOWN_DAYS, progress).await?;
        let read = submissions.iter().filter_map(|submission| {
            let form = self.forms.get(&submission.head.form, submission.head.version)?;
            Request::read(form, submission)
        });
        let mut requests: Vec<_> = read.collect();
        sort_for_packing(&mut requests, &self.stages, self.today());
        Ok(requests)
    }

    /// Returns the packing list of these requests; `all` are those among which the same family is looked for.
    ///
    /// # Errors
    /// [`Trouble::Paper`] if there is nothing to pack.
    pub async fn packing_list(&self, requests: &[Request], all: &[Request]) -> Result<Print, Trouble> {
        let print = packing_list(requests, &self.stages, &alike(all), self.today())?;
        self.log_print("pakkeliste", requests.len(), &print.left_out).await?;
        Ok(print)
    }

    /// Returns the labels of these requests, from the place `first` on a sheet that may be begun.
    ///
    /// # Errors
    /// [`Trouble::Paper`] if there is nothing to print, or no such place.
    pub async fn labels(&self, requests: &[Request], sheet: Sheet, first: usize) -> Result<Print, Trouble> {
        let print = labels(requests, sheet, first)?;
        self.log_print("labels", requests.len(), &print.left_out).await?;
        Ok(print)
    }

    /// Returns the list of these requests for a parcel service.
    ///
    /// # Errors
    /// [`Trouble`] if the line of the log cannot be written.
    pub async fn parcels(&self, requests: &[Request]) -> Result<Parcels, Trouble> {
        let list = parcels(requests);
        self.log_print("liste til fragt", list.count, &list.left_out).await?;
        Ok(list)
    }

    async fn log_print(&self, what: &str, count: usize, left_out: &[LeftOut]) -> Result<(), Trouble> {
        self.log(Deed::Printed, None, &format!("{what}: {count} pakker, {} udeladt", left_out.len())).await
    }
}
