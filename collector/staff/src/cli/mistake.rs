//! What is wrong with a command line, in Danish.

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Arguments;

pub(super) fn danish(error: &clap::Error) -> String {
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
            let known = Some(word(ContextKind::ValidValue)).filter(|known| !known.is_empty());
            let known = known.map(|known| format!("; her kan stå: {known}")).unwrap_or_default();
            format!("{argument} kan ikke være »{}«{known}", word(ContextKind::InvalidValue))
        }
        ErrorKind::ArgumentConflict => format!("{argument} passer ikke sammen med {}", word(ContextKind::PriorArg)),
        _ => "kommandoen kan ikke læses".to_owned(),
    };
    let suggestion = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
        .into_iter()
        .map(word)
        .find(|found| !found.is_empty())
        // Of several, the likeliest stands last.
        .and_then(|found| Some(format!("; mente du {}?", found.split(", ").last()?)))
        .unwrap_or_default();
    format!("fejl: {what}{suggestion}\n\n{}", more(error.kind()))
}

/// Returns where to read on: the commands, where it is a command that is missing or wrong.
#[expect(clippy::wildcard_enum_match_arm, reason = "the enum is non-exhaustive")]
fn more(kind: ErrorKind) -> String {
    let help = "Mere hjælp: staff --help, eller staff KOMMANDO --help";
    match kind {
        ErrorKind::InvalidSubcommand
        | ErrorKind::MissingSubcommand
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let commands = Arguments::command();
            let names: Vec<_> = commands.get_subcommands().map(clap::Command::get_name).collect();
            format!("kommandoerne er: {}\n{help}", names.join(", "))
        }
        _ => help.to_owned(),
    }
}
