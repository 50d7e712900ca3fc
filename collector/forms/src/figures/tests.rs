use super::*;

/// A file with a table of each kind of column.
const GOOD: &str = r#"
format = 1
title = "4. kvartal 2026"
from = 2026-10-01
to = 2026-12-31
made_on = "2027-01-15"
synthetic = true

[[table]]
id = "svar"
title = "Svar"
text = "Så mange svarede."
method = "Talt."
chart = "stacked"
rows_are = "Skema"
[[table.column]]
title = "Antal"
kind = "count"
unit = "svar"
[[table.column]]
title = "Bedre"
kind = "share"
of = 0
[[table.column]]
title = "Lav"
kind = "low"
[[table.column]]
title = "Værre"
kind = "share"
of = 0
[[table.column]]
title = "Snit"
kind = "mean"
of = 0
[[table.column]]
title = "Mål"
kind = "number"
[[table.column]]
title = "Note"
kind = "text"
[[table.row]]
label = "Et"
cells = [40, 50.0, 34.1, 50, 7.5, 100, "fint"]
[[table.row]]
label = "To"
cells = ["skjult", "skjult", "skjult", "skjult", "skjult", "", ""]
[[table.row]]
label = "Tre"
cells = ["skjult", "skjult", "skjult", "skjult", "skjult", "", ""]
[[table.row]]
label = "I alt"
total = true
cells = [60, "skjult", "skjult", "skjult", 7.25, "", ""]
"#;

#[track_caller]
fn check(old: &str, new: &str, expected: &[&str]) {
    assert!(GOOD.contains(old), "{old}");
    let found = Figures::parse(&GOOD.replacen(old, new, 1)).err().unwrap_or_default();
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.contains(expected), "{found}\n{expected}");
    }
}

#[test]
fn a_good_file_is_read_and_survives_the_journey() {
    let figures = Figures::parse(GOOD).expect("the example is good");
    assert_eq!(figures.tables.len(), 1);
    let text = figures.to_toml();
    assert!(text.contains("cells = [40, 50.0, 34.1, 50, 7.5, 100, \"fint\"]"), "{text}");
    assert_eq!(Figures::parse(&text), Ok(figures));
}

#[test]
fn a_file_that_cannot_be_read_tells_the_line() {
    check("title = \"Svar\"\n", "titel = \"Svar\"\n", &["Linje 11: ukendt nøgle: `titel`"]);
    check("chart = \"stacked\"", "chart = \"kage\"", &["Linje 14: værdien af `chart` findes ikke: `kage`"]);
    check("kind = \"count\"", "kind = \"cont\"", &["mente du `count`"]);
    check("from = 2026-10-01", "from = \"i går\"", &["Linje 4: `from` skal være en dato som 2026-12-31"]);
    check("cells = [40,", "cells = [true,", &["hvert punkt i `cells` skal være et tal eller en tekst"]);
    check("format = 1", "format = 2", &["filen har format 2, men her læses kun format 1"]);
    check("format = 1", "format = 1\nformat = 1", &["nøglen står her to gange"]);
    check("of = 0", "of = -1", &["`of` kan ikke være -1"]);
    check("rows_are = \"Skema\"\n", "", &["`rows_are` mangler"]);
}

#[test]
fn a_file_that_does_not_hang_together_is_refused() {
    check("to = 2026-12-31", "to = 2026-09-30", &["`from` (2026-10-01) ligger efter `to` (2026-09-30). Byt om"]);
    check("made_on = \"2027-01-15\"", "made_on = 2026-12-30", &["før periodens sidste dag"]);
    check("id = \"svar\"", "id = \"Svår\"", &["`id` kan ikke være »Svår«"]);
    check("of = 0", "of = 9", &["kolonnen »Bedre«: `of` = 9 er ikke en kolonne med antal"]);
    check("kind = \"share\"\nof = 0", "kind = \"share\"", &["kolonnen »Bedre«: `of` mangler"]);
    check("[40, 50.0,", "[40, 40, 50.0,", &["rækken »Et«: der er 8 celler, men 7 kolonner"]);
    check("7.5, 100, \"fint\"", "7.5, 100, 3", &["kolonnen »Note«: her skal der stå ord"]);
    check("[40, 50.0", "[\"mange\", 50.0", &["her står »mange«", "en andel skal", "en andel skal", "et gennemsnit"]);
    check("34.1", "nan", &["tallet findes ikke"]);
    check("[40, 50.0", "[40, 150.0", &["150 er ikke en andel"]);
    let twice =
        format!("{GOOD}{}", GOOD.split_once("[[table]]").map(|(_, table)| format!("[[table]]{table}")).unwrap());
    assert_eq!(Figures::parse(&twice).unwrap_err(), ["To tabeller hedder `svar`. Giv den ene et andet `id`."]);
}

#[test]
fn a_cell_that_could_point_at_a_family_is_found() {
    check("[40, 50.0, 34.1, 50, 7.5", "[4, \"skjult\", \"skjult\", \"skjult\", \"skjult\"", &["4 er færre end 5"]);
    check("[40, 50.0, 34.1, 50, 7.5", "[0, \"skjult\", \"skjult\", \"skjult\", \"skjult\"", &["0 er færre end 5"]);
    check("[40, 50.0, 34.1, 50, 7.5", "[19, 50.0, 34.1, 50, 7.5", &["mindst 20", "mindst 20"]);
    check("[40, 50.0, 34.1, 50, 7.5", "[9, \"skjult\", \"skjult\", \"skjult\", 7.5", &["mindst 10"]);
    check("[40, 50.0, 34.1, 50", "[40, 90.0, 80.1, 10", &["færre end 5 af de 40", "færre end 5 af de 40"]);
    check("34.1, 50, 7.5", "34.1, \"skjult\", 7.5", &["kolonnen »Værre«: andelen er skjult, men kan regnes ud"]);
    check(
        "[40, 50.0, 34.1, 50",
        "[40, \"skjult\", 34.1, \"skjult\"",
        &["kolonnen »Lav«: det, grænsen er omkring, står her ikke"],
    );
}

#[test]
fn a_total_gives_nothing_away() {
    check("cells = [\"skjult\"", "cells = [15", &["rækken »I alt«, kolonnen »Antal«: den ene skjulte celle må være 5"]);
    check("cells = [60", "cells = [44", &["de skjulte celler giver 4 tilsammen"]);
    check("cells = [60", "cells = [39", &["summen er 39, men rækkerne giver 40"]);
    check("cells = [60", "cells = [45", &[]);
}

#[test]
fn figures_of_the_same_days_are_not_published_twice() {
    let quarter = Figures::parse(GOOD).unwrap();
    let year = Figures { from: jiff::civil::date(2026, 1, 1), ..quarter.clone() };
    let before = Figures { to: jiff::civil::date(2026, 9, 30), ..year.clone() };
    let real = Figures { synthetic: false, ..year.clone() };
    assert!(quarter.overlaps(&year) && year.overlaps(&quarter));
    assert!(!quarter.overlaps(&before) && !quarter.overlaps(&real));
}

proptest::proptest! {
    #[test]
    fn any_text_is_figures_or_not_without_panic(text in "(\\PC|\n|format = 1\n|\\[\\[table\\]\\]\n|cells = |\"|= |\\[|\\]){0,30}") {
        let _ = Figures::parse(&text);
    }
}
