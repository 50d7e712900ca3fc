//! `staff web`: the same work in the browser, for people who do not use a terminal.
//!
//! A server on this machine alone, for one person with one browser:
//!
//! - `guard` turns away requests that other sites, other machines and other programs' pages have made;
//! - `gate` lets in whoever has the one-time address, and locks after a quarter of an hour without work;
//! - `visit` is what a page gets when both said yes: an open desk, and the fields of a form that is ours;
//! - `door` is what the passphrase opens;
//! - the other rooms draw one page each, with the templates in `collector/staff/web/`. All of it works without script.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::routing::{get, post};
use forms::figures::Figures;
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::watch;

mod assets;
mod case;
mod charts;
mod door;
mod draw;
mod erase;
mod export;
mod figures;
mod gate;
mod guard;
mod lock;
mod orders;
mod packages;
mod prints;
mod queue;
#[cfg(test)]
mod tests;
mod upkeep;
mod visit;
mod words;

pub use door::Door;
use draw::Templates;
use gate::Gate;
pub use gate::Secrets;

/// How often the program looks whether nobody is at work any more.
const LOOK_EVERY: Duration = Duration::from_secs(20);

/// How long the program answers after it was ended.
const LAST_PAGE: Duration = Duration::from_secs(1);

/// What the pages work with, beside the desk.
pub struct Settings {
    /// Where exports and figures are written.
    pub folder: PathBuf,
    /// Shows a folder to the user in the machine's own way.
    pub show: fn(&Path) -> std::io::Result<()>,
    /// Tells the time.
    pub now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

/// The pages, and who is let in.
struct Web {
    door: Door,
    settings: Settings,
    port: u16,
    templates: Templates,
    gate: Mutex<Gate>,
    /// Opening the key takes much memory and some time on purpose: one at a time.
    unlocking: tokio::sync::Mutex<()>,
    /// The figures that were worked out last, by the period that was asked for: they are about no single person.
    figures: Mutex<Option<(String, Arc<Figures>)>>,
    stop: watch::Sender<bool>,
}

impl Web {
    /// Returns the pages as they are served at `port`, locked.
    fn new(door: Door, settings: Settings, port: u16, secrets: Secrets) -> Arc<Self> {
        let gate = Mutex::new(Gate::new(secrets, (settings.now)()));
        let (stop, _) = watch::channel(false);
        let (unlocking, figures) = (tokio::sync::Mutex::default(), Mutex::default());
        Arc::new(Self { door, settings, port, templates: Templates::new(), gate, unlocking, figures, stop })
    }

    fn gate(&self) -> MutexGuard<'_, Gate> {
        // Nothing that holds the gate can leave it half changed.
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Timestamp {
        (self.settings.now)()
    }
}

/// Serves the pages on this machine until somebody ends the program. `announce` is told the one address that lets in, once.
///
/// # Errors
/// What the machine said when it gave no port or no connection.
pub async fn serve(
    door: Door,
    settings: Settings,
    secrets: Secrets,
    announce: impl FnOnce(&str),
) -> std::io::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let port = listener.local_addr()?.port();
    let address = format!("http://127.0.0.1:{port}{}", secrets.entrance());
    let web = Web::new(door, settings, port, secrets);
    let (mut stopped, watcher) = (web.stop.subscribe(), tokio::spawn(lock_when_idle(Arc::clone(&web))));
    announce(&address);
    let ended = async move {
        // An error means that the sender is gone, and the program with it.
        let _ = stopped.wait_for(|stop| *stop).await;
        // The last page has yet to fetch how it looks.
        tokio::time::sleep(LAST_PAGE).await;
    };
    let served = axum::serve(listener, router(web)).with_graceful_shutdown(ended).await;
    watcher.abort();
    served
}

/// Drops the private key when nobody has been at work for a while, also when no request ever comes again.
async fn lock_when_idle(web: Arc<Web>) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        web.gate().lock_if_idle(web.now());
    }
}

/// Returns every page.
fn router(web: Arc<Web>) -> Router {
    Router::new()
        .route("/", get(queue::show))
        .route("/sager", post(queue::together))
        .route("/find", post(queue::find))
        .route("/sag/{number}", get(case::show).post(case::act))
        .route("/sag/{number}/familie", get(case::ask_family).post(case::family))
        .route("/sag/{number}/slet", get(erase::ask_case).post(erase::case))
        .route("/slet", get(erase::ask).post(erase::erase))
        .route("/pakker", get(packages::show).post(packages::act))
        .route("/pakker/print", post(packages::print))
        .route("/udtraek", get(export::show).post(export::write))
        .route("/udtraek/mappe", post(export::show_folder))
        .route("/tal", get(figures::show).post(figures::work_out))
        .route("/tal/fil", post(figures::write))
        .route("/opbevaring", get(upkeep::retention).post(upkeep::erase_what_is_due))
        .route("/log", get(upkeep::audit))
        .route("/noegler", get(upkeep::keys))
        .route("/laas", get(lock::show).post(lock::lock))
        .route("/log-ind", get(lock::back).post(lock::unlock))
        .route("/afslut", post(lock::end))
        .route("/start/{invitation}", get(lock::enter))
        .route("/staff.css", get(assets::style))
        .route("/staff.js", get(assets::script))
        .route("/display.woff2", get(assets::font))
        .route("/favicon.svg", get(assets::icon))
        .fallback(draw::not_found)
        .method_not_allowed_fallback(draw::not_found)
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&web), guard::guard))
        .with_state(web)
}
