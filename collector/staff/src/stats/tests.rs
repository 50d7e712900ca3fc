use forms::code::FamilyCode;
use forms::definition::Form;
use forms::figures::{Cell, Figures, HIDDEN};
use forms::id::{ChoiceId, QuestionId, RoleId};
use forms::municipality::{Municipality, NAMES};
use forms::triage::Urgency;
use forms::value::Value;
use jiff::civil::{Date, date};

use super::example::{self, Dice, contacted, score, submission};
use super::{Costs, Gathering, Period, Settings};
use crate::case::{Outcome, Status};
use crate::submission::Submission;

/// A made-up programme, filled by the test.
struct World {
    forms: Vec<Form>,
    settings: Settings,
    dice: Dice,
    all: Vec<Submission>,
}

impl World {
    fn new() -> Self {
        Self { forms: example::forms(), settings: example::settings(), dice: Dice(1), all: Vec::new() }
    }

    /// Adds a submission to a form and returns it, to be changed.
    fn add(&mut self, form: &str, on: Date) -> &mut Submission {
        let form = self.forms.iter().find(|one| one.id().as_str() == form).unwrap();
        self.all.push(submission(form, on, &mut self.dice));
        self.all.last_mut().unwrap()
    }

    /// Adds an answer of a family, that lies so many per cent up every scale.
    fn answer(&mut self, family: u64, form: &str, on: Date, percent: i64) -> &mut Submission {
        let code = FamilyCode::from_random((family << 8).to_be_bytes());
        self.add(form, on).letter.family_code = Some(code);
        let form = self.forms.iter().find(|one| one.id().as_str() == form).unwrap();
        let one = self.all.last_mut().unwrap();
        score(one, form, percent);
        one
    }

    fn figures(&self) -> Figures {
        let mut gathering = Gathering::new(Period::parse("2026-Q4").unwrap(), &self.forms, &self.settings);
        self.all.iter().for_each(|one| gathering.add(one));
        let figures = gathering.figures(date(2027, 1, 15), true);
        assert_eq!(figures.check(), [""; 0]);
        figures
    }

    fn row(&self, table: &str, label: &str) -> String {
        row(&self.figures(), table, label)
    }
}

/// Returns the cells of a row, as they are read.
fn row(figures: &Figures, table: &str, label: &str) -> String {
    let table = figures.tables.iter().find(|one| one.id == table).expect("the table");
    let row = table.rows.iter().find(|one| one.label == label).expect("the row");
    let shown = |cell: &Cell| match cell {
        Cell::Whole(number) => number.to_string(),
        Cell::Decimal(number) => number.to_string(),
        Cell::Text(text) => text.clone(),
    };
    row.cells.iter().map(shown).collect::<Vec<_>>().join(" | ")
}

const NOVEMBER: Date = date(2026, 11, 3);

#[test]
fn only_what_people_sent_in_the_period_is_counted() {
    let mut world = World::new();
    for _ in 0..6 {
        world.add("to-aar", NOVEMBER);
        world.add("to-aar", NOVEMBER).letter.consents.clear();
    }
    for day in [date(2026, 10, 1), date(2026, 12, 31)] {
        world.add("to-aar", day);
    }
    for day in [date(2026, 9, 30), date(2027, 1, 1)] {
        world.add("to-aar", day);
    }
    world.add("to-aar", NOVEMBER).head.quarantined = true;
    world.add("to-aar", NOVEMBER).head.status = Status::Closed(Outcome::Junk);
    assert_eq!(world.row("svar-efter-skema", "I alt"), "14");
    assert_eq!(world.row("svar-efter-fase", "I alt"), "8", "only those who agreed");
}

#[test]
fn a_day_begins_at_midnight_in_denmark() {
    let mut world = World::new();
    for _ in 0..20 {
        world.add("to-aar", NOVEMBER).head.received = "2026-12-31T23:30:00Z".parse().unwrap();
        let one = world.add("to-aar", NOVEMBER);
        one.head.received = "2026-09-30T22:30:00Z".parse().unwrap();
        one.letter.consents.clear();
    }
    assert_eq!(world.row("svar-efter-skema", "I alt"), "20");
}

#[test]
fn a_form_belongs_to_the_phase_that_most_of_its_time_lies_in() {
    let mut world = World::new();
    let forms: Vec<_> = world.forms.iter().map(|form| form.id().clone()).collect();
    for form in forms {
        (0..6).for_each(|_| world.add(form.as_str(), NOVEMBER).head.municipality = None);
    }
    // Day 42 to 83 lies in the phases from day 14 to 55 and from day 56 on.
    assert_eq!(world.row("svar-efter-fase", "Smil og rytme"), "6");
    assert_eq!(world.row("svar-efter-fase", "Ord, venner og store følelser"), "12", "two forms");
    assert_eq!(world.row("svar-efter-fase", "Uden fase: Hvad har 1000 Dage betydet for dig?"), "6");
}

