//! The program as Lambda starts it, when something is wrong with where it was put.

use std::process::Command;

use age::x25519::Identity;
use collector::config;
use serde_json::Value;

fn public_key() -> String {
    Identity::generate().to_public().to_string()
}

/// Starts the service with nothing but these variables, and returns the one line it leaves in the log.
fn refused(variables: &[(&str, &str)]) -> Value {
    let mut bootstrap = Command::new(env!("CARGO_BIN_EXE_bootstrap"));
    let told = bootstrap.env_clear().envs(variables.iter().copied()).output().expect("it starts");
    assert!(!told.status.success(), "it must not serve");
    assert!(told.stderr.is_empty(), "{}", String::from_utf8_lossy(&told.stderr));
    serde_json::from_slice(&told.stdout).expect("one line of JSON")
}

fn problem(line: &Value) -> &str {
    line.pointer("/fields/problem").and_then(Value::as_str).unwrap_or_default()
}

#[test]
fn what_is_missing_is_named_in_the_log() {
    let line = refused(&[]);
    assert_eq!(line.get("level").and_then(Value::as_str), Some("ERROR"));
    assert_eq!(problem(&line), "the environment variable COLLECTOR_TABLE is missing");
}

#[test]
fn no_value_of_the_environment_reaches_the_log() {
    for secret in ["AGE-SECRET-KEY-1HEMMELIG", "age1hemmelig"] {
        let line = refused(&[
            (config::TABLE, "proeve"),
            (config::STAFF_KEYS, secret),
            (config::RECOVERY_KEYS, &public_key()),
            (config::CONTACT_KEYS, &public_key()),
        ]);
        assert!(!line.to_string().to_lowercase().contains("hemmelig"), "{line}");
        assert!(!problem(&line).is_empty(), "{line}");
    }
}

#[test]
fn a_release_without_forms_does_not_start() {
    let line = refused(&[
        (config::TABLE, "proeve"),
        (config::STAFF_KEYS, &public_key()),
        (config::RECOVERY_KEYS, &public_key()),
        (config::CONTACT_KEYS, &public_key()),
        (config::ORIGIN, "https://1000dage.dk"),
        (config::BUNDLE, "collector"),
    ]);
    assert_eq!(problem(&line), "the bundle lacks forms.json");
}
