//! Published scoring rules, carried by items of our own: the engine must give the points the manuals give.

use jiff::civil::date;

use super::*;
use crate::answers::{Answers, Posted};
use crate::definition::tests::form;

const HEAD: &str = r#"
id = "start"
version = 1
kind = "questionnaire"
state = "open"
title = "Prøve"
lead = "Prøve."
minutes = 3
readers = "Ingen."
reply = "Intet."
roles = ["mor", "far"]
retention = { open = "365 dage", handled = "90 dage" }
"#;
const FOOT: &str = "\n[[consent]]\nid = \"gem-svar\"\n[[end]]\ntitle = \"Tak\"\ntext = \"Tak.\"\n";

/// A form with the questions `spm-1` … `spm-<count>`, each with the given points as its choices `a`, `b`, `c` …, and `score`.
fn scale(count: usize, points: &[i64], extra: &str, score: &str) -> Form {
    let letters = ["a", "b", "c", "d", "e", "f"];
    let choices: String = letters
        .iter()
        .zip(points)
        .map(|(letter, points)| format!("{{ value = \"{letter}\", label = \"{letter}\", points = {points} }}, "))
        .collect();
    let question = |number: usize| {
        format!(
            "[[section.question]]\nid = \"spm-{number}\"\nlabel = \"Spørgsmål {number}\"\nprivacy = \"health\"\nkind = \"choice\"\nchoices = [{choices}{{ value = \"vil-ikke-svare\", label = \"Vil ikke svare\" }}]\n"
        )
    };
    let questions: String = (1..=count).map(question).collect();
    form(&format!("{HEAD}{extra}\n[[section]]\nid = \"dig\"\ntitle = \"Dig\"\n{questions}\n{score}{FOOT}"))
}

/// Answers question after question with the letters of `answers`; `-` is »Vil ikke svare«, a space leaves it out.
fn scored(form: &Form, answers: &str, also: &[(&str, &str)]) -> Vec<(String, String, Option<String>)> {
    let mut posted = Posted::default();
    for (number, letter) in answers.chars().enumerate().filter(|(_, letter)| *letter != ' ') {
        let value = if letter == '-' { "vil-ikke-svare".to_owned() } else { letter.to_string() };
        posted.add(format!("spm-{}", number + 1), value);
    }
    posted.add("_samtykke".to_owned(), "gem-svar:1".to_owned());
    for (name, value) in also {
        posted.add((*name).to_owned(), (*value).to_owned());
    }
    let today = date(2026, 11, 22);
    let answers = Answers::parse(form, &posted, today).expect("the answers fit");
    let person = Person { role: answers.role(), child: answers.child(form), today };
    let shown = |one: Scored| (one.id.to_string(), one.points.to_string(), one.band.map(|band| band.to_string()));
    scores(form, answers.values(), person).into_iter().map(shown).collect()
}

#[track_caller]
fn check(form: &Form, answers: &str, also: &[(&str, &str)], expected: &[(&str, &str, Option<&str>)]) {
    let found = scored(form, answers, also);
    let found: Vec<_> =
        found.iter().map(|(id, points, band)| (id.as_str(), points.as_str(), band.as_deref())).collect();
    assert_eq!(found, expected, "{answers}");
}

/// Ten items of 0–3 points in the order of the choices; items 3 and 5–10 count from the other end; 0–30 in all; other borders
/// for fathers; the tenth item is a flag by itself. Cox, Holden & Sagovsky 1987; borders as an example.
fn like_epds() -> Form {
    scale(
        10,
        &[0, 1, 2, 3],
        "",
        r#"
[[score]]
id = "sum"
sum = ["spm-1", "spm-2", "spm-3", "spm-4", "spm-5", "spm-6", "spm-7", "spm-8", "spm-9", "spm-10"]
reverse = ["spm-3", "spm-5", "spm-6", "spm-7", "spm-8", "spm-9", "spm-10"]
source = "Prøve"
bands = [
  { from = 0, id = "lav", role = ["mor"], parent = "a", staff = "b" },
  { from = 11, id = "hoej", role = ["mor"], parent = "a", staff = "b" },
  { from = 0, id = "lav", role = ["far"], parent = "a", staff = "b" },
  { from = 8, id = "hoej", role = ["far"], parent = "a", staff = "b" },
]
[[triage]]
urgency = "urgent"
reason = "Tiende svar"
when = { question = "spm-10", is = ["a", "b", "c"] }
"#,
    )
}

