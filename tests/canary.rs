//! Strings planted in every field are looked for wherever they must not be: logs, headers, addresses, errors.
//!
//! A program of its own: what is written down is heard for the whole process.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use collector::log;
use collector::store::{Store, client};
use tracing_subscriber::fmt::MakeWriter;

#[expect(dead_code, reason = "other tests use the rest")]
mod app;
#[expect(dead_code, reason = "other tests use the rest")]
mod calls;
#[expect(dead_code, reason = "other tests use the rest")]
mod line;
#[expect(dead_code, reason = "other tests use the rest")]
mod page;

use app::{App, catalogue, fields};
use page::{Control, Page};

/// What was written down.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Written {
    type Writer = Self;

    fn make_writer(&'w self) -> Self {
        self.clone()
    }
}

const CANARY: &str = "kanariefugl";
const RECEIPT: &str = "4ZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZ";

/// Returns the page filled in with canaries wherever words can be written.
fn planted(page: &Page) -> Vec<(String, String)> {
    let mut sent = page.untouched();
    for field in page.fields() {
        match field.control {
            Control::Radios(name, values) | Control::Boxes(name, values, _) => {
                sent.extend(values.first().map(|value| (name, value.clone())));
            }
            Control::Text { name, .. } => {
                sent.retain(|(known, _)| *known != name);
                sent.push((name, CANARY.to_owned()));
            }
        }
    }
    sent.push((format!("{CANARY}-felt"), CANARY.to_owned()));
    sent
}

#[test]
fn nothing_a_person_said_is_written_down() {
    let written = Written::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    // On one thread, so that everything that happens is heard.
    let heard = tracing::subscriber::set_default(log::subscriber(written.clone()));
    let headers = runtime.block_on(async {
        let app = App::start().await;
        // A table that nobody answers for: errors have the most to say.
        let deaf =
            App::with_store(Store::new(client::local("http://127.0.0.1:9", client::Patience::Service).await, "intet"));
        let mut headers = String::new();
        for entry in catalogue().entries() {
            let path = format!("/api/formularer/{}", entry.form.id());
            let page = Page::read(&entry.page);
            let mut good = page.untouched();
            let consents =
                entry.form.consents().iter().map(|consent| ("_samtykke".to_owned(), format!("{}:1", consent.id)));
            good.extend(consents);
            good.push(("_kvittering".to_owned(), RECEIPT.to_owned()));
            let filled = [planted(&page), good];
            // Two forms are enough for the table that does not answer: it takes its time.
            let deaf = Some(&deaf).filter(|_| matches!(entry.form.id().as_str(), "start" | "tal-med-os"));
            for sent in filled {
                for app in [Some(&app), deaf].into_iter().flatten() {
                    headers.push_str(&format!("{:?}", app.post(&path, &sent).await.headers));
                }
            }
        }
        for app in [&app, &deaf] {
            let answer = app.post("/api/kvittering/slet", &fields(&[("_kvittering", RECEIPT)])).await;
            headers.push_str(&format!("{:?}", answer.headers));
            let odd = app.post(&format!("/api/formularer/{CANARY}?svar={CANARY}"), &fields(&[("a", CANARY)])).await;
            headers.push_str(&format!("{:?}", odd.headers));
        }
        headers
    });
    drop(heard);
    let log = written.text();
    assert!(log.contains("\"outcome\":\"refused\"") && log.contains("\"outcome\":\"unavailable\""), "{log}");
    assert!(log.contains("the table did not do it"), "{log}");
    for told in [log, headers] {
        let told = told.to_lowercase();
        for secret in [CANARY, "4zzz", "gem-svar", "sha256"] {
            assert!(!told.contains(secret), "{secret} in {}", told.get(..2000).unwrap_or(&told));
        }
    }
}
