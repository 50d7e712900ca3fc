//! Somebody who wants to know tries to find the hidden cells, with nothing but the published file and what everybody can read: which
//! form belongs to which phase, which municipalities are counted together, what the methods say.
//!
//! The attack shares no code with what protects the figures. Everything it knows are sums; it eliminates unknowns from them in several
//! orders, and narrows every unknown by every sum it has until nothing more gives.

use std::collections::BTreeMap;

use forms::figures::{Cell, Figures, HIDDEN, Kind, NARROWEST, SMALLEST_COUNT, Table};
use proptest::prelude::*;

use super::disclosure::STEP;
use super::example::{self, Dice};
use super::places::{GROUPS, Region};
use super::plan::Plan;
use super::{Costs, Gathering, Period, Settings};

/// What a reader knows.
#[derive(Default)]
struct Reader {
    names: BTreeMap<String, usize>,
    ends: Vec<(f64, f64)>,
    sums: Vec<BTreeMap<usize, f64>>,
    /// For each sum, what it comes to.
    rights: Vec<f64>,
    hidden: Vec<usize>,
    /// Those who did not answer so.
    others: Vec<usize>,
}

impl Reader {
    fn of(figures: &Figures, plan: &Plan) -> Self {
        let mut reader = Self::default();
        for table in &figures.tables {
            reader.read(table);
        }
        reader.know_forms(plan);
        reader.know_places();
        reader.know_groups();
        reader.know_waits();
        reader
    }

    fn unknown(&mut self, name: &str) -> usize {
        if let Some(place) = self.names.get(name) {
            return *place;
        }
        self.ends.push((0.0, f64::INFINITY));
        self.names.insert(name.to_owned(), self.ends.len() - 1);
        self.ends.len() - 1
    }

