//! The line to the table: which library carries it, and how long anybody waits.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, ConfigLoader};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{Credentials, Region};
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{self, TlsContext, TrustStore};

const AMAZON_ROOTS: &[u8] = include_bytes!("amazon-roots.pem");

/// How long anybody waits. The SDK sets no limits by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// The function has ten seconds, and whoever waits shall have an honest answer before that.
    Service,
    /// A person reads pages of a megabyte, and would rather wait than begin again.
    Person,
}

/// Where a table is, as AWS programs say it. What is not said comes from the environment.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// `eu-north-1`.
    pub region: Option<String>,
    /// The name of a profile in `~/.aws/config`.
    pub profile: Option<String>,
    /// Another address than AWS's own.
    pub endpoint: Option<String>,
}

/// Returns a client of the table that the environment names, as AWS programs do.
pub async fn from_environment() -> Client {
    at(Place::default(), Patience::Service).await
}

/// Returns a client of the tables at `place`.
pub async fn at(place: Place, patience: Patience) -> Client {
    let mut config = aws_config::defaults(BehaviorVersion::latest());
    if let Some(region) = place.region {
        config = config.region(Region::new(region));
    }
    if let Some(profile) = place.profile {
        config = config.profile_name(profile);
    }
    if let Some(endpoint) = place.endpoint {
        config = config.endpoint_url(endpoint);
    }
    Client::new(&patient(config, patience).load().await)
}

/// Returns a client of a table on this machine, which asks for no real credentials.
pub async fn local(endpoint: &str, patience: Patience) -> Client {
    let config = aws_config::defaults(BehaviorVersion::latest())
        .region(Region::new("eu-north-1"))
        .credentials_provider(Credentials::new("local", "local", None, None, "local"))
        .endpoint_url(endpoint);
    Client::new(&patient(config, patience).load().await)
}

fn patient(config: ConfigLoader, patience: Patience) -> ConfigLoader {
    // The five roots that sign every AWS endpoint: reading all of the system's at each start costs more than all the rest of it.
    let roots = TrustStore::empty().with_pem_certificate(AMAZON_ROOTS);
    let trust = TlsContext::builder().with_trust_store(roots).build().expect("certificates are all a context needs");
    let http = aws_smithy_http_client::Builder::new()
        .tls_provider(tls::Provider::Rustls(CryptoMode::Ring))
        .tls_context(trust)
        .build_https();
    let (connect, attempt, operation) = match patience {
        Patience::Service => (1000, 1500, 5000),
        Patience::Person => (3000, 15_000, 45_000),
    };
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_millis(connect))
        .operation_attempt_timeout(Duration::from_millis(attempt))
        .operation_timeout(Duration::from_millis(operation))
        .build();
    config.http_client(http).timeout_config(timeouts).retry_config(RetryConfig::standard().with_max_attempts(3))
}
