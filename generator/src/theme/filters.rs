//! What templates can do to a value: dates and numbers as Danes write them, JSON.

use forms::shown::date_in_words;
use jiff::civil::Date;
use tera::{Kwargs, State, Tera, TeraResult, Value};

use crate::parse::danish::grouped;

/// Registers every filter of ours.
pub(super) fn register(templates: &mut Tera) {
    templates.register_filter("dato", |date: &str, _: Kwargs, _: &State| dato(date));
    templates.register_filter("kroner", |amount: i64, _: Kwargs, _: &State| format!("{}\u{A0}kr.", thousands(amount)));
    templates.register_filter("json", |value: &Value, _: Kwargs, _: &State| json(value));
}

fn dato(date: &str) -> TeraResult<String> {
    let date: Date =
        date.parse().map_err(|error| tera::Error::message(format!("»{date}« er ikke en dato ({error})")))?;
    Ok(date_in_words(date))
}

/// Returns a number with points between its thousands: 48.800.000.
fn thousands(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", grouped(&number.unsigned_abs().to_string()))
}

/// Returns the value as JSON that cannot end the script element it stands in.
fn json(value: &Value) -> TeraResult<Value> {
    // A map of the template engine has no order; by way of serde_json its keys are sorted, and the same page has the same bytes.
    let sorted = serde_json::to_value(value).map_err(tera::Error::message)?;
    Ok(Value::safe_string(&sorted.to_string().replace('<', "\\u003c")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_numbers_are_danish() {
        assert_eq!(dato("2026-11-21").ok().as_deref(), Some("21. november 2026"));
        assert!(dato("i går").is_err());
        assert_eq!(thousands(48_800_000), "48.800.000");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(-1_000), "-1.000");
    }
}
