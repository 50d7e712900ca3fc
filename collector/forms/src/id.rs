//! Names that other files refer to.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! slug_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(String);

        impl $name {
            /// Returns the id if `name` is lower-case letters a–z, digits and single hyphens.
            pub fn parse(name: &str) -> Option<Self> {
                is_slug(name).then(|| Self(name.to_owned()))
            }

            /// Returns the name as it stands in addresses and files.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotASlug;

            fn try_from(name: String) -> Result<Self, NotASlug> {
                if is_slug(&name) { Ok(Self(name)) } else { Err(NotASlug) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

slug_ids! {
    /// The name of a form: the folder it lies in, the same in every version.
    FormId,
    /// The name of a question within its form, for ever.
    QuestionId,
    /// The stored value of a choice within its question.
    ChoiceId,
    /// Who answers: `mor`, `far`, `fagperson` …
    RoleId,
    /// The name of a score within its form.
    ScoreId,
    /// The name of a band within its score.
    BandId,
    /// The name of a consent, the same in every version of its text.
    ConsentId,
}

/// A name that cannot stand in an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a name of a–z, 0–9 and single hyphens")]
pub struct NotASlug;

/// Returns whether `name` can stand in an address and in a file name on every machine: a–z, 0–9, single inner hyphens.
pub fn is_slug(name: &str) -> bool {
    !name.is_empty()
        && name
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::is_slug;

    #[test]
    fn a_slug_is_small_letters_digits_and_single_hyphens() {
        assert!(["soevn", "0-2-uger", "112"].iter().all(|name| is_slug(name)));
        assert!(["", "Søvn", "a--b", "-a", "a-", "a_b", "a b"].iter().all(|name| !is_slug(name)));
    }
}
