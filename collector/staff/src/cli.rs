//! The command line, in Danish.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::styling::Styles;
use clap::error::ErrorKind;
use clap::{ArgAction, Args, CommandFactory, Parser, Subcommand};

use crate::table::Place;
use crate::{queue, show};

/// Læs det, der er kommet ind.
#[derive(Debug, Parser)]
#[command(
    name = "staff",
    version,
    styles = Styles::plain(),
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true,
    help_template = TEMPLATE,
    subcommand_value_name = "KOMMANDO",
    subcommand_help_heading = "Kommandoer"
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    help: Help,
    /// Vis, hvilken udgave det er
    #[arg(short = 'V', long, action = ArgAction::Version, help_heading = OPTIONS)]
    version: Option<bool>,
    #[command(subcommand)]
    command: Command,
}

const OPTIONS: &str = "Tilvalg";
const TEMPLATE: &str = "{about}\n\nBrug: {usage}\n\n{all-args}\n";

#[derive(Debug, Clone, Args)]
struct Help {
    /// Vis denne hjælp
    #[arg(short, long, action = ArgAction::Help, help_heading = OPTIONS)]
    help: Option<bool>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Vis, hvem der venter: det, der haster mest, først
    #[command(help_template = TEMPLATE, disable_help_flag = true, override_usage = "staff list [tilvalg]")]
    List {
        #[command(flatten)]
        help: Help,
        #[command(flatten)]
        place: Where,
    },
    /// Åbn og vis ét svar
    #[command(help_template = TEMPLATE, disable_help_flag = true, override_usage = "staff show <NUMMER ELLER KVITTERING> [tilvalg]")]
    Show {
        #[command(flatten)]
        help: Help,
        /// Nummeret fra `staff list`, eller familiens kvittering
        #[arg(help_heading = "Ord", value_name = "NUMMER ELLER KVITTERING")]
        which: String,
        #[command(flatten)]
        place: Where,
        /// Filen med private nøgler; ellers dem i datamappen
        #[arg(help_heading = OPTIONS, long, value_name = "FIL")]
        keys: Option<PathBuf>,
    },
}

/// Where the table is.
#[derive(Debug, Clone, Args)]
struct Where {
    /// Mappen med den indlejrede tabel; ellers .data
    #[arg(help_heading = OPTIONS, long, value_name = "MAPPE", default_value = ".data", hide_default_value = true)]
    data: PathBuf,
    /// Navnet på en tabel i AWS; så bruges den, og ikke den på denne maskine
    #[arg(help_heading = OPTIONS, long, value_name = "NAVN")]
    table: Option<String>,
}

impl Where {
    fn place(&self) -> Place {
        Place { data: self.data.clone(), table: self.table.clone() }
    }
}

/// Does what was asked for.
///
/// # Errors
/// What could not be done, in Danish.
pub(crate) async fn run(arguments: &Arguments) -> Result<(), String> {
    match &arguments.command {
        Command::List { place, .. } => queue::run(&place.place()).await,
        Command::Show { which, place, keys, .. } => show::run(which, &place.place(), keys.as_deref()).await,
    }
}

/// What stands instead of arguments: help that was asked for, or a mistake.
pub(crate) enum Instead {
    Asked(String),
    Mistake(String),
}

/// Reads the command line.
pub(crate) fn read() -> Result<Arguments, Instead> {
    Arguments::try_parse().map_err(|error| {
        if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
            return Instead::Asked(error.to_string());
        }
        let usage = Arguments::command().render_usage().to_string().replace("Usage:", "Brug:");
        let commands: Vec<_> =
            Arguments::command().get_subcommands().map(|command| command.get_name().to_owned()).collect();
        Instead::Mistake(format!(
            "fejl: kommandoen kan ikke læses\nkommandoerne er: {}\n\n{usage}\nMere hjælp: staff --help",
            commands.join(", ")
        ))
    })
}

impl Instead {
    /// Prints it where it belongs, and returns how the program ends.
    pub(crate) fn print(&self) -> ExitCode {
        match self {
            Self::Asked(text) => {
                anstream::print!("{text}");
                ExitCode::SUCCESS
            }
            Self::Mistake(text) => {
                anstream::eprintln!("{text}");
                ExitCode::from(2)
            }
        }
    }
}
