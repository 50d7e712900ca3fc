//! Key files: the private keys of a member of the staff, locked with a passphrase, and the public keys of everyone.
//!
//! Private keys are the files of the age program (`age -d` opens them); a key that is lost is a file that is lost, so there are
//! always two who can open.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use age::secrecy::{ExposeSecret, SecretString};
use age::x25519::Identity;
use collector::seal::Keys;
use collector_local::{DevelopmentKeys, KEYS_FILE};
use serde::{Deserialize, Serialize};

use crate::disk::write_private;
use crate::keyring::Keyring;
use crate::trouble::Trouble;

pub mod sheet;

/// The file of the locked private keys.
pub const LOCKED_FILE: &str = "noegler.age";
/// The file of the public keys.
pub const PUBLIC_FILE: &str = "modtagere.toml";

/// What a key opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// How families are.
    Staff,
    /// Who families are.
    Contact,
    /// Everything; it lies in a safe.
    Recovery,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Staff, Self::Contact, Self::Recovery];

    /// Returns the word staff use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Staff => "svar",
            Self::Contact => "kontakt",
            Self::Recovery => "gendannelse",
        }
    }

    /// Returns what it opens, for staff.
    pub fn opens(self) -> &'static str {
        match self {
            Self::Staff => "hvordan familien har det, og noterne i sagen",
            Self::Contact => "hvem familien er: navn, telefon, adresse",
            Self::Recovery => "alt; ligger i pengeskabet",
        }
    }

    /// Returns the role by its word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// Returns the variable from which the service takes these keys.
    pub fn variable(self) -> &'static str {
        match self {
            Self::Staff => collector::config::STAFF_KEYS,
            Self::Contact => collector::config::CONTACT_KEYS,
            Self::Recovery => collector::config::RECOVERY_KEYS,
        }
    }
}

/// The public keys for which answers are sealed: `modtagere.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipients {
    #[serde(default)]
    svar: Vec<String>,
    #[serde(default)]
    kontakt: Vec<String>,
    #[serde(default)]
    gendannelse: Vec<String>,
}

impl Recipients {
    /// Reads the file in the folder `home`; a file that is not there holds no keys.
    ///
    /// # Errors
    /// [`Trouble::Recipients`] if it cannot be read.
    pub fn read(home: &Path) -> Result<Self, Trouble> {
        let path = home.join(PUBLIC_FILE);
        match fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map_err(|error| Trouble::Recipients(path, error.message().to_owned())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(Trouble::Recipients(path, error.to_string())),
        }
    }

    /// Returns the keys of a role.
    pub fn of(&self, role: Role) -> &[String] {
        match role {
            Role::Staff => &self.svar,
            Role::Contact => &self.kontakt,
            Role::Recovery => &self.gendannelse,
        }
    }

    /// Adds a key to a role.
    pub fn add(&mut self, role: Role, public: String) {
        let keys = match role {
            Role::Staff => &mut self.svar,
            Role::Contact => &mut self.kontakt,
            Role::Recovery => &mut self.gendannelse,
        };
        if !keys.contains(&public) {
            keys.push(public);
        }
    }

    /// Takes a key away, wherever it is; returns whether it was there.
    pub fn remove(&mut self, public: &str) -> bool {
        let before = self.svar.len() + self.kontakt.len() + self.gendannelse.len();
        for keys in [&mut self.svar, &mut self.kontakt, &mut self.gendannelse] {
            keys.retain(|key| key != public);
        }
        before != self.svar.len() + self.kontakt.len() + self.gendannelse.len()
    }

    /// Returns what the service and staff seal for.
    ///
    /// # Errors
    /// [`Trouble::Recipients`] if one is missing, is no key, or stands in two roles where it must not.
    pub fn keys(&self, home: &Path) -> Result<Keys, Trouble> {
        Keys::parse(&self.svar.join(","), &self.gendannelse.join(","), &self.kontakt.join(",")).map_err(|error| {
            let why = match error {
                collector::seal::KeyError::Unreadable(_) => "en af dem er ikke en offentlig nøgle (age1…)",
                collector::seal::KeyError::None("staff") => "der er ingen til »svar«",
                collector::seal::KeyError::None("contact") => "der er ingen til »kontakt«",
                collector::seal::KeyError::None(_) => "der er ingen til »gendannelse«",
                collector::seal::KeyError::Shared => "nøglen til »gendannelse« må ikke også være til noget andet",
            };
            Trouble::Recipients(home.join(PUBLIC_FILE), why.to_owned())
        })
    }

    /// Writes the file in the folder `home`, whole or not at all.
    ///
    /// # Errors
    /// [`Trouble::Disk`].
    pub fn write(&self, home: &Path) -> Result<(), Trouble> {
        let text = toml::to_string(self).unwrap_or_default();
        let head = "# De offentlige nøgler, som svar bliver låst med. De er ikke hemmelige.\n";
        write_private(&home.join(PUBLIC_FILE), format!("{head}{text}").as_bytes())
    }
}

/// Where the private keys are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyFile {
    /// Locked with a passphrase.
    Locked(PathBuf),
    /// Those of a developer's machine, which protect nothing.
    Development(PathBuf),
}

impl KeyFile {
    /// Finds the keys in the folder `home`, or at `path`.
    ///
    /// # Errors
    /// [`Trouble::NoKeys`] if there are none.
    pub fn find(home: &Path, path: Option<&Path>) -> Result<Self, Trouble> {
        let candidates = match path {
            Some(path) => vec![path.to_owned()],
            None => vec![home.join(LOCKED_FILE), home.join(KEYS_FILE)],
        };
        let found = candidates.into_iter().find(|path| path.is_file());
        let found = found.ok_or_else(|| Trouble::NoKeys(path.unwrap_or(home).to_owned()))?;
        let mut start = [0; 11];
        let read = fs::File::open(&found).and_then(|mut file| file.read(&mut start));
        read.map_err(|error| Trouble::Disk(found.clone(), error))?;
        Ok(if start == *b"age-encrypt" { Self::Locked(found) } else { Self::Development(found) })
    }

