//! `generator record`: writes the record of article 30 and the draft of the assessment of article 35.

use std::fs;
use std::io;
use std::path::Path;

use generator::diagnostic::Report;
use generator::record::{ASSESSMENT, Documents, REGISTER};
use generator::write::MARK;

use super::{End, print_report, request, summary};
use crate::cli::Record;

/// The folder of the build, which holds the documents where no other is named.
const BUILT: &str = "dist";
/// The folder of the documents in it.
const FOLDER: &str = "databeskyttelse";

pub(super) fn run(arguments: &Record) -> End {
    let mut report = Report::default();
    let found = generator::documents(&request(&arguments.place), &mut report);
    print_report(&report);
    let Ok(found) = found else {
        anstream::eprintln!("Dokumenterne er ikke skrevet: {}.", summary(&report));
        return End::Refused;
    };
    let Some(documents) = found else {
        anstream::eprintln!(
            "fejl: der er ingen {} at skrive ud fra\nhjælp: et sted uden formularer behøver ingen fortegnelse",
            generator::record::FILE
        );
        return End::Refused;
    };
    let built = Path::new(BUILT).join(FOLDER);
    let folder = arguments.out.as_deref().unwrap_or(&built);
    let written = match &arguments.out {
        Some(_) => Ok(()),
        None => claim(Path::new(BUILT)),
    };
    match written.and_then(|()| write(folder, &documents)) {
        Ok(()) => {
            anstream::println!("{} og {} ligger i {}.", REGISTER, ASSESSMENT, folder.display());
            match documents.open {
                0 => anstream::println!("Alt er bekræftet."),
                1 => anstream::println!("1 ting mangler at blive bekræftet; den står først."),
                open => anstream::println!("{open} ting mangler at blive bekræftet; de står først."),
            }
            End::Done
        }
        Err(error) => {
            anstream::eprintln!("fejl: kan ikke skrive i {} ({error})", folder.display());
            End::Failed
        }
    }
}

/// Makes the folder of the build if it is not there, as one that the next build may replace.
fn claim(built: &Path) -> io::Result<()> {
    if built.exists() {
        return Ok(());
    }
    fs::create_dir_all(built)?;
    fs::write(built.join(MARK), "")
}

fn write(folder: &Path, documents: &Documents) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join(REGISTER), &documents.register)?;
    fs::write(folder.join(ASSESSMENT), &documents.assessment)
}
