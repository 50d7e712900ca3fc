//! `fortegnelse.md`: the record of article 30(1), in the order of its letters.

use forms::definition::{Form, Privacy};
use forms::shown::date_in_words;

use super::markdown::{heading, list, paragraph, plain, proof, table, to_be_confirmed, to_confirm};
use super::processing::{Class, Clear, Measure, Part, Party, Processing, Purpose, Recipient, Sealed, Sort, Subject};
use super::told;
use crate::model::form::FormFile;
use crate::model::site::Site;

/// Returns the record.
pub(super) fn write(processing: &Processing, site: &Site) -> String {
    let mut out = String::new();
    heading(&mut out, 1, "Fortegnelse over behandlingsaktiviteter");
    let made = date_in_words(site.today);
    paragraph(
        &mut out,
        &format!(
            "{}. Databeskyttelsesforordningens artikel 30, stk. 1. Skrevet den {made} ud fra formularerne og `content/behandling.toml`. Ret dem og ikke denne fil: den bliver skrevet på ny.",
            site.settings.name
        ),
    );
    to_be_confirmed(&mut out, processing);
    answerable(&mut out, processing);
    purposes(&mut out, processing, site);
    people_and_data(&mut out, processing, site);
    recipients(&mut out, processing);
    limits(&mut out, processing, site);
    security(&mut out, processing);
    for file in site.live_forms() {
        form(&mut out, file, processing, site);
    }
    out
}

fn answerable(out: &mut String, processing: &Processing) {
    heading(out, 2, "1. Hvem har ansvaret (litra a)");
    let row = |what: &str, party: &Party| {
        let told = |(name, said): &(&str, Option<String>)| {
            format!("{name}: {}", said.as_ref().map_or_else(|| "**mangler**".to_owned(), |said| plain(said)))
        };
        let reached: Vec<_> = party.reached.iter().map(told).collect();
        let name = format!("{}. {}", plain(&party.name), plain(&party.text));
        [what.to_owned(), name, reached.join("; "), to_confirm(&party.standing)]
    };
    let controllers = processing.controllers.iter().map(|party| row("Dataansvarlig", party));
    let officer = processing.officer.iter().map(|party| row("Databeskyttelsesrådgiver", party));
    table(out, ["", "Hvem", "Kontakt", "Bekræftet"], controllers.chain(officer));
}

fn forms_of<'s>(purpose: &'s Purpose, site: &'s Site) -> impl Iterator<Item = &'s Form> {
    site.live_forms().map(|file| &file.form).filter(|form| purpose.sorts.contains(&Sort::of(form)))
}

fn purposes(out: &mut String, processing: &Processing, site: &Site) {
    heading(out, 2, "2. Behandlinger og formål (litra b)");
    for purpose in processing.purposes.iter().filter(|purpose| forms_of(purpose, site).next().is_some()) {
        heading(out, 3, &purpose.title);
        paragraph(out, &purpose.text);
        let forms: Vec<_> =
            forms_of(purpose, site).map(|form| format!("{} (`{}`)", plain(form.title()), form.id())).collect();
        let rows = [
            ("Formularer", forms.join("; ")),
            ("Hvem oplysningerne handler om", plain(&concerned(purpose, processing, site))),
            ("Oplysninger", plain(&data(purpose, processing, site))),
            ("Modtagere", plain(&given_to(purpose, processing))),
            ("Slettes", "Se afsnit 6".to_owned()),
            ("Bekræftet", to_confirm(&purpose.standing)),
        ];
        table(out, ["", ""], rows.map(|(what, text)| [what.to_owned(), text]));
    }
    for activity in &processing.activities {
        heading(out, 3, &activity.title);
        paragraph(out, &activity.purpose);
        let rows = [
            ("Hvem oplysningerne handler om", plain(&activity.subjects)),
            ("Oplysninger", plain(&activity.data)),
            ("Grundlag", plain(&activity.basis)),
            ("Modtagere", plain(&activity.recipients)),
            ("Slettes", plain(&activity.erased)),
            ("Bekræftet", to_confirm(&activity.standing)),
        ];
        table(out, ["", ""], rows.map(|(what, text)| [what.to_owned(), text]));
    }
    heading(out, 3, "Det, folk siger ja til");
    let asked = |id: &str| {
        let forms = site.live_forms().map(|file| &file.form);
        forms.filter(|form| form.consents().iter().any(|consent| consent.id.as_str() == id)).collect::<Vec<_>>()
    };
    for used in &processing.consents {
        let forms = asked(&used.id.value);
        let Some(consent) =
            forms.iter().flat_map(|form| form.consents()).find(|consent| consent.id.as_str() == used.id.value)
        else {
            continue;
        };
        let must = if consent.required { "uden det kan der ikke sendes" } else { "frivilligt" };
        out.push_str(&format!("**`{}`** ({must}). {}\n\n", used.id.value, plain(&used.purpose)));
        let wordings = consent.wordings.iter().map(|one| format!("Tekst {}: »{}«", one.version, plain(&one.text)));
        let conditions: Vec<_> = forms.iter().map(|form| form.id().to_string()).collect();
        let rest = [
            format!("Trækkes det tilbage: {}", plain(&used.withdrawn)),
            format!("Bruges i: {}", conditions.join(", ")),
        ];
        list(out, wordings.chain(rest));
    }
}

