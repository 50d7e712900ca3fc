//! What changed between two answers, and who answered again.

use forms::figures::{Chart, Kind, SMALLEST_MEAN};

use super::super::disclosure::{Count, Model};
use super::super::gathering::Gathering;
use super::super::linked::{self, Change, Changes, DAYS_APART, DAYS_TO_ANSWER, THRESHOLD};
use super::super::numbers::rounded;
use super::{Draft, DraftRow, Sheet, column, column_of, mean, part, share};

/// One measure, and its counts.
pub(super) struct Measured {
    pub(super) title: String,
    changes: Changes,
    pub(super) all: Parts,
    in_touch: Parts,
    others: Parts,
    /// Those who moved to a better band.
    pub(super) band_up: Count,
}

/// Some people, by what became of them.
#[derive(Clone, Copy)]
pub(super) struct Parts {
    pub(super) people: Count,
    pub(super) better: Count,
    same: Count,
    worse: Count,
}

impl Measured {
    /// Returns every measure. `agreed` are all answers of the period, the last answers among them.
    pub(super) fn all(model: &mut Model, gathering: &Gathering, agreed: Count) -> Vec<Self> {
        let measures = gathering.plan.measures.iter().enumerate();
        let found = measures.map(|(place, measure)| (measure.title.clone(), linked::changes(gathering, place)));
        let all: Vec<_> = found.map(|(title, changes)| Self::new(model, title, changes)).collect();
        for one in &all {
            model.among(agreed, one.all.people);
        }
        all
    }

    fn new(model: &mut Model, title: String, changes: Changes) -> Self {
        // The groups come first: of two equal counts the first is hidden, and what holds for everyone says the most.
        let in_touch = Parts::new(model, &changes.in_touch);
        let others = Parts::new(model, &changes.others);
        let all = Parts::new(model, &changes.all);
        for ((all, in_touch), others) in all.each().into_iter().zip(in_touch.each()).zip(others.each()) {
            model.sum(all, &[in_touch, others]);
        }
        let band_up = part(model, changes.all.band_up, all.people);
        let not_up = model.rest(changes.all.people - changes.all.band_up);
        model.sum(all.people, &[band_up, not_up]);
        Self { title, changes, all, in_touch, others, band_up }
    }
}

impl Parts {
    fn new(model: &mut Model, change: &Change) -> Self {
        let people = model.cell(change.people);
        let [better, same, worse] = [change.better, change.same, change.worse].map(|some| part(model, some, people));
        model.sum(people, &[better, same, worse]);
        Self { people, better, same, worse }
    }

    fn each(self) -> [Count; 4] {
        [self.people, self.better, self.same, self.worse]
    }
}

/// Returns what changed; nothing, if no scale is asked for more than once.
pub(super) fn sheet(model: &Model, measured: &[Measured]) -> Option<Sheet> {
    (!measured.is_empty()).then(|| Sheet {
        id: "forandring-over-tid".to_owned(),
        title: "Forandring hos dem, der svarede to gange".to_owned(),
        text: "Første svar sammenlignet med sidste svar for hver person. Pas på: De, der har det sværest første gang, har det ofte bedre næste gang, også uden hjælp, og de, der har det bedst, ofte lidt værre (regression mod gennemsnittet). Derfor står de, vi har været i kontakt med, ved siden af de andre. Det er ikke et forsøg: De to grupper var forskellige fra begyndelsen, og tabellen kan ikke sige, hvad der er skyld i forandringen.".to_owned(),
        method: method(),
        chart: Chart::Intervals,
        rows_are: "Skala og gruppe",
        columns: vec![
            column("Antal", Kind::Count, "personer, der svarede to gange"),
            column_of("Forskel", Kind::Mean, "point", 0),
            column("Lav", Kind::Low, "point"),
            column("Høj", Kind::High, "point"),
            column_of("Første svar", Kind::Mean, "point", 0),
            column_of("Sidste svar", Kind::Mean, "point", 0),
            column_of("Størrelse", Kind::Mean, "standardafvigelser", 0),
            column_of("Bedre", Kind::Share, "%", 0),
            column_of("Samme", Kind::Share, "%", 0),
            column_of("Værre", Kind::Share, "%", 0),
        ],
        rows: measured.iter().flat_map(|one| rows(model, one)).collect(),
    })
}

