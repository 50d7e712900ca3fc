//! Requests that look as if they came from the same family. They are marked and never refused: twins, two parents and a
//! family that has moved all get theirs.

use std::collections::{BTreeMap, BTreeSet};

use forms::age::Known;
use forms::value::Address;
use jiff::civil::Date;

use super::request::{Family, Request};
use crate::case::{Outcome, Status};

/// Another request that looks like the same family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// The number of the other case.
    pub number: String,
    /// How far the other has come.
    pub status: Status,
    /// What is the same, in words: »samme adresse og samme termin«.
    pub same: String,
}

impl Alike {
    /// Returns what staff read: »samme adresse og samme termin som nr. 0a1b2c3d4e (Udleveret)«.
    pub fn in_words(&self) -> String {
        format!("{} som nr. {} ({})", self.same, self.number, self.status.label())
    }
}

/// Returns, for each request by its number, the others that look like the same family; only those that have any.
///
/// The same name is not enough, and neither is the same address: together with a phone, a mail address, an address or the
/// child's date they are.
pub fn alike(requests: &[Request]) -> BTreeMap<String, Vec<Alike>> {
    let traits: Vec<Traits> = requests.iter().map(Traits::of).collect();
    let mut found: BTreeMap<String, Vec<Alike>> = BTreeMap::new();
    for (one, other) in pairs(&traits) {
        let (Some(mine), Some(theirs)) = (traits.get(one), traits.get(other)) else { continue };
        let (Some(request), Some(twin)) = (requests.get(one), requests.get(other)) else { continue };
        let alike = Alike { number: twin.number.clone(), status: twin.status, same: mine.shared(theirs) };
        found.entry(request.number.clone()).or_default().push(alike);
    }
    found
}

/// Returns the places of all that have a clue in common, both ways, in order.
fn pairs(traits: &[Traits]) -> BTreeSet<(usize, usize)> {
    let mut by_clue: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, one) in traits.iter().enumerate() {
        for clue in one.clues() {
            by_clue.entry(clue).or_default().push(place);
        }
    }
    let mut pairs = BTreeSet::new();
    for group in by_clue.values() {
        for one in group {
            pairs.extend(group.iter().filter(|other| *other != one).map(|other| (*one, *other)));
        }
    }
    pairs
}

/// What requests are compared by, spelt the same however it was written.
#[derive(Default)]
struct Traits {
    name: Option<String>,
    phone: Option<String>,
    mail: Option<String>,
    address: Option<String>,
    child: Option<(Date, &'static str)>,
}

impl Traits {
    fn of(request: &Request) -> Self {
        let junk = request.status == Status::Closed(Outcome::Junk);
        let Some(family) = request.family.as_ref().filter(|_| !junk) else { return Self::default() };
        let Family { name, address, phone, mail, delivery: _, wishes: _ } = family;
        Self {
            name: Some(spelt_name(name)).filter(|name| !name.is_empty()),
            phone: phone.as_deref().map(spelt_phone).filter(|phone| !phone.is_empty()),
            mail: mail.as_deref().map(|mail| mail.trim().to_lowercase()).filter(|mail| !mail.is_empty()),
            address: address.as_ref().map(spelt_address),
            child: request.child.map(|known| match known {
                Known::Born(birth) => (birth, "fødselsdag"),
                Known::Due(due) => (due, "termin"),
            }),
        }
    }

