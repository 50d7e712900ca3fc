//! From ticked boxes to paper: the one place where the pages meet `paper` and `packages`.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;

use super::queue::Choosable;
use super::words::sentence;
use crate::packages::LeftOut;
use crate::packages::alike::alike;
use crate::packages::fit::{Stage, sort_for_packing};
use crate::packages::parcel::parcels;
use crate::packages::request::Request;
use crate::paper::labels::{Sheet, labels};
use crate::paper::packing::packing_list;
use crate::paper::{PaperError, Print};

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// What goes into each package.
    PackingList,
    /// Labels on this sheet, from this place on.
    Labels(Sheet, usize),
    /// What a parcel service reads.
    ParcelFile,
}

/// Paper, or a file, and which packages are not on it.
pub(super) struct Printed {
    bytes: Vec<u8>,
    kind: &'static str,
    name: String,
    /// Which are left out, and why; and what else must be known before it is used.
    pub(super) warnings: Vec<String>,
}

/// Prints what was chosen, in the order in which it is packed.
///
/// # Errors
/// Why there is nothing to print, as sentences.
pub(super) fn print(
    order: Order,
    mut requests: Vec<Request>,
    stages: &[Stage],
    today: Date,
) -> Result<Printed, Vec<String>> {
    sort_for_packing(&mut requests, stages, today);
    match order {
        Order::PackingList => on_paper("pakkeliste", today, packing_list(&requests, stages, &alike(&requests), today)),
        Order::Labels(sheet, first) => on_paper("etiketter", today, labels(&requests, sheet, first)),
        Order::ParcelFile => {
            let file = parcels(&requests);
            let warnings = told(&file.left_out);
            if file.count == 0 {
                return Err(warnings);
            }
            Ok(Printed {
                bytes: file.csv,
                kind: "text/csv; charset=utf-8",
                name: format!("pakker-{today}.csv"),
                warnings,
            })
        }
    }
}

fn on_paper(what: &str, today: Date, print: Result<Print, PaperError>) -> Result<Printed, Vec<String>> {
    match print {
        Ok(Print { pdf, left_out, remarks, .. }) => {
            let warnings = told(&left_out).into_iter().chain(remarks.iter().map(|remark| sentence(remark)));
            let name = format!("{what}-{today}.pdf");
            Ok(Printed { bytes: pdf, kind: "application/pdf", name, warnings: warnings.collect() })
        }
        Err(error) => {
            let left_out = if let PaperError::Nothing(left_out) = &error { told(left_out) } else { Vec::new() };
            Err(if left_out.is_empty() { vec![sentence(&error.to_string())] } else { left_out })
        }
    }
}

fn told(left_out: &[LeftOut]) -> Vec<String> {
    left_out.iter().map(|one| sentence(&one.to_string())).collect()
}

impl IntoResponse for Printed {
    fn into_response(self) -> Response {
        // Paper is shown, and so leaves no file behind; what a parcel service is to have must be a file.
        let way = if self.kind == "application/pdf" { "inline" } else { "attachment" };
        let disposition = HeaderValue::from_str(&format!("{way}; filename=\"{}\"", self.name));
        let disposition = disposition.unwrap_or(HeaderValue::from_static("attachment"));
        ([(CONTENT_TYPE, HeaderValue::from_static(self.kind)), (CONTENT_DISPOSITION, disposition)], self.bytes)
            .into_response()
    }
}

/// Returns the sheets of labels to choose from.
pub(super) fn sheets() -> Vec<Choosable> {
    let option = |sheet: Sheet| Choosable {
        value: sheet.as_str().to_owned(),
        label: sheet.label().to_owned(),
        chosen: sheet == Sheet::Of21,
    };
    Sheet::ALL.map(option).into()
}

/// Reads what is to be printed.
///
/// # Errors
/// What is missing or wrong, as a sentence.
pub(super) fn order(word: &str, sheet: &str, first: &str) -> Result<Order, &'static str> {
    match word {
        "pakkeliste" => Ok(Order::PackingList),
        "csv" => Ok(Order::ParcelFile),
        "etiketter" => {
            let sheet = Sheet::parse(sheet).ok_or("Vælg, hvilket ark der er i printeren.")?;
            let first = first.trim().parse().map_err(|_| "Skriv nummeret på den første tomme etiket på arket.")?;
            Ok(Order::Labels(sheet, first))
        }
        _ => Err("Vælg, hvad der skal printes."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packages::samples::{request, stages};
    use jiff::civil::date;

    #[test]
    fn an_order_is_read() {
        assert_eq!(order("pakkeliste", "", ""), Ok(Order::PackingList));
        assert_eq!(order("etiketter", "63x38", " 4 "), Ok(Order::Labels(Sheet::Of21, 4)));
        for (word, sheet, first) in [("", "", ""), ("etiketter", "a4", "1"), ("etiketter", "63x38", "-1")] {
            assert!(order(word, sheet, first).is_err());
        }
    }

    #[test]
    fn what_cannot_be_sent_is_told() {
        let unsent = Request { family: None, ..request("02") };
        let printed = print(Order::ParcelFile, vec![request("01"), unsent.clone()], &stages(), date(2026, 11, 22));
        let printed = printed.expect("one can be sent");
        assert_eq!(printed.name, "pakker-2026-11-22.csv");
        assert!(printed.warnings.len() == 1 && printed.warnings.iter().all(|said| said.starts_with("Nr. 02: ")));
        assert!(print(Order::ParcelFile, vec![unsent], &stages(), date(2026, 11, 22)).is_err());
    }
}
