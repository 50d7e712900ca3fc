//! How many answered: by form, by phase, by what the answers came to, and by where they live.

use std::collections::BTreeMap;

use forms::figures::{Chart, Kind};

use super::super::disclosure::{Count, Model};
use super::super::gathering::Gathering;
use super::super::places::{GROUPS, Region};
use super::super::{capital, words};
use super::{Draft, DraftRow, Sheet, column, column_of, part, share, share_with_interval};

/// The band that says that a parent is strengthened, in any score.
const STRENGTHENED: &str = "styrket";
/// The owner's goal: two of three parents are strengthened. Source: Egmont Fonden and Mødrehjælpen, »1000 Dage«.
const GOAL_PERCENT: f64 = 66.7;

/// The counts of the period.
pub(super) struct Counts {
    sent: Vec<Count>,
    all_sent: Count,
    /// By phase, then by form without a phase: what it is called, and how many.
    phases: Vec<(String, Count)>,
    /// All who agreed to be counted.
    pub(super) agreed: Count,
    /// For each scale: how many, and how many in each band.
    scales: Vec<(Count, Vec<Count>)>,
    regions: Vec<Count>,
    groups: Vec<Count>,
    nowhere: Count,
}

impl Counts {
    pub(super) fn new(model: &mut Model, gathering: &Gathering) -> Self {
        let (plan, counted) = (&gathering.plan, &gathering.counted);
        let sent: Vec<_> = counted.sent.iter().map(|count| model.cell(*count)).collect();
        let all_sent = model.cell(counted.sent.iter().sum());
        model.sum(all_sent, &sent);

        // By form, those who agreed stand in no table of their own.
        let agreed: Vec<_> = counted.agreed.iter().map(|count| model.unsaid(*count)).collect();
        for (agreed, sent) in agreed.iter().zip(&sent) {
            model.among(*sent, *agreed);
        }
        let phases = phases(model, gathering, &agreed);
        let mut scales = Vec::new();
        for (scale, bands) in plan.scales.iter().zip(&counted.bands) {
            let of = model.cell(bands.iter().sum());
            let bands: Vec<_> = bands.iter().map(|count| part(model, *count, of)).collect();
            model.sum(of, &bands);
            if let Some(form) = agreed.get(scale.form) {
                model.among(*form, of);
            }
            scales.push((of, bands));
        }

        let groups: Vec<_> = counted.places.iter().map(|count| model.cell(*count)).collect();
        let regions: Vec<_> = Region::ALL.iter().map(|region| region_of(model, *region, &groups)).collect();
        let nowhere = model.cell(counted.nowhere);
        // Of equal counts the first is hidden first: what holds for everyone comes last.
        let all_agreed = model.cell(counted.agreed.iter().sum());
        let parts: Vec<_> = phases.iter().map(|(_, count)| *count).collect();
        model.sum(all_agreed, &parts);
        let everywhere: Vec<_> = regions.iter().copied().chain([nowhere]).collect();
        model.sum(all_agreed, &everywhere);
        Self { sent, all_sent, phases, agreed: all_agreed, scales, regions, groups, nowhere }
    }

    pub(super) fn sheets(&self, model: &Model, gathering: &Gathering) -> Vec<Sheet> {
        let mut sheets = vec![self.by_form(gathering), self.by_phase()];
        sheets.extend(self.by_band(model, gathering));
        sheets.push(self.by_region());
        sheets.push(self.by_group());
        sheets
    }

    fn by_form(&self, gathering: &Gathering) -> Sheet {
        let rows = gathering.plan.forms.iter().zip(&self.sent);
        Sheet {
            id: "svar-efter-skema".to_owned(),
            title: "Indsendelser efter skema".to_owned(),
            text: "Så mange gange er hvert skema sendt ind.".to_owned(),
            method: "Talt i perioden efter den dag, skemaet kom ind. Alt, der er sendt ind, er talt med her, uden det, der ikke er fra et menneske, og det, der endnu ikke er set efter. Én familie kan have sendt flere skemaer, så tallet er ikke et antal familier.".to_owned(),
            chart: Chart::Bars,
            rows_are: "Skema",
            columns: vec![column("Antal", Kind::Count, "indsendelser")],
            rows: rows
                .map(|(form, count)| DraftRow::new(form.title.clone(), vec![Draft::Count(*count)]))
                .chain([DraftRow::total(self.all_sent)])
                .collect(),
        }
    }

