//! How far the owner's goals are.

use forms::figures::{Cell, Chart, Kind};

use super::super::disclosure::{Count, Model, STEP};
use super::super::gathering::Gathering;
use super::{Draft, DraftRow, Sheet, column};

// Source of the goals: Egmont Fonden and Mødrehjælpen, »1000 Dage«; they stand on the site in `content/sider/om-1000-dage.md`.
const READERS: i64 = 75_000;
const FAMILIES: i64 = 15_000;
const COUNSELLED: i64 = 5_000;
const ACTIVE: i64 = 5_000;
const CHILDREN: i64 = 2_000;

/// Returns how many families answered in the period: codes, whoever used them.
pub(super) fn families_of_the_period(gathering: &Gathering) -> u64 {
    gathering.families.values().filter(|family| family.is_of_the_period).count() as u64
}

/// Returns the table. `families` are those of the period, `reached` are submissions of the period about which somebody was reached.
pub(super) fn sheet(model: &mut Model, gathering: &Gathering, families: Count, reached: &[Count]) -> Sheet {
    let counted = &gathering.counted;
    let ever = model.rounded(gathering.families.len() as u64);
    model.among(ever, families);
    let counselled = model.rounded(counted.counselled);
    // Whoever was reached before the period, or without having asked. A reader of the first period may know that there was no
    // time before; the step is as wide for that reader.
    let others = counted.counselled.saturating_sub(reached.iter().map(|count| model.value(*count)).sum());
    let others = model.unsaid(others);
    let parts: Vec<_> = reached.iter().copied().chain([others]).collect();
    model.sum(counselled, &parts);
    let children = model.rounded(counted.children);
    let row = |label: &str, reached, goal| DraftRow::new(label, vec![reached, Draft::Plain(Cell::Whole(goal))]);
    Sheet {
        id: "maal".to_owned(),
        title: "Målene for 1000 Dage".to_owned(),
        text: "Så langt er 1000 Dage nået siden begyndelsen, målt på det, der kan tælles her.".to_owned(),
        method: format!(
            "Talt fra begyndelsen til periodens sidste dag og rundet ned til hele {STEP}, så to perioder ikke kan trækkes fra hinanden. Familier i forløbet er forskellige familiekoder, hvor der er sagt ja til statistik: En familie uden kode er ikke med, og en familie, der har fået ny kode, er talt to gange. Rådgivning er svar, hvor en rådgiver har noteret, at familien er truffet eller hjulpet, og hvor der er sagt ja til statistik; skemaer, der ikke spørger om det, er ikke med. Børn med babypakke er udleverede pakker, tvillinger talt som to og trillinger eller flere som tre. Svar, der er slettet, fordi tiden er gået, kan ikke tælles, så tallene kan være for lave. Læsere bliver ikke talt, for siden følger ingen, og deltagere i aktiviteter bliver ikke skrevet op."
        ),
        chart: Chart::Progress,
        rows_are: "Mål",
        columns: vec![column("Nået", Kind::Count, "i runde tal"), column("Mål", Kind::Number, "")],
        rows: vec![
            row("Læsere (tælles ikke: siden følger ingen)", Draft::nothing(), READERS),
            row("Familier i forløbet", Draft::Count(ever), FAMILIES),
            row("Familier, der har fået rådgivning", Draft::Count(counselled), COUNSELLED),
            row("Familier i frivillige aktiviteter (tælles ikke her)", Draft::nothing(), ACTIVE),
            row("Børn, der har fået en babypakke", Draft::Count(children), CHILDREN),
        ],
    }
}
