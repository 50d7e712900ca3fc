//! From the fields of a page to what is ordered of the desk: the one place where the pages meet `export`, and periods.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;

use super::visit::Fields;
use super::words::day_of;
use crate::desk::ExportOrder;
use crate::export::choice::{Choice, Wishes};
use crate::export::{Contact, Existing, Format};
use crate::forms_at_hand::Forms;
use crate::queue::denmark;

/// The kinds of file, in the order they are needed, with what staff read.
pub(super) const FORMATS: [(Format, &str); 5] = [
    (Format::Xlsx, "Excel: ét regneark med en fane for hvert skema"),
    (Format::Csv, "CSV: en fil for hvert skema; dansk Excel kan åbne dem"),
    (Format::JsonLines, "JSON Lines: til den, der programmerer"),
    (Format::Fhir, "FHIR R4, en linje for hvert svar: til kommunens sundhedssystem"),
    (Format::FhirBundle, "FHIR R4, samlet i én fil"),
];

/// Reads what is to be exported, and names the file: `udtraek-2026-11-22-1020.xlsx`.
///
/// # Errors
/// Everything that is wrong, as sentences.
pub(super) fn export(
    fields: &Fields,
    forms: &Forms,
    folder: &Path,
    now: Timestamp,
) -> Result<ExportOrder, Vec<String>> {
    let word = |name: &str| Some(fields.get(name).trim().to_owned()).filter(|word| !word.is_empty());
    let (form, status, urgency, municipality) = (word("skema"), word("status"), word("haster"), word("kommune"));
    let (from, to) = (day("fra", fields), day("til", fields));
    let problems: Vec<String> = [&from, &to].into_iter().filter_map(|day| day.as_ref().err().cloned()).collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    let (from, to) = (from.ok().flatten(), to.ok().flatten());
    let choice = Choice::parse(
        Wishes {
            form: form.as_deref(),
            phase: None,
            status: status.as_deref(),
            urgency: urgency.as_deref(),
            municipality: municipality.as_deref(),
            from: from.as_deref(),
            to: to.as_deref(),
        },
        &forms.all().cloned().collect::<Vec<_>>(),
    )?;
    let word = fields.get("format");
    let Some(format) = Format::ALL.into_iter().find(|format| format.as_str() == word) else {
        return Err(vec!["Vælg, hvilken slags fil det skal være.".to_owned()]);
    };
    let contact = if fields.has("kontakt") { Contact::With } else { Contact::Without };
    // Tables of several forms come as a folder.
    let ending = if format == Format::Csv && choice.form.is_none() { "" } else { format.ending() };
    let name = file_name(now, ending);
    Ok(ExportOrder {
        format,
        choice,
        contact,
        target: folder.join(name),
        since_last: fields.has("nye"),
        existing: Existing::Keep,
    })
}

fn day(name: &str, fields: &Fields) -> Result<Option<String>, String> {
    let read = super::case::day(fields.get(name));
    read.map(|day| day.map(|day: Date| day.to_string())).map_err(str::to_owned)
}

/// Names the file by the second, so that none is ever written over.
fn file_name(now: Timestamp, ending: &str) -> String {
    let time = now.to_zoned(denmark()).time();
    let dot = if ending.is_empty() { "" } else { "." };
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    format!("udtraek-{}-{hour:02}{minute:02}{second:02}{dot}{ending}", day_of(now))
}

/// Returns the periods to choose from, the newest first: what has begun, back to two years ago.
pub(super) fn periods(today: Date) -> Vec<(String, String)> {
    let quarter = (today.month() - 1) / 3 + 1;
    let quarters = (0..8).map(|back| {
        let number = i16::from(quarter) - 1 - back;
        let (year, quarter) = (today.year() + number.div_euclid(4), number.rem_euclid(4) + 1);
        (format!("{year}-Q{quarter}"), format!("{quarter}. kvartal {year}"))
    });
    let halves = (0..4).map(|back| {
        let number = i16::from((today.month() - 1) / 6) - back;
        let (year, half) = (today.year() + number.div_euclid(2), number.rem_euclid(2) + 1);
        (format!("{year}-H{half}"), format!("{half}. halvår {year}"))
    });
    let years = (0..3).map(|back| today.year() - back).map(|year| (year.to_string(), format!("Hele {year}")));
    quarters.chain(halves).chain(years).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn periods_count_back_over_new_year() {
        let periods = periods(date(2026, 2, 3));
        let words: Vec<&str> = periods.iter().map(|(word, _)| word.as_str()).collect();
        assert_eq!(words.get(..3), Some(&["2026-Q1", "2025-Q4", "2025-Q3"][..]));
        assert_eq!(words.get(8..10), Some(&["2026-H1", "2025-H2"][..]));
        assert_eq!(words.last(), Some(&"2024"));
        assert_eq!(
            super::periods(date(2026, 12, 31)).first().map(|(_, label)| label.as_str()),
            Some("4. kvartal 2026")
        );
    }

    #[test]
    fn a_file_is_named_by_its_moment() {
        let now = "2026-11-22T09:20:05Z".parse().expect("a moment");
        assert_eq!(file_name(now, "xlsx"), "udtraek-2026-11-22-102005.xlsx");
        assert_eq!(file_name(now, ""), "udtraek-2026-11-22-102005");
    }

    #[test]
    fn every_kind_of_file_is_offered() {
        assert!(Format::ALL.iter().all(|format| FORMATS.iter().any(|(offered, _)| offered == format)));
    }
}