    fn by_phase(&self) -> Sheet {
        let rows = self.phases.iter().map(|(label, count)| DraftRow::new(label.clone(), vec![Draft::Count(*count)]));
        Sheet {
            id: "svar-efter-fase".to_owned(),
            title: "Svar efter fase".to_owned(),
            text: "Så mange svar er der fra hver fase, fra de første uger i graviditeten til barnet fylder tre år.".to_owned(),
            method: "Kun svar, hvor der er sagt ja til statistik, er talt med, her og i alle de følgende tabeller. Et svar hører til den fase, som det meste af skemaets tid ligger i; barnets egen alder er ikke brugt. Skemaer, der ikke hører til en bestemt tid, står for sig. Et skema, der ikke spørger om ja til statistik, kan ikke være med.".to_owned(),
            chart: Chart::Bars,
            rows_are: "Fase",
            columns: vec![column("Antal", Kind::Count, "svar")],
            rows: rows.chain([DraftRow::total(self.agreed)]).collect(),
        }
    }

    /// One table for each set of bands: only what is divided alike can stand in one.
    fn by_band(&self, model: &Model, gathering: &Gathering) -> Vec<Sheet> {
        let plan = &gathering.plan;
        let mut sets: BTreeMap<Vec<&str>, Vec<DraftRow>> = BTreeMap::new();
        for (scale, (of, bands)) in plan.scales.iter().zip(&self.scales) {
            let set: Vec<_> = scale.bands.iter().map(|band| band.as_str()).collect();
            if set.is_empty() || !plan.forms.get(scale.form).is_some_and(|form| form.is_counted) {
                continue;
            }
            let shares = bands.iter().map(|band| share(model, *band, *of));
            let cells = std::iter::once(Draft::Count(*of)).chain(shares).collect();
            sets.entry(set).or_default().push(DraftRow::new(scale.title.clone(), cells));
        }
        let sheet = |(bands, rows): (Vec<&str>, Vec<DraftRow>)| {
            let shares = bands.iter().map(|band| column_of(&capital(&words(band)), Kind::Share, "%", 0));
            let names = bands.iter().map(|band| words(band)).collect::<Vec<_>>().join(", ");
            Sheet {
                id: format!("svar-efter-baand-{}", bands.join("-")),
                title: format!("Svarene samlet: {names}"),
                text: format!("Så mange af svarene ligger i hver del af skalaen: {names}."),
                method: "Hvert skema siger, hvor dets skala kommer fra; en skala, vi selv har lavet, er ikke et klinisk instrument, og grænserne mellem dens dele er skøn. Kun svar med nok besvarede spørgsmål til, at skalaen kan regnes ud, er med. De, der svarer, har selv valgt det, så andelene gælder ikke alle forældre. Skemaerne er forskellige og kan ikke sammenlignes med hinanden.".to_owned(),
                chart: Chart::Stacked,
                rows_are: "Skema",
                columns: std::iter::once(column("Antal", Kind::Count, "svar")).chain(shares).collect(),
                rows,
            }
        };
        sets.into_iter().map(sheet).collect()
    }

    fn by_region(&self) -> Sheet {
        let regions = Region::ALL.iter().zip(&self.regions);
        let rows = regions.map(|(region, count)| DraftRow::new(region.label(), vec![Draft::Count(*count)]));
        let nowhere = DraftRow::new("Kommune ikke oplyst", vec![Draft::Count(self.nowhere)]);
        Sheet {
            id: "svar-efter-landsdel".to_owned(),
            title: "Svar efter landsdel".to_owned(),
            text: "Så mange svar er der fra hver landsdel.".to_owned(),
            method: "Talt efter den kommune, der er skrevet i skemaet. Hovedstaden og Sjælland er talt som én landsdel i alle perioder, fordi de to regioner er én fra 1. januar 2027; så kan tal fra før og efter sammenlignes. Landsdelene har ikke lige mange fødsler, så tallene viser ikke, hvor behovet er størst.".to_owned(),
            chart: Chart::Bars,
            rows_are: "Landsdel",
            columns: vec![column("Antal", Kind::Count, "svar")],
            rows: rows.chain([nowhere, DraftRow::total(self.agreed)]).collect(),
        }
    }