fn method() -> String {
    format!(
        "Svar hører sammen, når de har samme familiekode og samme rolle, for eksempel mor; to personer bliver aldrig lagt sammen. Med er de, hvis sidste svar er fra perioden, og hvis to svar ligger mindst {DAYS_APART} dage fra hinanden. Der er sammenlignet på tværs af de skemaer, der har samme skala. Forskel er gennemsnittet af sidste minus første svar; Lav og Høj er et 95 %-interval (parret t). Størrelse er forskellen delt med standardafvigelsen af de første svar. Har alle svaret det samme, er gennemsnittet skjult. Bedre og værre betyder, at svaret er flyttet mindst {} % af hele skalaen; den grænse har vi valgt, og den er ikke klinisk. Kontakt betyder, at en rådgiver har været i kontakt med familien senest den dag, det sidste svar kom; kontakt uden familiekode kan ikke ses her. Svar, der er slettet, fordi tiden er gået, er ikke med. De, der svarer igen, er måske ikke som dem, der holder op.",
        THRESHOLD * 100.0
    )
}

fn rows(model: &Model, measured: &Measured) -> [DraftRow; 3] {
    let Changes { all, in_touch, others } = &measured.changes;
    // With the means of all and of one group, the means of the other could be worked out.
    let both = has_means(in_touch) && has_means(others);
    [
        ("alle", all, measured.all, has_means(all)),
        ("familier, vi har været i kontakt med", in_touch, measured.in_touch, both),
        ("familier uden kontakt, til sammenligning", others, measured.others, both),
    ]
    .map(|(group, change, parts, means)| {
        DraftRow::new(format!("{}: {group}", measured.title), cells(model, change, parts, means))
    })
}

/// Returns whether the means tell nothing of anybody: there are enough people, and they did not all answer the same.
fn has_means(change: &Change) -> bool {
    let samples = [change.before, change.after, change.difference];
    change.people >= SMALLEST_MEAN && samples.iter().all(|sample| sample.deviation().is_some())
}

fn cells(model: &Model, change: &Change, parts: Parts, means: bool) -> Vec<Draft> {
    let people = parts.people;
    let points = |number: f64| mean(model, people, means.then(|| rounded(number, 2)));
    let (low, high) = change.difference.interval();
    let size = change.before.deviation().map(|deviation| rounded(change.difference.mean() / deviation, 2));
    vec![
        Draft::Count(people),
        points(change.difference.mean()),
        points(low),
        points(high),
        points(change.before.mean()),
        points(change.after.mean()),
        mean(model, people, size.filter(|_| means)),
        share(model, parts.better, people),
        share(model, parts.same, people),
        share(model, parts.worse, people),
    ]
}

/// Returns who answered again, by phase; nothing, if there is no next form.
pub(super) fn returns(model: &mut Model, gathering: &Gathering) -> Option<Sheet> {
    let mut rows = Vec::new();
    for (title, found) in gathering.plan.phases.iter().zip(linked::returns(gathering)) {
        let Some(found) = found else { continue };
        let of = model.cell(found.could);
        let did = part(model, found.did, of);
        let did_not = part(model, found.could - found.did, of);
        model.sum(of, &[did, did_not]);
        let cells = vec![Draft::Count(of), share(model, did, of), share(model, did_not, of)];
        rows.push(DraftRow::new(title.clone(), cells));
    }
    (!rows.is_empty()).then(|| Sheet {
        id: "svar-igen-efter-fase".to_owned(),
        title: "Hvem svarer igen, og hvem falder fra".to_owned(),
        text: "Af dem, der svarede i en fase og har en familiekode: hvor mange der også svarede på et senere skema.".to_owned(),
        method: format!(
            "Talt i personer: samme familiekode og samme rolle. Med er de, hvis næste skema i forløbet senest i perioden havde været åbent i {DAYS_TO_ANSWER} dage, regnet fra deres første svar i fasen og den tid, der er mellem skemaerne. Barnets egen alder er ikke brugt, så en del kan have haft lidt kortere eller længere tid. Den, der svarer uden familiekode næste gang, tæller som frafald. Frafald siger ikke, hvorfor nogen holder op."
        ),
        chart: Chart::Stacked,
        rows_are: "Fase",
        columns: vec![
            column("Kunne svare igen", Kind::Count, "personer"),
            column_of("Svarede igen", Kind::Share, "%", 0),
            column_of("Svarede ikke igen", Kind::Share, "%", 0),
        ],
        rows,
    })
}