#[test]
fn ten_items_with_reversals_and_borders_by_role() {
    let form = like_epds();
    let mother = [("_rolle", "mor")];
    check(&form, "aadadddddd", &mother, &[("sum", "0", Some("lav"))]);
    check(&form, "ddadaaaaaa", &mother, &[("sum", "30", Some("hoej"))]);
    check(&form, "bbcbcccccc", &mother, &[("sum", "10", Some("lav"))]);
    check(&form, "bbcbcccccb", &mother, &[("sum", "11", Some("hoej"))]);
    check(&form, "bbcbcccccc", &[("_rolle", "far")], &[("sum", "10", Some("hoej"))]);
    check(&form, "bbcbcccccc", &[], &[("sum", "10", None)]);
    check(&form, "bbcbccccc-", &mother, &[]);
}

#[test]
fn five_items_times_four_make_a_percentage() {
    // WHO-5 (1998): five items of 0–5, raw 0–25, times four; at most 50 is poor wellbeing, below 28 calls for more.
    let form = scale(
        5,
        &[5, 4, 3, 2, 1, 0],
        "",
        r#"
[[score]]
id = "procent"
sum = ["spm-1", "spm-2", "spm-3", "spm-4", "spm-5"]
factor = 4
source = "Prøve"
bands = [
  { from = 0, id = "meget-lav", parent = "a", staff = "b" },
  { from = 28, id = "lav", parent = "a", staff = "b" },
  { from = 51, id = "god", parent = "a", staff = "b" },
]
"#,
    );
    check(&form, "aaaaa", &[], &[("procent", "100", Some("god"))]);
    check(&form, "fffff", &[], &[("procent", "0", Some("meget-lav"))]);
    check(&form, "ccccd", &[], &[("procent", "56", Some("god"))]);
    check(&form, "ccddd", &[], &[("procent", "48", Some("lav"))]);
    check(&form, "eeedf", &[], &[("procent", "20", Some("meget-lav"))]);
    check(&form, "aaaa ", &[], &[]);
}

#[test]
fn six_items_with_one_or_two_left_out_are_filled_with_their_mean() {
    // ASQ-3: yes 10, sometimes 5, not yet 0; with one or two left out, the mean of the others stands in; borders by age.
    let form = scale(
        6,
        &[10, 5, 0],
        "[child]\nbirth = \"foedt\"",
        r#"
[[section.question]]
id = "foedt"
label = "Hvornår er barnet født?"
kind = "date"
range = "birth"
privacy = "personal"
[[score]]
id = "sprog"
mean = ["spm-1", "spm-2", "spm-3", "spm-4", "spm-5", "spm-6"]
factor = 6
at_least = 4
source = "Prøve"
bands = [
  { from = 0, id = "under", age = { from = "4 måneder", to = "dagen før 7 måneder" }, parent = "a", staff = "b" },
  { from = 33.17, id = "taet-paa", age = { from = "4 måneder", to = "dagen før 7 måneder" }, parent = "a", staff = "b" },
  { from = 42.5, id = "over", age = { from = "4 måneder", to = "dagen før 7 måneder" }, parent = "a", staff = "b" },
  { from = 0, id = "under", age = { from = "7 måneder", to = "dagen før 12 måneder" }, parent = "a", staff = "b" },
  { from = 50, id = "over", age = { from = "7 måneder", to = "dagen før 12 måneder" }, parent = "a", staff = "b" },
]
"#,
    );
    let born = |day, month, year| [("foedt_dag", day), ("foedt_maaned", month), ("foedt_aar", year)];
    let five_months = born("10", "6", "2026");
    check(&form, "aaaaaa", &five_months, &[("sprog", "60", Some("over"))]);
    check(&form, "aaabb ", &five_months, &[("sprog", "48", Some("over"))]);
    check(&form, "abbb- ", &five_months, &[("sprog", "37.5", Some("taet-paa"))]);
    check(&form, "abbbbc", &five_months, &[("sprog", "30", Some("under"))]);
    check(&form, "aaa-- ", &five_months, &[]);
    check(&form, "aaabb ", &born("10", "2", "2026"), &[("sprog", "48", Some("under"))]);
    check(&form, "aaabb ", &[], &[("sprog", "48", None)]);
}

#[test]
fn parts_add_up_to_a_whole() {
    let form = scale(
        4,
        &[0, 1, 2],
        "",
        r#"
[[score]]
id = "krop"
sum = ["spm-1", "spm-2"]
source = "Prøve"
[[score]]
id = "sind"
sum = ["spm-3", "spm-4"]
reverse = ["spm-4"]
source = "Prøve"
[[score]]
id = "alt"
sum = ["krop", "sind"]
source = "Prøve"
"#,
    );
    check(&form, "bcbc", &[], &[("krop", "3", None), ("sind", "1", None), ("alt", "4", None)]);
    check(&form, "bc-c", &[], &[("krop", "3", None)]);
}