    /// Returns what another must share to be taken for the same family.
    fn clues(&self) -> Vec<String> {
        let date = self.child.map(|(date, kind)| format!("{kind} {date}"));
        let both = |kind: &str, one: &Option<String>, other: &Option<String>| {
            Some(format!("{kind}\n{}\n{}", one.as_ref()?, other.as_ref()?))
        };
        [
            both("phone", &self.name, &self.phone),
            both("mail", &self.name, &self.mail),
            both("address", &self.name, &self.address),
            both("child", &self.address, &date),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Returns what two have in common, in words.
    fn shared(&self, other: &Self) -> String {
        let same = |one: &Option<String>, other: &Option<String>, word: &'static str| {
            (one.is_some() && one == other).then_some(word)
        };
        let words: Vec<String> = [
            same(&self.name, &other.name, "navn"),
            same(&self.address, &other.address, "adresse"),
            same(&self.phone, &other.phone, "telefon"),
            same(&self.mail, &other.mail, "mail"),
            self.child.filter(|_| self.child == other.child).map(|(_, kind)| kind),
        ]
        .into_iter()
        .flatten()
        .map(|word| format!("samme {word}"))
        .collect();
        match words.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, first)) => format!("{} og {last}", first.join(", ")),
            None => String::new(),
        }
    }
}

/// »Hansen, Åse« and »aase  hansen« are one name.
fn spelt_name(name: &str) -> String {
    let folded = folded(name);
    let mut words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words.join(" ")
}

/// »+45 20 12 34 56« and »20123456« are one number.
fn spelt_phone(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.strip_prefix("00").unwrap_or(&digits);
    match digits.strip_prefix("45") {
        Some(own) if own.len() == 8 => own.to_owned(),
        _ => digits.to_owned(),
    }
}

/// »Nørre Gade 12 B, stuen til venstre« and »nørregade 12b st.tv.« are one address. The postcode tells the town.
fn spelt_address(address: &Address) -> String {
    let street = folded(&address.street);
    let words = street.split(' ').filter_map(|word| match word {
        "" | "til" | "sal" | "etage" | "doer" | "lejlighed" | "lejl" => None,
        "stuen" | "stue" => Some("st"),
        "venstre" => Some("tv"),
        "hoejre" => Some("th"),
        "midtfor" | "midt" => Some("mf"),
        "kaelder" | "kaelderen" => Some("kl"),
        word => Some(word),
    });
    let mut spelt = String::new();
    for word in words {
        let ends = spelt.ends_with(|c: char| c.is_ascii_digit());
        // »12 1« is not »121«; letters may stand apart or together.
        if ends && word.starts_with(|c: char| c.is_ascii_digit()) {
            spelt.push('-');
        }
        spelt.push_str(word);
    }
    let postcode: String = address.postcode.chars().filter(char::is_ascii_digit).collect();
    format!("{spelt} {postcode}")
}

