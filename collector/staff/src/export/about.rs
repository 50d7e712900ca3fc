//! The first sheet of a workbook: what it is, what was chosen, and what is left out.

use forms::shown::date_in_words;
use jiff::Timestamp;

use super::choice::{Choice, in_denmark};
use super::columns::{Cell, Layout};
use super::{Contact, Counts};

/// The headings, with their widths.
pub(super) const COLUMNS: [(&str, u8); 2] = [("Hvad", 26), ("Forklaring", 100)];

/// Returns the lines.
pub(super) fn lines(
    choice: &Choice,
    contact: Contact,
    made: Timestamp,
    layouts: &[Layout],
    counts: &Counts,
) -> Vec<Vec<Cell<'static>>> {
    let mut lines = vec![
        line("Læs mig", "Svar til 1000 Dage. Hvert skema har sit ark, og arket Kodebog forklarer hver kolonne."),
        line(
            "Pas på filen",
            "Den rummer svar om helbred. Gem den kun, hvor andre ikke kan læse den, og slet den, når den er brugt.",
        ),
        line("Lavet", date_in_words(in_denmark(made).date())),
    ];
    lines.extend(choice.in_words().into_iter().map(|(name, words)| line(name, words)));
    lines.push(line("Antal svar", counts.rows.to_string()));
    for (layout, count) in layouts.iter().zip(&counts.each) {
        lines.push(line(&format!("– {}", layout.form), format!("{count}: {}", layout.title)));
    }
    if counts.unreadable > 0 {
        let words =
            format!("{} svar er ikke med: de kunne ikke åbnes med de nøgler, der var ved hånden.", counts.unreadable);
        lines.push(line("Ikke åbnet", words));
    }
    let personal = match contact {
        Contact::Without => "Ikke med. Det, familierne selv har skrevet i frie felter, kan dog fortælle, hvem de er.",
        Contact::With => "Med. Del ikke filen med andre end dem, der skal kontakte familierne.",
    };
    lines.push(line("Kontaktoplysninger", personal));
    lines.push(line("Familie", "Et tilfældigt mærke, der er ens for én families svar i denne fil. Det kan ikke kobles til andre filer, og det er ikke familiens kode."));
    lines.push(line("Tider", "Som uret viste i Danmark."));
    lines.push(line(
        "Flere valg",
        "Én kolonne med det, der blev valgt, og én kolonne med 1 eller 0 for hvert valg. Tom betyder: ikke besvaret.",
    ));
    lines
}

fn line(name: &str, words: impl Into<String>) -> Vec<Cell<'static>> {
    vec![Cell::Words(name.to_owned().into()), Cell::Words(words.into().into())]
}
