//! The command line, in Danish.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::styling::Styles;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgAction, Args, CommandFactory, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

/// Fra tekster i content/ til det færdige sted.
#[derive(Debug, Parser)]
#[command(
    name = "generator",
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
    pub(crate) command: Command,
}

/// The one option that every command has.
#[derive(Debug, Clone, Args)]
struct Help {
    /// Vis denne hjælp
    #[arg(short, long, action = ArgAction::Help, help_heading = OPTIONS)]
    help: Option<bool>,
}

const OPTIONS: &str = "Tilvalg";
const WORDS: &str = "Ord";
const TEMPLATE: &str = "{about}\n\nBrug: {usage}\n\n{all-args}\n";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Byg stedet i dist/site
    #[command(help_template = TEMPLATE, disable_help_flag = true, hide_possible_values = true, override_usage = "generator build [tilvalg]")]
    Build(Build),
    /// Gå alt efter, og sig, hvad der skal rettes
    #[command(help_template = TEMPLATE, disable_help_flag = true, hide_possible_values = true, override_usage = "generator check [tilvalg]")]
    Check(Check),
    /// Vis stedet i browseren, og følg med, mens du skriver
    #[cfg(feature = "serve")]
    #[command(help_template = TEMPLATE, disable_help_flag = true, hide_possible_values = true, override_usage = "generator serve [tilvalg]")]
    Serve(Serve),
    /// Lås de formularer, der er ved at gå i luften, så gamle svar altid kan læses
    #[command(help_template = TEMPLATE, disable_help_flag = true, hide_possible_values = true, override_usage = "generator publish [tilvalg]")]
    Publish(Publish),
    /// Skriv fortegnelsen og konsekvensanalysen til den, der passer på databeskyttelsen
    #[command(help_template = TEMPLATE, disable_help_flag = true, hide_possible_values = true, override_usage = "generator record [tilvalg]")]
    Record(Record),
    /// Begynd på en ny side
    #[command(help_template = TEMPLATE, disable_help_flag = true, hide_possible_values = true, override_usage = "generator new <SLAGS> [FASE] <TITEL> [tilvalg]")]
    New(New),
}

