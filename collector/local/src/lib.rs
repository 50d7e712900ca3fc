//! The collector on one machine: an embedded DynamoDB in one file, and keys made on first use.
//!
//! The service speaks to the embedded table through the same SDK as to the real one; there is no second way of storing.

use std::fs;
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use age::secrecy::ExposeSecret;
use age::x25519::Identity;
use collector::seal::Keys;
use collector::store::client::Patience;
use collector::store::{Store, client};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// The name of the table on a developer's machine.
pub const TABLE: &str = "1000dage";
/// The file of the embedded table, in the data folder.
pub const TABLE_FILE: &str = "tabel.sqlite";
/// The file that says where the table answers while a program has it open, in the data folder.
const ADDRESS_FILE: &str = "tabel.adresse";
/// The file with every version of every form, as they were last served, in the data folder.
pub const FORMS_FILE: &str = "formularer.json";
/// The file with the packages, as they were last served, in the data folder.
pub const PACKAGES_FILE: &str = "pakker.json";
/// The file of the private keys, in the data folder.
pub const KEYS_FILE: &str = "udviklingsnoegler.txt";

/// Why the table or the keys are not there.
#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    /// The disk said no.
    #[error("kan ikke bruge {0}: {1}")]
    Disk(PathBuf, #[source] std::io::Error),
    /// The file is no table.
    #[error("tabellen i {0} kan ikke åbnes: {1}")]
    Table(PathBuf, String),
    /// Another program has the table open.
    #[error("tabellen i {0} er i brug af et andet program; stop det først")]
    InUse(PathBuf),
    /// The file with the keys holds none.
    #[error("nøglerne i {0} kan ikke læses; flyt filen væk, så bliver der lavet nye (gamle svar kan så ikke åbnes)")]
    Keys(PathBuf),
}

/// An embedded DynamoDB that answers on this machine for as long as this value lives.
pub struct Embedded {
    address: SocketAddr,
    database: dynoxide::Database,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    _lock: Option<fs::File>,
}

impl Embedded {
    /// Opens the table in the folder `data`, and makes both where they are not there.
    ///
    /// # Errors
    /// [`LocalError`] if the disk, the file or another program is in the way.
    pub fn open(data: &Path) -> Result<Self, LocalError> {
        fs::create_dir_all(data).map_err(|error| LocalError::Disk(data.to_owned(), error))?;
        let lock_path = data.join("tabel.lock");
        let lock = fs::File::create(&lock_path).map_err(|error| LocalError::Disk(lock_path, error))?;
        let path = data.join(TABLE_FILE);
        if lock.try_lock().is_err() {
            return Err(LocalError::InUse(path));
        }
        let database = dynoxide::Database::new(&path.to_string_lossy())
            .map_err(|error| LocalError::Table(path, error.to_string()))?;
        let embedded = Self::serve(database, Some(lock))?;
        let address = data.join(ADDRESS_FILE);
        fs::write(&address, embedded.endpoint()).map_err(|error| LocalError::Disk(address, error))?;
        Ok(embedded)
    }

    /// Returns a table that is gone when this value is.
    ///
    /// # Errors
    /// [`LocalError`] if this machine gives no port.
    pub fn in_memory() -> Result<Self, LocalError> {
        let database = dynoxide::Database::memory()
            .map_err(|error| LocalError::Table(PathBuf::from(":memory:"), error.to_string()))?;
        Self::serve(database, None)
    }

    /// Gives the table a thread of its own: it waits for the disk, and nobody else shall wait with it.
    fn serve(database: dynoxide::Database, lock: Option<fs::File>) -> Result<Self, LocalError> {
        let trouble = |error| LocalError::Disk(PathBuf::from("127.0.0.1"), error);
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(trouble)?;
        listener.set_nonblocking(true).map_err(trouble)?;
        let address = listener.local_addr().map_err(trouble)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(trouble)?;
        let (stop, stopped) = oneshot::channel::<()>();
        let served = database.clone();
        let thread = std::thread::spawn(move || {
            runtime.block_on(async {
                let Ok(listener) = TcpListener::from_std(listener) else { return };
                let serving = dynoxide::server::serve_with_shutdown(listener, served, std::future::pending());
                tokio::select! { _ = serving => {} _ = stopped => {} }
            });
            runtime.shutdown_background();
        });
        Ok(Self { address, database, stop: Some(stop), thread: Some(thread), _lock: lock })
    }

    /// Sweeps away what has run out, beside everything else; in the cloud the table does it by itself.
    pub fn sweep(&self) {
        let database = self.database.clone();
        // Whatever goes wrong here is tried again the next time.
        std::thread::spawn(move || drop(database.sweep_ttl()));
    }

    /// Returns where it answers: `http://127.0.0.1:…`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the table itself, made if it was not there.
    ///
    /// # Errors
    /// [`LocalError::Table`] if it could not be made.
    pub async fn store(&self) -> Result<Store, LocalError> {
        store_at(&self.endpoint(), Patience::Service).await
    }
}

/// The variable that points the SDK, and us, at a table somewhere else.
pub const ENDPOINT: &str = "AWS_ENDPOINT_URL_DYNAMODB";

