//! How long people waited for somebody to get in touch.

use forms::figures::{Chart, Kind};
use forms::triage::Urgency;

use super::super::disclosure::{Count, Model};
use super::super::gathering::Gathering;
use super::super::numbers::median;
use super::{Draft, DraftRow, Sheet, column, column_of, mean, part, share};

/// Returns the table, and for each urgency those who were reached. `agreed` are all answers of the period.
pub(super) fn sheet(model: &mut Model, gathering: &Gathering, agreed: Count) -> (Sheet, Vec<Count>) {
    let (mut all_wanted, mut all_reached) = (Vec::new(), Vec::new());
    let mut rows = Vec::new();
    for (urgency, waits) in Urgency::ALL.into_iter().zip(&gathering.counted.waits) {
        let people = waits.days.len() as u64;
        let wanted = model.cell(waits.wanted);
        let reached = model.cell(people);
        let waiting = model.rest(waits.wanted - people);
        model.sum(wanted, &[reached, waiting]);
        let in_time = part(model, waits.in_time, wanted);
        let late = model.rest(waits.wanted - waits.in_time);
        model.sum(wanted, &[in_time, late]);
        model.among(reached, in_time);
        let cells = vec![
            Draft::Count(wanted),
            share(model, in_time, wanted),
            Draft::Count(reached),
            mean(model, reached, median(waits.days.clone())),
        ];
        rows.push(DraftRow::new(label(urgency), cells));
        all_wanted.push(wanted);
        all_reached.push(reached);
    }
    let wanted: u64 = gathering.counted.waits.iter().map(|waits| waits.wanted).sum();
    all_wanted.push(model.unsaid(model.value(agreed) - wanted));
    model.sum(agreed, &all_wanted);
    let sheet = Sheet {
        id: "tid-til-kontakt".to_owned(),
        title: "Tid til første kontakt".to_owned(),
        text: "Så længe ventede de, der bad om at blive kontaktet.".to_owned(),
        method: "Talt for svar fra perioden, hvor der er bedt om kontakt og sagt ja til statistik; ansøgninger om babypakker er ikke med, og et skema, der ikke spørger om ja til statistik, kan ikke være med. Dage er kalenderdage fra den dag, svaret kom, til den dag, en rådgiver noterede, at familien var truffet. Halvdelen ventede kortere end medianen. Inden for fristen er regnet af alle, der bad om kontakt, så de, der ikke er truffet, tæller imod, også dem, hvis frist ikke er ude endnu. En kontakt, ingen har noteret, kan ikke ses.".to_owned(),
        chart: Chart::Bars,
        rows_are: "Hvor meget det haster",
        columns: vec![
            column("Bad om kontakt", Kind::Count, "svar"),
            column_of("Inden for fristen", Kind::Share, "%", 0),
            column("Truffet", Kind::Count, "svar"),
            column_of("Median", Kind::Mean, "dage", 2),
        ],
        rows,
    };
    (sheet, all_reached)
}

fn label(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Urgent => "Haster",
        Urgency::Soon => "Snart",
        Urgency::Routine => "Efter tur",
    }
}
