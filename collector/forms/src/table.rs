//! TOML as an editor wrote it: every key and value with its place in the file.
//!
//! [`parse`] refuses what is not TOML. [`Fields`] then takes a table apart and reports, all at once, what is missing,
//! of the wrong kind or unknown. serde would stop at the first mistake and lose the place of the others.

use std::cell::RefCell;
use std::ops::Range;

use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

use crate::problem::{Problem, meant};

mod syntax;

/// A value and its place in the file, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Range<usize>,
}

impl<T> At<T> {
    /// Returns `value` as standing at `span`.
    pub fn new(value: T, span: Range<usize>) -> Self {
        Self { value, span }
    }
}

/// A TOML value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A string.
    Text(String),
    /// A whole number that fits 64 bits.
    Integer(i64),
    /// `true` or `false`.
    Boolean(bool),
    /// A date without a time.
    Date(Date),
    /// A list.
    List(Vec<At<Value>>),
    /// A table.
    Table(Table),
    /// Anything else TOML allows and no file of ours needs: decimals, times, numbers out of range.
    Other,
}

impl Value {
    /// Returns what this is, in Danish, with its article.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "en tekst",
            Self::Integer(_) => "et tal",
            Self::Boolean(_) => "true eller false",
            Self::Date(_) => "en dato",
            Self::List(_) => "en liste",
            Self::Table(_) => "en tabel",
            Self::Other => "en anden slags værdi",
        }
    }
}

/// A TOML table, in the order of its keys.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    entries: Vec<(At<String>, At<Value>)>,
    span: Range<usize>,
}

impl Table {
    /// Returns the value at `key`.
    pub fn get(&self, key: &str) -> Option<&At<Value>> {
        self.entries.iter().find(|(name, _)| name.value == key).map(|(_, value)| value)
    }
}

/// Reads `text`, which starts `offset` bytes into its file.
///
/// # Errors
/// The first mistake of syntax; the rest of the file cannot be trusted then.
pub fn parse(text: &str, offset: usize) -> Result<Table, Problem> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if let Some(problem) = syntax::problem(text, &errors, offset) {
        return Err(problem);
    }
    let span = shift(table.span(), offset);
    Ok(own_table(table.get_ref(), span, offset))
}

fn own_table(table: &DeTable<'_>, span: Range<usize>, offset: usize) -> Table {
    let entries = table
        .iter()
        .map(|(key, value)| {
            let name = At::new(key.get_ref().to_string(), shift(key.span(), offset));
            (name, own_value(value.get_ref(), shift(value.span(), offset), offset))
        })
        .collect();
    Table { entries, span }
}

fn own_value(value: &DeValue<'_>, span: Range<usize>, offset: usize) -> At<Value> {
    let owned = match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Value::Other, Value::Integer)
        }
        DeValue::Boolean(flag) => Value::Boolean(*flag),
        DeValue::Datetime(moment) => own_date(moment).map_or(Value::Other, Value::Date),
        DeValue::Array(items) => Value::List(
            items.iter().map(|item| own_value(item.get_ref(), shift(item.span(), offset), offset)).collect(),
        ),
        DeValue::Table(table) => Value::Table(own_table(table, span.clone(), offset)),
        DeValue::Float(_) => Value::Other,
    };
    At::new(owned, span)
}

fn own_date(moment: &toml::value::Datetime) -> Option<Date> {
    let date = moment.date.filter(|_| moment.time.is_none() && moment.offset.is_none())?;
    Date::new(i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()
}

fn shift(span: Range<usize>, offset: usize) -> Range<usize> {
    span.start + offset..span.end + offset
}

/// A kind of value that a key can be asked for.
pub trait FromValue: Sized {
    /// What the key must hold, in Danish.
    const WANTED: &'static str;

    /// Returns the value if it is of this kind.
    fn from_value(value: &Value) -> Option<Self>;

    /// Returns the first item that keeps a list from being of this kind, and what it should have been.
    fn misfit(_value: &Value) -> Option<(&At<Value>, &'static str)> {
        None
    }
}

macro_rules! from_value {
    ($type:ty, $variant:ident, $wanted:literal) => {
        impl FromValue for $type {
            const WANTED: &'static str = $wanted;

            fn from_value(value: &Value) -> Option<Self> {
                if let Value::$variant(inner) = value { Some(inner.clone()) } else { None }
            }
        }
    };
}

from_value!(String, Text, "en tekst i anførselstegn");
from_value!(i64, Integer, "et helt tal");
from_value!(bool, Boolean, "true eller false");
from_value!(Date, Date, "en dato som 2026-11-21, uden anførselstegn");
from_value!(Table, Table, "en tabel");

impl<T: FromValue> FromValue for Vec<At<T>> {
    const WANTED: &'static str = "en liste i [ ]";

    fn from_value(value: &Value) -> Option<Self> {
        let Value::List(items) = value else { return None };
        items.iter().map(|item| Some(At::new(T::from_value(&item.value)?, item.span.clone()))).collect()
    }

    fn misfit(value: &Value) -> Option<(&At<Value>, &'static str)> {
        let Value::List(items) = value else { return None };
        items.iter().find(|item| T::from_value(&item.value).is_none()).map(|item| (item, T::WANTED))
    }
}

/// Takes one table apart, key by key, and remembers every mistake.
///
/// Ask with [`get`](Self::get), [`need`](Self::need) and [`tables`](Self::tables); then call [`finish`](Self::finish), which
/// reports each key that nobody asked for.
#[derive(Debug)]
pub struct Fields<'t> {
    table: &'t Table,
    asked: RefCell<Vec<&'static str>>,
    missing: RefCell<Vec<(&'static str, &'static str)>>,
    problems: &'t RefCell<Vec<Problem>>,
    missing_at: Range<usize>,
}