    fn by_group(&self) -> Sheet {
        let rows = GROUPS.iter().zip(&self.groups);
        Sheet {
            id: "svar-efter-kommune".to_owned(),
            title: "Svar efter kommune".to_owned(),
            text: "Så mange svar er der fra hver kommune eller gruppe af kommuner.".to_owned(),
            method: "Små kommuner er lagt sammen med naboer i samme landsdel, så hver gruppe har omkring 60.000 indbyggere eller flere. Grupperne er de samme i alle perioder og retter sig ikke efter svarene. De, der ikke har oplyst kommune, er ikke med her.".to_owned(),
            chart: Chart::None,
            rows_are: "Kommuner",
            columns: vec![column("Antal", Kind::Count, "svar")],
            rows: rows.map(|(group, count)| DraftRow::new(group.label(), vec![Draft::Count(*count)])).collect(),
        }
    }

    /// How many parents say that they are strengthened; nothing, if no form asks.
    pub(super) fn strengthened(&self, model: &Model, gathering: &Gathering) -> Option<Sheet> {
        let plan = &gathering.plan;
        let rows = plan.scales.iter().zip(&self.scales).filter_map(|(scale, (of, bands))| {
            let place = scale.bands.iter().position(|band| band.as_str() == STRENGTHENED)?;
            let [share, low, high] = share_with_interval(model, *bands.get(place)?, *of);
            let goal = Draft::Plain(forms::figures::Cell::Decimal(GOAL_PERCENT));
            Some(DraftRow::new(scale.title.clone(), vec![share, goal, Draft::Count(*of), low, high]))
        });
        let rows: Vec<_> = rows.collect();
        (!rows.is_empty()).then(|| Sheet {
            id: "styrkede-foraeldre".to_owned(),
            title: "Forældre, der siger, at de er styrket".to_owned(),
            text: "Målet er, at to ud af tre forældre er styrket. Tabellen viser, hvor mange af dem, der svarede på evalueringen, der selv siger det.".to_owned(),
            method: "Forældrene er spurgt bagefter, om noget er blevet mere eller mindre end før. Det er deres egen vurdering på ét tidspunkt og ikke en måling før og efter, og den viser ikke, hvad 1000 Dage er skyld i. De, der er glade for 1000 Dage, svarer måske oftere. Lav og Høj er et 95 %-interval (Wilson): den usikkerhed, der kommer af, at kun nogle har svaret.".to_owned(),
            chart: Chart::Progress,
            rows_are: "Spørgsmål",
            columns: vec![
                column_of("Styrket", Kind::Share, "%", 2),
                column("Mål", Kind::Number, "%"),
                column("Svar", Kind::Count, "svar"),
                column("Lav", Kind::Low, "%"),
                column("Høj", Kind::High, "%"),
            ],
            rows,
        })
    }
}

fn phases(model: &mut Model, gathering: &Gathering, agreed: &[Count]) -> Vec<(String, Count)> {
    let plan = &gathering.plan;
    let mut rows: Vec<(String, Vec<Count>)> = plan.phases.iter().map(|title| (title.clone(), Vec::new())).collect();
    for (form, count) in plan.forms.iter().zip(agreed) {
        match form.phase.and_then(|phase| rows.get_mut(phase)) {
            Some((_, counts)) => counts.push(*count),
            None => {
                rows.push((format!("Uden fase: {}", form.title), if form.is_counted { vec![*count] } else { vec![] }))
            }
        }
    }
    let mut phases = Vec::new();
    for (label, parts) in rows.into_iter().filter(|(_, parts)| !parts.is_empty()) {
        let count = model.cell(parts.iter().map(|part| model.value(*part)).sum());
        model.sum(count, &parts);
        phases.push((label, count));
    }
    phases
}

fn region_of(model: &mut Model, region: Region, groups: &[Count]) -> Count {
    let parts: Vec<_> =
        GROUPS.iter().zip(groups).filter(|(group, _)| group.region == region).map(|(_, count)| *count).collect();
    let count = model.cell(parts.iter().map(|part| model.value(*part)).sum());
    model.sum(count, &parts);
    count
}
