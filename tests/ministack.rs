//! The same promises in a DynamoDB that others have written.

use std::time::Duration;

use collector::store::{Store, client};

use crate::{Running, answers, free_port, installed, store};

/// Starts it, and returns where it answers.
pub(crate) async fn serve() -> (String, Running) {
    let port = free_port();
    let mut command = installed("ministack");
    command.env("BIND_HOST", "127.0.0.1").env("IOT_MTLS_ENABLED", "0").env("GATEWAY_PORT", port.to_string());
    let running = Running(command.spawn().expect("it starts"));
    answers(port, Duration::from_secs(60)).await;
    (format!("http://127.0.0.1:{port}"), running)
}

/// Starts it, and returns a table that does not exist yet.
async fn start() -> (Store, Running) {
    let (endpoint, running) = serve().await;
    (Store::new(client::local(&endpoint, client::Patience::Service).await, "proeve"), running)
}

#[test]
fn a_second_implementation_keeps_every_promise() {
    crate::app::run(async {
        let (store, _running) = start().await;
        store::check(&store).await;
    });
}

#[test]
fn staff_work_on_a_case_there_too() {
    crate::app::run(async {
        let (store, _running) = start().await;
        store.create_table().await.expect("made");
        crate::casework::check(&crate::app::App::with_store(store)).await;
    });
}

#[test]
fn a_whole_questionnaire_is_stored_once_there_too() {
    crate::app::run(async {
        let (store, _running) = start().await;
        store.create_table().await.expect("made");
        let app = crate::app::App::with_store(store);
        let sent = crate::app::fields(&[
            ("_version", "1"),
            ("_samtykke", "gem-svar:1"),
            ("_kvittering", "0123456789ABCDEFGHJKMNPQRS"),
        ]);
        for _ in 0..3 {
            assert_eq!(app.post("/api/formularer/start", &sent).await.status, 200);
        }
        assert_eq!(app.items().await.len(), 1);
        assert_eq!(app.post("/api/kvittering/slet", &sent).await.status, 200);
        assert!(app.items().await.is_empty());
    });
}
