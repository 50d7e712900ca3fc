//! What the programme costs, and who pays: a file that the evaluation officer writes.
//!
//! ```toml
//! [[udgift]]
//! betaler = "kommune"          # kommune | region | stat | fond
//! hvad = "Rådgivernes løn"
//! beloeb = 1_250_000           # hele kr.
//! per = "aar"                  # aar | periode | familie
//! aar = 2026                   # det år, beløbet gælder
//! kilde = "Regnskab 2026, konto 42.10"
//! ```

use std::cell::RefCell;

use forms::problem::{Problem, meant};
use forms::table::{self, Fields};

use super::period::Period;

/// Who pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Payer {
    /// The municipalities.
    Municipality,
    /// The regions.
    Region,
    /// The state.
    State,
    /// Foundations.
    Foundation,
}

/// What an amount is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Per {
    Year,
    Period,
    Family,
}

/// One amount.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cost {
    payer: Payer,
    /// Whole kroner.
    amount: u32,
    per: Per,
    year: i16,
    what: String,
    source: String,
}

/// What the programme costs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Costs(Vec<Cost>);

/// What one payer pays in a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Paid {
    pub(super) payer: Payer,
    /// Kroner, whatever the number of families.
    pub(super) fixed: f64,
    /// Kroner for each family that was reached.
    pub(super) each: f64,
}

impl Payer {
    /// Every payer.
    pub const ALL: [Self; 4] = [Self::Municipality, Self::Region, Self::State, Self::Foundation];

    /// Returns what people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Municipality => "Kommuner",
            Self::Region => "Regioner",
            Self::State => "Staten",
            Self::Foundation => "Fonde",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Municipality => "kommune",
            Self::Region => "region",
            Self::State => "stat",
            Self::Foundation => "fond",
        }
    }
}

const PER: [(&str, Per); 3] = [("aar", Per::Year), ("periode", Per::Period), ("familie", Per::Family)];

impl Costs {
    /// Reads the file of costs.
    ///
    /// # Errors
    /// Every mistake as a sentence in Danish, with its line and its key.
    pub fn parse(text: &str) -> Result<Self, Vec<String>> {
        let told = |problem: &Problem| {
            let line = text.get(..problem.span.start).unwrap_or_default().matches('\n').count() + 1;
            let help = problem.help.as_ref().map_or_else(String::new, |help| format!(" Ret det sådan: {help}."));
            format!("Linje {line}: {}.{help}", problem.message)
        };
        let file = table::parse(text, 0).map_err(|problem| vec![told(&problem)])?;
        let problems = RefCell::default();
        let fields = Fields::of(&file, 0..0, &problems);
        let costs: Vec<_> = fields.tables("udgift").into_iter().map(cost).collect();
        fields.finish();
        let mut problems: Vec<Problem> = problems.into_inner();
        problems.sort_by_key(|problem| problem.span.start);
        if costs.is_empty() && problems.is_empty() {
            problems.push(Problem::new(0..0, "der er ingen [[udgift]] i filen"));
        }
        let costs = costs.into_iter().collect::<Option<Vec<_>>>();
        costs.filter(|_| problems.is_empty()).map(Self).ok_or_else(|| problems.iter().map(told).collect())
    }

    /// Returns what each payer pays in the period, by the amounts for its year; nothing of a payer without any.
    pub(super) fn paid(&self, period: &Period) -> Vec<Paid> {
        let months = f64::from(period.to().month() - period.from().month() + 1);
        let of = |payer| {
            let own: Vec<_> =
                self.0.iter().filter(|cost| cost.payer == payer && cost.year == period.from().year()).collect();
            let sum = |per, share: f64| {
                own.iter().filter(|cost| cost.per == per).map(|cost| f64::from(cost.amount) * share).sum::<f64>()
            };
            let fixed = sum(Per::Year, months / 12.0) + sum(Per::Period, 1.0);
            (!own.is_empty()).then(|| Paid { payer, fixed, each: sum(Per::Family, 1.0) })
        };
        Payer::ALL.into_iter().filter_map(of).collect()
    }

    /// Returns where the amounts for the period come from, in words.
    pub(super) fn sources(&self, period: &Period) -> String {
        let own = self.0.iter().filter(|cost| cost.year == period.from().year());
        let each: Vec<_> =
            own.map(|cost| format!("{} ({}): {}", cost.what, cost.payer.label().to_lowercase(), cost.source)).collect();
        each.join("; ")
    }
}

