//! The commands, one a room. Only these print.

use std::io::IsTerminal;

use jiff::Timestamp;
use serde_json::json;
use staff::audit::Deed;
use staff::case::Head;
use staff::desk::Desk;
use staff::harmless::for_terminal;
use staff::settings::Settings;
use staff::told::status;
use staff::trouble::Trouble;

use crate::cli::{Arguments, Command, Format};

mod access;
mod audit;
mod change;
mod demo;
mod erase;
mod export;
mod keys;
mod list;
mod packages;
mod retention;
mod show;
mod stats;
mod web;

/// What a command works with.
pub(crate) struct Context {
    pub(crate) settings: Settings,
    pub(crate) format: Format,
}

/// Does what was asked for.
///
/// # Errors
/// [`Trouble`], to be shown.
pub(crate) async fn run(arguments: Arguments) -> Result<(), Trouble> {
    #[expect(clippy::disallowed_methods, reason = "the environment is read here, once")]
    let settings = Settings::of(arguments.place.said(), |name| std::env::var(name).ok())?;
    let context = Context { settings, format: arguments.place.format };
    match arguments.command {
        Command::List(list) => list::run(&context, &list).await,
        Command::Show { which, family } => show::run(&context, &which, family).await,
        Command::Take { which, to, over } => change::take(&context, &which, to, over).await,
        Command::Note(note) => change::note(&context, note).await,
        Command::Close { which, outcome, .. } => change::close(&context, &which, outcome.as_deref()).await,
        Command::Packages(packages) => packages::run(&context, packages).await,
        Command::Export(wanted) => export::run(&context, &wanted).await,
        Command::Stats(wanted) => stats::run(&context, &wanted).await,
        Command::Erase { whose, yes } => erase::run(&context, &whose, yes).await,
        Command::Access { whose, out } => access::run(&context, &whose, &out).await,
        Command::Retention { rehearse } => retention::run(&context, rehearse).await,
        Command::Audit { from, to } => audit::run(&context, from, to).await,
        Command::Demo { submissions, seed } => demo::run(&context, submissions, seed).await,
        Command::Web => web::run(&context).await,
        Command::Keys(keys) => keys::run(&context, keys).await,
    }
}

impl Context {
    /// Sits down without private keys: enough for the queue, and to change a case.
    pub(crate) async fn desk(&self) -> Result<Desk, Trouble> {
        let table = self.settings.table().await?;
        say(&format!("Tabel: {}", table.name()));
        self.settings.desk(table, None, now)
    }

    /// Sits down with private keys, and asks for the passphrase where they are locked.
    pub(crate) async fn desk_with_keys(&self) -> Result<Desk, Trouble> {
        let table = self.settings.table().await?;
        say(&format!("Tabel: {}", table.name()));
        match self.settings.keyring(|| self.passphrase("Adgangssætning: ")) {
            Ok(keyring) => self.settings.desk(table, Some(keyring), now),
            Err(trouble) => {
                // Whoever tries passphrases on a table that can be reached is seen.
                let desk = self.settings.desk(table, None, now)?;
                desk.log_refused(Deed::Unlocked, None, &trouble).await?;
                Err(trouble)
            }
        }
    }

    /// Asks for a passphrase, or reads it from the file that was named.
    pub(crate) fn passphrase(&self, prompt: &str) -> Result<String, Trouble> {
        if let Some(path) = self.settings.passphrase_file() {
            let text = std::fs::read_to_string(path).map_err(|error| Trouble::Disk(path.to_owned(), error))?;
            return Ok(text.trim_end_matches(['\r', '\n']).to_owned());
        }
        rpassword::prompt_password(prompt)
            .map_err(|_| Trouble::Usage("adgangssætningen kan ikke skrives her; brug --passphrase-file".to_owned()))
    }

    /// Returns who is told how far long work has come.
    pub(crate) fn bar(&self, what: &'static str) -> impl Fn(u64, u64) + Sync + use<> {
        let bar = indicatif::ProgressBar::new(0);
        let style = indicatif::ProgressStyle::with_template("{msg} {bar:30} {human_pos} af cirka {human_len}");
        bar.set_style(style.unwrap_or_else(|_| indicatif::ProgressStyle::default_bar()));
        bar.set_message(what);
        move |done, of| {
            bar.set_length(of);
            bar.set_position(done);
            if done >= of {
                bar.finish_and_clear();
            }
        }
    }

    /// Tells how a case stands now; for programs, an object on each line.
    pub(crate) fn changed(&self, head: &Head) {
        match self.format {
            Format::Json => {
                let (number, status) = (head.number(), head.status.word());
                let line =
                    json!({ "number": number, "status": status, "assignee": head.assignee, "revision": head.revision });
                anstream::println!("{line}");
            }
            Format::Table => {
                let who = head.assignee.as_deref().map(|name| format!(", {name}")).unwrap_or_default();
                anstream::println!("{}", for_terminal(&format!("{}: {}{who}", head.number(), status(head))));
            }
        }
    }

    /// Prints an answer for programs, and nothing in it that steers a terminal.
    pub(crate) fn json(&self, answer: &impl serde::Serialize) {
        let text = serde_json::to_string_pretty(answer).unwrap_or_default();
        let steers = |c: char| matches!(c, '\u{7F}'..='\u{9F}' | '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        let shown = |c: char| if steers(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
        anstream::println!("{}", text.chars().map(shown).collect::<String>());
    }
}

/// This moment.
fn now() -> Timestamp {
    Timestamp::now()
}

/// Says something beside the answer.
pub(crate) fn say(words: &str) {
    anstream::eprintln!("{words}");
}

/// Asks a question that is answered with ja or nej; without somebody to ask it is no.
pub(crate) fn asks(question: &str) -> bool {
    if !std::io::stdin().is_terminal() {
        return false;
    }
    anstream::eprint!("{question} [ja/nej] ");
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).is_ok() && answer.trim().eq_ignore_ascii_case("ja")
}
