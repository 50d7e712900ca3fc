//! The list a parcel service reads: CSV with `;`, UTF-8 with a byte order mark, CRLF.

use forms::value::Address;

use super::LeftOut;
use super::request::{Delivery, Family, Request, Wish};

/// The columns, in order.
const HEADER: [&str; 10] =
    ["reference", "navn", "vej", "postnr", "by", "land", "telefon", "mail", "levering", "neutral_afsender"];

/// The list, and what must not stand on it.
#[derive(Clone, PartialEq, Eq)]
pub struct Parcels {
    /// The file.
    pub csv: Vec<u8>,
    /// How many parcels are on it.
    pub count: usize,
    /// Which are not, and why.
    pub left_out: Vec<LeftOut>,
}

/// Returns the list for a parcel service: what is granted and is sent, and never where an address is secret.
pub fn parcels(requests: &[Request]) -> Parcels {
    let mut rows = Vec::new();
    let mut left_out = Vec::new();
    for request in requests {
        match row(request) {
            Ok(row) => rows.push(row),
            Err(why) => left_out.push(LeftOut { number: request.number.clone(), why }),
        }
    }
    Parcels { csv: csv(&rows), count: rows.len(), left_out }
}

/// Returns where a package may be sent by post or a parcel service.
///
/// # Errors
/// Why it may not, in words for the staff.
pub(crate) fn may_be_sent(family: &Family) -> Result<&Address, String> {
    nothing_is_unsaid(family)?;
    let address = match &family.delivery {
        Delivery::Home if family.wants(&Wish::Unsafe) => {
            return Err("pakken må ikke sendes hjem: aftal leveringen med familien først".to_owned());
        }
        Delivery::Home | Delivery::ParcelShop => &family.address,
        Delivery::Pickup(_) => return Err("familien henter selv pakken".to_owned()),
        Delivery::HealthVisitor(_) => return Err("sundhedsplejersken kommer med pakken".to_owned()),
        Delivery::Other(words) => return Err(format!("leveringen kendes ikke: »{words}«")),
    };
    if family.wants(&Wish::SecretAddress) {
        return Err("adressen er hemmelig: aftal leveringen med familien".to_owned());
    }
    address.as_ref().ok_or_else(|| "adressen mangler".to_owned())
}

/// Lets a package go on only if everything that must be minded is known.
///
/// # Errors
/// Why it may not, in words for the staff.
pub(crate) fn nothing_is_unsaid(family: &Family) -> Result<(), String> {
    if family.wants(&Wish::Unsaid) {
        return Err("der er noget, vi skal passe på: spørg rådgiveren, og skriv selv etiketten bagefter".to_owned());
    }
    Ok(())
}

fn row(request: &Request) -> Result<[String; 10], String> {
    let family = request.ready().map_err(str::to_owned)?;
    let address = may_be_sent(family)?;
    let phone = family.phone_for_delivery();
    let delivery = match family.delivery {
        Delivery::ParcelShop if phone.is_none() && family.mail.is_none() => {
            return Err(
                "pakkeshoppen kan ikke give besked: der er hverken mail eller et nummer, vi må bruge".to_owned()
            );
        }
        Delivery::ParcelShop => "pakkeshop",
        Delivery::Home | Delivery::Pickup(_) | Delivery::HealthVisitor(_) | Delivery::Other(_) => "hjem",
    };
    let neutral = if family.wants(&Wish::NeutralSender) { "ja" } else { "nej" };
    Ok([
        &request.number,
        &family.name,
        &address.street,
        &address.postcode,
        &address.town,
        "DK",
        phone.unwrap_or_default(),
        family.mail.as_deref().unwrap_or_default(),
        delivery,
        neutral,
    ]
    .map(cell))
}

/// Returns a text that no spreadsheet takes for a formula; a phone number stays as it is.
fn cell(text: &str) -> String {
    let phone = text.strip_prefix('+').is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit() || b == b' '));
    let formula = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if formula && !phone { format!("'{text}") } else { text.to_owned() }
}

