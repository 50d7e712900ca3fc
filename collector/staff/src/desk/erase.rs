//! Erasing, for those who have a right to it.

use collector::record::Key;
use forms::code::{FamilyCode, Receipt};
use forms::value::Value;

use super::{Desk, Progress};
use crate::audit::Deed;
use crate::case::Head;
use crate::submission::Submission;
use crate::trouble::Trouble;

/// Whose submissions are to go.
#[derive(Clone, PartialEq, Eq)]
pub enum Erase {
    /// The one with this receipt.
    Receipt(Receipt),
    /// This one.
    Case(Key),
    /// All of a family.
    Family(FamilyCode),
    /// All that name this phone number, mail address or person.
    Contact(String),
}

impl Desk {
    /// Returns what would be erased. Nothing is.
    ///
    /// # Errors
    /// [`Trouble`] if there is nothing, or the table cannot be read.
    pub async fn to_erase(&self, whose: &Erase, progress: Progress<'_>) -> Result<Vec<Head>, Trouble> {
        let found = match whose {
            Erase::Receipt(receipt) => vec![self.item(&Key::of(*receipt)).await?.head()?],
            Erase::Case(key) => vec![self.item(key).await?.head()?],
            Erase::Family(_) | Erase::Contact(_) => {
                let found = self.all_of(whose, progress).await?;
                found.into_iter().map(|submission| submission.head).collect()
            }
        };
        if found.is_empty() { Err(Trouble::NotFound("der passer".to_owned())) } else { Ok(found) }
    }

    /// Returns every submission of one person or family, opened, and notes that all were searched.
    pub(super) async fn all_of(&self, whose: &Erase, progress: Progress<'_>) -> Result<Vec<Submission>, Trouble> {
        match whose {
            Erase::Receipt(receipt) => self.one(&Key::of(*receipt)).await.map(|found| vec![found]),
            Erase::Case(key) => self.one(key).await.map(|found| vec![found]),
            Erase::Family(code) => {
                self.log(Deed::Searched, None, "efter familiekode").await?;
                self.of_family(*code, progress).await
            }
            Erase::Contact(written) => {
                self.log(Deed::Searched, None, "efter kontaktoplysninger").await?;
                let wanted = plain(written);
                if wanted.chars().count() < 5 {
                    return Err(Trouble::Usage(
                        "skriv et helt telefonnummer, en hel mailadresse eller et helt navn".to_owned(),
                    ));
                }
                self.gathered(|submission| names(submission, &wanted), progress).await
            }
        }
    }

    async fn one(&self, key: &Key) -> Result<Submission, Trouble> {
        let item = self.item(key).await?;
        let head = item.head()?;
        self.keyring()?.submission(&item, head)
    }

    /// Erases these cases, one after the other; each leaves a stone and a line in the log. Returns those that are gone now.
    ///
    /// # Errors
    /// [`Trouble`] at the first that could not be erased; those before it are.
    pub async fn erase(&self, heads: &[Head], why: &str) -> Result<(), Trouble> {
        for head in heads {
            let line = self.line(Deed::Erased, Some(&head.key), why.to_owned());
            match self.table.erase(&head.key, &line).await {
                // The family was faster.
                Ok(()) | Err(Trouble::NotFound(_)) => {}
                Err(trouble) => return Err(trouble),
            }
        }
        Ok(())
    }
}

fn names(submission: &Submission, wanted: &str) -> bool {
    let values = submission.contact.iter().flat_map(|contact| contact.answers.values());
    values.into_iter().any(|value| match value {
        Value::Text(text) => plain(text) == wanted,
        Value::Choice(_)
        | Value::Choices(_)
        | Value::Number(_)
        | Value::Date(_)
        | Value::Address(_)
        | Value::Municipality(_) => false,
    })
}

/// Returns a name, number or address as it is compared.
fn plain(text: &str) -> String {
    let text: String =
        text.to_lowercase().replace('å', "aa").chars().filter(|c| c.is_alphanumeric() || *c == '@').collect();
    text.strip_prefix("0045")
        .or_else(|| text.strip_prefix("45").filter(|rest| rest.len() == 8))
        .unwrap_or(&text)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_found_as_they_are_written() {
        for (one, other) in [
            ("+45 20 12 34 56", "20123456"),
            ("0045 20123456", "20 12 34 56"),
            ("Åse Holm-Berg", "aase holm berg"),
            ("Mor@Eksempel.dk", "mor@eksempel.dk"),
        ] {
            assert_eq!(plain(one), plain(other));
        }
        assert_ne!(plain("Anne Holm"), plain("Anna Holm"));
    }
}