#[test]
fn small_municipalities_are_counted_with_their_neighbours() {
    let mut world = World::new();
    for name in NAMES {
        (0..5).for_each(|_| world.add("to-aar", NOVEMBER).head.municipality = Municipality::parse(name));
    }
    for _ in 0..5 {
        world.add("to-aar", NOVEMBER);
    }
    assert_eq!(world.row("svar-efter-kommune", "Odder, Samsø, Skanderborg"), "15");
    assert_eq!(world.row("svar-efter-landsdel", "Kommune ikke oplyst"), "5");
}

#[test]
fn bands_are_shares_of_those_who_could_be_scored() {
    let mut world = World::new();
    for percent in [0, 50, 50, 100] {
        for family in 0..6 {
            world.answer(family, "to-maaneder", NOVEMBER, percent);
        }
    }
    for _ in 0..9 {
        world.add("to-maaneder", NOVEMBER);
    }
    let row = world.row("svar-efter-baand-tungt-blandet-godt", "Sådan har du og dit barn det");
    assert_eq!(row, "24 | 25 | 50 | 25");
}

/// A hundred people who answered twice; staff was in touch with every other of them. Of ten, so many became better, stayed the same
/// and became worse: 6, 2, 2 of those in touch, 2, 6, 2 of the others.
fn changed() -> World {
    let mut world = World::new();
    for family in 0..100 {
        let (in_touch, fate) = (family % 2 == 0, family / 2 % 5);
        let start = 30 + i64::try_from(family / 10 * 4).unwrap();
        let first = world.answer(family, "to-maaneder", date(2026, 3, 1), start);
        if in_touch {
            contacted(first, 2);
        }
        let moved = match (fate, in_touch) {
            (4, _) => -20,
            (0, _) | (1 | 2, true) => 20,
            _ => 0,
        };
        world.answer(family, "et-aar", NOVEMBER, start + moved);
    }
    world
}

#[test]
fn change_is_told_for_all_and_for_those_with_and_without_contact() {
    let figures = changed().figures();
    let change = |group: &str| row(&figures, "forandring-over-tid", &format!("Trivsel: {group}"));
    assert_eq!(change("alle"), "100 | 0.6 | 0.15 | 1.05 | 7.3 | 7.9 | 0.36 | 40 | 40 | 20");
    let in_touch = change("familier, vi har været i kontakt med");
    assert_eq!(in_touch, "50 | 1.2 | 0.51 | 1.89 | 7.3 | 8.5 | 0.71 | 60 | 20 | 20");
    let others = change("familier uden kontakt, til sammenligning");
    assert_eq!(others, "50 | 0 | -0.54 | 0.54 | 7.3 | 7.3 | 0 | 20 | 60 | 20");
    let better = row(&figures, "resultater-og-fremgang", "Resultatmål: personer med bedre svar (Trivsel)");
    assert_eq!(better, "40 | 100 | 40 | 30.9 | 49.8");
}

#[test]
fn fewer_points_are_better_where_the_settings_say_so() {
    let mut world = changed();
    let better = world.row("resultater-og-fremgang", "Resultatmål: personer med bedre svar (Trivsel)");
    world.settings.lower_is_better = vec![forms::id::ScoreId::parse("trivsel").unwrap()];
    assert_ne!(world.row("resultater-og-fremgang", "Resultatmål: personer med bedre svar (Trivsel)"), better);
}

#[test]
fn persons_are_never_merged_and_an_answer_corrected_at_once_is_no_change() {
    let mut world = World::new();
    for family in 0..30 {
        let on = |days: u64| date(2026, 11, 1 + i8::try_from(days).unwrap());
        world.answer(family, "to-maaneder", date(2026, 6, 1), 20);
        world.answer(family, "et-aar", NOVEMBER, 80).letter.role = RoleId::parse("far");
        world.answer(family + 100, "to-maaneder", on(0), 20);
        world.answer(family + 100, "et-aar", on(20), 80);
    }
    assert_eq!(world.row("forandring-over-tid", "Trivsel: alle").split(" | ").next(), Some(HIDDEN), "nobody changed");
}

#[test]
fn means_of_people_who_all_answered_the_same_are_hidden() {
    let mut world = World::new();
    for family in 0..30 {
        world.answer(family, "to-maaneder", date(2026, 6, 1), 20);
        world.answer(family, "et-aar", NOVEMBER, 20 + 2 * i64::try_from(family).unwrap());
    }
    let row = world.row("forandring-over-tid", "Trivsel: alle");
    assert!(row.starts_with("30 | skjult | skjult | skjult | skjult | skjult | skjult | "), "{row}");
}

