//! The table fails in every way it can: no acknowledgement without a stored item, never a second item, no answer lost.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use collector::store::{Store, client};
use collector_local::{Embedded, TABLE};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::app::{App, fields, run};
use crate::page::Page;

/// What happens to one request on its way to the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// Nothing.
    None,
    /// The table says that it is asked too often.
    Throttled,
    /// The table says that something is wrong with it.
    Broken,
    /// The item is written, and the reply is lost.
    ReplyLost,
    /// The line is cut before the table hears anything.
    Cut,
    /// Nobody ever says anything.
    Silence,
}

/// A stretch of line to the table on which things go wrong as planned; when the plan ends, all is well.
struct Line {
    endpoint: String,
    plan: Arc<Mutex<VecDeque<Fault>>>,
}

impl Line {
    async fn to(table: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        let plan: Arc<Mutex<VecDeque<Fault>>> = Arc::default();
        let (table, shared) = (table.trim_start_matches("http://").to_owned(), Arc::clone(&plan));
        tokio::spawn(async move {
            while let Ok((caller, _)) = listener.accept().await {
                let (table, plan) = (table.clone(), Arc::clone(&shared));
                tokio::spawn(async move {
                    let _ = carry(caller, &table, &plan).await;
                });
            }
        });
        Self { endpoint, plan }
    }

    fn plan(&self, faults: &[Fault]) {
        *self.plan.lock().unwrap_or_else(PoisonError::into_inner) = faults.iter().copied().collect();
    }
}

/// Carries one request after the other, as long as the caller keeps the line.
async fn carry(mut caller: TcpStream, table: &str, plan: &Mutex<VecDeque<Fault>>) -> std::io::Result<()> {
    while let Some(request) = message(&mut caller).await? {
        let fault = plan.lock().unwrap_or_else(PoisonError::into_inner).pop_front().unwrap_or(Fault::None);
        match fault {
            Fault::Cut => return Ok(()),
            Fault::Silence => {
                tokio::time::sleep(Duration::from_secs(60)).await;
                return Ok(());
            }
            Fault::Throttled => refuse(&mut caller, 400, "ProvisionedThroughputExceededException").await?,
            Fault::Broken => refuse(&mut caller, 500, "InternalServerError").await?,
            Fault::None | Fault::ReplyLost => {
                let mut line = TcpStream::connect(table).await?;
                line.write_all(&request).await?;
                let reply = message(&mut line).await?.unwrap_or_default();
                if fault == Fault::ReplyLost {
                    return Ok(());
                }
                caller.write_all(&reply).await?;
            }
        }
    }
    Ok(())
}

async fn refuse(caller: &mut TcpStream, status: u16, code: &str) -> std::io::Result<()> {
    let body = format!("{{\"__type\":\"com.amazonaws.dynamodb.v20120810#{code}\",\"message\":\"no\"}}");
    let head = format!(
        "HTTP/1.1 {status} No\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    caller.write_all(format!("{head}{body}").as_bytes()).await
}

/// Reads one HTTP message whole: its head, and as much after it as the head says.
async fn message(line: &mut TcpStream) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    loop {
        let mut part = [0; 4096];
        let read = line.read(&mut part).await?;
        if read == 0 {
            return Ok(None);
        }
        bytes.extend_from_slice(part.get(..read).unwrap_or_default());
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).to_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
        if bytes.len() >= end + 4 + length.unwrap_or(0) {
            return Ok(Some(bytes));
        }
    }
}

const PATH: &str = "/api/formularer/start";

fn answers() -> Vec<(String, String)> {
    fields(&[
        ("_version", "1"),
        ("_samtykke", "gem-svar:1"),
        ("andet", "det her må ikke gå tabt"),
        ("_kvittering", "0123456789ABCDEFGHJKMNPQRS"),
    ])
}

/// Sends over a failing line, then again over a good one, as the page invites the parent to do.
async fn check(faults: &[Fault], acknowledged: bool) {
    let table = Embedded::in_memory().expect("a table");
    table.store().await.expect("made");
    let line = Line::to(&table.endpoint()).await;
    let app = App::with_store(Store::new(client::local(&line.endpoint).await, TABLE));
    line.plan(faults);
    let first = app.post(PATH, &answers()).await;
    line.plan(&[]);
    let stored = app.items().await.len();
    assert_eq!(first.status == 200, acknowledged, "{faults:?}: {}", first.status);
    let page = Page::read(&first.body);
    if acknowledged {
        assert_eq!(stored, 1, "{faults:?}: acknowledged, and stored");
        return;
    }
    assert_eq!(first.status, 503, "{faults:?}");
    assert!(page.text("[data-slot=not-stored]").is_some_and(|text| text.contains("ikke modtaget")), "{faults:?}");
    let kept = page.untouched();
    assert!(kept.contains(&("andet".to_owned(), "det her må ikke gå tabt".to_owned())), "{faults:?}");
    let again = app.post(PATH, &kept).await;
    assert_eq!(again.status, 200, "{faults:?}: sent again");
    assert_eq!(app.items().await.len(), 1, "{faults:?}: never twice");
}

#[test]
fn a_table_that_fails_once_is_asked_again() {
    run(async {
        for fault in [Fault::Throttled, Fault::Broken, Fault::ReplyLost, Fault::Cut, Fault::Silence] {
            check(&[fault], true).await;
        }
    });
}

#[test]
fn a_table_that_goes_on_failing_is_not_covered_up() {
    run(async {
        for fault in [Fault::Throttled, Fault::Broken, Fault::ReplyLost, Fault::Cut, Fault::Silence] {
            check(&[fault; 6], false).await;
        }
        check(&[Fault::ReplyLost, Fault::Broken, Fault::Silence, Fault::Cut, Fault::Cut, Fault::Cut], false).await;
    });
}

#[test]
fn faults_in_every_order_never_acknowledge_what_is_not_there() {
    run(async {
        use Fault::{Broken, Cut, None, ReplyLost, Throttled};
        for first in [Throttled, Broken, ReplyLost, Cut] {
            for second in [None, Throttled, Broken, ReplyLost, Cut] {
                check(&[first, second], true).await;
            }
        }
    });
}

#[test]
fn erasing_tells_the_truth_too() {
    run(async {
        let table = Embedded::in_memory().expect("a table");
        table.store().await.expect("made");
        let line = Line::to(&table.endpoint()).await;
        let app = App::with_store(Store::new(client::local(&line.endpoint).await, TABLE));
        app.post(PATH, &answers()).await;
        let code = fields(&[("_kvittering", "0123456789ABCDEFGHJKMNPQRS")]);
        line.plan(&[Fault::Broken; 6]);
        let failed = app.post("/api/kvittering/slet", &code).await;
        let unwell =
            app.send(axum::http::Request::get("/api/helbred").body(axum::body::Body::empty()).expect("a request"));
        line.plan(&[Fault::Broken; 6]);
        assert_eq!(unwell.await.status, 503);
        line.plan(&[]);
        assert_eq!(failed.status, 503);
        assert_eq!(app.items().await.len(), 1);
        assert_eq!(app.post("/api/kvittering/slet", &code).await.status, 200);
        assert!(app.items().await.is_empty());
    });
}