fn csv(rows: &[[String; 10]]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{FEFF}".as_bytes().to_vec());
    let written = writer.write_record(HEADER).and_then(|()| rows.iter().try_for_each(|row| writer.write_record(row)));
    written.expect("a vector takes every byte, and all rows have ten cells");
    writer.into_inner().expect("a vector takes every byte")
}

#[cfg(test)]
mod tests {
    use super::super::samples::request;
    use super::*;
    use crate::case::Status;

    fn with(number: &str, change: impl Fn(&mut Family)) -> Request {
        let mut request = request(number);
        change(request.family.as_mut().expect("a family"));
        request
    }

    fn text(parcels: &Parcels) -> String {
        String::from_utf8(parcels.csv.clone()).expect("UTF-8")
    }

    #[test]
    fn a_parcel_service_gets_what_it_needs() {
        let parcels = parcels(&[
            with("01", |_| {}),
            with("02", |family| {
                family.delivery = Delivery::ParcelShop;
                family.wishes = vec![Wish::NeutralSender, Wish::NoCalls];
                family.mail = Some("maria@example.org".to_owned());
                "=HYPERLINK(\"x\");\n Hansen".clone_into(&mut family.name);
            }),
        ]);
        let text = text(&parcels);
        assert!(text.starts_with('\u{FEFF}') && text.ends_with("\r\n"));
        insta::assert_snapshot!(text.trim_start_matches('\u{FEFF}').replace('\r', ""), @r#"
        reference;navn;vej;postnr;by;land;telefon;mail;levering;neutral_afsender
        01;Maria Hansen;Nørregade 12, 3. tv.;5000;Odense C;DK;+4520123456;;hjem;nej
        02;"'=HYPERLINK(""x"");
         Hansen";Nørregade 12, 3. tv.;5000;Odense C;DK;;maria@example.org;pakkeshop;ja
        "#);
    }

    #[test]
    fn what_must_not_be_sent_is_left_out_with_a_reason() {
        let parcels = parcels(&[
            with("01", |family| family.wishes = vec![Wish::SecretAddress]),
            with("02", |family| {
                family.wishes = vec![Wish::SecretAddress];
                family.delivery = Delivery::ParcelShop;
            }),
            with("03", |family| family.wishes = vec![Wish::Unsafe]),
            with("04", |family| family.delivery = Delivery::Pickup("Odense".to_owned())),
            with("05", |family| family.delivery = Delivery::HealthVisitor(String::new())),
            with("06", |family| {
                family.delivery = Delivery::ParcelShop;
                family.wishes = vec![Wish::NoTexts];
            }),
            with("07", |family| family.address = None),
            Request { status: Status::New, ..request("08") },
            Request { family: None, ..request("09") },
            with("10", |family| {
                family.delivery = Delivery::ParcelShop;
                family.wishes = vec![Wish::Unsaid];
            }),
        ]);
        assert_eq!((parcels.count, text(&parcels).lines().count()), (0, 1));
        let told: Vec<String> = parcels.left_out.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(told.join("\n"), @r"
        nr. 01: adressen er hemmelig: aftal leveringen med familien
        nr. 02: adressen er hemmelig: aftal leveringen med familien
        nr. 03: pakken må ikke sendes hjem: aftal leveringen med familien først
        nr. 04: familien henter selv pakken
        nr. 05: sundhedsplejersken kommer med pakken
        nr. 06: pakkeshoppen kan ikke give besked: der er hverken mail eller et nummer, vi må bruge
        nr. 07: adressen mangler
        nr. 08: pakken er ikke bevilget endnu
        nr. 09: kontaktoplysningerne er slettet, eller de kan ikke åbnes med dine nøgler
        nr. 10: der er noget, vi skal passe på: spørg rådgiveren, og skriv selv etiketten bagefter
        ");
    }

    #[test]
    fn no_cell_starts_a_formula_and_phones_survive() {
        for text in ["=1+1", "+1+1", "-1", "@x", "＝1", " =1"] {
            assert!(cell(text).starts_with('\''), "{text}");
        }
        for text in ["+45 20 12 34 56", "+4520123456", "Nørregade 1", ""] {
            assert_eq!(cell(text), text);
        }
    }
}
