//! Answers as people read them: the labels of choices, dates in words.

use jiff::civil::Date;

use crate::definition::{Answer, Question};
use crate::value::Value;

/// The months, as Danes write them.
pub const MONTHS: [&str; 12] = [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
];

/// Returns a date as Danes write it: »21. november 2026«.
pub fn date_in_words(date: Date) -> String {
    let month = usize::try_from(date.month()).ok().and_then(|month| MONTHS.get(month - 1)).copied().unwrap_or_default();
    format!("{}. {month} {}", date.day(), date.year())
}

/// Returns the answer to `question` in its own words.
pub fn value_in_words(question: &Question, value: &Value) -> String {
    let label = |id: &crate::id::ChoiceId| {
        let choice = question.answer.choices().iter().find(|choice| choice.value == *id);
        choice.map_or_else(|| id.to_string(), |choice| choice.label.clone())
    };
    match value {
        Value::Choice(choice) => label(choice),
        Value::Choices(choices) => choices.iter().map(label).collect::<Vec<_>>().join(", "),
        Value::Number(number) => match &question.answer {
            Answer::Number { unit: Some(unit), .. } => format!("{number} {unit}"),
            Answer::Number { unit: None, .. }
            | Answer::Choice(_)
            | Answer::Choices(_)
            | Answer::Date(_)
            | Answer::Text(_)
            | Answer::LongText(_)
            | Answer::Phone
            | Answer::Email
            | Answer::Address
            | Answer::Municipality => number.to_string(),
        },
        Value::Date(date) => date_in_words(*date),
        Value::Text(text) if question.answer == Answer::Phone => phone_in_groups(text),
        Value::Text(text) => text.clone(),
        Value::Address(address) => format!("{}, {} {}", address.street, address.postcode, address.town),
        Value::Municipality(municipality) => municipality.name().to_owned(),
    }
}

/// Returns a Danish number as Danes write it, »20 12 34 56«, and any other as it is.
fn phone_in_groups(number: &str) -> String {
    match number.strip_prefix("+45") {
        Some(own) if own.len() == 8 && own.is_ascii() => {
            let pairs: Vec<_> = own.as_bytes().chunks(2).map(String::from_utf8_lossy).collect();
            pairs.join(" ")
        }
        _ => number.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_numbers_are_danish() {
        assert_eq!(date_in_words(jiff::civil::date(2026, 11, 21)), "21. november 2026");
        assert_eq!(phone_in_groups("+4520123456"), "20 12 34 56");
        assert_eq!(phone_in_groups("+46701234567"), "+46701234567");
    }
}
