//! Where things are and who is at work: what was said on the command line, and what the environment says instead. Read once.

use std::path::{Path, PathBuf};

use collector::store::Store;
use collector::store::client::{self, Patience};
use collector_local::{ENDPOINT, FORMS_FILE, PACKAGES_FILE, TABLE_FILE, Table as Local};
use jiff::Timestamp;

use crate::desk::{Desk, Parts};
use crate::disk::write_private;
use crate::forms_at_hand::{Forms, read_packages};
use crate::keyring::Keyring;
use crate::keys::{KeyFile, recipients};
use crate::packages::fit::Stage;
use crate::table::Table;
use crate::trouble::Trouble;

/// What was said on the command line.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// The folder with keys, forms and watermarks; on a developer's machine also the embedded table.
    pub home: Option<PathBuf>,
    /// The name of a table in the cloud.
    pub table: Option<String>,
    /// Where the table answers.
    pub endpoint: Option<String>,
    /// The region.
    pub region: Option<String>,
    /// The profile in `~/.aws/config`.
    pub profile: Option<String>,
    /// The file with private keys.
    pub keys: Option<PathBuf>,
    /// The file with the forms.
    pub forms: Option<PathBuf>,
    /// The file with the passphrase.
    pub passphrase_file: Option<PathBuf>,
    /// Who is at work.
    pub who: Option<String>,
}

/// Where things are and who is at work.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder of the member of the staff.
    pub home: PathBuf,
    /// Where the table is.
    pub place: Place,
    /// Who is at work.
    pub who: String,
    keys: Option<PathBuf>,
    forms: PathBuf,
    passphrase_file: Option<PathBuf>,
}

/// Where the table is.
#[derive(Debug, Clone)]
pub enum Place {
    /// In the cloud.
    Cloud(String, client::Place),
    /// On this machine: in the folder, or where the variable of AWS points.
    Local(PathBuf, Option<String>),
}

/// The folder of data on a developer's machine.
const DEVELOPMENT: &str = ".data";
/// The forms as a build of the site leaves them.
const BUILT_FORMS: &str = "dist/collector/forms.json";

impl Settings {
    /// Puts together what was said and what the environment says.
    ///
    /// # Errors
    /// [`Trouble::Usage`] if nobody knows who is at work.
    pub fn of(said: Said, environment: impl Fn(&str) -> Option<String>) -> Result<Self, Trouble> {
        let told = |name: &str| environment(name).filter(|value| !value.trim().is_empty());
        let table = said.table.or_else(|| told("STAFF_TABLE"));
        let endpoint = said.endpoint.or_else(|| told(ENDPOINT));
        let home = said.home.or_else(|| told("STAFF_HOME").map(PathBuf::from));
        let home = home.unwrap_or_else(|| match (&table, told("HOME").or_else(|| told("USERPROFILE"))) {
            (Some(_), Some(own)) => Path::new(&own).join(".1000dage"),
            _ => PathBuf::from(DEVELOPMENT),
        });
        let who = said.who.or_else(|| told("STAFF_NAME")).or_else(|| told("USER")).or_else(|| told("USERNAME"));
        let good = |name: &String| {
            !name.is_empty() && name.chars().count() <= crate::case::MAX_NAME && !name.chars().any(char::is_control)
        };
        let who = who.map(|name| name.trim().to_owned()).filter(good);
        let who = who.ok_or_else(|| Trouble::Usage("sig med --as, hvem du er: --as Karen".to_owned()))?;
        let place = match table {
            Some(name) => Place::Cloud(name, client::Place { region: said.region, profile: said.profile, endpoint }),
            None if said.region.is_some() || said.profile.is_some() => {
                return Err(Trouble::Usage("sig også med --table, hvad tabellen hedder".to_owned()));
            }
            None => match endpoint {
                // What is not on this machine is somebody's, and never filled with made-up cases.
                Some(address) if !is_on_this_machine(&address) => {
                    return Err(Trouble::Usage(format!(
                        "{address} er ikke på denne maskine; sig med --table, hvad tabellen hedder"
                    )));
                }
                endpoint => Place::Local(home.clone(), endpoint),
            },
        };
        let forms = said.forms.unwrap_or_else(|| home.join(FORMS_FILE));
        // On a machine where the site was built but never served.
        let forms = if forms.exists() {
            forms
        } else {
            Some(PathBuf::from(BUILT_FORMS)).filter(|built| built.exists()).unwrap_or(forms)
        };
        Ok(Self { home, place, who, keys: said.keys, forms, passphrase_file: said.passphrase_file })
    }

