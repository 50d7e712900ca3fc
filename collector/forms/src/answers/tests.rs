use jiff::civil::date;

use super::*;
use crate::definition::tests::form;

const FORM: &str = r#"
id = "start"
version = 1
kind = "request"
state = "open"
title = "Prøve"
lead = "Prøve."
minutes = 3
readers = "Ingen."
reply = "Intet."
roles = ["mor", "far"]
retention = { open = "365 dage", handled = "90 dage" }
family_code = true
[[consent]]
id = "gem-svar"
[[consent]]
id = "statistik"
when = { role = ["mor"] }
[[section]]
id = "dig"
title = "Dig"
[[section.question]]
id = "mad"
label = "?"
kind = "choice"
privacy = "health"
choices = [{ value = "ja", label = "Ja" }, { value = "nej", label = "Nej" }]
[[section.question]]
id = "hvad"
label = "?"
kind = "choices"
privacy = "health"
when = { question = "mad", is = ["ja"] }
choices = [{ value = "grod", label = "Grød" }, { value = "frugt", label = "Frugt" }, { value = "intet", label = "Intet", alone = true }]
[[section.question]]
id = "timer"
label = "?"
kind = "number"
min = 0
max = 24
privacy = "health"
[[section.question]]
id = "termin"
label = "?"
kind = "date"
range = "due"
privacy = "personal"
[[section.question]]
id = "foedt"
label = "?"
kind = "date"
range = "birth"
privacy = "personal"
[[section.question]]
id = "navn"
label = "?"
kind = "text"
max = 20
privacy = "personal"
required = true
[[section.question]]
id = "mere"
label = "?"
kind = "long-text"
privacy = "health"
[[section.question]]
id = "telefon"
label = "?"
kind = "phone"
privacy = "personal"
[[section.question]]
id = "post"
label = "?"
kind = "email"
privacy = "personal"
[[section.question]]
id = "adresse"
label = "?"
kind = "address"
privacy = "personal"
[[section.question]]
id = "kommune"
label = "?"
kind = "municipality"
privacy = "open"
[[end]]
title = "Tak"
text = "Tak."
"#;

const ENOUGH: [(&str, &str); 2] = [("navn", "Åse"), ("_samtykke", "gem-svar:1")];

