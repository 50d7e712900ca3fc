use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use forms::id::QuestionId;
use forms::library::{self, Library};
use forms::table;
use forms::triage::Urgency;
use forms::value::Value;
use proptest::prelude::*;
use rayon::prelude::*;

use super::*;
use crate::case::{Action, Outcome};

const SEED: u64 = 4;

fn until() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().expect("a moment")
}

/// Every form of the site, in every version.
fn real_forms() -> Vec<Form> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/formularer");
    let read = |path: &Path| {
        let text = fs::read_to_string(path).expect("a file of the content");
        table::parse(&text, 0).expect("TOML")
    };
    let library = Library {
        roles: library::roles(&read(&folder.join("roller.toml"))).0,
        consents: library::consents(&read(&folder.join("samtykker.toml"))).0,
    };
    let list = |folder: &Path| {
        let mut paths: Vec<_> =
            fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path()).collect();
        paths.sort();
        paths
    };
    let mut forms = Vec::new();
    for folder in list(&folder).into_iter().filter(|path| path.is_dir()) {
        let id = folder.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        for path in list(&folder) {
            let version = path.file_stem().and_then(|name| name.to_str()).and_then(|name| name.parse().ok());
            let version = version.expect("a version");
            forms.push(Form::parse(&read(&path), &id, version, &library).expect("a good form"));
        }
    }
    forms
}

fn made<'f>(demo: &Demo<'f>) -> Vec<Made<'f>> {
    let make = |visit| demo.make(visit).unwrap_or_else(|refused| panic!("{refused}"));
    demo.visits().par_iter().map(make).collect()
}

#[test]
fn the_collector_takes_every_form_as_it_is_filled_in() {
    let forms = real_forms();
    let demo = plan(&forms, 1_500, SEED, until());
    let all = made(&demo);
    assert_eq!(all.len(), 1_500);
    let met: BTreeSet<&str> = all.iter().map(|made| made.form.id().as_str()).collect();
    assert_eq!(met.len(), forms.len(), "every form is sent by somebody");
}

#[test]
fn the_same_seed_makes_the_same_and_another_seed_others() {
    let forms = real_forms();
    let told = |seed| {
        let demo = plan(&forms, 60, seed, until());
        let tell = |made: &Made<'_>| {
            let deeds: Vec<(Timestamp, &str)> = made.deeds.iter().map(|deed| (deed.at, deed.by)).collect();
            (made.receipt.reveal(), made.received, serde_json::to_string(&made.answers).expect("JSON"), deeds)
        };
        made(&demo).iter().map(tell).collect::<Vec<_>>()
    };
    assert_eq!(told(1), told(1));
    assert_ne!(told(1), told(2));
}

#[test]
fn submissions_come_in_order_and_more_of_them_later() {
    let forms = real_forms();
    let demo = plan(&forms, 2_000, SEED, until());
    let moments: Vec<Timestamp> = demo.visits().iter().map(|visit| visit.at).collect();
    assert!(moments.is_sorted());
    assert!(moments.last().is_some_and(|last| *last < until()));
    let year = until().checked_sub(jiff::SignedDuration::from_hours(24 * 365)).expect("a moment");
    let later = moments.iter().filter(|at| **at > year).count();
    assert!((1_200..1_750).contains(&later), "{later}");
}

#[test]
fn some_of_each_urgency_are_open_and_the_rest_is_closed() {
    let forms = real_forms();
    let demo = plan(&forms, 1_200, SEED, until());
    let mut open: BTreeMap<Urgency, usize> = BTreeMap::new();
    let (mut taken, mut quarantined, mut overdue) = (0, 0, 0);
    for made in made(&demo) {
        let is_closed = made.deeds.last().is_some_and(|deed| matches!(deed.action, Action::Close(_)));
        if is_closed {
            continue;
        }
        *open.entry(made.assessment.urgency).or_default() += 1;
        taken += usize::from(made.deeds.iter().any(|deed| deed.action == Action::Take));
        quarantined += usize::from(!made.suspicions.is_empty());
        overdue += usize::from(until().duration_since(made.received).as_hours() > 24 * 14);
    }
    assert!(Urgency::ALL.iter().all(|urgency| open.get(urgency).is_some_and(|count| *count >= 2)), "{open:?}");
    let all: usize = open.values().sum();
    assert!((40..80).contains(&all) && taken >= 4 && quarantined == 1 && overdue > 2, "{all} {taken} {overdue}");
}

