//! Results and progress in a fixed table, and what they cost: for those who invest in social work.

use forms::figures::{Cell, Chart, Kind};

use super::super::costs::Paid;
use super::super::disclosure::{Count, Model};
use super::super::gathering::Gathering;
use super::super::numbers::{rounded, wilson};
use super::change::Measured;
use super::{Draft, DraftRow, Sheet, column, column_of, share_with_interval};

/// Returns the table of results: the same rows in every period.
pub(super) fn sheet(model: &mut Model, families: Count, measured: &[Measured]) -> Sheet {
    let reached = vec![Draft::Count(families), Draft::nothing(), Draft::nothing(), Draft::nothing(), Draft::nothing()];
    let mut rows = vec![DraftRow::new("Resultatmål: familier nået i perioden", reached)];
    for one in measured {
        for (kind, some) in [
            ("Resultatmål: personer med bedre svar", one.all.better),
            ("Progressionsmål: personer, der er rykket op i en bedre del af skalaen", one.band_up),
        ] {
            let [share, low, high] = share_with_interval(model, some, one.all.people);
            let cells = vec![
                Draft::Needs(vec![some], whole(model.value(some))),
                Draft::Count(one.all.people),
                share,
                low,
                high,
            ];
            rows.push(DraftRow::new(format!("{kind} ({})", one.title), cells));
        }
    }
    Sheet {
        id: "resultater-og-fremgang".to_owned(),
        title: "Resultatmål og progressionsmål".to_owned(),
        text: "De faste mål til den, der arbejder med sociale investeringer.".to_owned(),
        method: "Familier nået er forskellige familiekoder med svar i perioden. De andre mål er regnet af dem, der svarede to gange; se tabellen om forandring, som også siger, hvad bedre betyder, og viser dem uden kontakt til sammenligning. Rykket op betyder, at det sidste svar ligger i en bedre del af skalaen end det første. Lav og Høj er et 95 %-interval (Wilson). Tallene viser, hvordan det gik, og ikke, hvad 1000 Dage er skyld i.".to_owned(),
        chart: Chart::None,
        rows_are: "Mål",
        columns: vec![
            column("Antal", Kind::Count, "familier eller personer"),
            column("Ud af", Kind::Count, "personer"),
            column_of("Andel", Kind::Share, "%", 1),
            column("Lav", Kind::Low, "%"),
            column("Høj", Kind::High, "%"),
        ],
        rows,
    }
}

/// Returns what the results cost each payer; nothing, if no costs are known for the period.
pub(super) fn prices(model: &Model, gathering: &Gathering, families: Count, measured: &[Measured]) -> Option<Sheet> {
    let costs = gathering.settings.costs.as_ref()?;
    let paid = costs.paid(&gathering.period);
    let mut rows = Vec::new();
    for Paid { payer, fixed, each } in &paid {
        rows.extend(price_rows(model, payer.label(), (*fixed, *each), families, measured));
    }
    let sum = paid.iter().fold((0.0, 0.0), |(fixed, each), paid| (fixed + paid.fixed, each + paid.each));
    rows.extend(price_rows(model, "Alle betalere tilsammen", sum, families, measured));
    (!paid.is_empty()).then(|| Sheet {
        id: "pris-pr-resultat".to_owned(),
        title: "Pris pr. resultat".to_owned(),
        text: "Det, hver betaler har givet i perioden, delt med det, der er nået.".to_owned(),
        method: format!(
            "Udgiften i perioden, delt med antallet; beløb for et helt år er fordelt efter måneder. Det er en gennemsnitspris og ikke det, én familie mere koster, og den sammenligner ikke med, hvad der var sket uden 1000 Dage. Personer med bedre svar er kun talt blandt dem, der svarede to gange, så prisen pr. person er højere, end hvis alle havde svaret. Laveste og højeste pris følger af 95 %-intervallet for andelen med bedre svar. Kilder: {}.",
            costs.sources(&gathering.period)
        ),
        chart: Chart::None,
        rows_are: "Betaler og resultat",
        columns: vec![
            column("Udgift", Kind::Number, "kr."),
            column("Pris", Kind::Number, "kr."),
            column("Laveste pris", Kind::Number, "kr."),
            column("Højeste pris", Kind::Number, "kr."),
        ],
        rows,
    })
}

fn price_rows(
    model: &Model,
    payer: &str,
    (fixed, each): (f64, f64),
    families: Count,
    measured: &[Measured],
) -> Vec<DraftRow> {
    let cost = fixed + each * model.value(families) as f64;
    // What is paid for each family tells, with the price, how many there were.
    let told_by_cost = if each > 0.0 { vec![families] } else { vec![] };
    let draft = |more: &[Count], number: f64| {
        let needed = told_by_cost.iter().chain(more).copied().collect();
        Draft::Needs(needed, number.is_finite().then(|| Cell::Decimal(rounded(number, 0))))
    };
    let for_families = vec![
        draft(&[], cost),
        draft(&[families], cost / model.value(families) as f64),
        Draft::nothing(),
        Draft::nothing(),
    ];
    let mut rows = vec![DraftRow::new(format!("{payer}: pr. familie, der er nået"), for_families)];
    for one in measured {
        let (better, of) = (one.all.better, one.all.people);
        let people = model.value(of) as f64;
        let (low, high) = wilson(model.value(better), model.value(of).max(1));
        let needed = [better, of];
        let cells = vec![
            draft(&[], cost),
            draft(&needed, cost / model.value(better) as f64),
            draft(&needed, cost / (people * high)),
            draft(&needed, cost / (people * low)),
        ];
        rows.push(DraftRow::new(format!("{payer}: pr. person med bedre svar ({})", one.title), cells));
    }
    rows
}

fn whole(count: u64) -> Option<Cell> {
    i64::try_from(count).ok().map(Cell::Whole)
}