    /// Opens the table.
    ///
    /// # Errors
    /// [`Trouble`] if there is none, or it cannot be reached.
    pub async fn table(&self) -> Result<Table, Trouble> {
        match &self.place {
            Place::Cloud(name, place) => {
                let client = client::at(place.clone(), Patience::Person).await;
                let region = client.config().region().map(|region| format!(", {region}")).unwrap_or_default();
                Table::open(Store::new(client, name.clone()), format!("tabellen {name} i AWS{region}"), None).await
            }
            Place::Local(home, endpoint) => {
                if endpoint.is_none() && !home.join(TABLE_FILE).exists() {
                    return Err(Trouble::NoLocalTable(home.clone()));
                }
                self.local_table().await
            }
        }
    }

    /// Opens the table of this machine, and makes it where it is not there.
    ///
    /// # Errors
    /// [`Trouble::RealTable`] if the settings speak of another.
    pub async fn local_table(&self) -> Result<Table, Trouble> {
        let (home, endpoint) = match &self.place {
            Place::Local(home, endpoint) => (home, endpoint),
            Place::Cloud(name, _) => return Err(Trouble::RealTable(name.clone())),
        };
        let local = Local::find(home, endpoint.clone())?;
        let name = match endpoint {
            Some(address) => format!("prøvetabellen på {address}"),
            None => format!("prøvetabellen {} på denne maskine", home.join(TABLE_FILE).display()),
        };
        let store = local.store(Patience::Person).await?;
        Table::open(store, name, Some(local)).await
    }

    /// Reads the forms.
    ///
    /// # Errors
    /// [`Trouble::Forms`].
    pub fn forms(&self) -> Result<Forms, Trouble> {
        Forms::read(&self.forms)
    }

    /// Reads the packages, which lie beside the forms.
    ///
    /// # Errors
    /// [`Trouble::Forms`].
    pub fn packages(&self) -> Result<Vec<Stage>, Trouble> {
        let served = self.home.join(PACKAGES_FILE);
        read_packages(&if served.exists() { served } else { self.forms.with_file_name("packages.json") })
    }

    /// Lays the forms and the packages into the folder, where they are found from everywhere.
    ///
    /// # Errors
    /// [`Trouble`] if they are not at hand or cannot be copied.
    pub fn keep_forms(&self) -> Result<(), Trouble> {
        let beside = self.forms.with_file_name("packages.json");
        for (from, to) in [(&self.forms, self.home.join(FORMS_FILE)), (&beside, self.home.join(PACKAGES_FILE))] {
            if !to.exists() && from.exists() {
                let text = std::fs::read(from).map_err(|error| Trouble::Disk(from.clone(), error))?;
                write_private(&to, &text)?;
            }
        }
        Ok(())
    }

    /// Opens the private keys.
    ///
    /// # Errors
    /// [`Trouble`] if there are none or the passphrase is wrong.
    pub fn keyring(&self, passphrase: impl FnOnce() -> Result<String, Trouble>) -> Result<Keyring, Trouble> {
        KeyFile::find(&self.home, self.keys.as_deref())?.open(passphrase)
    }

    /// Returns where the private keys are.
    ///
    /// # Errors
    /// [`Trouble::NoKeys`].
    pub fn key_file(&self) -> Result<KeyFile, Trouble> {
        KeyFile::find(&self.home, self.keys.as_deref())
    }

