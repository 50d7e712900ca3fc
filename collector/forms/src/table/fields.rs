//! Takes a table apart, key by key, and remembers every mistake.

use std::cell::RefCell;
use std::ops::Range;

use jiff::civil::Date;

use super::{At, Table, Value};
use crate::problem::{Problem, meant};

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
    missing: RefCell<Vec<(&'static str, String)>>,
    problems: &'t RefCell<Vec<Problem>>,
    missing_at: Range<usize>,
}

impl<'t> Fields<'t> {
    /// Returns the fields of `table`; a missing key is reported at `missing_at`.
    pub fn of(table: &'t Table, missing_at: Range<usize>, problems: &'t RefCell<Vec<Problem>>) -> Self {
        Self { table, asked: RefCell::default(), missing: RefCell::default(), problems, missing_at }
    }

    /// Returns whether something stands at `key`, whatever it is.
    pub fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some()
    }

    /// Reports that a needed key is not there, with what it could be.
    pub fn miss(&self, key: &'static str, example: impl Into<String>) {
        self.asked.borrow_mut().push(key);
        self.missing.borrow_mut().push((key, example.into()));
    }

    /// Lets `keys` stand without being looked at: what they belong to has been reported already.
    pub fn ignore(&self, keys: &[&'static str]) {
        self.asked.borrow_mut().extend(keys);
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
            self.missing.borrow_mut().push((key, T::EXAMPLE.to_owned()));
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
        (Value::Text(text), wanted) if wanted == <Vec<At<String>>>::WANTED => {
            problem.help("sæt [ ] om").fix(format!("[\"{text}\"]"))
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