    fn has(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// `whole` is the sum of `parts`.
    fn sum(&mut self, whole: &str, parts: &[String]) {
        let mut sum = BTreeMap::from([(self.unknown(whole), -1.0)]);
        for part in parts {
            *sum.entry(self.unknown(part)).or_default() += 1.0;
        }
        self.sums.push(sum);
        self.rights.push(0.0);
    }

    fn at_most(&mut self, part: &str, whole: &str) {
        self.sum(whole, &[part.to_owned(), format!("{whole} uden {part}")]);
    }

    /// Both come to `of`, and the second is in no table.
    fn part_of(&mut self, part: &str, of: &str) {
        let other = format!("{of} ikke {part}");
        self.sum(of, &[part.to_owned(), other.clone()]);
        let other = self.unknown(&other);
        self.others.push(other);
    }

    fn learn(&mut self, name: &str, low: f64, high: f64) {
        let place = self.unknown(name);
        let (least, greatest) = self.ends[place];
        self.ends[place] = (least.max(low), greatest.min(high));
    }

    fn read(&mut self, table: &Table) {
        let mut above: Vec<Vec<String>> = vec![Vec::new(); table.columns.len()];
        for row in &table.rows {
            for (place, (column, cell)) in table.columns.iter().zip(&row.cells).enumerate() {
                let Some(name) = name(table, &row.label, &column.title) else { continue };
                let nothing = matches!(cell, Cell::Text(text) if text.is_empty());
                if nothing || !matches!(column.kind, Kind::Count | Kind::Share) {
                    continue;
                }
                let unknown = self.unknown(&name);
                match (cell, column.kind) {
                    (Cell::Whole(count), Kind::Count) if table.id == "maal" => {
                        self.learn(&name, *count as f64, *count as f64 + STEP as f64 - 1.0);
                    }
                    (Cell::Whole(count), Kind::Count) => self.learn(&name, *count as f64, *count as f64),
                    (Cell::Decimal(percent), Kind::Share) => {
                        let Some(Cell::Whole(of)) = column.of.map(|of| &row.cells[of]) else {
                            panic!("a share of what?")
                        };
                        let people = |percent: f64| percent / 100.0 * *of as f64;
                        self.learn(&name, (people(percent - 0.05001)).ceil(), people(percent + 0.05001).floor());
                    }
                    _ => {
                        assert_eq!(cell, &Cell::Text(HIDDEN.to_owned()), "{name}");
                        self.hidden.push(unknown);
                    }
                }
                if row.total {
                    let parts = above[place].clone();
                    self.sum(&name, &parts);
                }
                above[place].push(name);
            }
            if table.columns.len() > 2 && table.columns[0].kind == Kind::Count {
                self.read_parts(table, &row.label);
            }
        }
    }

    /// The shares of a row come to all of it.
    fn read_parts(&mut self, table: &Table, row: &str) {
        let names: Vec<_> = table.columns.iter().map(|column| (column.kind, name(table, row, &column.title))).collect();
        let Some((_, Some(of))) = names.first().cloned() else { return };
        let parts: Vec<_> =
            names.into_iter().filter(|(kind, _)| *kind == Kind::Share).filter_map(|(_, name)| name).collect();
        if parts.len() > 1 {
            self.sum(&of, &parts);
        }
    }

    /// Nobody answers with consent who has not answered; nobody is in a band who has not answered with consent.
    fn know_forms(&mut self, plan: &Plan) {
        let mut by_phase: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for form in plan.forms.iter().filter(|form| form.is_counted) {
            let phase = form.phase.map_or_else(|| format!("Uden fase: {}", form.title), |n| plan.phases[n].clone());
            let agreed = format!("agreed/{}", form.title);
            self.at_most(&agreed, &format!("sent/{}", form.title));
            by_phase.entry(phase).or_default().push(agreed);
        }
        for (phase, forms) in by_phase {
            self.sum(&format!("phase/{phase}"), &forms);
        }
        for scale in &plan.scales {
            let of = format!("scale/{}/Antal", scale.title);
            if self.has(&of) {
                self.at_most(&of, &format!("agreed/{}", plan.forms[scale.form].title));
            }
        }
    }

    fn know_places(&mut self) {
        for region in Region::ALL {
            let groups = GROUPS.iter().filter(|group| group.region == region);
            let groups: Vec<_> = groups.map(|group| format!("place/{}", group.label())).collect();
            self.sum(&format!("place/{}", region.label()), &groups);
        }
    }

    /// Those with and those without contact are all; who did not move up is the rest; the period is a part of all time.
    fn know_groups(&mut self) {
        for column in ["Antal", "Bedre", "Samme", "Værre"] {
            let groups = ["familier, vi har været i kontakt med", "familier uden kontakt, til sammenligning"];
            let groups = groups.map(|group| format!("change/Trivsel: {group}/{column}"));
            self.sum(&format!("change/Trivsel: alle/{column}"), &groups);
        }
        self.part_of("up/Trivsel", "change/Trivsel: alle/Antal");
        self.at_most("families", "goal/Familier i forløbet");
        self.at_most("families", "phase/I alt");
        self.at_most("change/Trivsel: alle/Antal", "phase/I alt");
    }

    fn know_waits(&mut self) {
        let rows = ["Haster", "Snart", "Efter tur"];
        for row in rows {
            let name = |column: &str| format!("wait/{row}/{column}");
            self.part_of(&name("Truffet"), &name("Bad om kontakt"));
            self.part_of(&name("Inden for fristen"), &name("Bad om kontakt"));
            self.at_most(&name("Inden for fristen"), &name("Truffet"));
        }
        let wanted = rows.map(|row| format!("wait/{row}/Bad om kontakt"));
        self.sum("phase/I alt", &wanted.into_iter().chain(["bad ikke om kontakt".to_owned()]).collect::<Vec<_>>());
        let reached = rows.map(|row| format!("wait/{row}/Truffet"));
        let parts: Vec<_> = reached.into_iter().chain(["andre kontakter".to_owned()]).collect();
        self.sum("goal/Familier, der har fået rådgivning", &parts);
    }

    /// Returns what was found: each hidden count that must lie within less than the set width, and few others.
    fn found(mut self) -> Vec<String> {
        for order in 0..4 {
            self.eliminate(order);
        }
        while self.narrow() {}
        let names: BTreeMap<usize, &String> = self.names.iter().map(|(name, place)| (*place, name)).collect();
        let width = NARROWEST as f64;
        let narrow = self.hidden.iter().filter(|place| self.ends[**place].1 - self.ends[**place].0 < width);
        let few = self.others.iter().filter(|place| self.ends[**place].1 < SMALLEST_COUNT as f64);
        narrow.chain(few).map(|place| format!("{} {:?}", names[place], self.ends[*place])).collect()
    }

    /// Adds sums that follow from those there are: each unknown in turn is taken out of all sums but one.
    fn eliminate(&mut self, order: usize) {
        let mut rows: Vec<(BTreeMap<usize, f64>, f64)> =
            self.sums.iter().cloned().zip(self.rights.iter().copied()).take(400).collect();
        for (sum, right) in &mut rows {
            let known: Vec<_> =
                sum.keys().copied().filter(|place| self.ends[*place].0 == self.ends[*place].1).collect();
            for place in known {
                *right -= sum.remove(&place).unwrap() * self.ends[place].0;
            }
        }
        let mut places: Vec<usize> = (0..self.ends.len()).collect();
        match order {
            0 => {}
            1 => places.reverse(),
            _ => places.sort_by_key(|place| (place * 7919 * order) % 1009),
        }
        let mut done = vec![false; rows.len()];
        for place in places {
            let Some(pivot) = rows.iter().zip(&done).position(|((sum, _), done)| !done && sum.contains_key(&place))
            else {
                continue;
            };
            done[pivot] = true;
            let (sum, right) = rows[pivot].clone();
            for (number, (other, other_right)) in rows.iter_mut().enumerate() {
                let Some(factor) = other.get(&place).map(|own| own / sum[&place]).filter(|_| number != pivot) else {
                    continue;
                };
                for (place, times) in &sum {
                    *other.entry(*place).or_default() -= factor * times;
                }
                other.retain(|_, times| times.abs() > 1e-9);
                *other_right -= factor * right;
            }
        }
        for (sum, right) in rows.into_iter().filter(|(sum, _)| !sum.is_empty()) {
            self.sums.push(sum);
            self.rights.push(right);
        }
    }

    /// Narrows every unknown by every sum; returns whether anything gave.
    fn narrow(&mut self) -> bool {
        let mut gave = false;
        for (sum, right) in self.sums.iter().zip(&self.rights) {
            for (place, times) in sum {
                let (mut low, mut high) = (*right, *right);
                for (other, factor) in sum.iter().filter(|(other, _)| *other != place) {
                    let (least, greatest) = self.ends[*other];
                    let (least, greatest) = if *factor > 0.0 { (least, greatest) } else { (greatest, least) };
                    low -= factor * greatest;
                    high -= factor * least;
                }
                let (low, high) = if *times > 0.0 { (low / times, high / times) } else { (high / times, low / times) };
                let (least, greatest) = self.ends[*place];
                let (low, high) = ((low - 1e-6).ceil().max(least), (high + 1e-6).floor().min(greatest));
                assert!(low <= high, "what the reader holds for true is not: {low} {high}");
                gave |= low > least || high < greatest;
                self.ends[*place] = (low, high);
            }
        }
        gave
    }
}

/// Returns what a cell counts; the same people in two tables have one name.
fn name(table: &Table, row: &str, column: &str) -> Option<String> {
    Some(match table.id.as_str() {
        "svar-efter-skema" => format!("sent/{row}"),
        "svar-efter-fase" | "svar-efter-landsdel" if row == "I alt" => "phase/I alt".to_owned(),
        "svar-efter-fase" => format!("phase/{row}"),
        "svar-efter-landsdel" | "svar-efter-kommune" => format!("place/{row}"),
        "forandring-over-tid" => format!("change/{row}/{column}"),
        "svar-igen-efter-fase" => format!("again/{row}/{column}"),
        "tid-til-kontakt" => format!("wait/{row}/{column}"),
        "styrkede-foraeldre" if column == "Svar" => format!("scale/{row}/Antal"),
        "styrkede-foraeldre" => format!("scale/{row}/{column}"),
        "maal" if column == "Nået" => format!("goal/{row}"),
        "resultater-og-fremgang" => match (row, column) {
            (row, _) if row.contains("familier nået") => "families".to_owned(),
            (_, "Ud af") => "change/Trivsel: alle/Antal".to_owned(),
            (row, "Antal" | "Andel") if row.contains("bedre svar") => "change/Trivsel: alle/Bedre".to_owned(),
            (_, "Antal" | "Andel") => "up/Trivsel".to_owned(),
            _ => return None,
        },
        "maal" | "pris-pr-resultat" => return None,
        bands if bands.starts_with("svar-efter-baand-") => format!("scale/{row}/{column}"),
        other => panic!("the attack does not know the table {other}"),
    })
}

/// Returns the figures of a period, and what is known of the forms.
fn figures(submissions: &[crate::submission::Submission], period: &str, settings: &Settings) -> (Figures, Plan) {
    let forms = example::forms();
    let mut gathering = Gathering::new(Period::parse(period).unwrap(), &forms, settings);
    submissions.iter().for_each(|submission| gathering.add(submission));
    (gathering.figures(jiff::civil::date(2027, 1, 15), true), Plan::new(&forms, settings))
}

#[track_caller]
fn check(figures: &Figures, plan: &Plan) {
    assert_eq!(figures.check(), [""; 0], "the file keeps its own rules");
    assert_eq!(Reader::of(figures, plan).found(), [""; 0]);
}

#[test]
fn nothing_hidden_is_found_in_believable_figures() {
    let settings = example::settings();
    for (families, seed, period) in
        [(3000, 1, "2026-Q4"), (900, 2, "2026"), (250, 3, "2026-H1"), (60, 4, "2025-Q2"), (0, 5, "2026-11")]
    {
        let submissions = example::believable(&example::forms(), families, seed);
        let (figures, plan) = figures(&submissions, period, &settings);
        check(&figures, &plan);
        assert_eq!(Figures::parse(&figures.to_toml()), Ok(figures));
    }
}

#[test]
fn a_cell_that_is_hidden_too_little_is_found() {
    let (forms, settings) = (example::forms(), example::settings());
    let submissions = example::believable(&forms, 400, 6);
    let (figures, plan) = figures(&submissions, "2026-Q4", &settings);
    check(&figures, &plan);
    let mut gathering = Gathering::new(Period::parse("2026-Q4").unwrap(), &forms, &settings);
    submissions.iter().for_each(|submission| gathering.add(submission));
    // Show what was only hidden to protect others, one cell at a time.
    let truth =
        gathering.counted.places.iter().zip(GROUPS).map(|(count, group)| ("svar-efter-kommune", group.label(), *count));
    let forms = plan.forms.iter().zip(&gathering.counted.sent);
    let truth = truth.chain(forms.map(|(form, count)| ("svar-efter-skema", form.title.clone(), *count)));
    let mut planted = 0;
    for (table, row, count) in truth.filter(|(_, _, count)| *count >= SMALLEST_COUNT) {
        let mut careless = figures.clone();
        let table = careless.tables.iter_mut().find(|one| one.id == table).unwrap();
        let cell = table.rows.iter_mut().find(|one| one.label == row).unwrap().cells.first_mut().unwrap();
        if *cell == Cell::Text(HIDDEN.to_owned()) {
            *cell = Cell::Whole(i64::try_from(count).unwrap());
            planted += 1;
            assert_ne!(Reader::of(&careless, &plan).found(), [""; 0], "{row}");
        }
    }
    assert!(planted > 0, "nothing was planted");
}

#[test]
fn prices_give_no_count_away() {
    let text =
        "[[udgift]]\nbetaler = \"stat\"\nhvad = \"Løn\"\nbeloeb = 1000\nper = \"familie\"\naar = 2026\nkilde = \"x\"\n";
    let settings = Settings { costs: Some(Costs::parse(text).unwrap()), ..example::settings() };
    let few = example::believable(&example::forms(), 4, 7);
    let (figures, plan) = figures(&few, "2026-Q4", &settings);
    check(&figures, &plan);
    let prices = figures.tables.iter().find(|table| table.id == "pris-pr-resultat").unwrap();
    let told = prices.rows.iter().flat_map(|row| &row.cells).filter(|cell| !matches!(cell, Cell::Text(_))).count();
    assert_eq!(told, 0, "{prices:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn nothing_hidden_is_found_in_any_figures(seed: u64, families in 0_u64..200, period in 0_usize..4) {
        let forms = example::forms();
        let mut dice = Dice(seed);
        let mut submissions = example::believable(&forms, families, seed);
        // A few forms get a crowd on one day, so that some counts are large beside the few.
        for _ in 0..dice.roll(3) {
            let form = &forms[dice.roll(forms.len() as u64) as usize];
            let crowd = dice.roll(40);
            for _ in 0..crowd {
                let mut one = example::submission(form, jiff::civil::date(2026, 11, 3), &mut dice);
                example::score(&mut one, form, dice.roll(101) as i64);
                one.head.wants_contact = dice.roll(2) == 0;
                submissions.push(one);
            }
        }
        let period = ["2026-Q4", "2026", "2026-H2", "2026-11"][period];
        let (figures, plan) = figures(&submissions, period, &example::settings());
        check(&figures, &plan);
    }
}
