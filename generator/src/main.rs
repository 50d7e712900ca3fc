//! `generator`: builds, checks and shows the site, and starts new pages. See the library for how.

use std::process::ExitCode;

mod cli;
mod command;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match cli::read() {
        Ok(arguments) => command::run(arguments),
        Err(help) => help.print(),
    }
}
