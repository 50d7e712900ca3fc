//! `konsekvensanalyse.md`: a draft of the assessment of article 35, in the order of its paragraph 7.

use forms::definition::{Form, Privacy};
use forms::score::{Item, Score};
use forms::shown::date_in_words;
use forms::triage::Urgency;

use super::markdown::{heading, list, paragraph, plain, proof, table, to_be_confirmed};
use super::processing::{Degree, Measure, Passage, Processing, Risk, Sort};
use super::told;
use crate::model::form::FormFile;
use crate::model::site::Site;

/// Returns the draft.
pub(super) fn write(processing: &Processing, site: &Site) -> String {
    let mut out = String::new();
    heading(&mut out, 1, "Konsekvensanalyse: udkast");
    let made = date_in_words(site.today);
    paragraph(
        &mut out,
        &format!(
            "{}. Databeskyttelsesforordningens artikel 35, stk. 7. Skrevet den {made} ud fra formularerne og `content/behandling.toml`. Det er et udkast, som en jurist og databeskyttelsesrådgiveren skal arbejde videre med. Fortegnelsen (`{}`) hører til.",
            site.settings.name,
            super::REGISTER
        ),
    );
    to_be_confirmed(&mut out, processing);
    questions(&mut out, processing);
    heading(&mut out, 2, "1. Hvorfor der er brug for en analyse");
    passages(&mut out, &processing.why);
    description(&mut out, processing, site);
    necessity(&mut out, processing, site);
    sorting(&mut out, site);
    risks(&mut out, processing);
    measures(&mut out, processing);
    heading(&mut out, 2, "7. Udtalelser og beslutning");
    let rows = [
        "Databeskyttelsesrådgiverens råd (artikel 35, stk. 2)",
        "Forældrenes og fagfolks synspunkter (artikel 35, stk. 9)",
        "Skal Datatilsynet høres først? (artikel 36)",
        "Hvem beslutter, og hvornår",
        "Hvornår analysen ses igennem igen (artikel 35, stk. 11)",
    ];
    table(&mut out, ["", "Udfyldes"], rows.map(|row| [row.to_owned(), String::new()]));
    out
}

fn questions(out: &mut String, processing: &Processing) {
    heading(out, 2, "Spørgsmål, der skal besvares");
    let rows = processing.questions.iter().map(|one| [plain(&one.text), plain(&one.ask)]);
    table(out, ["Spørgsmål", "Hvem"], rows);
}

fn passages(out: &mut String, passages: &[Passage]) {
    for one in passages {
        let shown = if one.proof.is_empty() { String::new() } else { format!(" Vises i {}.", proof(&one.proof)) };
        out.push_str(&format!("**{}.** {}{shown}\n\n", plain(&one.title), plain(&one.text)));
    }
}

fn description(out: &mut String, processing: &Processing, site: &Site) {
    heading(out, 2, "2. Hvad der sker med oplysningerne (litra a)");
    let forms: Vec<_> = site.live_forms().map(|file| &file.form).collect();
    let asked = || forms.iter().flat_map(|form| form.questions());
    let of = |privacy| asked().filter(|question| question.privacy == privacy).count();
    let counts = format!(
        "{} formularer med {} spørgsmål: {} om, hvordan nogen har det, {} om, hvem nogen er, og {} om andet. {} er fri tekst.",
        forms.len(),
        asked().count(),
        of(Privacy::Health),
        of(Privacy::Personal),
        of(Privacy::Open),
        asked().filter(|question| told::is_free(question)).count()
    );
    paragraph(out, &counts);
    for (place, step) in processing.steps.iter().enumerate() {
        let shown = if step.proof.is_empty() { String::new() } else { format!(" Vises i {}.", proof(&step.proof)) };
        out.push_str(&format!("{}. **{}.** {}{shown}\n", place + 1, plain(&step.title), plain(&step.text)));
    }
    out.push('\n');
    let purpose = |one: &super::processing::Purpose| [plain(&one.title), plain(&one.text)];
    table(out, ["Behandling", "Formål"], processing.purposes.iter().map(purpose));
}

fn necessity(out: &mut String, processing: &Processing, site: &Site) {
    heading(out, 2, "3. Nødvendighed og rimelighed (litra b)");
    passages(out, &processing.principles);
    let needed = processing.purposes.iter().map(|one| [plain(&one.title), plain(&one.need)]);
    table(out, ["Behandling", "Hvorfor oplysningerne er nødvendige"], needed);
    heading(out, 3, "Hvor meget hver formular spørger om");
    table(
        out,
        ["Formular", "Spørgsmål", "Krævede", "Helbred m.m.", "Hvem nogen er", "Fri tekst", "Slettes"],
        site.live_forms().map(amounts),
    );
    heading(out, 3, "Rettigheder");
    passages(out, &processing.rights);
}

fn amounts(file: &FormFile) -> [String; 7] {
    let form = &file.form;
    let of = |privacy| form.questions().filter(|question| question.privacy == privacy).count().to_string();
    [
        format!("{} (`{}`)", plain(form.title()), form.id()),
        form.questions().count().to_string(),
        form.questions().filter(|question| question.required).count().to_string(),
        of(Privacy::Health),
        of(Privacy::Personal),
        form.questions().filter(|question| told::is_free(question)).count().to_string(),
        format!("{} / {} dage", form.retention().open, form.retention().handled),
    ]
}

