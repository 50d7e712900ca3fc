//! From the text of a field to a [`Value`].

use jiff::Span;
use jiff::civil::Date;

use super::wording::{cleaned_line, cleaned_text, holds_cpr};
use super::{FieldProblem, Posted};
use crate::age::{LAST_PREGNANCY_DAY, PREGNANCY_DAYS};
use crate::definition::{Answer, Choice, Question, Range, Words};
use crate::id::ChoiceId;
use crate::municipality::Municipality;
use crate::value::{Address, Value};

/// Returns the names of the fields in which `question` is answered.
pub fn fields(question: &Question) -> Vec<String> {
    let part = |ending: &str| format!("{}_{ending}", question.id);
    match question.answer {
        Answer::Date(_) => vec![part("dag"), part("maaned"), part("aar")],
        Answer::Address => vec![part("vej"), part("postnr"), part("by")],
        Answer::Choice(_)
        | Answer::Choices(_)
        | Answer::Number { .. }
        | Answer::Text(_)
        | Answer::LongText(_)
        | Answer::Phone
        | Answer::Email
        | Answer::Municipality => vec![question.id.to_string()],
    }
}

/// Returns whether something but spaces was sent in the field.
pub(super) fn is_filled(posted: &Posted, name: &str) -> bool {
    posted.get(name).iter().any(|value| !cleaned_line(value).is_empty())
}

/// Returns the one value of a field; nothing, where it was left empty.
pub(super) fn one<'p>(posted: &'p Posted, name: &str) -> Result<Option<&'p str>, FieldProblem> {
    match posted.get(name) {
        [] => Ok(None),
        [value] if cleaned_line(value).is_empty() => Ok(None),
        [value] => Ok(Some(value)),
        [..] => Err(FieldProblem::Twice),
    }
}

/// Returns the answer to `question`; nothing, where it was left empty.
pub(super) fn value(question: &Question, posted: &Posted, today: Date) -> Result<Option<Value>, FieldProblem> {
    let name = question.id.as_str();
    let single = |read: &dyn Fn(&str) -> Result<Value, FieldProblem>| one(posted, name)?.map(read).transpose();
    match &question.answer {
        Answer::Choice(choices) => single(&|text| chosen(choices, text).map(Value::Choice)),
        Answer::Choices(choices) => several(choices, posted.get(name)),
        Answer::Number { min, max, .. } => single(&|text| number(text, *min, *max)),
        Answer::Date(range) => date(&fields(question), posted, *range, today),
        Answer::Text(words) => single(&|text| line(text, words.max)),
        Answer::LongText(words) => single(&|text| lines(text, words)),
        Answer::Phone => single(&|text| phone(&cleaned_line(text)).map(Value::Text).ok_or(FieldProblem::NotAPhone)),
        Answer::Email => single(&|text| email(&cleaned_line(text)).map(Value::Text).ok_or(FieldProblem::NotAnEmail)),
        Answer::Address => address(&fields(question), posted),
        Answer::Municipality => single(&|text| municipality(&cleaned_line(text))),
    }
}

fn chosen(choices: &[Choice], text: &str) -> Result<ChoiceId, FieldProblem> {
    let found = choices.iter().find(|choice| choice.value.as_str() == text);
    found.map(|choice| choice.value.clone()).ok_or(FieldProblem::NotAChoice)
}

fn several(choices: &[Choice], sent: &[String]) -> Result<Option<Value>, FieldProblem> {
    let mut picked = Vec::new();
    for text in sent {
        let choice = chosen(choices, text)?;
        if picked.contains(&choice) {
            return Err(FieldProblem::Twice);
        }
        picked.push(choice);
    }
    let in_order: Vec<_> = choices.iter().filter(|choice| picked.contains(&choice.value)).collect();
    if in_order.len() > 1 && in_order.iter().any(|choice| choice.alone) {
        return Err(FieldProblem::NotAlone);
    }
    let values: Vec<_> = in_order.into_iter().map(|choice| choice.value.clone()).collect();
    Ok((!values.is_empty()).then_some(Value::Choices(values)))
}

fn number(text: &str, min: i64, max: i64) -> Result<Value, FieldProblem> {
    let text = cleaned_line(text);
    let digits = text.strip_prefix('-').unwrap_or(&text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(FieldProblem::NotANumber);
    }
    // What is too long for a number of ours is out of every range.
    let number = text.parse::<i64>().ok().filter(|number| (min..=max).contains(number));
    number.map(Value::Number).ok_or(FieldProblem::OutOfRange { min, max })
}

