//! `staff show`: one submission, opened.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use age::Identity as AnyIdentity;
use age::x25519::Identity;
use collector::record::{ContactLetter, FORMAT, Letter, attribute};
use collector_local::{FORMS_FILE, KEYS_FILE};
use forms::definition::Form;
use forms::id::QuestionId;
use forms::shown::value_in_words;
use forms::value::Value;
use serde::de::DeserializeOwned;

use crate::queue::when;
use crate::table::{Item, Place, Reader};

/// Opens the submission with this number or receipt, and prints it.
pub(crate) async fn run(which: &str, place: &Place, keys: Option<&Path>) -> Result<(), String> {
    let keys = identities(&keys.map_or_else(|| place.data.join(KEYS_FILE), Path::to_owned))?;
    let item = Reader::open(place).await?.find(which).await?;
    let form = form(&place.data.join(FORMS_FILE), &item);
    let letter = answers_of(&item, &keys);
    let contact = contact_of(&item, &keys);
    anstream::println!("{} {}", item.number(), form.as_ref().map_or(item.text(attribute::FORM), |form| form.title()));
    anstream::println!("Modtaget {}", when(item.text(attribute::RECEIVED)));
    match letter {
        Ok(letter) => print_letter(&letter, form.as_ref()),
        Err(problem) => anstream::println!("Svarene kan ikke vises: {problem}"),
    }
    match contact {
        Ok(contact) if contact.answers.is_empty() => anstream::println!("\nIngen kontaktoplysninger."),
        Ok(contact) => {
            anstream::println!("\nKontakt");
            print_answers(&contact.answers, form.as_ref());
        }
        Err(problem) => anstream::println!("\nKontaktoplysningerne kan ikke vises: {problem}"),
    }
    Ok(())
}

fn print_letter(letter: &Letter, form: Option<&Form>) {
    for reason in &letter.reasons {
        anstream::println!("! {reason}");
    }
    if !letter.suspicions.is_empty() {
        anstream::println!("! Sat til side: det ligner ikke et svar fra et menneske på vores side");
    }
    if let Some(role) = &letter.role {
        let label = form.and_then(|form| form.role(role)).map_or(role.as_str(), |role| role.label.as_str());
        anstream::println!("Fra: {label}");
    }
    if let Some(code) = letter.family_code {
        anstream::println!("Familiekode: {}", code.reveal());
    }
    anstream::println!();
    print_answers(&letter.answers, form);
    for scored in &letter.scores {
        let score = form.and_then(|form| form.scores().iter().find(|score| score.id == scored.id));
        let band = score.and_then(|score| score.bands.iter().find(|band| Some(&band.id) == scored.band.as_ref()));
        let meaning = band.map_or("", |band| band.staff.as_str());
        let name = scored.band.as_ref().map_or("uden bånd", |band| band.as_str());
        anstream::println!("\n{}: {} point, {name}. {meaning}", scored.id, scored.points);
    }
}

/// Prints answers in the order of the form, or by name where the form is not at hand.
fn print_answers(answers: &BTreeMap<QuestionId, Value>, form: Option<&Form>) {
    match form {
        Some(form) => {
            for question in form.questions() {
                if let Some(value) = answers.get(&question.id) {
                    anstream::println!(
                        "{}\n    {}",
                        question.label,
                        value_in_words(question, value).replace('\n', "\n    ")
                    );
                }
            }
        }
        None => {
            for (id, value) in answers {
                let value = serde_json::to_string(value).unwrap_or_default();
                anstream::println!("{id}: {value}");
            }
        }
    }
}

fn identities(path: &Path) -> Result<Vec<Identity>, String> {
    let text =
        fs::read_to_string(path).map_err(|error| format!("nøglerne i {} kan ikke læses ({error})", path.display()))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let keys: Option<Vec<Identity>> = lines.map(|line| line.parse().ok()).collect();
    keys.filter(|keys| !keys.is_empty()).ok_or_else(|| format!("filen {} indeholder ingen nøgler", path.display()))
}

fn answers_of(item: &Item, keys: &[Identity]) -> Result<Letter, String> {
    let letter: Letter = opened(item, attribute::ANSWERS, keys)?;
    checked(letter.format, letter.key.as_str(), item).map(|()| letter)
}

fn contact_of(item: &Item, keys: &[Identity]) -> Result<ContactLetter, String> {
    let letter: ContactLetter = opened(item, attribute::CONTACT, keys)?;
    checked(letter.format, letter.key.as_str(), item).map(|()| letter)
}

fn opened<T: DeserializeOwned>(item: &Item, name: &str, keys: &[Identity]) -> Result<T, String> {
    let sealed = item.bytes(name);
    let broken = || "seglet er brudt, eller det er skrevet på en måde, programmet ikke kender".to_owned();
    let decryptor = age::Decryptor::new(sealed).map_err(|_| broken())?;
    let mut reader = decryptor
        .decrypt(keys.iter().map(|key| key as &dyn AnyIdentity))
        .map_err(|_| "ingen af nøglerne passer, eller seglet er brudt".to_owned())?;
    let mut text = Vec::new();
    std::io::Read::read_to_end(&mut reader, &mut text).map_err(|_| broken())?;
    serde_json::from_slice(&text).map_err(|_| broken())
}

/// A letter speaks of the item it lies in, in a form that this program knows.
fn checked(format: u32, key: &str, item: &Item) -> Result<(), String> {
    if format != FORMAT {
        return Err(format!("det er skrevet i form {format}; hent en nyere udgave af programmet"));
    }
    if key != item.text(attribute::KEY) {
        return Err("brevet hører til et andet svar; nogen har flyttet rundt på det".to_owned());
    }
    Ok(())
}

/// Returns the form that was answered, if it lies where `generator serve` puts it.
fn form(path: &Path, item: &Item) -> Option<Form> {
    let forms: Vec<Form> = serde_json::from_str(&fs::read_to_string(path).ok()?).ok()?;
    let version = item.number_of(attribute::VERSION)?;
    forms.into_iter().find(|form| form.id().as_str() == item.text(attribute::FORM) && form.version() == version)
}
