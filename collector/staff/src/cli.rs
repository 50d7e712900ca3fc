//! The command line, in Danish.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::styling::Styles;
use clap::error::ErrorKind;
use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use staff::settings::Said;

mod mistake;

/// Se, hvem der venter, og hjælp dem.
#[derive(Debug, Parser)]
#[command(name = "staff", version, styles = Styles::plain(), disable_help_subcommand = true, disable_version_flag = true)]
#[command(subcommand_value_name = "KOMMANDO", subcommand_help_heading = "Kommandoer")]
pub(crate) struct Arguments {
    /// Vis denne hjælp
    #[arg(short, long, action = ArgAction::Help, global = true)]
    help: Option<bool>,
    /// Vis, hvilken udgave det er
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
    #[command(flatten)]
    pub(crate) place: Where,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Where {
    /// Navnet på en tabel i AWS; ellers prøvetabellen på denne maskine
    #[arg(long, value_name = "NAVN", global = true)]
    table: Option<String>,
    /// Adressen, hvor tabellen svarer
    #[arg(long, value_name = "URL", global = true)]
    endpoint: Option<String>,
    /// Regionen i AWS
    #[arg(long, value_name = "REGION", global = true)]
    region: Option<String>,
    /// Profilen i ~/.aws/config
    #[arg(long, value_name = "PROFIL", global = true)]
    profile: Option<String>,
    /// Mappen med nøgler og formularer; ellers .data eller ~/.1000dage
    #[arg(long, value_name = "MAPPE", global = true)]
    home: Option<PathBuf>,
    /// Filen med dine private nøgler
    #[arg(long, value_name = "FIL", global = true)]
    keys: Option<PathBuf>,
    /// En fil med adgangssætningen, i stedet for at blive spurgt
    #[arg(long, value_name = "FIL", global = true)]
    passphrase_file: Option<PathBuf>,
    /// Filen med formularerne
    #[arg(long, value_name = "FIL", global = true)]
    forms: Option<PathBuf>,
    /// Dit navn, som det skal stå i sager og log
    #[arg(long = "as", value_name = "NAVN", global = true)]
    who: Option<String>,
    /// Hvordan svaret skrives: table eller json
    #[arg(long, value_name = "FORM", default_value = "table", global = true)]
    pub(crate) format: Format,
}

/// How answers are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Table,
    /// For programs.
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Vis, hvem der venter: det, der er over tiden, først
    List(List),
    /// Åbn og vis ét svar
    Show {
        /// Nummeret fra `staff list`, eller familiens kvittering
        #[arg(value_name = "NUMMER")]
        which: String,
        /// Find også familiens andre svar; det tager lidt tid
        #[arg(long)]
        family: bool,
    },
    /// Tag en sag, eller giv den til en kollega
    Take {
        /// Numrene
        #[arg(required = true, value_name = "NUMMER")]
        which: Vec<String>,
        /// Kollegaen, der skal have den
        #[arg(long, value_name = "NAVN")]
        to: Option<String>,
        /// Tag den, selv om en kollega har den
        #[arg(long)]
        over: bool,
    },
    /// Skriv en note, eller noter, hvad der er sket
    Note(Note),
    /// Luk en sag, eller åbn den igen
    Close {
        /// Numrene
        #[arg(required = true, value_name = "NUMMER")]
        which: Vec<String>,
        /// Hvordan det endte: hjulpet, takkede-nej, ikke-truffet, læst, andet, afslag, ikke-fra-et-menneske
        #[arg(long, value_name = "ORD", required_unless_present = "reopen")]
        outcome: Option<String>,
        /// Åbn sagen igen
        #[arg(long, conflicts_with = "outcome")]
        reopen: bool,
    },
    /// Babypakker: bevilg, pak, print og udlever
    #[command(subcommand, subcommand_value_name = "HVAD", subcommand_help_heading = "Hvad")]
    Packages(Packages),
    /// Træk svar ud i en fil til Excel eller et andet program
    Export(Export),
    /// Lav tal, der kan vises for alle, og som ikke udstiller nogen
    Stats(Stats),
    /// Slet svar for den, der har ret til det
    Erase {
        #[command(flatten)]
        whose: Whose,
        /// Slet nu; ellers vises kun, hvad der ville blive slettet
        #[arg(long)]
        yes: bool,
    },
    /// Giv en person indsigt: alt, hvad vi har om den person
    Access {
        #[command(flatten)]
        whose: Whose,
        /// Mappen, som det skrives i
        #[arg(long, value_name = "MAPPE")]
        out: PathBuf,
    },
    /// Ryd op efter fristerne; kør den hver dag
    Retention {
        /// Vis kun, hvad der ville ske
        #[arg(long)]
        rehearse: bool,
    },
    /// Vis, hvem der har set, ændret, trukket ud og slettet hvad
    Audit {
        /// Første dag, fx 2026-11-01; ellers for en uge siden
        #[arg(long, value_name = "DATO")]
        from: Option<Date>,
        /// Sidste dag; ellers i dag
        #[arg(long, value_name = "DATO")]
        to: Option<Date>,
    },
    /// Åbn det hele i browseren: køen, sagerne, pakkerne, udtræk og tal
    Web,
    /// Læg opdigtede svar i prøvetabellen på denne maskine
    Demo {
        /// Hvor mange
        #[arg(long, value_name = "ANTAL", default_value_t = 2_000)]
        submissions: usize,
        /// Samme tal giver de samme svar
        #[arg(long, value_name = "TAL", default_value_t = 1)]
        seed: u64,
    },
    /// Lav, skift og se efter nøgler
    #[command(subcommand, subcommand_value_name = "HVAD", subcommand_help_heading = "Hvad")]
    Keys(Keys),
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Kun denne formular
    #[arg(long, value_name = "NAVN")]
    pub(crate) form: Option<String>,
    /// Kun denne kommune
    #[arg(long, value_name = "KOMMUNE")]
    pub(crate) municipality: Option<String>,
    /// Kun denne status: ny, taget, kontaktet, bevilget, pakket
    #[arg(long, value_name = "STATUS")]
    pub(crate) status: Option<String>,
    /// Kun det, der haster så meget: haster, snart, efter-tur
    #[arg(long, value_name = "ORD")]
    pub(crate) urgency: Option<String>,
    /// Kun denne ansvarlige; "" er ingen
    #[arg(long, value_name = "NAVN")]
    pub(crate) assignee: Option<String>,
    /// Kun det, der er over tiden
    #[arg(long)]
    pub(crate) overdue: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Note {
    /// Nummeret
    #[arg(value_name = "NUMMER")]
    pub(crate) which: String,
    /// Noten; »-« læser den, indtil du trykker Ctrl-D
    #[arg(value_name = "TEKST")]
    pub(crate) text: Option<String>,
    /// Familien er nu kontaktet
    #[arg(long)]
    pub(crate) contacted: bool,
    /// Se på sagen igen denne dag; »ingen« fjerner fristen
    #[arg(long, value_name = "DATO")]
    pub(crate) due: Option<String>,
    /// Underretning er overvejet: ja, hvis kommunen blev underrettet, ellers nej
    #[arg(long, value_name = "JA/NEJ")]
    pub(crate) underretning: Option<String>,
    /// Hvem der overvejede underretning; ellers dig
    #[arg(long, value_name = "NAVN", requires = "underretning")]
    pub(crate) by: Option<String>,
    /// Dagen, det blev overvejet; ellers i dag
    #[arg(long, value_name = "DATO", requires = "underretning")]
    pub(crate) on: Option<Date>,
    /// Et svar, der var sat til side, er fra et menneske
    #[arg(long)]
    pub(crate) accept: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Stats {
    /// Perioden: 2026-Q4, 2026-H2, 2026-11 eller 2026
    #[arg(long, value_name = "PERIODE")]
    pub(crate) period: String,
    /// Filen, tallene skrives i
    #[arg(long, value_name = "FIL")]
    pub(crate) out: PathBuf,
    /// Filen med, hvad indsatsen koster, og hvem der betaler
    #[arg(long, value_name = "FIL")]
    pub(crate) costs: Option<PathBuf>,
    /// Skriv over en fil, der er der
    #[arg(long)]
    pub(crate) overwrite: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Packages {
    /// Vis, hvem der har bedt om hvad, og hvad der er på lager
    List,
    /// Bevilg
    Approve {
        #[arg(required = true, value_name = "NUMMER")]
        which: Vec<String>,
    },
    /// Giv afslag
    Refuse {
        #[arg(required = true, value_name = "NUMMER")]
        which: Vec<String>,
    },
    /// Noter, at pakken står klar
    Pack {
        #[arg(required = true, value_name = "NUMMER")]
        which: Vec<String>,
        /// Familien er spurgt, om barnet er født, og hvornår
        #[arg(long)]
        asked: bool,
    },
    /// Fortryd, at pakken er pakket
    Unpack {
        #[arg(required = true, value_name = "NUMMER")]
        which: Vec<String>,
    },
    /// Noter, at familien har fået pakken
    HandOver {
        #[arg(required = true, value_name = "NUMMER")]
        which: Vec<String>,
    },
    /// Print pakkeliste og etiketter, eller lav en fil til pakkefirmaet
    Print {
        /// Numrene; ellers alle, der er bevilget eller pakket
        #[arg(value_name = "NUMMER")]
        which: Vec<String>,
        /// Pakkelisten som PDF
        #[arg(long, value_name = "FIL")]
        list: Option<PathBuf>,
        /// Etiketter som PDF
        #[arg(long, value_name = "FIL")]
        labels: Option<PathBuf>,
        /// Arket: 63x38 (21 etiketter), 99x38 (14), 99x68 (8) eller 70x36 (24)
        #[arg(long, value_name = "ARK", default_value = "63x38")]
        sheet: String,
        /// Den første etiket, der er ledig på arket
        #[arg(long, value_name = "TAL", default_value_t = 1)]
        first: usize,
        /// Listen til pakkefirmaet som CSV
        #[arg(long, value_name = "FIL")]
        parcels: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Filen, eller mappen, hvis det er CSV med flere formularer
    #[arg(long, value_name = "FIL")]
    pub(crate) out: PathBuf,
    /// Slags fil: xlsx, csv, jsonl, fhir, fhir-bundle; ellers efter filens navn
    #[arg(long, value_name = "SLAGS")]
    pub(crate) kind: Option<String>,
    /// Kun denne formular
    #[arg(long, value_name = "NAVN")]
    pub(crate) form: Option<String>,
    /// Kun denne fase
    #[arg(long, value_name = "FASE")]
    pub(crate) phase: Option<String>,
    /// Kun denne status eller dette udfald
    #[arg(long, value_name = "STATUS")]
    pub(crate) status: Option<String>,
    /// Kun det, der haster så meget
    #[arg(long, value_name = "ORD")]
    pub(crate) urgency: Option<String>,
    /// Kun denne kommune
    #[arg(long, value_name = "KOMMUNE")]
    pub(crate) municipality: Option<String>,
    /// Modtaget fra denne dag
    #[arg(long, value_name = "DATO")]
    pub(crate) from: Option<String>,
    /// Modtaget til og med denne dag
    #[arg(long, value_name = "DATO")]
    pub(crate) to: Option<String>,
    /// Skriv »last«: kun det, der er kommet siden sidste udtræk af samme slags
    #[arg(long, value_name = "HVORNÅR", value_parser = ["last"])]
    pub(crate) since: Option<String>,
    /// Tag navn, adresse og telefon med; det bliver skrevet i loggen
    #[arg(long)]
    pub(crate) with_contact: bool,
    /// Skriv over en fil, der er der
    #[arg(long)]
    pub(crate) overwrite: bool,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false, id = "whose")]
pub(crate) struct Whose {
    /// Svaret med denne kvittering
    #[arg(long, value_name = "KVITTERING")]
    pub(crate) receipt: Option<String>,
    /// Svaret med dette nummer
    #[arg(long, value_name = "NUMMER")]
    pub(crate) case: Option<String>,
    /// Alle svar med denne familiekode
    #[arg(long, value_name = "KODE")]
    pub(crate) family: Option<String>,
    /// Alle svar med dette telefonnummer, denne mail eller dette navn
    #[arg(long, value_name = "TEKST")]
    pub(crate) contact: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Keys {
    /// Lav nye nøgler til dig selv, låst med en adgangssætning
    New {
        /// Hvad de åbner: svar, kontakt; ellers begge
        #[arg(long = "for", value_name = "ORD")]
        roles: Vec<String>,
    },
    /// Lav nøglen til pengeskabet: en side, der skal printes
    Recovery {
        /// Filen, siden skrives i
        #[arg(long, value_name = "FIL")]
        out: PathBuf,
    },
    /// Lås alle åbne sager for de nøgler, der gælder nu
    Rotate,
    /// Vis, hvem der kan åbne hvad
    Check,
    /// Tag en offentlig nøgle ud; kør så rotate
    Drop {
        /// Nøglen: age1…
        public: String,
    },
}

impl Where {
    /// Returns what was said about places and people.
    pub(crate) fn said(&self) -> Said {
        let own = self.clone();
        Said {
            home: own.home,
            table: own.table,
            endpoint: own.endpoint,
            region: own.region,
            profile: own.profile,
            keys: own.keys,
            forms: own.forms,
            passphrase_file: own.passphrase_file,
            who: own.who,
        }
    }
}

/// What stands instead of arguments: help that was asked for, or a mistake.
pub(crate) enum Instead {
    Asked(String),
    Mistake(String),
}

/// Reads the command line.
pub(crate) fn read() -> Result<Arguments, Instead> {
    let instead = |error: clap::Error| {
        if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
            Instead::Asked(error.to_string().replace("[OPTIONS]", "[tilvalg]"))
        } else {
            Instead::Mistake(mistake::danish(&error))
        }
    };
    let matches = in_danish(Arguments::command()).try_get_matches().map_err(instead)?;
    Arguments::from_arg_matches(&matches).map_err(instead)
}

/// Where options that every command takes stand in help: last.
const EVERYWHERE: usize = 500;

/// Gives a command and those beneath it the headings of Danish help.
fn in_danish(command: clap::Command) -> clap::Command {
    let mut place = 0;
    command
        .help_template("{about}\n\nBrug: {usage}\n\n{all-args}\n")
        .disable_help_flag(true)
        .mut_args(|arg| {
            let heading = if arg.is_positional() { "Ord" } else { "Tilvalg" };
            let takes_value = arg.get_action().takes_values();
            // What belongs to the command stands before what every command takes.
            place += 1;
            let arg = if arg.is_global_set() { arg.display_order(EVERYWHERE + place) } else { arg };
            let arg = if arg.is_positional() { arg.display_order(place) } else { arg };
            let arg = arg.help_heading(heading);
            if takes_value { arg.hide_possible_values(true).hide_default_value(true) } else { arg }
        })
        .mut_subcommands(in_danish)
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
