//! The service on AWS Lambda. Lambda calls the program `bootstrap`.

use std::process::ExitCode;
use std::sync::Arc;

use collector::catalogue::Catalogue;
use collector::config::Config;
use collector::http::{Service, router};
use collector::log;
use collector::store::{Store, client};
use jiff::Timestamp;
use tracing::error;

fn main() -> ExitCode {
    if let Err(problem) = tracing::subscriber::set_global_default(log::subscriber(std::io::stdout)) {
        return refuse(&problem);
    }
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(problem) => return refuse(&problem),
    };
    match runtime.block_on(serve()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => refuse(problem.as_ref()),
    }
}

/// Says why the service does not start. None of its errors repeats a value.
fn refuse(problem: &dyn std::error::Error) -> ExitCode {
    let cause = problem.source().map(ToString::to_string).unwrap_or_default();
    error!(target: "collector", problem = %problem, cause, "the service does not start");
    ExitCode::FAILURE
}

async fn serve() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let config = Config::read(std::env::vars())?;
    let catalogue = Catalogue::read(&config.bundle)?;
    let service = Service {
        catalogue,
        keys: config.keys,
        store: Store::new(client::from_environment().await, config.table),
        origin: config.origin,
        now: Timestamp::now,
    };
    lambda_http::run(router(Arc::new(service))).await
}
