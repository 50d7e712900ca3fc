//! Why there is no export, in words for whoever has to act.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use forms::id::FormId;

/// Why there is no export.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The folder of the file is not there.
    #[error("mappen {0} findes ikke; lav den først, eller vælg en anden")]
    NoFolder(PathBuf),
    /// The name is taken.
    #[error("{0} findes i forvejen; vælg et andet navn, eller sig, at den må overskrives")]
    Exists(PathBuf),
    /// The name is that of a folder.
    #[error("{0} er en mappe; vælg et navn til en fil")]
    IsFolder(PathBuf),
    /// The folder holds something else than an earlier export.
    #[error("{0} rummer andet end en tidligere eksport og bliver ikke overskrevet; vælg et andet navn")]
    NotOurFolder(PathBuf),
    /// The system does not let one write there.
    #[error("du har ikke lov til at skrive {0}; vælg en anden mappe")]
    NoRights(PathBuf),
    /// The disk is full.
    #[error(
        "der er ikke plads på disken til {0}. Der er ikke gemt noget; ryd op, eller vælg en anden disk, og prøv igen"
    )]
    Full(PathBuf),
    /// A submission belongs to a form that is not at hand.
    #[error("et svar hører til skemaet {form} i version {version}, som programmet ikke har; hent de nyeste skemaer")]
    UnknownForm {
        /// The form.
        form: FormId,
        /// Its version.
        version: u32,
    },
    /// No form can have answers that are wanted.
    #[error("ingen skemaer passer til det, du har valgt")]
    NoForms,
    /// Something went wrong before; what was written is not whole.
    #[error("eksporten til {0} gik galt undervejs; der er ikke gemt noget")]
    Broken(PathBuf),
    /// Something else with the disk.
    #[error("{0} kan ikke skrives ({1}); der er ikke gemt noget")]
    Failed(PathBuf, #[source] io::Error),
}

impl ExportError {
    /// Returns what says of an error of the disk which file it met, and who must act.
    pub(super) fn at(target: &Path) -> impl Fn(io::Error) -> Self {
        let target = target.to_owned();
        move |error| {
            let is = |kinds: &[ErrorKind]| kinds.contains(&error.kind());
            if is(&[ErrorKind::StorageFull, ErrorKind::QuotaExceeded, ErrorKind::FileTooLarge]) {
                Self::Full(target.clone())
            } else if is(&[ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem]) {
                Self::NoRights(target.clone())
            } else if is(&[ErrorKind::AlreadyExists]) {
                Self::Exists(target.clone())
            } else {
                Self::Failed(target.clone(), error)
            }
        }
    }
}
