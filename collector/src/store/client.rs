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

/// Returns a client of the table that the environment names, as AWS programs do.
pub async fn from_environment() -> Client {
    Client::new(&patient(aws_config::defaults(BehaviorVersion::latest())).load().await)
}

/// Returns a client of a table on this machine, which asks for no real credentials.
pub async fn local(endpoint: &str) -> Client {
    let config = aws_config::defaults(BehaviorVersion::latest())
        .region(Region::new("eu-north-1"))
        .credentials_provider(Credentials::new("local", "local", None, None, "local"))
        .endpoint_url(endpoint);
    Client::new(&patient(config).load().await)
}

/// The function has ten seconds; whoever waits shall have an honest answer before that. The SDK sets no limits by itself.
fn patient(config: ConfigLoader) -> ConfigLoader {
    // The five roots that sign every AWS endpoint: reading all of the system's at each start costs more than all the rest of it.
    let roots = TrustStore::empty().with_pem_certificate(AMAZON_ROOTS);
    let trust = TlsContext::builder().with_trust_store(roots).build().expect("certificates are all a context needs");
    let http = aws_smithy_http_client::Builder::new()
        .tls_provider(tls::Provider::Rustls(CryptoMode::Ring))
        .tls_context(trust)
        .build_https();

    let patience = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(1))
        .operation_attempt_timeout(Duration::from_millis(1500))
        .operation_timeout(Duration::from_secs(5))
        .build();
    config.http_client(http).timeout_config(patience).retry_config(RetryConfig::standard().with_max_attempts(3))
}
