//! One command a file. Only these rooms print.

use std::process::ExitCode;

use generator::diagnostic::{Colour, Report, Severity};
use generator::{Request, Visibility};
use jiff::Zoned;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::cli::{Arguments, Command, Where};

mod build;
mod check;
mod new;
mod publish;
mod record;
#[cfg(feature = "serve")]
mod serve;

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// It did what it was asked.
    Done,
    /// The content must be mended first.
    Refused,
    /// It was asked wrongly, or the machine would not.
    Failed,
}

impl From<End> for ExitCode {
    fn from(end: End) -> Self {
        match end {
            End::Done => Self::SUCCESS,
            End::Refused => Self::from(1),
            End::Failed => Self::from(2),
        }
    }
}

/// Carries out the command.
pub(crate) fn run(arguments: Arguments) -> ExitCode {
    let end = match arguments.command {
        Command::Build(build) => build::run(&build),
        Command::Check(check) => check::run(&check),
        #[cfg(feature = "serve")]
        Command::Serve(serve) => serve::run(&serve),
        Command::Publish(publish) => publish::run(&publish),
        Command::Record(record) => record::run(&record),
        Command::New(new) => new::run(&new),
    };
    end.into()
}

fn request(place: &Where) -> Request {
    Request {
        content: place.content.clone(),
        theme: place.theme.clone(),
        today: place.today.unwrap_or_else(today),
        visibility: if place.drafts { Visibility::Everything } else { Visibility::Published },
    }
}

/// Returns the day in Denmark.
fn today() -> Date {
    let copenhagen = TimeZone::get("Europe/Copenhagen").unwrap_or(TimeZone::UTC);
    Zoned::now().with_time_zone(copenhagen).date()
}

/// Prints everything that was found, and how much.
fn print_report(report: &Report) {
    for diagnostic in report.sorted() {
        anstream::eprintln!("{}\n", diagnostic.text(Colour::On));
    }
}

/// Returns »2 fejl og 1 advarsel«.
fn summary(report: &Report) -> String {
    let warnings = report.count(Severity::Warning);
    let warning_word = if warnings == 1 { "advarsel" } else { "advarsler" };
    format!("{} fejl og {warnings} {warning_word}", report.count(Severity::Error))
}