#[test]
fn who_answers_again_is_counted_when_there_was_time_for_it() {
    let mut world = World::new();
    for family in 0..30 {
        // From day 42 to four months is about 80 days; with 28 days to answer that ends in the period.
        world.answer(family, "to-maaneder", date(2026, 8, 1), 50);
        if family < 12 {
            world.answer(family, "seks-maaneder", date(2026, 11, 20), 50);
        }
        // Whoever answered in December has had no time yet.
        world.answer(family + 100, "to-maaneder", date(2026, 12, 1), 50);
    }
    assert_eq!(world.row("svar-igen-efter-fase", "Smil og rytme"), "30 | 40 | 60");
}

#[test]
fn waiting_is_told_by_urgency() {
    let mut world = World::new();
    for place in 0..40 {
        let one = world.add("to-aar", NOVEMBER);
        one.head.urgency = Urgency::Soon;
        one.head.wants_contact = true;
        if place < 30 {
            contacted(one, if place < 20 { 3 } else { 9 });
        }
        world.add("babypakke", NOVEMBER).head.wants_contact = true;
    }
    assert_eq!(world.row("tid-til-kontakt", "Snart"), "40 | 50 | 30 | 3");
    assert_eq!(world.row("tid-til-kontakt", "Efter tur"), "skjult | skjult | skjult | skjult", "packages do not count");
}

#[test]
fn goals_are_counted_from_the_beginning_in_round_numbers() {
    let mut world = World::new();
    for family in 0..27 {
        let first = world.answer(family, "to-maaneder", date(2025, 3, 1), 50);
        contacted(first, 2);
        let package = world.add("babypakke", date(2025, 5, 1));
        package.head.status = Status::Closed(Outcome::HandedOver);
        let twins = (QuestionId::parse("antal").unwrap(), Value::Choice(ChoiceId::parse("to").unwrap()));
        package.letter.answers.extend([twins]);
    }
    let figures = world.figures();
    let goal = |label: &str| row(&figures, "maal", label);
    assert_eq!(goal("Familier i forløbet"), "20 | 15000");
    assert_eq!(goal("Familier, der har fået rådgivning"), "20 | 5000");
    assert_eq!(goal("Børn, der har fået en babypakke"), "50 | 2000");
    assert_eq!(goal("Læsere (tælles ikke: siden følger ingen)"), " | 75000");
}

#[test]
fn strengthened_parents_are_told_with_the_goal_and_an_interval() {
    let mut world = World::new();
    for family in 0..30 {
        world.answer(family, "evaluering", NOVEMBER, if family < 20 { 100 } else { 50 });
    }
    let row = world.row("styrkede-foraeldre", "Hvad har 1000 Dage betydet for dig?: styrket netværk");
    assert_eq!(row, "66.7 | 66.7 | 30 | 48.8 | 80.8");
}

#[test]
fn prices_are_what_was_paid_by_what_was_reached() {
    let mut world = changed();
    let text = "[[udgift]]\nbetaler = \"kommune\"\nhvad = \"Løn\"\nbeloeb = 400_000\nper = \"aar\"\naar = 2026\nkilde = \"Regnskab\"\n";
    world.settings.costs = Costs::parse(text).ok();
    let figures = world.figures();
    let price = |result: &str| row(&figures, "pris-pr-resultat", &format!("Kommuner: {result}"));
    // A quarter of the year for 100 families; 40 of 100 people became better, and the ends of that interval.
    assert_eq!(price("pr. familie, der er nået"), "100000 | 1000 |  | ");
    assert_eq!(price("pr. person med bedre svar (Trivsel)"), "100000 | 2500 | 2008 | 3232");
    world.settings.costs = None;
    assert!(world.figures().tables.iter().all(|table| table.id != "pris-pr-resultat"), "no price without costs");
}

#[test]
fn the_order_of_the_submissions_does_not_matter() {
    let mut world = World::new();
    world.all = example::believable(&world.forms, 150, 3);
    let forwards = world.figures();
    world.all.reverse();
    assert_eq!(world.figures(), forwards);
}

#[test]
fn every_table_says_how_it_was_made() {
    let mut world = World::new();
    world.all = example::believable(&world.forms, 300, 4);
    for table in world.figures().tables {
        assert!(table.method.len() > 150 && table.method.ends_with('.'), "{}", table.id);
        assert!(table.text.ends_with('.') && !table.text.contains("effekt"), "{}", table.id);
    }
}
