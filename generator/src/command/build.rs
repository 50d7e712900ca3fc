//! `generator build`: the whole road, to the disk.

use generator::diagnostic::Report;
use generator::render::SITE;
use generator::timing::Timings;
use generator::write::{Copies, Written};
use generator::{BuildError, Built, build};

use super::{End, print_report, request, summary};
use crate::cli::Build;

pub(super) fn run(arguments: &Build) -> End {
    let (mut report, mut timings) = (Report::default(), Timings::default());
    let copies = if arguments.no_copies { Copies::None } else { Copies::Compressed };
    let built = build(&request(&arguments.place), &arguments.out, copies, &mut report, &mut timings);
    print_report(&report);
    match built {
        Ok(built) => {
            tell(arguments, &built, &report);
            if arguments.timings {
                print_timings(&timings);
            }
            End::Done
        }
        Err(BuildError::Refused(_)) => {
            anstream::eprintln!("Stedet er ikke bygget: {}.", summary(&report));
            End::Refused
        }
        Err(BuildError::Write(error)) => {
            anstream::eprintln!("fejl: {error}");
            End::Failed
        }
    }
}

fn tell(arguments: &Build, built: &Built, report: &Report) {
    let Written { changed, unchanged } = built.written;
    anstream::println!(
        "Stedet er bygget i {}: {} sider, {} filer ({changed} nye eller ændrede, {unchanged} som før), {} kB, {}.",
        arguments.out.join(SITE).display(),
        built.pages,
        changed + unchanged,
        built.bytes / 1000,
        summary(report)
    );
}

/// Tells how long each step took. Drawing, optimising and writing go on side by side: the first two are summed over all
/// threads, the last is by the clock.
fn print_timings(timings: &Timings) {
    for (step, duration) in timings.steps() {
        let milliseconds = duration.as_secs_f64() * 1000.0;
        anstream::println!("{step:>16} {milliseconds:>8.1} ms");
    }
    if let Some(peak) = peak_memory() {
        anstream::println!("{:>16} {peak:>8.1} MiB", "højst i brug");
    }
}

/// Returns the most memory this process has used, in MiB, where the system tells it.
fn peak_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kib| kib / 1024.0)
}