/// Where the content is, how it looks, and for which day.
#[derive(Debug, Clone, Args)]
pub(crate) struct Where {
    /// Mappen med tekster; ellers content
    #[arg(help_heading = OPTIONS, long, value_name = "MAPPE", default_value = "content", hide_default_value = true)]
    pub(crate) content: PathBuf,
    /// Mappen med temaet; ellers themes/1000dage
    #[arg(help_heading = OPTIONS, long, value_name = "MAPPE", default_value = "themes/1000dage", hide_default_value = true)]
    pub(crate) theme: PathBuf,
    /// Byg, som om det var denne dag (2026-11-21); ellers i dag
    #[arg(help_heading = OPTIONS, long, value_name = "DAG")]
    pub(crate) today: Option<Date>,
    /// Tag kladder og sider, der endnu ikke skal vises, med
    #[arg(help_heading = OPTIONS, long)]
    pub(crate) drafts: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Build {
    #[command(flatten)]
    help: Help,
    #[command(flatten)]
    pub(crate) place: Where,
    /// Mappen, stedet bygges i, ellers dist; det kommer til at ligge i MAPPE/site
    #[arg(help_heading = OPTIONS, long, value_name = "MAPPE", default_value = "dist", hide_default_value = true)]
    pub(crate) out: PathBuf,
    /// Lav ikke .br og .gz ved siden af hver fil
    #[arg(help_heading = OPTIONS, long)]
    pub(crate) no_copies: bool,
    /// Vis, hvor længe hvert skridt tog
    #[arg(help_heading = OPTIONS, long)]
    pub(crate) timings: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    help: Help,
    #[command(flatten)]
    pub(crate) place: Where,
    /// Hvordan det, der skal rettes, bliver vist: text, json eller github; ellers text
    #[arg(help_heading = OPTIONS, long, value_name = "FORM", value_enum, default_value_t = Format::Text, hide_default_value = true)]
    pub(crate) format: Format,
    /// Vis alle tal i teksterne med det, de hviler på; med FIL som tabel til Excel (.csv)
    #[arg(help_heading = OPTIONS, long, value_name = "FIL", num_args = 0..=1)]
    #[expect(clippy::option_option, reason = "no table, a table here, a table in a file")]
    pub(crate) facts: Option<Option<PathBuf>>,
    /// Slå alle ord op i Hunspells danske ordbog og i content/ordliste.txt
    #[arg(help_heading = OPTIONS, long)]
    pub(crate) spelling: bool,
    /// Skriv alle stedets adresser ned som offentlige i content/adresser.lock
    #[arg(help_heading = OPTIONS, long)]
    pub(crate) save_addresses: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Til at læse i terminalen
    Text,
    /// Til andre programmer
    Json,
    /// Til GitHub, som viser det ved linjen
    Github,
}

#[cfg(feature = "serve")]
#[derive(Debug, Clone, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    help: Help,
    #[command(flatten)]
    pub(crate) place: Where,
    /// Porten på denne maskine, ellers 8000; 0 tager en ledig
    #[arg(help_heading = OPTIONS, long, value_name = "TAL", default_value_t = 8000, hide_default_value = true)]
    pub(crate) port: u16,
    /// Mappen, hvor svar og nøgler til udvikling ligger; ellers .data
    #[arg(help_heading = OPTIONS, long, value_name = "MAPPE", default_value = ".data", hide_default_value = true)]
    pub(crate) data: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Publish {
    #[command(flatten)]
    help: Help,
    #[command(flatten)]
    pub(crate) place: Where,
}

#[derive(Debug, Args)]
pub(crate) struct Record {
    #[command(flatten)]
    help: Help,
    #[command(flatten)]
    pub(crate) place: Where,
    /// Mappen, dokumenterne bliver lagt i, ellers dist/databeskyttelse
    #[arg(help_heading = OPTIONS, long, value_name = "MAPPE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct New {
    #[command(flatten)]
    help: Help,
    /// fase, lektion, side, babypakke, aktivitet, viden, formular eller formular-version
    #[arg(help_heading = WORDS, value_enum, value_name = "SLAGS")]
    pub(crate) kind: Kind,
    /// Titlen; for en lektion først fasens mappe, fx: new lektion 0-2-uger "Titel"; for en formular-version formularens navn
    #[arg(help_heading = WORDS, value_name = "TITEL", required = true, num_args = 1..=2)]
    pub(crate) words: Vec<String>,
    /// Mappen med tekster; ellers content
    #[arg(help_heading = OPTIONS, long, value_name = "MAPPE", default_value = "content", hide_default_value = true)]
    pub(crate) content: PathBuf,
    /// Skriv denne dag i filen; ellers i dag
    #[arg(help_heading = OPTIONS, long, value_name = "DAG")]
    pub(crate) today: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// En ny fase i forløbet
    Fase,
    /// En lektion i en fase
    Lektion,
    /// En side uden for forløbet
    Side,
    /// En babypakke
    Babypakke,
    /// En aktivitet i en kommune
    Aktivitet,
    /// En rapport, en evaluering eller et projekt
    Viden,
    /// Et spørgeskema eller en ansøgning
    Formular,
    /// Den næste version af en formular
    FormularVersion,
}

/// What stands instead of arguments: help that was asked for, or a mistake.
#[derive(Debug)]
pub(crate) enum Instead {
    /// Help or version.
    Asked(String),
    /// What is wrong with the command line.
    Mistake(String),
}

/// Reads the command line.
pub(crate) fn read() -> Result<Arguments, Instead> {
    Arguments::try_parse().map_err(|error| {
        if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
            Instead::Asked(error.to_string())
        } else {
            Instead::Mistake(danish(&error))
        }
    })
}

fn danish(error: &clap::Error) -> String {
    let word = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => word.clone(),
        Some(ContextValue::Strings(words)) => words.join(", "),
        _ => String::new(),
    };
    let argument = word(ContextKind::InvalidArg);
    #[expect(clippy::wildcard_enum_match_arm, reason = "the enum is non-exhaustive")]
    let what = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            format!("der er ingen kommando, der hedder »{}«", word(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "skriv en kommando".to_owned()
        }
        ErrorKind::UnknownArgument => format!("ukendt tilvalg: {argument}"),
        ErrorKind::MissingRequiredArgument => format!("her mangler noget: {argument}"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("{argument} kan ikke være »{}«", word(ContextKind::InvalidValue))
        }
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("forkert antal ord til {argument}")
        }
        ErrorKind::ArgumentConflict => format!("{argument} står der to gange"),
        _ => "kommandoen kan ikke læses".to_owned(),
    };
    let suggestion = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
        .into_iter()
        .map(word)
        .find(|found| !found.is_empty())
        // Of several, the likeliest stands last.
        .and_then(|found| Some(format!("; mente du {}?", found.split(", ").last()?)))
        .unwrap_or_default();
    let known = match (word(ContextKind::ValidValue), word(ContextKind::ValidSubcommand)) {
        (values, _) if !values.is_empty() => format!("\nher kan stå: {values}"),
        (_, commands) if !commands.is_empty() => format!("\nkommandoerne er: {commands}"),
        _ => String::new(),
    };
    let usage = Arguments::command().render_usage().to_string().replace("Usage:", "Brug:");
    format!("fejl: {what}{suggestion}{known}\n\n{usage}\nMere hjælp: generator --help")
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
