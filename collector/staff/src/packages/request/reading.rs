//! From the two letters of a submission to a [`Request`].

use collector::record::ContactLetter;
use forms::age::Known;
use forms::definition::{Answer, Form, Package, Question};
use forms::id::{ChoiceId, QuestionId};
use forms::shown::value_in_words;
use forms::value::{Address, Value};

use super::{Children, Delivery, Family, Request, Wish, word};
use crate::case::What;
use crate::harmless::visible_line;
use crate::submission::Submission;

impl Request {
    /// Returns what packing needs of `submission`; nothing, if its form asks for no package.
    pub fn read(form: &Form, submission: &Submission) -> Option<Self> {
        let package = form.package()?;
        let packed = submission.history.iter().rev().find_map(|event| match &event.what {
            What::Packed { package } => Some(package.clone()),
            What::Taken
            | What::Assigned { .. }
            | What::Contacted
            | What::Noted { .. }
            | What::Due { .. }
            | What::Considered { .. }
            | What::Approved
            | What::Unpacked
            | What::Closed { .. }
            | What::Reopened
            | What::Accepted
            | What::ContactErased
            | What::Resealed => None,
        });
        Some(Self {
            number: submission.head.number().to_owned(),
            received: submission.head.received,
            status: submission.head.status,
            quarantined: submission.head.quarantined,
            children: children(submission),
            child: child(form, submission),
            packed,
            family: submission.contact.as_ref().and_then(|contact| family(form, package, submission, contact)),
        })
    }
}

fn family(form: &Form, package: &Package, submission: &Submission, contact: &ContactLetter) -> Option<Family> {
    // A letter that was erased is empty: the name is always asked for.
    let name = visible_line(text(contact, package.name.as_str())?);
    let address = contact.answers.get(&package.address).and_then(|value| match value {
        Value::Address(address) => Some(Address {
            street: visible_line(&address.street),
            postcode: visible_line(&address.postcode),
            town: visible_line(&address.town),
        }),
        Value::Choice(_)
        | Value::Choices(_)
        | Value::Number(_)
        | Value::Date(_)
        | Value::Text(_)
        | Value::Municipality(_) => None,
    });
    Some(Family {
        name,
        address,
        delivery: delivery(form, package, contact),
        wishes: wishes(form, package, submission, contact),
        phone: text(contact, word::PHONE).map(visible_line),
        mail: text(contact, word::MAIL).map(visible_line),
    })
}

fn delivery(form: &Form, package: &Package, contact: &ContactLetter) -> Delivery {
    let Some(value) = contact.answers.get(&package.delivery) else {
        return Delivery::Other("Leveringen er ikke oplyst".to_owned());
    };
    let chosen = value.choices().next().map_or("", |choice| choice.as_str());
    match chosen {
        word::PARCEL_SHOP => Delivery::ParcelShop,
        word::HOME => Delivery::Home,
        word::PICKUP => Delivery::Pickup(follow_ups(form, package, contact)),
        word::HEALTH_VISITOR => Delivery::HealthVisitor(follow_ups(form, package, contact)),
        other => Delivery::Other(
            form.question(&package.delivery)
                .map_or_else(|| other.to_owned(), |question| value_in_words(question, value)),
        ),
    }
}

/// Returns what was answered to the lines that are asked because of the delivery: a town, a name.
fn follow_ups(form: &Form, package: &Package, contact: &ContactLetter) -> String {
    let follows = |question: &&Question| {
        let line = matches!(question.answer, Answer::Text(_));
        line && question.when.as_ref().is_some_and(|when| when.questions().contains(&&package.delivery))
    };
    let said = form.questions().filter(follows).filter_map(|question| text(contact, question.id.as_str()));
    said.map(visible_line).collect::<Vec<_>>().join(", ")
}

fn wishes(form: &Form, package: &Package, submission: &Submission, contact: &ContactLetter) -> Vec<Wish> {
    let mut wishes: Vec<Wish> = package.wishes.iter().flat_map(|id| wishes_at(form, id, contact)).collect();
    match choice(submission, word::CARE) {
        Some(word::CARE_UNSAFE) => wishes.push(Wish::Unsafe),
        Some(word::CARE_YES) if wishes.is_empty() => wishes.push(Wish::Unsaid),
        _ => {}
    }
    wishes.sort();
    wishes.dedup();
    wishes
}

