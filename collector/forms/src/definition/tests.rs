use super::*;
use crate::library;
use crate::table;

pub(crate) const GOOD: &str = r#"
id = "start"
version = 1
kind = "questionnaire"
state = "open"
title = "Sådan har du det lige nu"
lead = "Nogle få spørgsmål."
minutes = 3
readers = "Rådgiverne."
reply = "Vi ringer inden for fem hverdage."
roles = ["mor", "far"]
retention = { open = "365 dage", handled = "90 dage" }
window = { from = "uge 0+0", to = "uge 12+6" }
[[consent]]
id = "gem-svar"
[[section]]
id = "dig"
title = "Dig"
[[section.question]]
id = "humoer"
kind = "choice"
privacy = "health"
label = "Hvordan har du det?"
choices = [{ value = "tungt", label = "Tungt", points = 0 }, { value = "godt", label = "Godt", points = 1 }, { value = "vil-ikke-svare", label = "Vil ikke svare" }]
[[section.question]]
id = "alder"
kind = "number"
min = 0
max = 40
privacy = "open"
label = "Hvilken uge?"
when = { question = "humoer", is = ["tungt"] }
[[score]]
id = "trivsel"
sum = ["humoer"]
source = "Egen skala"
bands = [{ from = 0, id = "lav", parent = "a", staff = "b" }, { from = 1, id = "god", parent = "a", staff = "b" }]
[[triage]]
urgency = "soon"
reason = "Det er tungt"
when = { any = [{ score = "trivsel", band = ["lav"] }, { role = ["far"] }] }
[[help]]
when = { question = "humoer", is = ["tungt"] }
title = "Ring"
text = "Ring til nogen."
lines = ["112"]
[[end]]
title = "Tak"
text = "Tak."
"#;

const LIBRARY: &str = r#"
[[consent]]
id = "gem-svar"
version = 1
required = true
text = "I må gemme mine svar."
[[consent]]
id = "statistik"
version = 1
text = "I må tælle mine svar med."
"#;

pub(crate) fn shared() -> Library {
    let roles = ["gravid", "mor", "far"].map(|id| format!("[[role]]\nid = \"{id}\"\nlabel = \"{id}\"\n")).concat();
    let (roles, problems) = library::roles(&table::parse(&roles, 0).expect("TOML"));
    assert!(problems.is_empty());
    let (consents, problems) = library::consents(&table::parse(LIBRARY, 0).expect("TOML"));
    assert!(problems.is_empty());
    Library { roles, consents }
}

#[track_caller]
pub(crate) fn form(text: &str) -> Form {
    Form::parse(&table::parse(text, 0).expect("TOML"), "start", 1, &shared()).expect("the form is good")
}

#[track_caller]
fn check(text: &str, expected: &[(&str, &str)]) {
    let table = table::parse(text, 0).expect("the example is TOML");
    let found = Form::parse(&table, "start", 1, &shared()).err().unwrap_or_default();
    let told: Vec<_> = found.iter().map(|p| (text.get(p.span.clone()).unwrap_or(""), p.message.as_str())).collect();
    assert_eq!(told, expected);
}

#[track_caller]
fn check_edit(old: &str, new: &str, expected: &[(&str, &str)]) {
    assert!(GOOD.contains(old), "{old}");
    check(&GOOD.replacen(old, new, 1), expected);
}

#[test]
fn a_good_form_is_read() {
    let form = form(GOOD);
    assert_eq!((form.id().as_str(), form.kind(), form.sections().len()), ("start", Kind::Questionnaire, 1));
    assert_eq!(form.retention(), Retention { open: 365, handled: 90 });
    assert_eq!(form.roles().iter().map(|role| role.id.as_str()).collect::<Vec<_>>(), ["mor", "far"]);
}

#[test]
fn a_form_survives_the_journey_to_the_service() {
    let form = form(GOOD);
    let json = serde_json::to_string(&form).expect("JSON");
    assert_eq!(serde_json::from_str::<Form>(&json).expect("a form"), form);
}

#[test]
fn every_mistake_is_told_at_once() {
    check(
        &GOOD
            .replace("id = \"start\"", "id = \"stort\"")
            .replace("\"open\"\ntitle", "\"opn\"\ntitle")
            .replace("\"health\"", "\"hemmelig\""),
        &[
            ("\"stort\"", "`id` skal være mappens navn: start"),
            ("\"opn\"", "`state` kan ikke være »opn«"),
            ("\"hemmelig\"", "`privacy` kan ikke være »hemmelig«"),
        ],
    );
}

#[test]
fn a_question_says_how_private_it_is() {
    check_edit("privacy = \"open\"\n", "", &[("[[section.question]]", "`privacy` mangler")]);
}

