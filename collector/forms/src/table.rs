//! TOML as an editor wrote it: every key and value with its place in the file.
//!
//! [`parse`] refuses what is not TOML. [`Fields`] then takes a table apart and reports, all at once, what is missing,
//! of the wrong kind or unknown. serde would stop at the first mistake and lose the place of the others.

use std::ops::Range;

use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

use crate::problem::Problem;

mod fields;
mod syntax;

pub use fields::{Blank, Fields, FromValue};

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
    /// A number with decimals, as written.
    Decimal(String),
    /// A date without a time.
    Date(Date),
    /// A list.
    List(Vec<At<Value>>),
    /// A table.
    Table(Table),
    /// Anything else TOML allows and no file of ours needs: times, numbers out of range.
    Other,
}

impl Value {
    /// Returns what this is, in Danish, with its article.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "en tekst",
            Self::Integer(_) => "et tal",
            Self::Decimal(_) => "et tal med decimaler",
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
    /// Returns every key with its value, in the order of the file's keys.
    pub fn entries(&self) -> impl Iterator<Item = (&At<String>, &At<Value>)> {
        self.entries.iter().map(|(key, value)| (key, value))
    }

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
        DeValue::Float(number) => Value::Decimal(number.as_str().to_owned()),
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

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

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

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_panic(text in "(\\PC|\n|\"|= |\\[|\\]|title|2026-11-21|æ|,|\\.){0,40}") {
            if let Err(problem) = parse(&text, 0) {
                proptest::prop_assert!(problem.span.start <= problem.span.end && text.get(problem.span.clone()).is_some());
            }
        }
    }
}