fn concerned(purpose: &Purpose, processing: &Processing, site: &Site) -> String {
    let within = |one: &&Subject| forms_of(purpose, site).any(|form| told::concerns(one, form));
    processing.subjects.iter().filter(within).map(|one| one.title.clone()).collect::<Vec<_>>().join("; ")
}

fn data(purpose: &Purpose, processing: &Processing, site: &Site) -> String {
    let asked = |class: &&Class| {
        forms_of(purpose, site).flat_map(Form::questions).any(|question| question.privacy == class.privacy)
    };
    processing.classes.iter().filter(asked).map(|class| class.title.clone()).collect::<Vec<_>>().join("; ")
}

fn given_to(purpose: &Purpose, processing: &Processing) -> String {
    let gets = |one: &&Recipient| {
        let concerned = one.sorts.is_empty() || one.sorts.iter().any(|sort| purpose.sorts.contains(sort));
        one.part != Part::Supplier && concerned
    };
    processing.recipients.iter().filter(gets).map(|one| one.name.clone()).collect::<Vec<_>>().join("; ")
}

fn people_and_data(out: &mut String, processing: &Processing, site: &Site) {
    heading(out, 2, "3. Hvem og hvad (litra c)");
    let forms: Vec<_> = site.live_forms().map(|file| &file.form).collect();
    let subject = |one: &Subject| {
        let within = forms.iter().filter(|form| told::concerns(one, form)).count();
        [plain(&one.title), plain(&one.text), format!("{within} af {}", forms.len())]
    };
    table(out, ["Hvem", "Nærmere", "Formularer"], processing.subjects.iter().map(subject));
    for class in &processing.classes {
        heading(out, 3, &class.title);
        paragraph(out, &class.data);
        let asked = forms.iter().flat_map(|form| form.questions()).filter(|one| one.privacy == class.privacy);
        let count = asked.count();
        let letter = match class.privacy {
            Privacy::Personal => "brevet `kontakt`, som kun de åbner, der skal kontakte familien eller sende pakken",
            Privacy::Health | Privacy::Open => "brevet `svar`, som rådgiverne åbner",
        };
        let grounds = std::iter::once(&class.article6).chain(&class.article9).map(|one| plain(one));
        let rows = [
            ("Spørgsmål", format!("{count} i alle formularer")),
            ("Grundlag", grounds.collect::<Vec<_>>().join("; ")),
            ("Begrundelse", plain(&class.text)),
            ("Låst i", letter.to_owned()),
            ("Bekræftet", to_confirm(&class.standing)),
        ];
        table(out, ["", ""], rows.map(|(what, text)| [what.to_owned(), text]));
    }
    heading(out, 3, "Det, der ellers er låst i brevet `svar`");
    let row = |one: &Sealed| [plain(&one.text), format!("`{}`", one.field)];
    table(out, ["Hvad", "Navn i brevet"], processing.sealed.iter().map(row));
    heading(out, 3, "Det, der kan læses uden nøgle");
    let row = |one: &Clear| [plain(&one.text), plain(&one.tells), format!("`{}`", one.attribute)];
    table(out, ["Hvad", "Det kan røbe", "Navn i tabellen"], processing.clear.iter().map(row));
}