/// Returns small letters and digits in words parted by single spaces, with the letters that people write in more ways spelt
/// one way, and digits parted from letters.
fn folded(text: &str) -> String {
    let mut spelt = String::with_capacity(text.len());
    for c in text.to_lowercase().chars() {
        let last = spelt.chars().next_back().unwrap_or(' ');
        let parts = (last.is_ascii_digit() && c.is_alphabetic()) || (last.is_alphabetic() && c.is_ascii_digit());
        if parts {
            spelt.push(' ');
        }
        match c {
            'æ' | 'ä' => spelt.push_str("ae"),
            'ø' | 'ö' => spelt.push_str("oe"),
            'å' => spelt.push_str("aa"),
            'é' | 'è' | 'ê' | 'ë' => spelt.push('e'),
            'á' | 'à' | 'â' => spelt.push('a'),
            'ü' | 'ú' => spelt.push('u'),
            'ó' | 'ô' => spelt.push('o'),
            'í' | 'ï' | 'ı' => spelt.push('i'),
            // The dot that a small İ leaves behind, and apostrophes within a name.
            '\u{307}' | '\'' | '’' => {}
            c if c.is_alphanumeric() => spelt.push(c),
            _ if last != ' ' => spelt.push(' '),
            _ => {}
        }
    }
    spelt.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::samples::{address, request};
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn one_name_has_many_spellings() {
        for written in ["Åse Sørensen", "AASE SÖRENSEN", "Sørensen, Åse", " aase   soerensen ", "Aase-Sørensen"] {
            assert_eq!(spelt_name(written), spelt_name("Åse Sørensen"), "{written}");
        }
        assert_ne!(spelt_name("Åse Sørensen"), spelt_name("Åge Sørensen"));
    }

    #[test]
    fn one_address_has_many_spellings() {
        let spelt = |street: &str| spelt_address(&address(street));
        for written in [
            "nørregade 12b, st tv",
            "Nørre Gade 12 B stuen til venstre",
            "NØRREGADE 12 B,ST.TV",
            "Noerregade 12B st. tv",
        ] {
            assert_eq!(spelt(written), spelt("Nørregade 12B, st. tv."), "{written}");
        }
        for other in ["Nørregade 12B, st. th.", "Nørregade 12, st. tv.", "Nørregade 1, 2. tv.", "Nørregade 12B, 1. tv."]
        {
            assert_ne!(spelt(other), spelt("Nørregade 12B, st. tv."), "{other}");
        }
        assert_eq!(spelt("Nørregade 1, 2. sal tv."), spelt("Nørregade 1, 2.tv"));
        assert_ne!(spelt("Nørregade 1, 21"), spelt("Nørregade 12, 1"));
    }

    #[test]
    fn one_number_has_many_spellings() {
        for written in ["+4520123456", "20 12 34 56", "0045 20123456", "+45 20-12-34-56"] {
            assert_eq!(spelt_phone(written), "20123456", "{written}");
        }
        assert_eq!(spelt_phone("+46701234567"), "46701234567");
    }

    fn family(number: &str, change: impl Fn(&mut Family)) -> Request {
        let mut request = request(number);
        if let Some(family) = &mut request.family {
            change(family);
        }
        request
    }

    fn told(requests: &[Request]) -> Vec<String> {
        let found = alike(requests);
        found
            .iter()
            .flat_map(|(number, twins)| twins.iter().map(move |twin| format!("{number}: {}", twin.in_words())))
            .collect()
    }

    #[test]
    fn the_same_family_is_marked_on_both_requests() {
        let one = family("01", |_| {});
        let mut other = family("02", |family| {
            "HANSEN, maria".clone_into(&mut family.name);
            family.phone = Some("20 12 34 56".to_owned());
            family.address = None;
        });
        other.child = None;
        other.status = Status::Closed(Outcome::HandedOver);
        insta::assert_snapshot!(told(&[one, other]).join("\n"), @r"
        01: samme navn og samme telefon som nr. 02 (Udleveret)
        02: samme navn og samme telefon som nr. 01 (Bevilget)
        ");
    }

    #[test]
    fn two_parents_at_one_address_are_marked_by_the_child() {
        let one = family("01", |_| {});
        let other = family("02", |family| {
            "Jonas Holm".clone_into(&mut family.name);
            family.phone = Some("+4531123456".to_owned());
        });
        insta::assert_snapshot!(told(&[one.clone(), other.clone()]).join("\n"), @r"
        01: samme adresse og samme termin som nr. 02 (Bevilget)
        02: samme adresse og samme termin som nr. 01 (Bevilget)
        ");
        // Neighbours in one stairwell, or a new child, are others.
        let sister = Request { child: Some(Known::Due(date(2027, 2, 1))), ..other };
        assert!(told(&[one, sister]).is_empty());
    }

    #[test]
    fn names_alone_are_no_sign() {
        let one = family("01", |_| {});
        let other = family("02", |family| {
            family.address = Some(address("Strandvejen 8"));
            family.phone = Some("+4531123456".to_owned());
        });
        assert!(told(&[one.clone(), other]).is_empty());
        let erased = Request { family: None, ..request("03") };
        let junk = Request { status: Status::Closed(Outcome::Junk), ..request("04") };
        assert!(told(&[one, erased, junk]).is_empty());
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_spelt_once_and_for_all(name in "\\PC{0,40}", street in "\\PC{0,60}") {
            let once = folded(&name);
            prop_assert_eq!(folded(&once), once);
            spelt_address(&address(&street));
        }
    }
}