    /// Opens them. The passphrase is asked for only where it is needed.
    ///
    /// # Errors
    /// [`Trouble`] if the passphrase is wrong or the file holds no keys.
    pub fn open(&self, passphrase: impl FnOnce() -> Result<String, Trouble>) -> Result<Keyring, Trouble> {
        let (path, text) = match self {
            Self::Development(path) => {
                (path, fs::read_to_string(path).map_err(|error| Trouble::Disk(path.clone(), error))?)
            }
            Self::Locked(path) => (path, unlock(path, passphrase()?)?),
        };
        let keys =
            identities(&text).ok_or_else(|| Trouble::KeyFile(path.clone(), "der er ingen nøgler i den".to_owned()))?;
        Ok(Keyring::new(keys.into_values().collect()))
    }
}

/// Returns the public keys for which the folder `home` seals: those written down, or the developer's own.
///
/// # Errors
/// [`Trouble`] if there are none.
pub fn recipients(home: &Path) -> Result<(Recipients, Keys), Trouble> {
    let mut recipients = Recipients::read(home)?;
    if recipients == Recipients::default() && home.join(KEYS_FILE).is_file() {
        let keys = DevelopmentKeys::open(home)?;
        recipients.add(Role::Staff, keys.staff.to_public().to_string());
        recipients.add(Role::Recovery, keys.recovery.to_public().to_string());
        recipients.add(Role::Contact, keys.contact.to_public().to_string());
    }
    let keys = recipients.keys(home)?;
    Ok((recipients, keys))
}

/// How hard a passphrase is to guess: the work of one try, as a power of two. 18 is about a second on a laptop.
pub const WORK: u8 = 18;
/// Letters in a passphrase at least: four or five words.
pub const SHORTEST_PASSPHRASE: usize = 16;

/// Adds a new pair to the locked file in `home`, or begins one; returns the public half. The file is replaced whole or not at all.
///
/// # Errors
/// [`Trouble`] if the passphrase is too short or wrong, or the disk says no.
pub fn add(
    home: &Path,
    roles: &[Role],
    passphrase: &str,
    today: &str,
    work: u8,
) -> Result<Vec<(Role, String)>, Trouble> {
    let path = home.join(LOCKED_FILE);
    let mut text = if path.exists() { unlock(&path, passphrase.to_owned())? } else { String::new() };
    if passphrase.chars().count() < SHORTEST_PASSPHRASE {
        return Err(Trouble::Usage(format!(
            "adgangssætningen er for kort; skriv mindst {SHORTEST_PASSPHRASE} tegn, for eksempel fire eller fem ord"
        )));
    }
    let mut recipients = Recipients::read(home)?;
    let mut made = Vec::new();
    for role in roles {
        let identity = Identity::generate();
        let public = identity.to_public().to_string();
        text.push_str(&format!(
            "# {}, lavet {today}: {public}\n{}\n",
            role.word(),
            identity.to_string().expose_secret()
        ));
        recipients.add(*role, public.clone());
        made.push((*role, public));
    }
    write_private(&path, &lock(&text, passphrase, work)?)?;
    recipients.write(home)?;
    Ok(made)
}

/// Locks a text with a passphrase, as the age program does.
fn lock(text: &str, passphrase: &str, work: u8) -> Result<Vec<u8>, Trouble> {
    let failed = |_| Trouble::Usage("nøglefilen kunne ikke låses".to_owned());
    let mut recipient = age::scrypt::Recipient::new(SecretString::from(passphrase.to_owned()));
    recipient.set_work_factor(work);
    let encryptor = age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))
        .map_err(|_| Trouble::Usage("nøglefilen kunne ikke låses".to_owned()))?;
    let mut locked = Vec::new();
    let mut writer = encryptor.wrap_output(&mut locked).map_err(failed)?;
    writer.write_all(text.as_bytes()).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(locked)
}

fn unlock(path: &Path, passphrase: String) -> Result<String, Trouble> {
    let broken = |why: &str| Trouble::KeyFile(path.to_owned(), why.to_owned());
    let locked = fs::read(path).map_err(|error| Trouble::Disk(path.to_owned(), error))?;
    let decryptor = age::Decryptor::new(locked.as_slice()).map_err(|_| broken("det er ikke en nøglefil"))?;
    let mut identity = age::scrypt::Identity::new(SecretString::from(passphrase));
    identity.set_max_work_factor(22);
    let opened = decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity));
    let mut reader = opened.map_err(|error| {
        use age::DecryptError::{DecryptionFailed, KeyDecryptionFailed, NoMatchingKeys};
        if matches!(error, NoMatchingKeys | DecryptionFailed | KeyDecryptionFailed) {
            Trouble::WrongPassphrase
        } else {
            broken("den er beskadiget, eller den er ikke låst med en adgangssætning")
        }
    })?;
    let mut text = String::new();
    reader.read_to_string(&mut text).map_err(|_| broken("den er beskadiget"))?;
    Ok(text)
}

/// Reads private keys, by their public halves.
fn identities(text: &str) -> Option<BTreeMap<String, Identity>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let keys: Option<BTreeMap<String, Identity>> =
        lines.map(|line| line.parse::<Identity>().ok().map(|key| (key.to_public().to_string(), key))).collect();
    keys.filter(|keys| !keys.is_empty())
}
