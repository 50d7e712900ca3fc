//! Forms under `generator serve`: what was acknowledged is there, whatever happens to the program.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

mod common;
#[expect(dead_code, reason = "other tests use the rest")]
mod server;

use common::copy;
use server::Server;

fn content() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ok/content"), folder.path());
    folder
}

/// Sends answers with this receipt, and returns the status; nothing, if the line was cut.
fn send(port: u16, receipt: u64, mood: &str) -> Option<u16> {
    let body = format!("_version=1&_samtykke=gem-svar:1&humoer={mood}&_kvittering={receipt:026}");
    let head = format!(
        "POST /api/formularer/velkommen HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let mut line = TcpStream::connect(("127.0.0.1", port)).ok()?;
    line.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
    line.write_all(format!("{head}{body}").as_bytes()).ok()?;
    let mut answer = Vec::new();
    line.read_to_end(&mut answer).ok()?;
    let text = String::from_utf8_lossy(&answer);
    // An answer that was cut off is none: only who has read the receipt has been promised anything.
    let status = text.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
    (text.contains("</html>") && (status != 200 || text.contains("kvittering"))).then_some(status)
}

#[test]
fn ten_kills_under_load_lose_nothing_that_was_acknowledged() {
    let (content, data) = (content(), tempfile::tempdir().expect("a temporary folder"));
    let (acknowledged, next) = (Mutex::new(Vec::new()), AtomicU64::new(1));
    for round in 1..=10 {
        let mut server = Server::start(content.path(), data.path());
        let (port, stop) = (server.port, AtomicBool::new(false));
        let enough = acknowledged.lock().expect("no panic").len() + 20;
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    while !stop.load(Ordering::Relaxed) {
                        let receipt = next.fetch_add(1, Ordering::Relaxed);
                        if send(port, receipt, "godt") == Some(200) {
                            acknowledged.lock().expect("no panic").push(receipt);
                        }
                    }
                });
            }
            while acknowledged.lock().expect("no panic").len() < enough {
                std::thread::yield_now();
            }
            server.child.kill().expect("it runs");
            stop.store(true, Ordering::Relaxed);
        });
        drop(server);
        assert!(acknowledged.lock().expect("no panic").len() >= round * 20);
    }
    // A receipt that is in the table refuses other answers; one that was lost would take them.
    let server = Server::start(content.path(), data.path());
    let acknowledged = acknowledged.into_inner().expect("no panic");
    let lost: Vec<_> =
        acknowledged.iter().filter(|receipt| send(server.port, **receipt, "tungt") != Some(409)).collect();
    assert!(lost.is_empty(), "{} of {} are lost", lost.len(), acknowledged.len());
}

/// Sends bytes as they are, and returns what came back.
fn raw(port: u16, bytes: &[u8]) -> String {
    let mut line = TcpStream::connect(("127.0.0.1", port)).expect("the server listens");
    line.set_read_timeout(Some(Duration::from_secs(5))).expect("set");
    line.write_all(bytes).expect("sent");
    line.shutdown(std::net::Shutdown::Write).expect("shut");
    let mut answer = Vec::new();
    let _ = line.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn requests_that_are_none_do_not_stop_the_service() {
    let (content, data) = (content(), tempfile::tempdir().expect("a temporary folder"));
    let server = Server::start(content.path(), data.path());
    let post =
        "POST /api/formularer/velkommen HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    let cases = [
        format!("{post}Content-Length: 500\r\n\r\n_version=1"),
        format!("{post}Content-Length: 3\r\n\r\n_version=1"),
        format!("{post}Content-Length: -1\r\n\r\n_version=1"),
        format!("{post}Content-Length: 1\r\nContent-Length: 2\r\n\r\n_version=1"),
        format!("{post}Transfer-Encoding: chunked\r\n\r\nzz\r\n_version=1"),
        "GET /api/helbred\r\n\r\n".to_owned(),
        "\0\0\0\0".to_owned(),
    ];
    for case in cases {
        let answer = raw(server.port, case.as_bytes());
        assert!(!answer.starts_with("HTTP/1.1 200"), "{case}\n{answer}");
    }
    assert_eq!(send(server.port, 1, "godt"), Some(200), "and goes on working");
    assert_eq!(send(server.port, 1, "godt"), Some(200));
    assert_eq!(send(server.port, 1, "tungt"), Some(409));
}
