//! `staff`: what came in, opened for those who are to read it.

use std::process::ExitCode;

mod cli;
mod queue;
mod show;
mod table;

fn main() -> ExitCode {
    let arguments = match cli::read() {
        Ok(arguments) => arguments,
        Err(instead) => return instead.print(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(cli::run(&arguments)),
        Err(error) => Err(format!("programmet kan ikke starte ({error})")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            anstream::eprintln!("fejl: {problem}");
            ExitCode::from(2)
        }
    }
}