fn wishes_at(form: &Form, id: &QuestionId, contact: &ContactLetter) -> Vec<Wish> {
    let Some(value) = contact.answers.get(id) else { return Vec::new() };
    let offered = form.question(id).map_or(&[][..], |question| question.answer.choices());
    let wish = |chosen: &ChoiceId| {
        let known = offered.iter().find(|choice| choice.value == *chosen);
        match chosen.as_str() {
            word::SECRET_ADDRESS => Some(Wish::SecretAddress),
            word::NEUTRAL_SENDER => Some(Wish::NeutralSender),
            word::NO_CALLS => Some(Wish::NoCalls),
            word::NO_TEXTS => Some(Wish::NoTexts),
            // »Ingen af dem«.
            _ if known.is_some_and(|choice| choice.alone) => None,
            other => Some(Wish::Other(known.map_or_else(|| other.to_owned(), |choice| choice.label.clone()))),
        }
    };
    value.choices().filter_map(wish).collect()
}

fn children(submission: &Submission) -> Children {
    match choice(submission, word::CHILDREN) {
        Some(word::TWO) => Children::Two,
        Some(word::MORE) => Children::More,
        Some(word::UNKNOWN) => Children::Unknown,
        Some(_) | None => Children::One,
    }
}

fn child(form: &Form, submission: &Submission) -> Option<Known> {
    let date = |id: &Option<QuestionId>| answer(submission, id.as_ref()?.as_str())?.date();
    date(&form.child().birth).map(Known::Born).or_else(|| date(&form.child().due).map(Known::Due))
}

/// Returns an answer from whichever of the two letters holds it.
fn answer<'s>(submission: &'s Submission, id: &str) -> Option<&'s Value> {
    let id = QuestionId::parse(id)?;
    let contact = submission.contact.as_ref().and_then(|contact| contact.answers.get(&id));
    contact.or_else(|| submission.letter.answers.get(&id))
}

fn choice<'s>(submission: &'s Submission, id: &str) -> Option<&'s str> {
    answer(submission, id)?.choices().next().map(|choice| choice.as_str())
}

