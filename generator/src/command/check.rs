//! `generator check`: everything that can be wrong, at once. Draws every page and throws it away.

use std::fs;
use std::path::Path;

use generator::diagnostic::{Report, Severity};
use generator::proof::facts::Table;
use generator::proof::spelling::Speller;
use generator::proof::{facts, guide, spelling};
use generator::render::Renderer;
use generator::timing::Timings;
use generator::validate::PUBLISHED;
use generator::{Memory, Request, assemble};

use super::{End, print_report, request, summary};
use crate::cli::{Check, Format};

pub(super) fn run(arguments: &Check) -> End {
    let in_place = arguments.facts.as_ref().is_some_and(Option::is_none);
    if in_place && arguments.format != Format::Text {
        anstream::eprintln!(
            "fejl: tabellen og fundene kan ikke stå samme sted\nhjælp: skriv en fil efter --facts, eller udelad --format"
        );
        return End::Failed;
    }
    let request = request(&arguments.place);
    let (mut report, mut memory) = (Report::default(), Memory::default());
    let sources = generator::read(&request, &mut memory, &mut report);
    let prepared = assemble(&sources, &request, &mut memory, &mut report, &mut Timings::default());
    let drawn = prepared.and_then(|renderer| renderer.try_all(&mut report).map(|()| renderer));
    let facts = drawn.as_ref().map(|renderer| facts::table(renderer.site(), &mut report)).unwrap_or_default();
    guide::check(&sources, request.today, &mut report);
    if arguments.spelling {
        match Speller::load(&sources) {
            Ok(speller) => spelling::check(&sources, &speller, &mut report),
            Err(error) => {
                anstream::eprintln!("fejl: {error}\nhjælp: installér pakken hunspell-da, eller sæt DICPATH");
                return End::Failed;
            }
        }
    }
    print(&report, arguments.format, in_place);
    let (Ok(renderer), Ok(())) = (drawn, report.refuse_errors()) else { return End::Refused };
    if let Some(place) = &arguments.facts {
        return show_facts(&facts, place.as_deref());
    }
    if arguments.save_addresses {
        return save_addresses(&renderer, &request);
    }
    End::Done
}

/// Prints what was found; the verdict beside the table of facts, if that is what stands in the output.
fn print(report: &Report, format: Format, beside_table: bool) {
    match format {
        Format::Text => {
            print_report(report);
            let verdict =
                if report.count(Severity::Error) == 0 { "Stedet kan bygges" } else { "Stedet kan ikke bygges" };
            let verdict = format!("{verdict}: {}.", summary(report));
            if beside_table { anstream::eprintln!("{verdict}") } else { anstream::println!("{verdict}") }
        }
        Format::Json => {
            let found: Vec<_> = report.sorted().into_iter().map(|diagnostic| diagnostic.json()).collect();
            anstream::println!("{}", serde_json::Value::from(found));
        }
        Format::Github => {
            for diagnostic in report.sorted() {
                anstream::println!("{}", diagnostic.github());
            }
        }
    }
}

/// Prints the table, or writes it to the file for a spreadsheet.
fn show_facts(table: &Table, file: Option<&Path>) -> End {
    let Some(path) = file else {
        anstream::print!("{}", table.markdown());
        return End::Done;
    };
    match fs::write(path, table.csv()) {
        Ok(()) => {
            anstream::println!("{} tal i {} sætninger står i {}.", table.count(), table.rows.len(), path.display());
            End::Done
        }
        Err(error) => {
            anstream::eprintln!("fejl: kan ikke skrive {} ({error})", path.display());
            End::Failed
        }
    }
}

/// Adds every address of the site to those that have been public. None is ever taken away: a link out there lives on.
fn save_addresses(renderer: &Renderer, request: &Request) -> End {
    let path = request.content.join(PUBLISHED);
    let before = fs::read_to_string(&path).unwrap_or_default();
    let mut addresses: Vec<_> = renderer.site().articles().map(|article| article.address.as_str().to_owned()).collect();
    addresses.extend(renderer.site().figures.iter().map(|file| file.address.to_string()));
    addresses.extend(renderer.site().form_addresses().iter().map(ToString::to_string));
    addresses.extend(renderer.site().drawn_addresses().map(|address| address.to_string()));
    addresses.extend(before.lines().filter(|line| line.starts_with('/')).map(str::to_owned));
    addresses.sort();
    addresses.dedup();
    let text = format!(
        "# Adresser, der har været offentlige. Skrives af: generator check --save-addresses\n{}\n",
        addresses.join("\n")
    );
    match fs::write(&path, text) {
        Ok(()) => {
            anstream::println!("{} adresser står i {}.", addresses.len(), path.display());
            End::Done
        }
        Err(error) => {
            anstream::eprintln!("fejl: kan ikke skrive {} ({error})", path.display());
            End::Failed
        }
    }
}
