//! The table fails in every way it can: no acknowledgement without a stored item, never a second item, no answer lost.

use collector::store::{Store, client};
use collector_local::{Embedded, TABLE};

use crate::app::{App, fields, run};
use crate::calls::Caller;
use crate::line::{Fault, Line};
use crate::page::Page;

const PATH: &str = "/api/formularer/start";

fn answers() -> Vec<(String, String)> {
    fields(&[
        ("_version", "1"),
        ("_samtykke", "gem-svar:1"),
        ("andet", "det her må ikke gå tabt"),
        ("_kvittering", "0123456789ABCDEFGHJKMNPQRS"),
    ])
}

/// Returns the service at the far end of a line; the test looks at the table from beside it.
async fn far(table: &Embedded) -> (App, Line) {
    let beside = table.store().await.expect("made");
    let line = Line::to(&table.endpoint(), Caller::Collector).await;
    let mut app = App::with_store(Store::new(client::local(&line.endpoint, client::Patience::Service).await, TABLE));
    app.store = beside;
    (app, line)
}

/// Sends over a failing line, then again over a good one, as the page invites the parent to do.
async fn check(faults: &[Fault], acknowledged: bool) {
    let table = Embedded::in_memory().expect("a table");
    let (app, line) = far(&table).await;
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
    assert_eq!(first.status, 507, "{faults:?}");
    assert_eq!(first.headers.get("retry-after").map(|value| value.as_bytes()), Some(&b"30"[..]), "{faults:?}");
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
        let (app, line) = far(&table).await;
        app.post(PATH, &answers()).await;
        let code = fields(&[("_kvittering", "0123456789ABCDEFGHJKMNPQRS")]);
        line.plan(&[Fault::Broken; 6]);
        let failed = app.post("/api/kvittering/slet", &code).await;
        let unwell =
            app.send(axum::http::Request::get("/api/helbred").body(axum::body::Body::empty()).expect("a request"));
        line.plan(&[Fault::Broken; 6]);
        assert_eq!(unwell.await.status, 507);
        line.plan(&[]);
        assert_eq!(failed.status, 507);
        assert_eq!(app.items().await.len(), 1);
        assert_eq!(app.post("/api/kvittering/slet", &code).await.status, 200);
        assert!(app.items().await.is_empty());
    });
}