impl<'t> Fields<'t> {
    /// Returns the fields of `table`; a missing key is reported at `missing_at`.
    pub fn of(table: &'t Table, missing_at: Range<usize>, problems: &'t RefCell<Vec<Problem>>) -> Self {
        Self { table, asked: RefCell::default(), missing: RefCell::default(), problems, missing_at }
    }

    /// Returns the value at `key` if it stands there and is of the right kind.
    pub fn get<T: FromValue>(&self, key: &'static str) -> Option<At<T>> {
        self.asked.borrow_mut().push(key);
        let found = self.table.get(key)?;
        if let Some(value) = T::from_value(&found.value) {
            return Some(At::new(value, found.span.clone()));
        }
        self.report(wrong_kind::<T>(key, found));
        None
    }

    /// Returns the value at `key`, and reports it if it is missing or an empty text.
    pub fn need<T: FromValue + Blank>(&self, key: &'static str) -> Option<At<T>> {
        if self.table.get(key).is_none() {
            self.asked.borrow_mut().push(key);
            self.missing.borrow_mut().push((key, T::EXAMPLE));
            return None;
        }
        let found = self.get::<T>(key)?;
        if found.value.is_blank() {
            self.report(Problem::new(found.span, format!("`{key}` er tom")));
            return None;
        }
        Some(found)
    }

