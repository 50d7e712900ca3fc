//! FHIR R4: every version of a form as a `Questionnaire`, every submission as a `QuestionnaireResponse`.
//!
//! Nobody is named: the subject is a number that stands for the family in this export alone, and the source is a role. A
//! questionnaire without its contact questions is another one, with an address of its own: a response to it lacks nothing.
//! Conditions are carried over where FHIR can say exactly the same; a question whose condition it cannot say is always open
//! and never required.

use std::io::{self, Write};

use forms::library::hexadecimal;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

pub(super) use questionnaire::questionnaire;
pub(super) use response::response;

mod questionnaire;
mod response;

/// Where the addresses of forms, codes and numbers begin. They are names; nothing needs to lie there.
const BASE: &str = "https://1000dage.dk/fhir";
/// The question about who answers. No question of a form can be called so.
const ROLE: &str = "_rolle";

/// How resources follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrapping {
    /// One on each line.
    Lines,
    /// All in one `collection`.
    Bundle,
}

/// A file of resources.
pub(super) struct Resources<W: Write> {
    out: W,
    wrapping: Wrapping,
    count: u64,
}

impl<W: Write> Resources<W> {
    /// Begins the file.
    pub(super) fn begin(mut out: W, wrapping: Wrapping) -> io::Result<Self> {
        if wrapping == Wrapping::Bundle {
            out.write_all(br#"{"resourceType":"Bundle","type":"collection""#)?;
        }
        Ok(Self { out, wrapping, count: 0 })
    }

    /// Writes a resource.
    pub(super) fn add(&mut self, resource: &Json) -> io::Result<()> {
        let first = self.count == 0;
        self.count += 1;
        match self.wrapping {
            Wrapping::Lines => {
                serde_json::to_writer(&mut self.out, resource)?;
                self.out.write_all(b"\n")
            }
            Wrapping::Bundle => {
                self.out.write_all(if first { b",\"entry\":[\n" } else { b",\n" })?;
                let word = |name: &str| resource.get(name).and_then(Json::as_str).unwrap_or_default();
                write!(self.out, r#"{{"fullUrl":"{BASE}/{}/{}","resource":"#, word("resourceType"), word("id"))?;
                serde_json::to_writer(&mut self.out, resource)?;
                self.out.write_all(b"}")
            }
        }
    }

    /// Ends the file.
    pub(super) fn finish(mut self) -> io::Result<()> {
        if self.wrapping == Wrapping::Bundle {
            self.out.write_all(if self.count == 0 { b"}\n" } else { b"\n]}\n" })?;
        }
        self.out.flush()
    }
}

/// Returns a name that FHIR takes as an id: at most 64 letters. A longer one ends in a fingerprint of the whole.
fn id(name: &str) -> String {
    match name.get(..48) {
        Some(start) if name.len() > 64 => {
            let print = hexadecimal(&Sha256::digest(name.as_bytes()));
            format!("{start}-{}", print.get(..12).unwrap_or_default())
        }
        Some(_) | None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    use crate::export::Contact;
    use crate::export::tests::{FullDisk, forms, submission};

    /// Everything FHIR forbids that a writer does by accident: empty lists, objects and strings, and nulls.
    fn empties(value: &Json) -> usize {
        match value {
            Json::Null => 1,
            Json::Bool(_) | Json::Number(_) => 0,
            Json::String(text) => usize::from(text.trim().is_empty()),
            Json::Array(list) => usize::from(list.is_empty()) + list.iter().map(empties).sum::<usize>(),
            Json::Object(fields) => usize::from(fields.is_empty()) + fields.values().map(empties).sum::<usize>(),
        }
    }

    fn links(item: &Json, found: &mut Vec<String>) {
        for one in item.get("item").and_then(Json::as_array).into_iter().flatten() {
            found.push(one.get("linkId").and_then(Json::as_str).expect("a link").to_owned());
            links(one, found);
        }
    }

    fn all(contact: Contact) -> Vec<(Json, Json)> {
        let of = |number| {
            let one = submission(number);
            let forms = forms();
            let form = forms.iter().find(|form| form.version() == one.head.version).expect("a form");
            (questionnaire(form, contact), response(form, &one, contact, Some("F0123456789ab")))
        };
        [1, 2, 3].map(of).into()
    }

    #[test]
    fn every_link_is_there_once_and_every_answer_belongs_to_a_question() {
        for (asked, said) in [Contact::With, Contact::Without].into_iter().flat_map(all) {
            let (mut questions, mut answers) = (Vec::new(), Vec::new());
            links(&asked, &mut questions);
            links(&said, &mut answers);
            let once: BTreeSet<_> = questions.iter().collect();
            assert_eq!(once.len(), questions.len());
            assert!(!answers.is_empty() && answers.iter().all(|link| once.contains(link)));
            assert_eq!((empties(&asked), empties(&said)), (0, 0), "{asked:#}\n{said:#}");
            assert_eq!(
                said["questionnaire"],
                format!("{}|{}", asked["url"].as_str().expect("a url"), asked["version"].as_str().expect("a version"))
            );
        }
    }

    #[test]
    fn a_condition_names_a_question_that_is_asked() {
        for (asked, _) in [Contact::With, Contact::Without].into_iter().flat_map(all) {
            let mut known = Vec::new();
            links(&asked, &mut known);
            let text = asked.to_string();
            for part in text.split("\"enableWhen\":").skip(1) {
                let conditions = part.split(']').next().unwrap_or_default();
                let named = conditions.split("\"question\":\"").skip(1).filter_map(|rest| rest.split('"').next());
                assert!(named.into_iter().all(|name| known.iter().any(|link| link == name)), "{conditions}");
            }
        }
    }

    #[test]
    fn nobody_is_named_without_contact_details() {
        for (asked, said) in all(Contact::Without) {
            let text = format!("{asked}{said}");
            assert!(["Karen", "20123456", "Prøvevej", "Hvad hedder du?"].iter().all(|word| !text.contains(word)));
        }
        let with: String = all(Contact::With).iter().map(|(_, said)| said.to_string()).collect();
        assert!(with.contains("Karen") && with.contains("Prøvevej"));
    }

    #[test]
    fn an_id_is_short_and_stays_its_own() {
        assert_eq!(id("start-1"), "start-1");
        let (one, other) = (id(&format!("{}-1", "a".repeat(70))), id(&format!("{}-2", "a".repeat(70))));
        assert!(one.len() <= 64 && one != other);
    }

    #[test]
    fn a_full_disk_is_told() {
        let mut file = Resources::begin(FullDisk(100), Wrapping::Bundle).expect("it begins");
        let told = all(Contact::Without).iter().try_for_each(|(asked, _)| file.add(asked));
        assert_eq!(told.map_err(|error| error.kind()), Err(io::ErrorKind::StorageFull));
    }

    #[test]
    fn a_bundle_holds_them_all_and_can_be_empty() {
        let bundle = |resources: &[Json]| {
            let mut out = Vec::new();
            let mut file = Resources::begin(&mut out, Wrapping::Bundle).expect("memory");
            resources.iter().for_each(|one| file.add(one).expect("memory"));
            file.finish().expect("memory");
            serde_json::from_slice::<Json>(&out).expect("JSON")
        };
        assert_eq!(empties(&bundle(&[])), 0);
        let (asked, said) = all(Contact::Without).remove(0);
        let both = bundle(&[asked, said]);
        assert_eq!(both["entry"].as_array().map(Vec::len), Some(2));
        assert_eq!(
            both["entry"][1]["fullUrl"],
            format!("{BASE}/QuestionnaireResponse/{}", "0000000001".to_owned() + &"0".repeat(22))
        );
    }
}
