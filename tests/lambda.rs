//! The real `bootstrap` under Lambda's emulator, with the events an HTTP API sends it.

use std::path::Path;
use std::time::Duration;

use collector::config;
use collector_local::{DevelopmentKeys, Embedded, TABLE};
use generator::write::{Copies, sync};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::app::{encoded, fields, press, root, run};
use crate::{Running, answers, free_port, installed};

/// Returns an event of an HTTP API, format 2.0.
fn event(method: &str, path: &str, body: Option<(&str, bool)>, accept: &str) -> Value {
    let (body, encoded) = body.unzip();
    json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {
            "accept": accept,
            "content-type": "application/x-www-form-urlencoded",
            "host": "abc.execute-api.eu-north-1.amazonaws.com",
            "origin": "https://1000dage.dk",
            "x-forwarded-for": "203.0.113.9",
            "x-forwarded-proto": "https"
        },
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "abc",
            "domainName": "abc.execute-api.eu-north-1.amazonaws.com",
            "domainPrefix": "abc",
            "http": { "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.9", "userAgent": "Mozilla/5.0" },
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": "$default",
            "stage": "$default",
            "time": "22/Nov/2026:09:00:00 +0000",
            "timeEpoch": 1_795_338_000_000_u64
        },
        "body": body,
        "isBase64Encoded": encoded.unwrap_or(false)
    })
}

/// Hands the function an event, and returns its answer.
async fn invoke(port: u16, event: &Value) -> Value {
    let body = event.to_string();
    let head = format!(
        "POST /2015-03-31/functions/bootstrap/invocations HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let mut line = TcpStream::connect(("127.0.0.1", port)).await.expect("the emulator listens");
    line.write_all(format!("{head}{body}").as_bytes()).await.expect("sent");
    let mut answer = String::new();
    line.read_to_string(&mut answer).await.expect("answered");
    let start = answer.find('{').unwrap_or(answer.len());
    let end = answer.rfind('}').map_or(start, |end| end + 1);
    serde_json::from_str(answer.get(start..end).unwrap_or_default()).unwrap_or_else(|_| panic!("an answer: {answer}"))
}

fn base64(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |value: u32| char::from(LETTERS.get((value & 63) as usize).copied().unwrap_or(b'='));
    let group = |bytes: &[u8]| {
        let value = bytes.iter().chain([&0, &0]).take(3).fold(0, |value, byte| value << 8 | u32::from(*byte));
        let mut letters: Vec<_> = (0..4).rev().map(|place| letter(value >> (6 * place))).collect();
        letters.iter_mut().skip(bytes.len() + 1).for_each(|letter| *letter = '=');
        letters.into_iter().collect::<String>()
    };
    text.as_bytes().chunks(3).map(group).collect()
}

fn write_bundle(folder: &Path) {
    let paths: Vec<_> =
        press().paths(Copies::None).into_iter().filter(|(path, _)| path.starts_with("collector/")).collect();
    sync(folder, &paths, |path| press().file(path).ok()).expect("written");
}

#[test]
fn the_function_answers_every_event_as_the_service_does() {
    run(async {
        let table = Embedded::in_memory().expect("a table");
        let store = table.store().await.expect("made");
        let data = tempfile::tempdir().expect("a temporary folder");
        let keys = DevelopmentKeys::open(data.path()).expect("keys");
        let bundle = data.path().join("dist");
        write_bundle(&bundle);
        let port = free_port();
        let mut command = installed("cargo-lambda");
        command
            .args(["lambda", "watch", "-A", "127.0.0.1", "-P", &port.to_string(), "--ignore-changes", "--disable-cors"])
            .current_dir(root().join("collector"))
            .env(config::TABLE, TABLE)
            .env(config::STAFF_KEYS, keys.staff.to_public().to_string())
            .env(config::RECOVERY_KEYS, keys.recovery.to_public().to_string())
            .env(config::CONTACT_KEYS, keys.contact.to_public().to_string())
            .env(config::ORIGIN, "https://1000dage.dk")
            .env(config::BUNDLE, bundle.join("collector"))
            .env("AWS_ENDPOINT_URL_DYNAMODB", table.endpoint())
            .env("AWS_REGION", "eu-north-1")
            .env("AWS_ACCESS_KEY_ID", "local")
            .env("AWS_SECRET_ACCESS_KEY", "local");
        let _running = Running(command.spawn().expect("it starts"));
        answers(port, Duration::from_secs(60)).await;

        let sent = encoded(&fields(&[
            ("_version", "1"),
            ("_samtykke", "gem-svar:1"),
            ("andet", "Åh ja"),
            ("_kvittering", "0123456789ABCDEFGHJKMNPQRS"),
        ]));
        let path = "/api/formularer/start";
        let status = |answer: &Value| answer.get("statusCode").and_then(Value::as_u64);
        // The first call builds the function; there is no hurry.
        let wake = event("GET", "/api/helbred", None, "*/*");
        let health = tokio::time::timeout(Duration::from_secs(540), invoke(port, &wake)).await;
        assert_eq!(status(&health.expect("built in time")), Some(200));
        let plain = invoke(port, &event("POST", path, Some((&sent, false)), "text/html")).await;
        assert_eq!(status(&plain), Some(200), "{plain}");
        assert!(plain.to_string().contains("0123-4567-89AB-CDEF-GHJK-MNPQ-RS"));
        let again = invoke(port, &event("POST", path, Some((&base64(&sent), true)), "application/json")).await;
        assert_eq!(status(&again), Some(200), "{again}");
        let wrong = invoke(port, &event("POST", path, Some(("_version=1", false)), "text/html")).await;
        assert_eq!(status(&wrong), Some(422));
        let other = invoke(port, &event("PUT", path, Some(("", false)), "text/html")).await;
        assert_eq!(status(&other), Some(405));
        let stored = store.client().scan().table_name(TABLE).send().await.expect("readable");
        assert_eq!(stored.count(), 1);
        let code = encoded(&fields(&[("_kvittering", "0123456789ABCDEFGHJKMNPQRS")]));
        let erased = invoke(port, &event("POST", "/api/kvittering/slet", Some((&code, false)), "text/html")).await;
        assert_eq!(status(&erased), Some(200));
        assert_eq!(store.client().scan().table_name(TABLE).send().await.expect("readable").count(), 0);
    });
}
