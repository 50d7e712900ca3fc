//! `generator publish`: writes down what the forms ask now, so that no published version is ever changed behind its answers.

use std::collections::BTreeMap;
use std::fs;

use forms::change::fingerprint;
use forms::definition::State;
use generator::diagnostic::Report;
use generator::timing::Timings;
use generator::validate::PUBLISHED_FORMS;
use generator::{Memory, prepare};

use super::{End, print_report, request, summary};
use crate::cli::Publish;

pub(super) fn run(arguments: &Publish) -> End {
    let request = request(&arguments.place);
    let mut report = Report::default();
    let prepared = prepare(&request, &mut Memory::default(), &mut report, &mut Timings::default());
    print_report(&report);
    let Ok(renderer) = prepared else {
        anstream::eprintln!("Intet er låst: {}.", summary(&report));
        return End::Refused;
    };
    let path = request.content.join(PUBLISHED_FORMS);
    let before = fs::read_to_string(&path).unwrap_or_default();
    let mut lines: BTreeMap<String, String> = before.lines().filter_map(entry).collect();
    let known = lines.len();
    let open = renderer.site().forms.iter().map(|file| &file.form).filter(|form| form.state() != State::Closed);
    lines.extend(open.map(|form| (format!("{}/{}", form.id(), form.version()), fingerprint(form))));
    let entries: Vec<_> = lines.iter().map(|(name, fingerprint)| format!("{name} {fingerprint}")).collect();
    let text = format!(
        "# Formularer, som folk har svaret på. Skrives af: generator publish. Linjerne må ikke rettes.\n{}\n",
        entries.join("\n")
    );
    match fs::write(&path, text) {
        Ok(()) => {
            anstream::println!(
                "{} formularer er låst, {} af dem nye, i {}.",
                lines.len(),
                lines.len() - known,
                path.display()
            );
            End::Done
        }
        Err(error) => {
            anstream::eprintln!("fejl: kan ikke skrive {} ({error})", path.display());
            End::Failed
        }
    }
}

fn entry(line: &str) -> Option<(String, String)> {
    let (name, fingerprint) = line.split_once(' ').filter(|_| !line.starts_with('#'))?;
    Some((name.to_owned(), fingerprint.to_owned()))
}