    /// Returns the file with the passphrase, if one was named.
    pub fn passphrase_file(&self) -> Option<&Path> {
        self.passphrase_file.as_deref()
    }

    /// Sits down at a table that is open.
    ///
    /// # Errors
    /// [`Trouble`] if forms or public keys are not at hand.
    pub fn desk(&self, table: Table, keyring: Option<Keyring>, now: fn() -> Timestamp) -> Result<Desk, Trouble> {
        Ok(Desk::new(Parts {
            table,
            keyring,
            recipients: recipients(&self.home)?,
            forms: self.forms()?,
            packages: self.packages()?,
            who: self.who.clone(),
            home: self.home.clone(),
            now,
        }))
    }
}

/// Returns whether an address such as `http://127.0.0.1:8000` is that of the machine itself.
fn is_on_this_machine(address: &str) -> bool {
    let place = address.trim().strip_prefix("http://").unwrap_or_default();
    let place = place.split(['/', '?', '#']).next().unwrap_or_default();
    let host =
        place.rsplit_once(':').map_or(place, |(host, port)| if port.parse::<u16>().is_ok() { host } else { place });
    let number = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    host == "localhost" || number.is_ok_and(|number| number.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(said: Said, environment: &[(&str, &str)]) -> Result<Settings, Trouble> {
        let find =
            |name: &str| environment.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Settings::of(said, find)
    }

    #[test]
    fn without_a_word_it_is_the_table_of_this_machine() {
        let found = settings(Said::default(), &[("USER", "karen"), ("HOME", "/home/karen")]).expect("settings");
        assert!(matches!(found.place, Place::Local(home, None) if home == Path::new(".data")));
        assert_eq!(found.who, "karen");
    }

    #[test]
    fn with_a_table_in_the_cloud_the_keys_lie_at_home() {
        let said = Said { table: Some("dage".to_owned()), who: Some(" Karen ".to_owned()), ..Said::default() };
        let found = settings(said, &[("HOME", "/home/karen")]).expect("settings");
        assert!(matches!(&found.place, Place::Cloud(name, _) if name == "dage"));
        assert_eq!((found.home.as_path(), found.who.as_str()), (Path::new("/home/karen/.1000dage"), "Karen"));
    }

    #[test]
    fn a_table_on_another_machine_must_be_named() {
        for address in ["http://127.0.0.1:8000", "http://localhost:8000/", "http://[::1]:8000", "http://127.8.0.1"] {
            let said = Said { endpoint: Some(address.to_owned()), ..Said::default() };
            assert!(settings(said, &[("USER", "karen")]).is_ok(), "{address}");
        }
        for address in [
            "https://dynamodb.eu-north-1.amazonaws.com",
            "http://10.0.0.7:8000",
            "http://localhost.eksempel.dk",
            "http://127.0.0.1@eksempel.dk",
            "http://127.0.0.1:8000@eksempel.dk:80",
            "127.0.0.1:8000",
            "",
        ] {
            let told = settings(Said { endpoint: Some(address.to_owned()), ..Said::default() }, &[("USER", "karen")]);
            assert!(told.is_err_and(|trouble| trouble.to_string().contains("--table")), "{address}");
            let said = Said { endpoint: Some(address.to_owned()), table: Some("dage".to_owned()), ..Said::default() };
            assert!(settings(said, &[("USER", "karen")]).is_ok(), "{address}");
        }
    }

    #[test]
    fn nobody_works_without_a_name() {
        let told = settings(Said::default(), &[("USER", " ")]).map(|_| ()).map_err(|trouble| trouble.to_string());
        assert_eq!(told, Err("sig med --as, hvem du er: --as Karen".to_owned()));
        for name in ["", " ", "\u{1b}[31mKaren", &"K".repeat(81)] {
            let said = Said { who: Some(name.to_owned()), ..Said::default() };
            assert!(settings(said, &[("USER", "karen")]).is_err(), "{name:?}");
        }
    }
}