    /// Returns the fields of every table in the list `key`, as written with `[[key]]`.
    pub fn tables(&self, key: &'static str) -> Vec<Fields<'t>> {
        self.asked.borrow_mut().push(key);
        let Some(found) = self.table.get(key) else { return Vec::new() };
        let Value::List(items) = &found.value else {
            self.report(Problem::new(found.span.clone(), format!("`{key}` skal skrives som [[{key}]]")));
            return Vec::new();
        };
        let other = items.iter().find(|item| !matches!(item.value, Value::Table(_)));
        if let Some(other) = other {
            self.report(Problem::new(
                other.span.clone(),
                format!("`{key}` skal være en liste af {{ … }} eller [[{key}]]"),
            ));
        }
        items
            .iter()
            .filter_map(|item| {
                let Value::Table(table) = &item.value else { return None };
                Some(Fields::of(table, item.span.clone(), self.problems))
            })
            .collect()
    }

    /// Returns the fields of the table at `key`, as written with `[key]`.
    pub fn table(&self, key: &'static str) -> Option<Fields<'t>> {
        self.asked.borrow_mut().push(key);
        let found = self.table.get(key)?;
        if let Value::Table(table) = &found.value {
            return Some(Fields::of(table, found.span.clone(), self.problems));
        }
        self.report(wrong_kind::<Table>(key, found));
        None
    }

    /// Returns every key of the table with its whole number: `{ vacciner = 6 }`.
    pub fn integers(&self) -> Vec<(At<String>, At<i64>)> {
        self.table
            .entries
            .iter()
            .filter_map(|(key, value)| {
                if let Value::Integer(number) = value.value {
                    return Some((key.clone(), At::new(number, value.span.clone())));
                }
                self.report(wrong_kind::<i64>(&key.value, value));
                None
            })
            .collect()
    }

    /// Returns every key of the table with its text: `"/gammel/" = "/ny/"`.
    pub fn texts(&self) -> Vec<(At<String>, At<String>)> {
        self.table
            .entries
            .iter()
            .filter_map(|(key, value)| {
                if let Value::Text(text) = &value.value {
                    return Some((key.clone(), At::new(text.clone(), value.span.clone())));
                }
                self.report(wrong_kind::<String>(&key.value, value));
                None
            })
            .collect()
    }

    /// Adds a problem that the caller found in a value.
    pub fn report(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    /// Returns the place of the table itself.
    pub fn span(&self) -> Range<usize> {
        self.missing_at.clone()
    }

    /// Reports every key that was never asked for, and every needed one that is not there.
    pub fn finish(self) {
        let asked = self.asked.into_inner();
        let mut missing = self.missing.into_inner();
        for (key, _) in self.table.entries.iter().filter(|(key, _)| !asked.contains(&key.value.as_str())) {
            let absent = asked.iter().copied().filter(|word| self.table.get(word).is_none());
            let problem = Problem::new(key.span.clone(), format!("ukendt nøgle: `{}`", key.value));
            self.problems.borrow_mut().push(match meant(&key.value, absent) {
                Some(word) => {
                    // The key is there, only misspelt: it is not missing as well.
                    missing.retain(|(key, _)| *key != word);
                    problem.help(format!("mente du `{word}`?")).fix(word)
                }
                None => problem.help(format!("her kan stå: {}", asked.join(", "))),
            });
        }
        for (key, example) in missing {
            let problem = Problem::new(self.missing_at.clone(), format!("`{key}` mangler"));
            self.problems.borrow_mut().push(problem.help(format!("tilføj en linje: {key} = {example}")));
        }
    }
}

fn wrong_kind<T: FromValue>(key: &str, found: &At<Value>) -> Problem {
    if let Some((item, wanted)) = T::misfit(&found.value) {
        let message = format!("hvert punkt i `{key}` skal være {wanted}, men her er {}", item.value.kind());
        return Problem::new(item.span.clone(), message);
    }
    let problem =
        Problem::new(found.span.clone(), format!("`{key}` skal være {}, men er {}", T::WANTED, found.value.kind()));
    match (&found.value, T::WANTED) {
        (Value::Text(text), wanted) if wanted == Date::WANTED && text.parse::<Date>().is_ok() => {
            problem.help("skriv datoen uden anførselstegn").fix(text)
        }
        (Value::Text(text), wanted) if wanted == i64::WANTED && text.parse::<i64>().is_ok() => {
            problem.help("skriv tallet uden anførselstegn").fix(text)
        }
        _ => problem,
    }
}

/// What an empty value of a kind is, and what a full one looks like.
pub trait Blank {
    /// An example for the editor who forgot the key.
    const EXAMPLE: &'static str;

    /// Returns whether nothing was said.
    fn is_blank(&self) -> bool;
}

impl Blank for String {
    const EXAMPLE: &'static str = "\"…\"";

    fn is_blank(&self) -> bool {
        self.trim().is_empty()
    }
}

impl Blank for Date {
    const EXAMPLE: &'static str = "2026-11-21";

    fn is_blank(&self) -> bool {
        false
    }
}

impl Blank for i64 {
    const EXAMPLE: &'static str = "1";

    fn is_blank(&self) -> bool {
        false
    }
}

impl<T> Blank for Vec<At<T>> {
    const EXAMPLE: &'static str = "[\"…\"]";

    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let problems = RefCell::new(Vec::new());
        match parse(text, 0) {
            Err(problem) => problems.borrow_mut().push(problem),
            Ok(table) => {
                let fields = Fields::of(&table, 0..0, &problems);
                fields.need::<String>("title");
                fields.get::<Date>("reviewed_on");
                fields.get::<Vec<At<String>>>("sources");
                fields.get::<i64>("amount");
                fields.finish();
            }
        }
        let problems = problems.into_inner();
        let found: Vec<_> = problems.iter().map(|p| (&text[p.span.clone()], p.message.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_good_table_has_no_problems() {
        check("title = \"Søvn\"\nreviewed_on = 2026-11-21\nsources = [\"a\"]\namount = 48_800_000", &[]);
    }

    #[test]
    fn every_mistake_is_told_at_its_place() {
        check(
            "titel = \"Æ\"\nreviewed_on = \"i går\"\nsources = \"a\"",
            &[
                ("\"i går\"", "`reviewed_on` skal være en dato som 2026-11-21, uden anførselstegn, men er en tekst"),
                ("\"a\"", "`sources` skal være en liste i [ ], men er en tekst"),
                ("titel", "ukendt nøgle: `titel`"),
            ],
        );
    }

    #[test]
    fn broken_toml_is_told_once_and_in_danish() {
        check("title = \"Søvn\ntitle2 = 1", &[("", "teksten mangler et anførselstegn")]);
        check("title = \"a\"\ntitle = \"b\"", &[("title", "nøglen står her to gange")]);
        check("title = Søvn", &[("Søvn", "teksten står uden anførselstegn")]);
        check("reviewed_on = 21.11.2026", &[("21.11.2026", "datoen kan ikke læses")]);
        check("reviewed_on = 2026-02-30", &[("2026-02-30", "datoen findes ikke")]);
        check("draft = True", &[("True", "her skal stå true eller false")]);
        check("title = »Søvn«", &[("»Søvn«", "teksten står i forkerte anførselstegn")]);
    }

    #[test]
    fn a_wrong_item_of_a_list_is_pointed_at() {
        check(
            "title = \"a\"\nsources = [\"a\", 2]",
            &[("2", "hvert punkt i `sources` skal være en tekst i anførselstegn, men her er et tal")],
        );
    }

    #[test]
    fn a_misspelt_key_is_not_missing_as_well() {
        check("titel = \"Søvn\"", &[("titel", "ukendt nøgle: `titel`")]);
        check("amount = 1", &[("", "`title` mangler")]);
    }

    #[test]
    fn an_empty_title_is_a_missing_one() {
        check("title = \" \"", &[("\" \"", "`title` er tom")]);
    }
}
