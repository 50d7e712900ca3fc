//! `generator build`: the whole road, to the disk.

use std::time::Instant;

use generator::compile;
use generator::diagnostic::Report;
use generator::timing::Timings;
use generator::write::{self, Copies, Written};

use super::{End, print_report, request, summary};
use crate::cli::Build;

pub(super) fn run(arguments: &Build) -> End {
    let (mut report, mut timings) = (Report::default(), Timings::default());
    let compiled = compile(&request(&arguments.place), &mut report, &mut timings);
    print_report(&report);
    let Ok(output) = compiled else {
        anstream::eprintln!("Stedet er ikke bygget: {}.", summary(&report));
        return End::Refused;
    };
    let started = Instant::now();
    let copies = if arguments.no_copies { Copies::None } else { Copies::Compressed };
    let written = match write::sync(&arguments.out, &output, copies) {
        Ok(written) => written,
        Err(error) => {
            anstream::eprintln!("fejl: {error}");
            return End::Failed;
        }
    };
    timings.note("write", started);
    let Written { changed, unchanged } = written;
    anstream::println!(
        "Stedet er bygget i {}: {} sider, {} filer ({changed} nye eller ændrede, {unchanged} som før), {} kB, {}.",
        arguments.out.join(generator::render::SITE).display(),
        output.pages(),
        output.files.len(),
        output.bytes() / 1000,
        summary(&report)
    );
    if arguments.timings {
        print_timings(&timings);
    }
    End::Done
}

fn print_timings(timings: &Timings) {
    let mut total = 0.0;
    for (step, duration) in timings.steps() {
        let milliseconds = duration.as_secs_f64() * 1000.0;
        total += milliseconds;
        anstream::println!("{step:>10} {milliseconds:>8.1} ms");
    }
    anstream::println!("{:>10} {total:>8.1} ms", "i alt");
    if let Some(peak) = peak_memory() {
        anstream::println!("{:>10} {peak:>8.1} MiB", "højst");
    }
}

/// Returns the most memory this process has used, in MiB, where the system tells it.
fn peak_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kib| kib / 1024.0)
}