#[test]
fn choices_are_several_and_leave_a_way_out() {
    check_edit(
        ", { value = \"vil-ikke-svare\", label = \"Vil ikke svare\" }",
        "",
        &[("[[section.question]]", "»Vil ikke svare« mangler blandt valgene")],
    );
    check_edit(
        "label = \"Vil ikke svare\"",
        "label = \"Vil ikke svare\", points = 2",
        &[("2", "»Vil ikke svare« tæller ikke med og har ingen `points`")],
    );
    check_edit("value = \"godt\"", "value = \"tungt\"", &[("\"tungt\"", "to valg har værdien `tungt`")]);
}

#[test]
fn nothing_in_a_questionnaire_must_be_answered() {
    check_edit("min = 0", "required = true\nmin = 0", &[("true", "i et spørgeskema skal alt kunne springes over")]);
}

#[test]
fn a_condition_asks_about_what_stands_above_it() {
    check_edit(
        "question = \"humoer\", is = [\"tungt\"]",
        "question = \"humør\", is = [\"tungt\"]",
        &[("\"humør\"", "spørgsmålet findes ikke: `humør`")],
    );
    check_edit("is = [\"tungt\"]", "is = [\"tunge\"]", &[("\"tunge\"", "valget i `humoer` findes ikke: `tunge`")]);
    check_edit(
        "is = [\"tungt\"]",
        "from = 1",
        &[("{ question = \"humoer\", from = 1 }", "betingelsen om `humoer` kan ikke læses")],
    );
    check_edit(
        "{ role = [\"far\"] }",
        "{ role = [\"gravid\"] }",
        &[("\"gravid\"", "formularen har ikke rollen `gravid`")],
    );
    check_edit("band = [\"lav\"]", "band = [\"lavt\"]", &[("\"lavt\"", "båndet i `trivsel` findes ikke: `lavt`")]);
    check_edit(
        "when = { question = \"humoer\", is = [\"tungt\"] }\ntitle",
        "when = { score = \"trivsel\", band = [\"lav\"] }\ntitle",
        &[("\"trivsel\"", "her kan der kun spørges om svar og roller")],
    );
}

#[test]
fn bands_cover_the_scale() {
    check_edit("from = 0, id", "from = 1, id", &[("1", "båndene skal stå fra lavt til højt")]);
    check_edit("from = 1, id", "from = 2, id", &[("2", "ingen kan få så mange point; det højeste er 1")]);
    check_edit("sum = [\"humoer\"]", "sum = [\"alders\"]", &[("\"alders\"", "spørgsmålet findes ikke: `alders`")]);
}

#[test]
fn names_of_others_are_looked_up() {
    check_edit("roles = [\"mor\"", "roles = [\"moar\"", &[("\"moar\"", "rollen findes ikke: `moar`")]);
    check_edit("id = \"gem-svar\"", "id = \"gemsvar\"", &[("\"gemsvar\"", "samtykket findes ikke: `gemsvar`")]);
}

#[test]
fn times_must_be_possible() {
    check_edit("\"365 dage\"", "\"et år\"", &[("\"et år\"", "`open` skal være et antal dage fra 1 til 3650")]);
    check_edit(
        "to = \"uge 12+6\"",
        "to = \"uge 12\"",
        &[("{ from = \"uge 0+0\", to = \"uge 12\" }", "tiden kan ikke læses")],
    );
}

#[test]
fn everyone_gets_an_end() {
    check_edit("[[end]]", "[[end]]\nwhen = { role = [\"mor\"] }", &[("", "der mangler en [[end]], som gælder alle")]);
}

#[test]
fn an_old_consent_stays_when_its_words_change() {
    let read = |text: &str| library::consents(&table::parse(text, 0).expect("TOML"));
    let two = format!("{LIBRARY}[[consent]]\nid = \"gem-svar\"\nversion = 2\nrequired = true\ntext = \"Nye ord.\"\n");
    let (consents, problems) = read(&two);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(consents.first().map(|consent| consent.wordings.len()), Some(2));
    let (_, problems) = read(&two.replace("version = 2", "version = 1"));
    assert_eq!(
        problems.first().map(|p| p.message.as_str()),
        Some("den næste udgave af `gem-svar` skal have version = 2")
    );
}

#[test]
fn what_a_package_is_packed_by_must_be_readable_to_those_who_pack() {
    check_edit(
        "[[consent]]",
        "[package]\nname = \"humoer\"\naddress = \"adresse\"\ndelivery = \"humoer\"\n[[consent]]",
        &[
            ("\"humoer\"", "`humoer` skal have kind = \"text\""),
            ("\"humoer\"", "`humoer` skal have privacy = \"personal\""),
            ("\"adresse\"", "spørgsmålet findes ikke: `adresse`"),
            ("\"humoer\"", "`humoer` skal have privacy = \"personal\""),
        ],
    );
}