fn parse(fields: &[(&str, &str)]) -> Result<Answers, Vec<FieldError>> {
    let posted = Posted::new(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    Answers::parse(&form(FORM), &posted, date(2026, 11, 22))
}

/// Sends `fields` with what the form cannot do without, and compares what is wrong.
#[track_caller]
fn check(fields: &[(&str, &str)], expected: &[(&str, FieldProblem)]) {
    let wrong = parse(&[&ENOUGH, fields].concat()).err().unwrap_or_default();
    let wrong: Vec<_> = wrong.iter().map(|error| (error.field.as_str(), error.problem.clone())).collect();
    assert_eq!(wrong, expected, "{fields:?}");
}

#[track_caller]
fn check_value(fields: &[(&str, &str)], id: &str, expected: &Value) {
    let answers = parse(&[&ENOUGH, fields].concat()).expect("the answers fit");
    let id = QuestionId::parse(id).expect("an id");
    assert!(answers.values().get(&id) == Some(expected), "{fields:?}");
}

#[test]
fn what_must_be_there_is_missed() {
    let wrong = parse(&[]).expect_err("nothing was sent");
    let wrong: Vec<_> = wrong.iter().map(|error| (error.field.as_str(), error.problem.word())).collect();
    assert_eq!(wrong, [("navn", "error_missing"), ("_samtykke-gem-svar", "error_consent")]);
    check(&[], &[]);
}

#[test]
fn every_mistake_is_told_in_the_order_of_the_form() {
    check(
        &[("kommune", "Malmø"), ("timer", "25"), ("fremmed", "x"), ("_rolle", "tante"), ("mad", "måske")],
        &[
            ("_rolle", FieldProblem::NotAChoice),
            ("mad", FieldProblem::NotAChoice),
            ("timer", FieldProblem::OutOfRange { min: 0, max: 24 }),
            ("kommune", FieldProblem::NotAMunicipality { meant: None }),
            ("fremmed", FieldProblem::Unknown),
        ],
    );
}

#[test]
fn a_skipped_question_carries_no_answer() {
    check(&[("mad", "nej"), ("hvad", "grod")], &[("hvad", FieldProblem::Skipped)]);
    check(&[("mad", "nej"), ("hvad", "")], &[]);
    check(&[("mad", "ja"), ("hvad", "grod")], &[]);
    // Which of the two is wrong cannot be known before the first is mended.
    check(&[("mad", "måske"), ("hvad", "grod")], &[("mad", FieldProblem::NotAChoice)]);
}

#[test]
fn several_choices_are_kept_in_the_order_of_the_form() {
    let choice = |id| crate::id::ChoiceId::parse(id).expect("an id");
    check_value(
        &[("mad", "ja"), ("hvad", "frugt"), ("hvad", "grod")],
        "hvad",
        &Value::Choices(vec![choice("grod"), choice("frugt")]),
    );
    check(&[("mad", "ja"), ("hvad", "grod"), ("hvad", "intet")], &[("hvad", FieldProblem::NotAlone)]);
    check(&[("mad", "ja"), ("hvad", "grod"), ("hvad", "grod")], &[("hvad", FieldProblem::Twice)]);
    check(&[("mad", "ja"), ("mad", "nej")], &[("mad", FieldProblem::Twice)]);
}

#[test]
fn dates_are_read_as_people_write_them() {
    let due = |day, month, year| [("termin_dag", day), ("termin_maaned", month), ("termin_aar", year)];
    for (day, month, year) in
        [("3", "1", "2027"), ("03.", "01", "27"), (" 3 ", "Januar", "2027"), ("3", "jan.", "2027")]
    {
        check_value(&due(day, month, year), "termin", &Value::Date(date(2027, 1, 3)));
    }
    check(&due("31", "2", "2027"), &[("termin", FieldProblem::NotADate)]);
    check(&due("x", "2", "2027"), &[("termin", FieldProblem::NotADate)]);
    check(&due("1", "2", ""), &[("termin", FieldProblem::DateIncomplete)]);
    check(&due("1", "2", "2046"), &[("termin", FieldProblem::DueRange)]);
    check(&due("26", "10", "2026"), &[]);
    check(&due("25", "10", "2026"), &[("termin", FieldProblem::DueRange)]);
    check(&due("29", "8", "2027"), &[]);
    check(&due("30", "8", "2027"), &[("termin", FieldProblem::DueRange)]);
    check(
        &[("termin_dag", "1"), ("termin_dag", "2"), ("termin_maaned", "1"), ("termin_aar", "2027")],
        &[("termin", FieldProblem::Twice)],
    );
    let born = |day, month, year| [("foedt_dag", day), ("foedt_maaned", month), ("foedt_aar", year)];
    check(&born("22", "11", "2026"), &[]);
    check(&born("23", "11", "2026"), &[("foedt", FieldProblem::BirthRange)]);
    check(&born("22", "10", "2023"), &[]);
    check(&born("21", "10", "2023"), &[("foedt", FieldProblem::BirthRange)]);
}

#[test]
fn numbers_are_whole_and_within_reason() {
    check_value(&[("timer", " 7 ")], "timer", &Value::Number(7));
    for text in ["7,5", "syv", "1e9", "NaN", "0x10", "-", "٣"] {
        check(&[("timer", text)], &[("timer", FieldProblem::NotANumber)]);
    }
    for text in ["-1", "25", "99999999999999999999999999"] {
        check(&[("timer", text)], &[("timer", FieldProblem::OutOfRange { min: 0, max: 24 })]);
    }
}

#[test]
fn ways_to_reach_a_person_are_checked_kindly() {
    let phone = |text: &str| Value::Text(text.to_owned());
    for written in ["20 12 34 56", "20123456", "+45 20 12 34 56", "0045 2012-3456"] {
        check_value(&[("telefon", written)], "telefon", &phone("+4520123456"));
    }
    check_value(&[("telefon", "+46 70-123 45 67")], "telefon", &phone("+46701234567"));
    for wrong in ["2012345", "12345678", "ring", "+4512345", "+", "２０１２３４５６"] {
        check(&[("telefon", wrong)], &[("telefon", FieldProblem::NotAPhone)]);
    }
    check_value(&[("post", " mor@mødre.dk ")], "post", &phone("mor@mødre.dk"));
    for wrong in ["mor", "mor@", "@dk.dk", "mor@dk", "a b@c.dk", "a@b@c.dk", "a@.dk", "a@b.dk\r\nBcc: x@y.dk"] {
        check(&[("post", wrong)], &[("post", FieldProblem::NotAnEmail)]);
    }
}

#[test]
fn an_address_has_three_parts() {
    let address = |street, code, town| [("adresse_vej", street), ("adresse_postnr", code), ("adresse_by", town)];
    let good = crate::value::Address {
        street: "Ågade 1, 2. tv".to_owned(),
        postcode: "8000".to_owned(),
        town: "Aarhus C".to_owned(),
    };
    check_value(&address("Ågade 1, 2. tv", "8000", "Aarhus C"), "adresse", &Value::Address(good));
    check(&address("", "8000", "Aarhus C"), &[("adresse", FieldProblem::NoStreet)]);
    check(&address("Ågade 1", "800", "Aarhus C"), &[("adresse", FieldProblem::NotAPostcode)]);
    check(&address("Ågade 1", "8000", " "), &[("adresse", FieldProblem::NoTown)]);
}

#[test]
fn a_municipality_is_understood_or_guessed() {
    let aarhus = crate::municipality::Municipality::parse("Aarhus").expect("one of the 98");
    check_value(&[("kommune", "århus kommune")], "kommune", &Value::Municipality(aarhus));
    check(&[("kommune", "Arhus")], &[("kommune", FieldProblem::NotAMunicipality { meant: Some("Aarhus") })]);
}

#[test]
fn texts_are_tidied_but_not_shortened() {
    check_value(&[("mere", " en\r\nto\u{202E} ")], "mere", &Value::Text("en\nto".to_owned()));
    check(&[("mere", &"æ".repeat(2001))], &[("mere", FieldProblem::TooLong { max: 2000 })]);
    check(&[("mere", &"æ".repeat(2000))], &[]);
    let wrong = parse(&[("navn", "A\u{30A}se"), ENOUGH[1]]).expect("fits");
    assert!(wrong.values().values().any(|value| *value == Value::Text("Åse".to_owned())));
}

#[test]
fn a_cpr_number_is_refused_wherever_it_is_written() {
    check(&[("mere", "mit nummer er 010190-1234")], &[("mere", FieldProblem::Cpr)]);
    check(
        &[("adresse_vej", "010190 1234"), ("adresse_postnr", "8000"), ("adresse_by", "Aarhus")],
        &[("adresse", FieldProblem::Cpr)],
    );
}

#[test]
fn consents_are_given_to_words_that_exist() {
    check(&[("_samtykke", "statistik:1")], &[("_samtykke-statistik", FieldProblem::Skipped)]);
    check(&[("_rolle", "mor"), ("_samtykke", "statistik:1")], &[]);
    check(&[("_rolle", "mor"), ("_samtykke", "statistik:7")], &[("_samtykke-statistik", FieldProblem::NoConsent)]);
    check(&[("_samtykke", "alt:1")], &[("_samtykke", FieldProblem::NotAChoice)]);
}

#[test]
fn a_family_code_is_a_code() {
    check(&[("_familiekode", "abcd efgh jkmn")], &[]);
    check(&[("_familiekode", "abc")], &[(FAMILY_CODE, FieldProblem::NotAFamilyCode)]);
}

#[test]
fn what_is_no_text_is_named() {
    let mut posted = Posted::new(ENOUGH.map(|(name, value)| (name.to_owned(), value.to_owned())));
    posted.mistype("timer".to_owned());
    let wrong = Answers::parse(&form(FORM), &posted, date(2026, 11, 22)).expect_err("a number is no text");
    assert_eq!(wrong, [FieldError { field: "timer".to_owned(), problem: FieldProblem::NotText }]);
}

#[test]
fn nothing_a_person_wrote_can_be_printed() {
    let answers =
        parse(&[&ENOUGH[..], &[("mere", "hemmeligt"), ("_familiekode", "abcd efgh jkmn")]].concat()).expect("fits");
    let printed = format!("{answers:?}");
    assert!(!printed.contains("hemmeligt") && !printed.contains("Åse") && !printed.contains("ABCD"), "{printed}");
}

proptest::proptest! {
    #[test]
    fn any_fields_are_believed_or_refused_without_panic(
        fields in proptest::collection::vec(("(mad|hvad|timer|termin_dag|termin_maaned|termin_aar|navn|telefon|post|adresse_vej|adresse_postnr|kommune|_samtykke|_rolle|_familiekode|\\PC{0,6})", "(\\PC{0,12}|ja|grod|[0-9]{1,12}|gem-svar:1|mor)"), 0..12)
    ) {
        let posted = Posted::new(fields);
        if let Ok(answers) = Answers::parse(&form(FORM), &posted, date(2026, 11, 22)) {
            let json = serde_json::to_string(&answers).expect("JSON");
            proptest::prop_assert_eq!(serde_json::from_str::<Answers>(&json).expect("answers"), answers);
        }
    }
}
