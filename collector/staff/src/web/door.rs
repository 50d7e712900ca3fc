//! What stands between the passphrase and the desk.

use jiff::Timestamp;
use tokio::runtime::Handle;

use crate::audit::Deed;
use crate::desk::Desk;
use crate::keys::KeyFile;
use crate::settings::Settings;
use crate::trouble::Trouble;

type Open = dyn Fn(&str) -> Result<Desk, Trouble> + Send + Sync;

/// The door of one run: it is opened anew each time the program was locked.
pub struct Door {
    /// Whether there is a passphrase at all: the keys of a developer's machine have none.
    pub(super) needs_passphrase: bool,
    open: Box<Open>,
}

impl Door {
    /// Returns a door that `open` opens. It may take its time.
    pub fn new(needs_passphrase: bool, open: impl Fn(&str) -> Result<Desk, Trouble> + Send + Sync + 'static) -> Self {
        Self { needs_passphrase, open: Box::new(open) }
    }

    /// Returns the door to the table and the keys of these settings.
    ///
    /// # Errors
    /// [`Trouble::NoKeys`] if there are none.
    pub fn of(settings: Settings, now: fn() -> Timestamp) -> Result<Self, Trouble> {
        let needs_passphrase = matches!(settings.key_file()?, KeyFile::Locked(_));
        Ok(Self::new(needs_passphrase, move |passphrase| sit_down(&settings, passphrase, now)))
    }

    /// Opens the desk.
    ///
    /// # Errors
    /// [`Trouble`] if the passphrase is wrong, or the table is out of reach.
    pub(super) fn open(&self, passphrase: &str) -> Result<Desk, Trouble> {
        (self.open)(passphrase)
    }
}

fn sit_down(settings: &Settings, passphrase: &str, now: fn() -> Timestamp) -> Result<Desk, Trouble> {
    let table = Handle::current().block_on(settings.table())?;
    match settings.keyring(|| Ok(passphrase.to_owned())) {
        Ok(keyring) => settings.desk(table, Some(keyring), now),
        Err(trouble) => {
            // Whoever tries passphrases on a table that can be reached is seen.
            let desk = settings.desk(table, None, now)?;
            Handle::current().block_on(desk.log_refused(Deed::Unlocked, None, &trouble))?;
            Err(trouble)
        }
    }
}
