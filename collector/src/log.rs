//! What is written down: our own lines, as JSON, and nobody else's.

use tracing::Subscriber;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::prelude::*;

/// Returns the log that writes to `writer`.
///
/// Whatever the environment says, only our own lines are written: those of the libraries can hold a request or a whole item.
pub fn subscriber<W>(writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let ours = Targets::new().with_target("collector", LevelFilter::INFO);
    let lines = tracing_subscriber::fmt::layer().json().with_writer(writer).with_filter(ours);
    tracing_subscriber::registry().with(lines)
}