/// What a program decides about the order in which people are read, rule by rule: article 22 is about these.
fn sorting(out: &mut String, site: &Site) {
    heading(out, 2, "4. Automatisk sortering (artikel 22)");
    paragraph(
        out,
        "Reglerne herunder bestemmer, hvem en rådgiver læser først. De afgør ikke andet: ingen får ja eller nej af et program, og ingen får en diagnose. Et menneske læser svaret og beslutter, hvad der skal ske.",
    );
    let forms = || site.live_forms().map(|file| &file.form);
    for urgency in [Urgency::Urgent, Urgency::Soon] {
        let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
        for form in forms() {
            for rule in form.triage().iter().filter(|rule| rule.urgency == urgency) {
                match reasons.iter_mut().find(|(reason, _)| *reason == rule.reason) {
                    Some((_, within)) if within.contains(&form.id().as_str()) => {}
                    Some((_, within)) => within.push(form.id().as_str()),
                    None => reasons.push((&rule.reason, vec![form.id().as_str()])),
                }
            }
        }
        if reasons.is_empty() {
            continue;
        }
        heading(out, 3, &format!("Sorteres som »{}«", told::urgency(urgency)));
        let row = |(reason, within): (&str, Vec<&str>)| [plain(reason), within.join(", ")];
        table(out, ["Grund, som rådgiveren læser", "Formularer"], reasons.into_iter().map(row));
    }
    let without: Vec<_> = forms().filter(|form| form.triage().is_empty()).map(|form| form.id().as_str()).collect();
    if !without.is_empty() {
        paragraph(out, &format!("Uden regler: {}.", without.join(", ")));
    }
    heading(out, 3, "Skalaer");
    paragraph(
        out,
        "En skala regner svar sammen til et af nogle få trin. Forælderen får en tekst, som passer til trinnet, og rådgiveren en anden. Ingen point bliver vist.",
    );
    table(
        out,
        ["Formular", "Skala", "Det, der tæller", "Trin", "Kilde"],
        forms().flat_map(|form| form.scores().iter().map(move |score| scale(form, score))),
    );
    let asking: Vec<_> =
        forms().filter(|form| Sort::of(form) == Sort::Package).map(|form| form.id().as_str()).collect();
    if !asking.is_empty() {
        paragraph(out, &format!("Her svarer et menneske ja eller nej: {}.", asking.join(", ")));
    }
}

fn scale(form: &Form, score: &Score) -> [String; 5] {
    let item = |item: &Item| match item {
        Item::Question { id, .. } => form.question(id).map_or_else(|| id.to_string(), |one| one.label.clone()),
        Item::Score(id) => id.to_string(),
    };
    let items: Vec<_> = score.items.iter().map(item).collect();
    let steps = score.bands.len().to_string();
    [form.id().to_string(), format!("`{}`", score.id), plain(&items.join("; ")), steps, plain(&score.source)]
}

fn risks(out: &mut String, processing: &Processing) {
    heading(out, 2, "5. Risici for familierne (litra c)");
    paragraph(
        out,
        "Vurderingen er et udkast og gælder med de foranstaltninger, der er nævnt. Alvor er for den familie, det rammer.",
    );
    let count = |likelihood, severity| {
        let hit = |(_, risk): &(usize, &Risk)| risk.likelihood == likelihood && risk.severity == severity;
        let numbers: Vec<_> =
            processing.risks.iter().enumerate().filter(hit).map(|(place, _)| (place + 1).to_string()).collect();
        numbers.join(", ")
    };
    let [low, middle, high] = Degree::ALL;
    let row = |likelihood: Degree| {
        let name = format!("Sandsynlighed: {}", likelihood.word());
        [name, count(likelihood, low), count(likelihood, middle), count(likelihood, high)]
    };
    table(out, ["", "Alvor: lav", "Alvor: mellem", "Alvor: høj"], [high, middle, low].map(row));
    for (place, risk) in processing.risks.iter().enumerate() {
        heading(out, 3, &format!("Risiko {}: {}", place + 1, risk.title));
        paragraph(out, &risk.text);
        let title = |id: &str| {
            let found = processing.measures.iter().find(|measure| measure.id == id);
            found.map_or_else(String::new, |measure| plain(&measure.passage.title))
        };
        list(
            out,
            [
                format!("Sandsynlighed: {}. Alvor: {}.", risk.likelihood.word(), risk.severity.word()),
                format!("Imod den: {}", risk.measures.iter().map(|id| title(&id.value)).collect::<Vec<_>>().join("; ")),
                format!("Tilbage er: {}", plain(&risk.remains)),
                format!("**Skal afgøres af {}**", plain(&risk.decides)),
            ],
        );
    }
}

fn measures(out: &mut String, processing: &Processing) {
    heading(out, 2, "6. Foranstaltninger (litra d)");
    let against = |measure: &Measure| {
        let named = |(_, risk): &(usize, &Risk)| risk.measures.iter().any(|name| name.value == measure.id);
        let numbers: Vec<_> =
            processing.risks.iter().enumerate().filter(named).map(|(place, _)| (place + 1).to_string()).collect();
        numbers.join(", ")
    };
    let row =
        |one: &Measure| [plain(&one.passage.title), plain(&one.passage.text), proof(&one.passage.proof), against(one)];
    table(out, ["Foranstaltning", "Hvad der gøres", "Vises i", "Imod risiko"], processing.measures.iter().map(row));
}