fn date(names: &[String], posted: &Posted, range: Range, today: Date) -> Result<Option<Value>, FieldProblem> {
    let parts: Vec<Option<&str>> = names.iter().map(|name| one(posted, name)).collect::<Result<_, _>>()?;
    let (day, month, year) = match parts.as_slice() {
        [None, None, None] => return Ok(None),
        [Some(day), Some(month), Some(year)] => (cleaned_line(day), cleaned_line(month), cleaned_line(year)),
        _ => return Err(FieldProblem::DateIncomplete),
    };
    let date = civil(&day, &month, &year).ok_or(FieldProblem::NotADate)?;
    let days = |count: i32| Span::new().days(count);
    let within = |first: Option<Date>, last: Option<Date>, problem| {
        if first.is_some_and(|first| first <= date) && last.is_some_and(|last| date <= last) {
            Ok(Some(Value::Date(date)))
        } else {
            Err(problem)
        }
    };
    match range {
        Range::Due => within(
            today.checked_sub(days(LAST_PREGNANCY_DAY - PREGNANCY_DAYS)).ok(),
            today.checked_add(days(PREGNANCY_DAYS)).ok(),
            FieldProblem::DueRange,
        ),
        Range::Birth => within(today.checked_sub(Span::new().months(37)).ok(), Some(today), FieldProblem::BirthRange),
        Range::Past => within(Date::new(1900, 1, 1).ok(), Some(today), FieldProblem::PastRange),
        Range::Any => within(Date::new(1900, 1, 1).ok(), Date::new(2100, 12, 31).ok(), FieldProblem::NotADate),
    }
}

/// Reads a day as people write it: months as numbers or Danish names, years with two or four digits.
fn civil(day: &str, month: &str, year: &str) -> Option<Date> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];
    let digits = |text: &str, most: usize| {
        let text = text.trim_end_matches('.');
        let plain = !text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse::<i16>().ok()).flatten()
    };
    let named = || {
        let month = month.to_lowercase();
        let place = MONTHS.iter().position(|name| month.starts_with(name))?;
        i16::try_from(place + 1).ok()
    };
    let year = match digits(year, 4)? {
        short @ 0..=99 if year.len() <= 2 => 2000 + short,
        year => year,
    };
    let month = digits(month, 2).or_else(named)?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(digits(day, 2)?).ok()?).ok()
}

fn line(text: &str, max: u16) -> Result<Value, FieldProblem> {
    checked(cleaned_line(text), max).map(Value::Text)
}

fn lines(text: &str, words: &Words) -> Result<Value, FieldProblem> {
    checked(cleaned_text(text), words.max).map(Value::Text)
}

fn checked(text: String, max: u16) -> Result<String, FieldProblem> {
    if text.chars().count() > usize::from(max) {
        Err(FieldProblem::TooLong { max })
    } else if holds_cpr(&text) {
        Err(FieldProblem::Cpr)
    } else {
        Ok(text)
    }
}

/// Returns the number with its country, without spaces: `+4520123456`.
fn phone(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '/' | '(' | ')' | '–')).collect();
    let abroad = plain.strip_prefix('+').or_else(|| plain.strip_prefix("00"));
    let digits = abroad.unwrap_or(&plain);
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let danish = |digits: &str| digits.len() == 8 && !digits.starts_with(['0', '1']);
    match abroad {
        None => danish(digits).then(|| format!("+45{digits}")),
        Some(digits) => match digits.strip_prefix("45") {
            Some(own) => danish(own).then(|| format!("+45{own}")),
            None => ((7..=15).contains(&digits.len()) && !digits.starts_with('0')).then(|| format!("+{digits}")),
        },
    }
}

fn email(text: &str) -> Option<String> {
    let (name, domain) = text.rsplit_once('@')?;
    let label = |label: &str| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-');
    let plain =
        |c: char| !c.is_whitespace() && !matches!(c, '@' | ',' | ';' | '<' | '>' | '"' | '(' | ')' | '[' | ']' | '\\');
    let good = text.len() <= 254
        && (1..=64).contains(&name.len())
        && text.chars().filter(|c| *c != '@').all(plain)
        && text.matches('@').count() == 1
        && domain.contains('.')
        && domain.split('.').all(label);
    good.then(|| text.to_owned())
}

fn address(names: &[String], posted: &Posted) -> Result<Option<Value>, FieldProblem> {
    let parts: Vec<Option<&str>> = names.iter().map(|name| one(posted, name)).collect::<Result<_, _>>()?;
    let part = |place: usize| parts.get(place).copied().flatten().map(cleaned_line);
    if parts.iter().all(Option::is_none) {
        return Ok(None);
    }
    let street = checked(part(0).ok_or(FieldProblem::NoStreet)?, 120)?;
    let postcode = part(1).filter(|code| code.len() == 4 && code.bytes().all(|b| b.is_ascii_digit()));
    let postcode = postcode.ok_or(FieldProblem::NotAPostcode)?;
    let town = checked(part(2).ok_or(FieldProblem::NoTown)?, 60)?;
    Ok(Some(Value::Address(Address { street, postcode, town })))
}

fn municipality(text: &str) -> Result<Value, FieldProblem> {
    let unknown = || FieldProblem::NotAMunicipality { meant: Municipality::meant(text) };
    Municipality::written(text).map(Value::Municipality).ok_or_else(unknown)
}