/// The table of a developer: in a data folder, opened by this program or by the one that has it open already, or elsewhere.
#[derive(Debug)]
pub enum Table {
    /// Opened here.
    Ours(Embedded),
    /// It answers at this address, thanks to another program.
    Theirs(String),
}

impl Table {
    /// Opens the table in the folder `data`, or finds out where it answers; with `endpoint`, it is there instead.
    ///
    /// # Errors
    /// [`LocalError`] if there is no way to it.
    pub fn find(data: &Path, endpoint: Option<String>) -> Result<Self, LocalError> {
        if let Some(endpoint) = endpoint {
            return Ok(Self::Theirs(endpoint));
        }
        match Embedded::open(data) {
            Err(LocalError::InUse(path)) => {
                let address = fs::read_to_string(data.join(ADDRESS_FILE)).unwrap_or_default();
                if address.is_empty() { Err(LocalError::InUse(path)) } else { Ok(Self::Theirs(address)) }
            }
            opened => opened.map(Self::Ours),
        }
    }

    /// Returns where another program answers for the table; nothing, if this one does.
    pub fn elsewhere(&self) -> Option<&str> {
        if let Self::Theirs(address) = self { Some(address) } else { None }
    }

    /// Returns the table itself.
    ///
    /// # Errors
    /// [`LocalError::Table`] if it could not be made.
    pub async fn store(&self, patience: Patience) -> Result<Store, LocalError> {
        match self {
            Self::Ours(embedded) => store_at(&embedded.endpoint(), patience).await,
            Self::Theirs(address) => store_at(address, patience).await,
        }
    }
}

async fn store_at(endpoint: &str, patience: Patience) -> Result<Store, LocalError> {
    let store = Store::new(client::local(endpoint, patience).await, TABLE);
    let made = store.create_table().await;
    made.map_err(|error| LocalError::Table(PathBuf::from(endpoint), error.to_string()))?;
    Ok(store)
}

impl std::fmt::Debug for Embedded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Embedded({})", self.address)
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so itself.
            let _ = thread.join();
        }
    }
}

/// The three private keys of a developer's machine. They protect nothing but the shape of things: never use them for real answers.
pub struct DevelopmentKeys {
    /// Opens how a family is.
    pub staff: Identity,
    /// Opens everything.
    pub recovery: Identity,
    /// Opens who a family is.
    pub contact: Identity,
}

impl DevelopmentKeys {
    /// Reads the keys in the folder `data`, and makes them where they are not there.
    ///
    /// # Errors
    /// [`LocalError`] if the file cannot be written, read or understood.
    pub fn open(data: &Path) -> Result<Self, LocalError> {
        let path = data.join(KEYS_FILE);
        match fs::read_to_string(&path) {
            Ok(text) => Self::parse(&text).ok_or(LocalError::Keys(path)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let keys =
                    Self { staff: Identity::generate(), recovery: Identity::generate(), contact: Identity::generate() };
                keys.write(&path).map_err(|error| LocalError::Disk(path, error))?;
                Ok(keys)
            }
            Err(error) => Err(LocalError::Disk(path, error)),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let mut keys = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.trim().parse().ok());
        Some(Self { staff: keys.next()?, recovery: keys.next()?, contact: keys.next()? })
    }

    fn write(&self, path: &Path) -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        writeln!(
            file,
            "# KUN TIL UDVIKLING. Nøgler til den indlejrede tabel på denne maskine; brug dem aldrig til rigtige svar."
        )?;
        for (name, key) in [("personale", &self.staff), ("genopretning", &self.recovery), ("kontakt", &self.contact)] {
            writeln!(file, "# {name}: {}", key.to_public())?;
            writeln!(file, "{}", key.to_string().expose_secret())?;
        }
        file.sync_all()
    }

    /// Returns the public halves, for the service.
    ///
    /// # Panics
    /// Never: three keys made apart are three keys.
    pub fn public(&self) -> Keys {
        let public = |key: &Identity| key.to_public().to_string();
        Keys::parse(&public(&self.staff), &public(&self.recovery), &public(&self.contact))
            .expect("the keys were made apart from each other")
    }
}

impl std::fmt::Debug for DevelopmentKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DevelopmentKeys([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_made_once() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let first = DevelopmentKeys::open(folder.path()).expect("made");
        let again = DevelopmentKeys::open(folder.path()).expect("read");
        assert_eq!(first.staff.to_public(), again.staff.to_public());
        assert_eq!(first.contact.to_public(), again.contact.to_public());
        fs::write(folder.path().join(KEYS_FILE), "vrøvl").expect("written");
        assert!(matches!(DevelopmentKeys::open(folder.path()), Err(LocalError::Keys(_))));
    }

    #[test]
    fn a_file_that_is_no_table_is_told() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join(TABLE_FILE), "dette er et brev og ingen tabel".repeat(50)).expect("written");
        assert!(matches!(Embedded::open(folder.path()), Err(LocalError::Table(..))));
    }

    #[test]
    fn two_programs_do_not_share_a_table() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let _first = Embedded::open(folder.path()).expect("opened");
        assert!(matches!(Embedded::open(folder.path()), Err(LocalError::InUse(_))));
    }
}