fn recipients(out: &mut String, processing: &Processing) {
    heading(out, 2, "4. Modtagere og databehandlere (litra d)");
    let parts = Part::ALL.into_iter().flat_map(|part| processing.recipients.iter().filter(move |one| one.part == part));
    let rows: Vec<_> = parts.collect();
    let row = |one: &&Recipient| {
        let who = format!("**{}** ({})", plain(&one.name), one.part.danish().to_lowercase());
        let agreed = format!("{} {}", plain(&one.contract), to_confirm(&one.standing));
        [who, plain(&one.does), plain(&one.sees), agreed]
    };
    table(out, ["Hvem", "Gør", "Ser", "Aftale"], rows.iter().map(row));
    heading(out, 2, "5. Lande og overførsel (litra e)");
    let row = |one: &&Recipient| [plain(&one.name), plain(&one.place), plain(&one.transfer)];
    table(out, ["Hvem", "Sted", "Uden for EU og EØS"], rows.iter().map(row));
}

fn limits(out: &mut String, processing: &Processing, site: &Site) {
    heading(out, 2, "6. Frister for sletning (litra f)");
    let row = |file: &FormFile| {
        let kept = file.form.retention();
        let name = format!("{} (`{}`)", plain(file.form.title()), file.form.id());
        [name, format!("{} dage", kept.open), format!("{} dage", kept.handled)]
    };
    table(
        out,
        ["Formular", "Fra det kom, hvis sagen ikke er lukket", "Fra sagen er lukket"],
        site.live_forms().map(row),
    );
    paragraph(out, "Det, der venter på et menneske, bliver ikke slettet, før nogen har taget sig af det.");
    let rows = processing.activities.iter().map(|one| [plain(&one.title), plain(&one.erased)]);
    table(out, ["Andet", "Slettes"], rows);
}

fn security(out: &mut String, processing: &Processing) {
    heading(out, 2, "7. Sikkerhed (litra g og artikel 32)");
    let row = |one: &Measure| [plain(&one.passage.title), plain(&one.passage.text), proof(&one.passage.proof)];
    table(out, ["Foranstaltning", "Hvad der gøres", "Vises i"], processing.measures.iter().map(row));
}

fn form(out: &mut String, file: &FormFile, processing: &Processing, site: &Site) {
    let form = &file.form;
    heading(out, 2, &format!("Bilag: {} (`{}`)", form.title(), form.id()));
    paragraph(out, form.lead());
    let purposes = processing.purposes.iter().filter(|one| one.sorts.contains(&Sort::of(form)));
    let window = form.window().map_or_else(
        || "uanset barnets alder".to_owned(),
        |window| format!("{} til {}", window.from(), window.until().as_end()),
    );
    let code = if form.family_code() { "kan vælges" } else { "nej" };
    let rows = [
        ("Version", told::version(form, site)),
        ("Formål", purposes.map(|one| one.title.clone()).collect::<Vec<_>>().join("; ")),
        ("Hvem svarer", told::roles(form)),
        ("Hvem oplysningerne handler om", told::subjects(processing, form)),
        ("Tid", window),
        ("Samtykker", form.consents().iter().map(|one| consent(form, one)).collect::<Vec<_>>().join("; ")),
        ("Hvem der læser", form.readers().to_owned()),
        ("Kontakt", told::contact(form)),
        ("Sortering", told::sorting(form)),
        ("Hjælp vist med det samme", told::help(file, site)),
        ("Kode, der følger familien", code.to_owned()),
        ("Slettes", told::retention(form)),
    ];
    table(out, ["", ""], rows.map(|(what, text)| [what.to_owned(), plain(&text)]));
    let rows = form.questions().map(|question| {
        let must = if question.required { "ja" } else { "nej" };
        let when = question.when.as_ref().map(|when| told::condition(form, when)).unwrap_or_default();
        [
            plain(&question.label),
            plain(&told::answered(question)),
            plain(told::class(processing, question.privacy)),
            told::letter(question).to_owned(),
            must.to_owned(),
            plain(&when),
        ]
    });
    table(out, ["Spørgsmål", "Svar", "Slags", "Låst i", "Krævet", "Spørges"], rows);
}

fn consent(form: &Form, consent: &forms::definition::Consent) -> String {
    let newest = consent.wordings.last().map_or(1, |wording| wording.version);
    let must = if consent.required { "krævet" } else { "frivilligt" };
    let when = consent.when.as_ref().map(|when| format!(", {}", told::condition(form, when))).unwrap_or_default();
    format!("`{}` (tekst {newest}, {must}{when})", consent.id)
}
