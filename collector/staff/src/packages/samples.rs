//! Made-up requests and packages for tests, and the real form.

use forms::age::{Known, Window};
use forms::definition::Form;
use forms::library::{self, Library};
use forms::table;
use forms::value::Address;
use jiff::civil::date;

use super::fit::Stage;
use super::request::{Children, Delivery, Family, Request};
use crate::case::Status;

/// The five packages, with made-up contents.
pub(crate) fn stages() -> Vec<Stage> {
    [
        ("nyfoedt", "Babypakke: nyfødt", "fødslen", "dagen før 3 måneder"),
        ("3-6-maaneder", "Babypakke: 3–6 måneder", "3 måneder", "dagen før 6 måneder"),
        ("6-12-maaneder", "Babypakke: 6–12 måneder", "6 måneder", "dagen før 12 måneder"),
        ("1-2-aar", "Babypakke: 1–2 år", "12 måneder", "dagen før 24 måneder"),
        ("2-3-aar", "Babypakke: 2–3 år", "24 måneder", "dagen før 36 måneder"),
    ]
    .map(|(id, title, from, to)| Stage {
        id: id.to_owned(),
        title: title.to_owned(),
        window: Window::parse(from, to).expect("a window"),
        contents: ["Bodyer og heldragter", "Hue og strømper", "Stofbleer", "Papbog med billeder", "Termometer"]
            .map(str::to_owned)
            .to_vec(),
    })
    .to_vec()
}

/// A granted request that is sent home.
pub(crate) fn request(number: &str) -> Request {
    Request {
        number: number.to_owned(),
        received: "2026-11-10T09:00:00Z".parse().expect("a moment"),
        status: Status::Approved,
        quarantined: false,
        children: Children::One,
        child: Some(Known::Due(date(2027, 1, 3))),
        packed: None,
        family: Some(Family {
            name: "Maria Hansen".to_owned(),
            address: Some(address("Nørregade 12, 3. tv.")),
            delivery: Delivery::Home,
            wishes: Vec::new(),
            phone: Some("+4520123456".to_owned()),
            mail: None,
        }),
    }
}

/// An address in Odense.
pub(crate) fn address(street: &str) -> Address {
    Address { street: street.to_owned(), postcode: "5000".to_owned(), town: "Odense C".to_owned() }
}

/// The form that asks for a package, as families meet it.
pub(crate) fn real_form() -> Form {
    let parse = |text: &str| table::parse(text, 0).expect("TOML");
    let (roles, _) = library::roles(&parse(include_str!("../../../../content/formularer/roller.toml")));
    let (consents, _) = library::consents(&parse(include_str!("../../../../content/formularer/samtykker.toml")));
    let form = parse(include_str!("../../../../content/formularer/babypakke/1.toml"));
    Form::parse(&form, "babypakke", 1, &Library { roles, consents }).expect("the form is good")
}
