//! `generator serve`: the site on this machine, with the headers it has in the world, always as the files are now.
//!
//! Nothing is written. Each save reads and parses what has changed, joins the site anew, and tells the open pages to fetch
//! themselves again; a page is drawn when it is asked for. So every list and neighbour that shows a changed title is right,
//! and a save in a site of a thousand pages costs the drawing of one.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use generator::diagnostic::Report;
use generator::render::Renderer;
use generator::timing::Timings;
use generator::{Memory, prepare};
use notify_debouncer_full::notify::{EventKind, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, new_debouncer};
use tokio::net::TcpListener;
use tokio::sync::watch;

use self::service::Backstage;
use super::{End, print_report, request, summary};
use crate::cli::Serve;

mod overlay;
mod server;
mod service;

/// How long the files must be quiet before they are read: some programs save in several steps.
const QUIET: Duration = Duration::from_millis(30);

/// What the browser is shown.
enum Shown {
    /// The site as the files are now.
    Site(Box<Renderer>),
    /// What must be mended first.
    Mistakes(String),
}

/// The site as it is shown, the service behind its forms, and the count of its changes.
#[derive(Clone)]
struct Stage {
    shown: Arc<RwLock<Shown>>,
    backstage: Backstage,
    changes: watch::Sender<u64>,
}

pub(super) fn run(arguments: &Serve) -> End {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            anstream::eprintln!("fejl: serveren kan ikke starte ({error})");
            return End::Failed;
        }
    };
    let backstage = match runtime.block_on(Backstage::open(&arguments.data)) {
        Ok(backstage) => backstage,
        Err(error) => {
            anstream::eprintln!("fejl: {error}");
            return End::Failed;
        }
    };
    let mut memory = Memory::default();
    let shown = build(arguments, &mut memory, &backstage);
    let stage = Stage { shown: Arc::new(RwLock::new(shown)), backstage, changes: watch::Sender::new(0) };
    let _watcher = match follow(arguments, memory, stage.clone()) {
        Ok(watcher) => watcher,
        Err(error) => {
            anstream::eprintln!("fejl: kan ikke holde øje med filerne ({error})");
            return End::Failed;
        }
    };
    let end = runtime.block_on(listen(arguments.port, stage));
    // Open pages hold their line for news of changes; they are not waited for.
    runtime.shutdown_background();
    end
}

async fn listen(port: u16, stage: Stage) -> End {
    let listener = match TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await {
        Ok(listener) => listener,
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            anstream::eprintln!(
                "fejl: porten {port} er optaget; vælg en anden, fx --port {}",
                port.checked_add(1).unwrap_or(8000)
            );
            return End::Failed;
        }
        Err(error) => {
            anstream::eprintln!("fejl: kan ikke lytte på porten {port} ({error})");
            return End::Failed;
        }
    };
    let port = listener.local_addr().map_or(port, |address| address.port());
    anstream::println!("Stedet vises på http://127.0.0.1:{port}/ og følger med, når du gemmer. Stop med Ctrl-C.");
    anstream::println!("{}", stage.backstage.place());
    tokio::select! {
        served = axum::serve(listener, server::router(stage)) => {
            if let Err(error) = served {
                anstream::eprintln!("fejl: serveren gik i stå ({error})");
                return End::Failed;
            }
        }
        () = stop_signal() => anstream::println!("Stoppet."),
    }
    End::Done
}

/// Waits until somebody wants the program to end.
async fn stop_signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! { () = interrupt => {}, () = terminate => {} }
}

/// Walks the road, tells in the terminal what was found, and returns what the browser is to show.
fn build(arguments: &Serve, memory: &mut Memory, backstage: &Backstage) -> Shown {
    let mut report = Report::default();
    let prepared = prepare(&request(&arguments.place), memory, &mut report, &mut Timings::default());
    print_report(&report);
    match prepared {
        Ok(renderer) => {
            if let Err(error) = backstage.follow(&renderer) {
                anstream::eprintln!("fejl: formularerne svarer ikke ({error})");
            }
            Shown::Site(Box::new(renderer))
        }
        Err(_) => {
            anstream::eprintln!("Stedet kan ikke vises, før det er rettet: {}.", summary(&report));
            Shown::Mistakes(overlay::page(&report))
        }
    }
}

type Watcher = notify_debouncer_full::Debouncer<
    notify_debouncer_full::notify::RecommendedWatcher,
    notify_debouncer_full::RecommendedCache,
>;

/// Builds anew whenever a file of the content or the theme has changed.
fn follow(
    arguments: &Serve,
    mut memory: Memory,
    stage: Stage,
) -> Result<Watcher, notify_debouncer_full::notify::Error> {
    let folders = [arguments.place.content.clone(), arguments.place.theme.clone()];
    let arguments = arguments.clone();
    let on_change = move |events: DebounceEventResult| {
        let changed =
            |kind: EventKind| matches!(kind, EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_));
        if events.is_ok_and(|events| !events.iter().any(|event| changed(event.kind))) {
            return;
        }
        let shown = build(&arguments, &mut memory, &stage.backstage);
        *stage.shown.write().unwrap_or_else(PoisonError::into_inner) = shown;
        stage.changes.send_modify(|count| *count += 1);
    };
    let mut watcher = new_debouncer(QUIET, None, on_change)?;
    for folder in &folders {
        if folder.is_dir() {
            watcher.watch(folder, RecursiveMode::Recursive)?;
        }
    }
    Ok(watcher)
}