fn text<'c>(contact: &'c ContactLetter, id: &str) -> Option<&'c str> {
    match contact.answers.get(&QuestionId::parse(id)?)? {
        Value::Text(text) => Some(text),
        Value::Choice(_)
        | Value::Choices(_)
        | Value::Number(_)
        | Value::Date(_)
        | Value::Address(_)
        | Value::Municipality(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{Event, Head, Outcome, Status};
    use crate::packages::samples::real_form;
    use collector::record::{FORMAT, Key, Letter};
    use forms::answers::{Answers, Posted};
    use forms::code::Receipt;
    use forms::definition::Privacy;
    use forms::triage::Urgency;
    use jiff::Timestamp;
    use jiff::civil::date;

    const HOME: [(&str, &str); 17] = [
        ("_rolle", "mor"),
        ("_samtykke", "gem-svar:1"),
        ("_samtykke", "del-adresse:1"),
        ("barn", "nej"),
        ("termin_dag", "3"),
        ("termin_maaned", "1"),
        ("termin_aar", "2027"),
        ("levering", "hjem"),
        ("navn", "Łukasz Ørsted"),
        ("adresse_vej", "Nørregade 12, 3. tv."),
        ("adresse_postnr", "5000"),
        ("adresse_by", "Odense C"),
        ("kommune", "Odense"),
        ("besked", "sms"),
        ("telefon", "20123456"),
        ("antal", "to"),
        ("pas-paa", "nej"),
    ];

    /// Answers the real form: `HOME`, without the fields in `without`, and with those in `with`.
    fn asked(without: &[&str], with: &[(&str, &str)]) -> Submission {
        let form = real_form();
        let kept = HOME.iter().filter(|(name, _)| !without.contains(name));
        let fields = kept.chain(with).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let answers = Answers::parse(&form, &Posted::new(fields), date(2026, 11, 22)).expect("good answers");
        let key = Key::of(Receipt::from_random([7; 16]));
        let received: Timestamp = "2026-11-10T09:00:00Z".parse().expect("a moment");
        let is_personal = |id: &QuestionId| form.question(id).expect("a question").privacy == Privacy::Personal;
        let (personal, other) = answers.values().clone().into_iter().partition(|(id, _)| is_personal(id));
        Submission {
            head: Head {
                key: key.clone(),
                form: form.id().clone(),
                version: 1,
                received,
                urgency: Urgency::Routine,
                municipality: None,
                wants_contact: true,
                quarantined: false,
                status: Status::Approved,
                assignee: None,
                due: None,
                contacted: None,
                closed: None,
                revision: 1,
            },
            letter: Letter {
                format: FORMAT,
                key: key.clone(),
                form: form.id().clone(),
                version: 1,
                received,
                role: answers.role().cloned(),
                consents: answers.consents().to_vec(),
                family_code: None,
                answers: other,
                scores: Vec::new(),
                urgency: Urgency::Routine,
                reasons: Vec::new(),
                suspicions: Vec::new(),
            },
            contact: Some(ContactLetter { format: FORMAT, key, answers: personal }),
            history: Vec::new(),
        }
    }

    #[track_caller]
    fn read(submission: &Submission) -> Request {
        Request::read(&real_form(), submission).expect("the form asks for a package")
    }

    #[test]
    fn the_real_form_says_what_packing_acts_upon() {
        let form = real_form();
        let values = |id: &str| -> Vec<String> {
            let question = form.question(&QuestionId::parse(id).expect("a name")).expect(id);
            question.answer.choices().iter().map(|choice| choice.value.to_string()).collect()
        };
        let package = form.package().expect("a package");
        for (id, words) in [
            (word::CARE, &[word::CARE_YES, word::CARE_UNSAFE][..]),
            (word::CHILDREN, &[word::TWO, word::MORE, word::UNKNOWN]),
            (package.delivery.as_str(), &[word::PARCEL_SHOP, word::HOME, word::PICKUP, word::HEALTH_VISITOR]),
            ("hensyn", &[word::SECRET_ADDRESS, word::NEUTRAL_SENDER, word::NO_CALLS, word::NO_TEXTS]),
        ] {
            let offered = values(id);
            assert!(words.iter().all(|word| offered.iter().any(|value| value == word)), "{id}: {offered:?}");
        }
        values(word::PHONE);
        values(word::MAIL);
    }

    #[test]
    fn a_request_is_read_as_it_was_answered() {
        let request = read(&asked(&[], &[]));
        let family = request.ready().expect("it can be packed");
        assert_eq!((family.name.as_str(), family.phone.as_deref()), ("Łukasz Ørsted", Some("+4520123456")));
        assert_eq!((request.children, request.child), (Children::Two, Some(Known::Due(date(2027, 1, 3)))));
        assert!(family.delivery == Delivery::Home && family.wishes.is_empty());
        assert!(family.address.as_ref().is_some_and(|address| address.street == "Nørregade 12, 3. tv."));
    }

    #[test]
    fn what_must_be_minded_is_found_in_both_letters() {
        let wishes = |with: &[(&str, &str)]| {
            let request = read(&asked(&["pas-paa"], with));
            request.ready().expect("it can be packed").wishes.clone()
        };
        let unsafe_home = [("pas-paa", "utryg"), ("hensyn", "ikke-sms"), ("hensyn", "neutral-afsender")];
        assert!(wishes(&unsafe_home) == [Wish::Unsafe, Wish::NeutralSender, Wish::NoTexts]);
        assert!(wishes(&[("pas-paa", "ja"), ("hensyn", "hemmelig-adresse")]) == [Wish::SecretAddress]);
        assert!(wishes(&[("pas-paa", "ja"), ("hensyn", "ingen")]) == [Wish::Unsaid]);
        assert!(wishes(&[("pas-paa", "ja")]) == [Wish::Unsaid]);
        assert!(wishes(&[("pas-paa", "vil-ikke-svare")]).is_empty());
    }

    #[test]
    fn how_the_package_gets_there_is_told_in_words() {
        let address = ["levering", "adresse_vej", "adresse_postnr", "adresse_by"];
        let words = |with: &[(&str, &str)]| {
            let request = read(&asked(&address, with));
            request.ready().expect("it can be packed").delivery.in_words()
        };
        assert_eq!(
            words(&[("levering", "lokalforening"), ("hentested", "Odense\u{202e}")]),
            "Hentes i lokalforening: Odense"
        );
        assert_eq!(words(&[("levering", "sundhedsplejerske")]), "Gennem sundhedsplejerske");
    }

    #[test]
    fn a_package_is_ready_when_it_is_granted_and_somebody_can_have_it() {
        let mut submission = asked(&[], &[]);
        submission.head.status = Status::Contacted;
        assert_eq!(read(&submission).ready().err(), Some("pakken er ikke bevilget endnu"));
        submission.head.status = Status::Closed(Outcome::HandedOver);
        assert_eq!(read(&submission).ready().err(), Some("sagen er lukket"));
        submission.head.status = Status::Packed;
        submission.contact = None;
        submission.history = vec![Event {
            at: submission.head.received,
            by: "Karen".to_owned(),
            what: What::Packed { package: "nyfoedt".to_owned() },
        }];
        let request = read(&submission);
        assert!(request.ready().is_err() && request.child.is_none());
        assert_eq!(request.packed.as_deref(), Some("nyfoedt"));
    }
}
