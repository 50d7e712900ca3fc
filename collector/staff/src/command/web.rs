//! `staff web`: the same work in the browser, for whoever does not use a terminal.

use std::io;
use std::process::{Command, Stdio};
use std::sync::Arc;

use jiff::Timestamp;
use staff::trouble::Trouble;
use staff::web::{Door, Secrets, Settings, serve};

use super::{Context, now, say};

/// The folder of exports and figures, in the folder of the member of the staff.
const WRITTEN: &str = "udtraek";

pub(crate) async fn run(context: &Context) -> Result<(), Trouble> {
    let settings = &context.settings;
    // Better said here than in the browser: a table that is not there.
    say(&format!("Tabel: {}", settings.table().await?.name()));
    let pages = Settings {
        folder: settings.home.join(WRITTEN),
        show: |folder| open(folder.as_os_str()),
        now: Arc::new(Timestamp::now),
    };
    let mut bytes = [0; 96];
    getrandom::fill(&mut bytes).map_err(|_| Trouble::Usage("maskinen giver ingen tilfældige tal".to_owned()))?;
    let door = Door::of(settings.clone(), now)?;
    let served = serve(door, pages, Secrets::from_random(bytes), |address| {
        say("Siden åbner i din browser. Gør den ikke det, så kopiér denne adresse; den virker kun én gang:");
        anstream::println!("{address}");
        say("Afslut med knappen »Afslut programmet« nederst på siden, eller med Ctrl+C her.");
        // Whoever has no browser here has the address.
        let _ = open(address.as_ref());
    });
    tokio::select! {
        ended = served => ended.map_err(|error| Trouble::Disk("127.0.0.1".into(), error)),
        // Without signals, the button ends it.
        _ = tokio::signal::ctrl_c() => Ok(()),
    }
}

/// Opens an address or a folder in the machine's own way.
fn open(what: &std::ffi::OsStr) -> io::Result<()> {
    let mut command = if cfg!(target_os = "windows") {
        Command::new("explorer")
    } else if cfg!(target_os = "macos") {
        Command::new("open")
    } else {
        Command::new("xdg-open")
    };
    command.arg(what).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().map(|_| ())
}
