//! The environment, read once at start.

use std::path::PathBuf;

use crate::guard::Origin;
use crate::seal::{KeyError, Keys};

/// The name of the table.
pub const TABLE: &str = "COLLECTOR_TABLE";
/// Public keys of the counsellors, separated by commas.
pub const STAFF_KEYS: &str = "COLLECTOR_STAFF_KEYS";
/// Public keys kept offline, for the day the others are lost.
pub const RECOVERY_KEYS: &str = "COLLECTOR_RECOVERY_KEYS";
/// Public keys of those who get in touch.
pub const CONTACT_KEYS: &str = "COLLECTOR_CONTACT_KEYS";
/// Where the site lives: `https://1000dage.dk`.
pub const ORIGIN: &str = "COLLECTOR_ORIGIN";
/// The folder with forms and pages that the build made.
pub const BUNDLE: &str = "COLLECTOR_BUNDLE";

/// What the service needs to know.
#[derive(Debug)]
pub struct Config {
    /// The name of the table.
    pub table: String,
    /// For whom answers are sealed.
    pub keys: Keys,
    /// Where the site lives.
    pub origin: Origin,
    /// The folder with forms and pages.
    pub bundle: PathBuf,
}

/// Why the service does not start.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A variable is missing or empty.
    #[error("the environment variable {0} is missing")]
    Missing(&'static str),
    /// A private key lies in the environment: whoever can read the service's settings could read every answer.
    #[error("the environment variable {0} holds a private key; take it away and make a new pair")]
    PrivateKey(String),
    /// The keys are not enough, or not keys.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The address of the site is none.
    #[error("{ORIGIN} must be like https://1000dage.dk, without a path")]
    Origin,
}

impl Config {
    /// Reads the variables of the environment.
    ///
    /// # Errors
    /// [`ConfigError`], which never repeats a value.
    pub fn read(variables: impl IntoIterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        let variables: Vec<_> = variables.into_iter().collect();
        let private = |value: &str| value.to_ascii_uppercase().contains("AGE-SECRET-KEY-");
        if let Some((name, _)) = variables.iter().find(|(_, value)| private(value)) {
            return Err(ConfigError::PrivateKey(name.clone()));
        }
        let need = |name: &'static str| {
            let found = variables.iter().find(|(known, value)| known == name && !value.trim().is_empty());
            found.map(|(_, value)| value.trim()).ok_or(ConfigError::Missing(name))
        };
        Ok(Self {
            table: need(TABLE)?.to_owned(),
            keys: Keys::parse(need(STAFF_KEYS)?, need(RECOVERY_KEYS)?, need(CONTACT_KEYS)?)?,
            origin: Origin::parse(need(ORIGIN)?).ok_or(ConfigError::Origin)?,
            bundle: PathBuf::from(need(BUNDLE)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Vec<(String, String)> {
        let key = || age::x25519::Identity::generate().to_public().to_string();
        [
            (TABLE, "1000dage".to_owned()),
            (STAFF_KEYS, format!("{}, {}", key(), key())),
            (RECOVERY_KEYS, key()),
            (CONTACT_KEYS, key()),
            (ORIGIN, "https://1000dage.dk".to_owned()),
            (BUNDLE, "forms".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec()
    }

    #[track_caller]
    fn check(name: &str, value: &str, expected: &str) {
        let mut variables = good();
        variables.retain(|(known, _)| known != name);
        variables.push((name.to_owned(), value.to_owned()));
        assert_eq!(Config::read(variables).err().map(|error| error.to_string()).as_deref(), Some(expected));
    }

    #[test]
    fn a_whole_environment_is_read() {
        assert!(Config::read(good()).is_ok());
    }

    #[test]
    fn a_private_key_anywhere_in_the_environment_is_refused() {
        use age::secrecy::ExposeSecret;
        let identity = age::x25519::Identity::generate();
        check(
            "ANYTHING",
            identity.to_string().expose_secret(),
            "the environment variable ANYTHING holds a private key; take it away and make a new pair",
        );
        check(
            STAFF_KEYS,
            &identity.to_string().expose_secret().to_lowercase(),
            "the environment variable COLLECTOR_STAFF_KEYS holds a private key; take it away and make a new pair",
        );
    }

    #[test]
    fn what_is_missing_or_wrong_is_named_without_its_value() {
        check(TABLE, " ", "the environment variable COLLECTOR_TABLE is missing");
        check(RECOVERY_KEYS, "", "the environment variable COLLECTOR_RECOVERY_KEYS is missing");
        check(STAFF_KEYS, "age1hemmelig", "one of the staff keys is no public key of age (age1…)");
        check(ORIGIN, "1000dage.dk", "COLLECTOR_ORIGIN must be like https://1000dage.dk, without a path");
        check(ORIGIN, "https://1000dage.dk/", "COLLECTOR_ORIGIN must be like https://1000dage.dk, without a path");
    }

    #[test]
    fn one_key_in_two_roles_is_refused() {
        let mut variables = good();
        let staff = variables.iter().find(|(name, _)| name == STAFF_KEYS).map(|(_, value)| value.clone());
        variables.retain(|(name, _)| name != RECOVERY_KEYS);
        variables.push((RECOVERY_KEYS.to_owned(), staff.expect("there")));
        let refused = Config::read(variables).err().map(|error| error.to_string());
        assert!(refused.is_some_and(|told| told.starts_with("the recovery key must be another than")));
    }
}
