//! Forms: what they name exists, what was published stays, and each questionnaire fits the phase that asks it.

use std::collections::BTreeMap;
use std::ops::Range;

use forms::age::Window;
use forms::change::{Effect, changes, fingerprint};
use forms::definition::{Kind, State};
use forms::problem::meant;
use forms::shown::date_in_words;
use forms::table::At;
use jiff::civil::Date;

use super::references::Map;
use crate::diagnostic::{Diagnostic, Report};
use crate::model::article::Neighbour;
use crate::model::course::Phase;
use crate::model::form::FormFile;
use crate::model::site::Site;
use crate::validate::Parts;

/// Follows everything the forms name, and holds each version against the one before it.
pub(super) fn follow(forms: &mut [FormFile], site: &Site, map: &Map<'_>, parts: &Parts, report: &mut Report) {
    for form in forms.iter_mut() {
        form.lines = form.form.helps().iter().map(|help| lines(form, &help.lines, site, parts, report)).collect();
        form.lessons = form.form.ends().iter().map(|end| lessons(form, &end.lessons, map, report)).collect();
        check_licence(form, site.today, report);
    }
    for (place, new) in forms.iter().enumerate() {
        // Newest first: what follows are the versions it came from. A name that was given up must not come back as another.
        for old in forms.iter().skip(place + 1).filter(|old| old.form.id() == new.form.id()) {
            check_change(old, new, report);
        }
        check_numbers(new, map, report);
    }
    check_published(forms, parts, report);
    for phase in &site.phases {
        check_windows(phase, forms, report);
    }
}

fn lines(form: &FormFile, named: &[String], site: &Site, parts: &Parts, report: &mut Report) -> Vec<usize> {
    let known = || site.lines.iter().map(|line| line.id.as_str());
    let mut found = Vec::new();
    for name in named {
        match known().position(|id| id == name) {
            Some(place) => found.push(place),
            None if parts.failed.contains("hjaelpelinjer.toml") => {}
            None => {
                let problem = Diagnostic::error(&form.file, place(form, name), format!("ukendt hjælpelinje: `{name}`"));
                report.push(match meant(name, known()) {
                    Some(word) => problem.help(format!("mente du `{word}`?")).fix(format!("\"{word}\"")),
                    None => problem.help("linjerne står i content/hjaelpelinjer.toml"),
                });
            }
        }
    }
    found
}

fn lessons(form: &FormFile, named: &[String], map: &Map<'_>, report: &mut Report) -> Vec<Neighbour> {
    let mut found = Vec::new();
    for path in named {
        match map.page(path) {
            Some(target) => found.push(target.neighbour()),
            None => report.extend(map.missing(&form.file, place(form, path), path)),
        }
    }
    found
}

/// Returns where a form's file names `word`. The definition itself does not remember places.
fn place(form: &FormFile, word: &str) -> Range<usize> {
    let quoted = format!("\"{word}\"");
    form.file.text.find(&quoted).map_or(0..0, |start| start..start + quoted.len())
}

fn check_licence(form: &FormFile, today: Date, report: &mut Report) {
    let expired = form.form.licence().filter(|licence| licence.expires < today && form.form.state() == State::Open);
    if let Some(licence) = expired {
        report.push(
            Diagnostic::about(
                &form.file,
                format!("retten til at bruge {} udløb den {}", licence.name, date_in_words(licence.expires)),
            )
            .help("forny den, og ret `expires`; eller luk formularen med state = \"closed\""),
        );
    }
}

fn check_change(old: &FormFile, new: &FormFile, report: &mut Report) {
    for change in changes(&old.form, &new.form).into_iter().filter(|change| change.effect == Effect::BreaksHistory) {
        report.push(
            Diagnostic::about(&new.file, format!("{} end i version {}", change.what, old.form.version()))
                .help("gamle og nye svar ville stå under samme navn og betyde hver sit; lad det være som før, eller giv det et nyt `id`"),
        );
    }
}

/// A number typed by hand goes on standing there when the help line gets another.
fn check_numbers(form: &FormFile, map: &Map<'_>, report: &mut Report) {
    let shown: String = form.file.text.chars().filter(|c| !c.is_whitespace()).collect();
    for (number, line) in map.numbers().filter(|(number, _)| number.len() >= 8) {
        if shown.contains(number) {
            report.push(
                Diagnostic::about(&form.file, format!("telefonnummeret til `{line}` er skrevet med hånden"))
                    .help(format!("skriv linjens navn, og nævn den i lines = [\"{line}\"], så følger nummeret med")),
            );
        }
    }
}

fn check_published(forms: &[FormFile], parts: &Parts, report: &mut Report) {
    let live: BTreeMap<_, _> =
        forms.iter().map(|form| ((form.form.id().as_str(), form.form.version()), form)).collect();
    for (lock, published) in &parts.published_forms {
        let At { value: entry, span } = published;
        match live.get(&(entry.id.as_str(), entry.version)) {
            Some(form) if fingerprint(&form.form) != entry.fingerprint => {
                let number = entry.version;
                report.push(
                    Diagnostic::about(
                        &form.file,
                        format!("version {number} er udgivet, og det, der spørges om, må ikke ændres mere"),
                    )
                    .help(format!(
                        "det gælder spørgsmål, valg, point, roller og samtykker; hent filen igen fra git, og begynd den næste version: generator new formular-version {}",
                        entry.id
                    )),
                );
            }
            Some(_) => {}
            None if parts.failed_at(&format!("formularer/{}/", entry.id)) => {}
            None => report.push(
                Diagnostic::error(
                    lock,
                    span.clone(),
                    format!("formularer/{}/{}.toml er udgivet, men findes ikke mere", entry.id, entry.version),
                )
                .help("gamle svar kan kun læses med filen; sæt den tilbage, evt. med state = \"closed\""),
            ),
        }
    }
}

/// A questionnaire named by a phase is meant for some day of it.
fn check_windows(phase: &Phase, forms: &[FormFile], report: &mut Report) {
    for name in &phase.questionnaires {
        let Some(form) = forms.iter().find(|form| form.form.id().as_str() == name.value) else { continue };
        let at = |message: String| Diagnostic::error(&phase.article.file, name.span.clone(), message);
        if form.form.kind() != Kind::Questionnaire {
            report.push(at(format!("`{}` er ikke et spørgeskema", name.value)).help(format!(
                "link til den i teksten i stedet: [{}](formular:{})",
                form.form.title(),
                name.value
            )));
        } else if let Some(window) = form.form.window().filter(|window| !window.overlaps(phase.window.value)) {
            let time = |window: Window| format!("{} – {}", window.from(), window.until().as_end());
            report.push(at(format!("spørgeskemaet `{}` er til en anden tid end fasen", name.value)).help(format!(
                "spørgeskemaet: {}; fasen: {}",
                time(window),
                time(phase.window.value)
            )));
        }
    }
}
