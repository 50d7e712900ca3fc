//! Everything that is kept of one person, for that person.

use super::{Desk, Erase, Look, Progress};
use crate::audit::Deed;
use crate::keyring::ContactState;
use crate::paper::document::{AccessPart, access_report};
use crate::submission::Submission;
use crate::told::{Told, told};
use crate::trouble::Trouble;

/// What is handed to a person who asks what is kept.
pub struct Access {
    /// To be read: PDF.
    pub pdf: Vec<u8>,
    /// To be taken elsewhere: JSON.
    pub json: Vec<u8>,
    /// How many submissions it holds.
    pub count: usize,
}

impl Desk {
    /// Gathers everything that is kept of one person or family, and notes that it was handed out.
    ///
    /// # Errors
    /// [`Trouble`] if there is nothing, or it cannot be opened.
    pub async fn access(&self, whose: &Erase, progress: Progress<'_>) -> Result<Access, Trouble> {
        let found = self.all_of(whose, progress).await?;
        if found.is_empty() {
            return Err(Trouble::NotFound("der passer".to_owned()));
        }
        for submission in &found {
            self.log(Deed::Handed, Some(&submission.head.key), "").await?;
        }
        let (parts, all): (Vec<_>, Vec<_>) = found
            .into_iter()
            .map(|submission| {
                let kept = self.kept(&submission);
                let told = told(&look(submission), &self.forms);
                (part(&told, kept), told)
            })
            .unzip();
        let json = serde_json::to_vec_pretty(&all).map_err(|_| Trouble::Damaged("brevet kan ikke læses"))?;
        Ok(Access { pdf: access_report(&parts, self.today())?.pdf, json, count: parts.len() })
    }

    /// Returns how long a submission is kept, in words.
    fn kept(&self, submission: &Submission) -> String {
        let Some(form) = self.form(&submission.head) else { return "så længe formularen siger".to_owned() };
        let (open, handled) = (form.retention().open, form.retention().handled);
        format!("højst {open} dage, fra det kom, hvis ingen skal tale med dig, og {handled} dage, fra sagen er lukket")
    }
}

fn look(submission: Submission) -> Look {
    Look {
        head: submission.head,
        letter: Ok(submission.letter),
        contact: submission.contact.map_or(ContactState::Empty, ContactState::Open),
        history: submission.history,
    }
}

fn part(told: &Told, kept: String) -> AccessPart {
    let said = |said: &crate::told::Said| (said.question.clone(), said.answer.clone());
    let mut facts = vec![
        ("Nummer".to_owned(), told.number.clone()),
        ("Modtaget".to_owned(), told.received.clone()),
        ("Formular".to_owned(), told.form.clone()),
        ("Status".to_owned(), told.status.clone()),
        ("Bliver gemt".to_owned(), kept),
    ];
    facts.extend(told.role.clone().map(|role| ("Hvem der svarede".to_owned(), role)));
    facts.extend(told.municipality.map(|place| ("Kommune".to_owned(), place.to_owned())));
    facts.extend(told.family_code.clone().map(|code| ("Familiekode".to_owned(), code)));
    let mut sections: Vec<_> = told
        .sections
        .iter()
        .map(|section| (section.title.clone(), section.answers.iter().map(said).collect()))
        .collect();
    sections.push(("Kontaktoplysninger".to_owned(), told.contact.iter().map(said).collect()));
    let words = |title: &str, texts: &[String]| {
        (
            title.to_owned(),
            texts.iter().enumerate().map(|(place, text)| (format!("{}.", place + 1), text.clone())).collect(),
        )
    };
    sections.push(words("Det, du har sagt ja til", &told.consents));
    sections.push(words("Det, svarene blev regnet sammen til", &told.scores));
    sections.push(words("Hvorfor det blev vist for en rådgiver før andre", &told.reasons));
    sections.retain(|(_, answers): &(String, Vec<_>)| !answers.is_empty());
    let line = |line: &crate::told::Line| {
        let note = line.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
        (format!("{}, {}", line.at, line.by), format!("{}{note}", line.what))
    };
    AccessPart { title: told.title.clone(), facts, sections, history: told.history.iter().map(line).collect() }
}
