//! `staff`: what came in, opened for those who are to read it.

use std::process::ExitCode;

mod cli;
mod command;

fn main() -> ExitCode {
    let arguments = match cli::read() {
        Ok(arguments) => arguments,
        Err(instead) => return instead.print(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(command::run(arguments)).map_err(|trouble| trouble.to_string()),
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