#[test]
fn families_with_a_code_answer_again_as_the_child_grows() {
    let forms = real_forms();
    let demo = plan(&forms, 1_500, SEED, until());
    let mut by_code: BTreeMap<_, Vec<&Form>> = BTreeMap::new();
    for made in made(&demo) {
        if let Some(code) = made.answers.family_code() {
            by_code.entry(code).or_default().push(made.form);
        }
    }
    let linked = by_code.values().filter(|forms| forms.len() > 1).count();
    let windows = |forms: &Vec<&Form>| {
        forms.iter().filter_map(|form| form.window()).map(|window| window.from().rank()).collect::<Vec<_>>()
    };
    assert!(linked > 80, "{linked}");
    assert!(by_code.values().all(|forms| windows(forms).is_sorted()), "no family grows younger");
}

#[test]
fn programs_meet_what_they_stumble_over() {
    let forms = real_forms();
    let demo = plan(&forms, 3_000, SEED, until());
    let mut texts = String::new();
    for made in made(&demo) {
        for value in made.answers.values().values() {
            if let Value::Text(text) = value {
                texts.push_str(text);
                texts.push('\u{1}');
            }
        }
    }
    for wanted in ["æ", "ł", "ş"] {
        assert!(texts.contains(wanted), "{wanted:?}");
    }
    let awkward =
        ["\u{1}=", "\n+1\n-1\n@", "\u{1}@", "\u{1}+K", "<img", "<script", "🤱", "[31m", "[2J", "Æ, ø og å er"];
    let met = awkward.iter().filter(|text| texts.contains(**text)).count();
    assert!(met >= 5, "{met} of {}", awkward.len());
}

#[test]
fn a_sealed_submission_belongs_to_its_receipt() {
    let forms = real_forms();
    let demo = plan(&forms, 3, SEED, until());
    let public = || age::x25519::Identity::generate().to_public().to_string();
    let keys = Keys::parse(&public(), &public(), &public()).expect("three keys");
    for made in made(&demo) {
        let record = made.record(&keys).expect("it can be sealed");
        assert_eq!(record.key, collector::record::Key::of(made.receipt));
        assert_eq!((record.received, record.urgency), (made.received, made.assessment.urgency));
    }
}

#[test]
fn two_packages_of_one_family_go_to_one_address_unless_it_moved() {
    let forms = real_forms();
    let demo = plan(&forms, 3_000, SEED, until());
    let address = QuestionId::parse("adresse").expect("a name");
    let mut homes: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (visit, made) in demo.visits().iter().zip(made(&demo)) {
        if let Some(Value::Address(home)) = made.answers.values().get(&address) {
            homes.entry(visit.family).or_default().push(home.street.to_lowercase().replace('.', ""));
        }
    }
    let twice: Vec<_> = homes.values().filter(|homes| homes.len() > 1).collect();
    let same = twice.iter().filter(|homes| homes.windows(2).all(|pair| pair[0] == pair[1])).count();
    assert!(twice.len() > 5 && same * 10 >= twice.len() * 7, "{same} of {}", twice.len());
}

#[test]
fn packages_end_with_the_family() {
    let forms = real_forms();
    let demo = plan(&forms, 1_500, SEED, until());
    let outcomes = |is_wanted: bool| {
        let mut found = BTreeSet::new();
        for made in made(&demo).iter().filter(|made| is_package(made.form) == is_wanted) {
            let outcome = |deed: &Deed| if let Action::Close(outcome) = deed.action { Some(outcome) } else { None };
            found.extend(made.deeds.iter().filter_map(outcome));
        }
        found
    };
    assert!(outcomes(true).is_superset(&[Outcome::HandedOver, Outcome::Refused].into()));
    assert!(outcomes(false).is_disjoint(&[Outcome::HandedOver, Outcome::Refused].into()));
}

#[test]
fn no_forms_and_no_count_make_nothing() {
    assert!(plan(&[], 100, SEED, until()).visits().is_empty());
    assert!(plan(&real_forms(), 0, SEED, until()).visits().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_the_seed_and_the_day_everything_is_taken(seed: u64, day in 0..4_000_i64) {
        thread_local!(static FORMS: Vec<Form> = real_forms());
        let until = Timestamp::from_second(1_700_000_000 + day * 86_400 + 3_601).expect("a moment");
        FORMS.with(|forms| {
            let demo = plan(forms, 6, seed, until);
            for visit in demo.visits() {
                let made = demo.make(visit);
                prop_assert!(made.is_ok(), "{}", made.err().map(|refused| refused.to_string()).unwrap_or_default());
            }
            Ok(())
        })?;
    }
}
