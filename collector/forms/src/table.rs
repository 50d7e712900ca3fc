//! TOML as an editor wrote it: every key and value with its place in the file.
//!
//! [`parse`] reports what is not TOML. [`Fields`] then takes a table apart and reports, all at once, what is missing,
//! of the wrong kind or unknown. serde would stop at the first mistake and lose the place of the others.

use std::cell::RefCell;
use std::ops::Range;

use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

use crate::problem::{Problem, meant};

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

/// Reads `text`, which starts `offset` bytes into its file, and returns what could be read with every mistake of syntax.
pub fn parse(text: &str, offset: usize) -> (Table, Vec<Problem>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let span = table.span();
    let problems = errors.iter().map(|error| syntax_problem(error, offset)).collect();
    (own_table(table.get_ref(), shift(span, offset), offset), problems)
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

fn syntax_problem(error: &toml::de::Error, offset: usize) -> Problem {
    let span = shift(error.span().unwrap_or(0..0), offset);
    let (message, help) = danish(error.message());
    Problem::new(span, message).help(help)
}

/// The parser's own messages are English; an editor needs the handful that people really make in Danish.
fn danish(message: &str) -> (String, &'static str) {
    const KNOWN: [(&str, &str, &str); 9] = [
        ("duplicate key", "nøglen står her to gange", "slet den ene linje"),
        ("invalid basic string", "teksten mangler et anførselstegn", "en tekst står mellem to \", fx title = \"Søvn\""),
        ("invalid literal string", "teksten mangler en apostrof", "skriv hellere teksten mellem to \""),
        (
            "string values must be quoted",
            "teksten står uden anførselstegn",
            "en tekst står mellem to \", fx title = \"Søvn\"",
        ),
        ("unclosed array", "listen mangler sin afsluttende ]", "en liste ser sådan ud: [\"a\", \"b\"]"),
        ("key with no value", "her mangler et = og en værdi", "skriv nøgle = værdi, fx title = \"Søvn\""),
        ("missing value", "her mangler en værdi efter =", "skriv nøgle = værdi, fx title = \"Søvn\""),
        ("out-of-range", "datoen findes ikke", "skriv en dato som 2026-11-21: år, måned, dag"),
        ("value is out of range", "datoen findes ikke", "skriv en dato som 2026-11-21: år, måned, dag"),
    ];
    KNOWN.iter().find(|(english, ..)| message.contains(english)).map_or_else(
        || {
            (
                format!("linjen kan ikke læses ({message})"),
                "skriv nøgle = værdi; tekst i \"…\", datoer som 2026-11-21, lister i […]",
            )
        },
        |(_, danish, help)| ((*danish).to_owned(), *help),
    )
}

/// A kind of value that a key can be asked for.
pub trait FromValue: Sized {
    /// What the key must hold, in Danish.
    const WANTED: &'static str;

    /// Returns the value if it is of this kind.
    fn from_value(value: &Value) -> Option<Self>;
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
}

/// Takes one table apart, key by key, and remembers every mistake.
///
/// Ask with [`get`](Self::get), [`need`](Self::need) and [`tables`](Self::tables); then call [`finish`](Self::finish), which
/// reports each key that nobody asked for.
#[derive(Debug)]
pub struct Fields<'t> {
    table: &'t Table,
    asked: RefCell<Vec<&'static str>>,
    problems: &'t RefCell<Vec<Problem>>,
    missing_at: Range<usize>,
}

impl<'t> Fields<'t> {
    /// Returns the fields of `table`; a missing key is reported at `missing_at`.
    pub fn of(table: &'t Table, missing_at: Range<usize>, problems: &'t RefCell<Vec<Problem>>) -> Self {
        Self { table, asked: RefCell::default(), problems, missing_at }
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
            self.report(
                Problem::new(self.missing_at.clone(), format!("`{key}` mangler"))
                    .help(format!("tilføj en linje: {key} = {}", T::EXAMPLE)),
            );
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
        items
            .iter()
            .filter_map(|item| match &item.value {
                Value::Table(table) => Some(Fields::of(table, item.span.clone(), self.problems)),
                Value::Text(_)
                | Value::Integer(_)
                | Value::Boolean(_)
                | Value::Date(_)
                | Value::List(_)
                | Value::Other => {
                    self.report(Problem::new(item.span.clone(), format!("`{key}` skal være en liste af tabeller")));
                    None
                }
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
    pub fn integers(&self) -> Vec<(At<String>, i64)> {
        self.table
            .entries
            .iter()
            .filter_map(|(key, value)| {
                if let Value::Integer(number) = value.value {
                    return Some((key.clone(), number));
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

    /// Reports every key that was never asked for.
    pub fn finish(self) {
        let asked = self.asked.borrow();
        for (key, _) in self.table.entries.iter().filter(|(key, _)| !asked.contains(&key.value.as_str())) {
            let problem = Problem::new(key.span.clone(), format!("ukendt nøgle: `{}`", key.value));
            self.problems.borrow_mut().push(match meant(&key.value, asked.iter().copied()) {
                Some(word) => problem.help(format!("mente du `{word}`?")).fix(word),
                None => problem.help(format!("her kan stå: {}", asked.join(", "))),
            });
        }
    }
}

fn wrong_kind<T: FromValue>(key: &str, found: &At<Value>) -> Problem {
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
        let (table, mut problems) = parse(text, 0);
        let more = RefCell::default();
        let fields = Fields::of(&table, 0..0, &more);
        fields.need::<String>("title");
        fields.get::<Date>("reviewed_on");
        fields.get::<Vec<At<String>>>("sources");
        fields.get::<i64>("amount");
        fields.finish();
        problems.extend(more.into_inner());
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
                ("", "`title` mangler"),
                ("\"i går\"", "`reviewed_on` skal være en dato som 2026-11-21, uden anførselstegn, men er en tekst"),
                ("\"a\"", "`sources` skal være en liste i [ ], men er en tekst"),
                ("titel", "ukendt nøgle: `titel`"),
            ],
        );
    }

    #[test]
    fn broken_toml_is_told_in_danish() {
        check(
            "title = \"Søvn\ntitle2 = 1",
            &[("", "teksten mangler et anførselstegn"), ("title2", "ukendt nøgle: `title2`")],
        );
        check("title = \"a\"\ntitle = \"b\"", &[("title", "nøglen står her to gange")]);
        check("title = Søvn", &[("Søvn", "teksten står uden anførselstegn")]);
    }

    #[test]
    fn an_empty_title_is_a_missing_one() {
        check("title = \" \"", &[("\" \"", "`title` er tom")]);
    }
}