fn cost(fields: Fields<'_>) -> Option<Cost> {
    let payer = word(&fields, "betaler", &Payer::ALL.map(|payer| (payer.word(), payer)));
    let what = fields.need::<String>("hvad").map(|text| text.value);
    let amount = number(&fields, "beloeb", 0, u32::MAX.into(), "1_250_000").and_then(|n| u32::try_from(n).ok());
    let per = word(&fields, "per", &PER);
    let year = number(&fields, "aar", 2020, 2100, "2026").and_then(|year| i16::try_from(year).ok());
    let source = fields.need::<String>("kilde").map(|text| text.value);
    fields.finish();
    Some(Cost { payer: payer?, amount: amount?, per: per?, year: year?, what: what?, source: source? })
}

fn word<T: Copy>(fields: &Fields<'_>, key: &'static str, known: &[(&'static str, T)]) -> Option<T> {
    let written = fields.need::<String>(key)?;
    let found = known.iter().find(|(word, _)| *word == written.value);
    if found.is_none() {
        let words = || known.iter().map(|(word, _)| *word);
        let problem = Problem::new(written.span.clone(), format!("`{key}` kan ikke være »{}«", written.value));
        fields.report(problem.help(match meant(&written.value, words()) {
            Some(meant) => format!("skriv \"{meant}\""),
            None => format!("skriv et af ordene {}", words().collect::<Vec<_>>().join(", ")),
        }));
    }
    found.map(|(_, value)| *value)
}

fn number(fields: &Fields<'_>, key: &'static str, least: i64, most: i64, example: &str) -> Option<i64> {
    if !fields.has(key) {
        fields.miss(key, example);
    }
    let found = fields.get::<i64>(key)?;
    let fits = (least..=most).contains(&found.value);
    if !fits {
        fields.report(Problem::new(found.span, format!("`{key}` skal være fra {least} til {most}")));
    }
    fits.then_some(found.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
[[udgift]]
betaler = "kommune"
hvad = "Rådgivernes løn"
beloeb = 1_200_000
per = "aar"
aar = 2026
kilde = "Regnskab 2026"

[[udgift]]
betaler = "kommune"
hvad = "Porto"
beloeb = 50
per = "familie"
aar = 2026
kilde = "Prisliste 2026"

[[udgift]]
betaler = "fond"
hvad = "Hjemmeside"
beloeb = 7000
per = "periode"
aar = 2026
kilde = "Bevilling"
"#;

    #[test]
    fn what_is_paid_follows_the_period() {
        let costs = Costs::parse(GOOD).expect("the example is good");
        let quarter = costs.paid(&Period::parse("2026-Q4").unwrap());
        assert_eq!(
            quarter,
            [
                Paid { payer: Payer::Municipality, fixed: 300_000.0, each: 50.0 },
                Paid { payer: Payer::Foundation, fixed: 7_000.0, each: 0.0 },
            ]
        );
        assert!(costs.paid(&Period::parse("2027-Q1").unwrap()).is_empty(), "amounts of another year are not used");
        let sources = costs.sources(&Period::parse("2026").unwrap());
        assert!(sources.starts_with("Rådgivernes løn (kommuner): Regnskab 2026; "), "{sources}");
    }

    #[test]
    fn every_mistake_is_told_with_line_and_key() {
        let told = |old: &str, new: &str| Costs::parse(&GOOD.replacen(old, new, 1)).unwrap_err().join(" ");
        assert!(
            told("\"kommune\"", "\"komune\"")
                .contains("Linje 3: `betaler` kan ikke være »komune«. Ret det sådan: skriv \"kommune\".")
        );
        assert!(told("beloeb = 1_200_000", "beloeb = -1").contains("Linje 5: `beloeb` skal være fra 0"));
        assert!(told("kilde = \"Regnskab 2026\"\n", "").contains("`kilde` mangler"));
        assert!(told("per = \"aar\"", "per = \"uge\"").contains("`per` kan ikke være »uge«"));
        assert!(told("hvad = \"Porto\"", "hvad = \"\"").contains("`hvad` er tom"));
        assert!(told("aar = 2026", "år = 2026").contains("Linje"));
        assert_eq!(Costs::parse("").unwrap_err(), ["Linje 1: der er ingen [[udgift]] i filen."]);
        let two = GOOD.replacen("\"aar\"", "\"uge\"", 1).replacen("\"fond\"", "\"fund\"", 1);
        assert_eq!(Costs::parse(&two).unwrap_err().len(), 2);
    }
}
