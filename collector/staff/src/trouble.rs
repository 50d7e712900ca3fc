//! What can go wrong, in words that say what to do.

use std::path::PathBuf;

use crate::case::{Head, NotNow};

/// Why something was not done. Nothing was changed, unless it says otherwise.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// There is no such case.
    #[error("der er intet svar med nummeret eller kvitteringen {0}; måske er det slettet")]
    NotFound(String),
    /// It was erased.
    #[error("svaret blev slettet {0}")]
    Gone(String),
    /// Several cases begin with these digits.
    #[error("flere svar begynder med {0}; skriv hele nummeret")]
    Ambiguous(String),
    /// Somebody else changed the case in the meantime.
    #[error("{by} har ændret sagen, mens du arbejdede; intet er ændret af dig. Se den igen, og prøv så")]
    Changed {
        /// The case as it is now.
        head: Box<Head>,
        /// Who changed it.
        by: String,
    },
    /// It cannot be done about the case as it stands.
    #[error(transparent)]
    NotNow(#[from] NotNow),
    /// None of the keys at hand opens it.
    #[error("ingen af dine nøgler kan åbne det")]
    NoKey,
    /// There are no keys.
    #[error("der er ingen nøgler i {0}; lav dem med `staff keys new`, eller sig med --keys, hvor de ligger")]
    NoKeys(PathBuf),
    /// The passphrase is wrong.
    #[error("adgangssætningen er forkert")]
    WrongPassphrase,
    /// The key file is not one.
    #[error("nøglefilen {0} kan ikke læses: {1}")]
    KeyFile(PathBuf, String),
    /// The public keys are not at hand.
    #[error(
        "de offentlige nøgler i {0} mangler eller kan ikke læses ({1}); `staff keys new` og `staff keys recovery` skriver dem"
    )]
    Recipients(PathBuf, String),
    /// The seal is broken, or the item is not what it should be.
    #[error("svaret er beskadiget: {0}. Sig det til den, der driver systemet; der findes sikkerhedskopier")]
    Damaged(&'static str),
    /// It is written in a way this program does not know.
    #[error("det er skrevet på en nyere måde (form {0}); hent en nyere udgave af programmet")]
    FutureFormat(u32),
    /// There is no table.
    #[error("der er ingen tabel, der hedder {0}; se efter navn og region (--table, --region)")]
    NoTable(String),
    /// The embedded table is not there.
    #[error(
        "der er ingen tabel i {0}; start stedet med `generator serve`, lav prøvedata med `staff demo`, eller sig hvilken tabel med --table"
    )]
    NoLocalTable(PathBuf),
    /// The table was made by an older program.
    #[error("tabellen {0} er lavet af en ældre udgave; flyt mappen .data væk, så bliver der lavet en ny")]
    OldTable(String),
    /// The table says no.
    #[error("du har ikke adgang til tabellen ({0}); log på AWS igen, eller bed om rettigheder")]
    NoRights(String),
    /// The table does not answer.
    #[error("tabellen svarer ikke; se efter, om der er net, og prøv igen")]
    Silent,
    /// The table is busy.
    #[error("tabellen har for travlt lige nu; vent lidt, og prøv igen")]
    Busy,
    /// The table said something else.
    #[error("tabellen sagde nej ({0})")]
    Table(String),
    /// The embedded table could not be opened.
    #[error(transparent)]
    Local(#[from] collector_local::LocalError),
    /// The disk said no.
    #[error("{0} kan ikke bruges: {1}")]
    Disk(PathBuf, #[source] std::io::Error),
    /// An export could not be made. Nothing stands under its name.
    #[error(transparent)]
    Export(#[from] crate::export::ExportError),
    /// How far earlier exports came cannot be told.
    #[error(transparent)]
    Watermark(#[from] crate::export::watermark::WatermarkError),
    /// Something could not be printed.
    #[error(transparent)]
    Paper(#[from] crate::paper::PaperError),
    /// The forms are not at hand.
    #[error(
        "formularerne i {0} kan ikke læses ({1}); byg stedet med `generator build`, eller hent dem fra den seneste udgivelse"
    )]
    Forms(PathBuf, String),
    /// What was written on the command line or in a form does not make sense.
    #[error("{0}")]
    Usage(String),
    /// Something that must not be done to a real table.
    #[error("{0} er ikke prøvetabellen på denne maskine; her bliver intet opdigtet lagt ind")]
    RealTable(String),
}
