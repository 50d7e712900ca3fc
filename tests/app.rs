//! The service as it is in production, with the real content and an embedded table: what the other tests visit.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use age::x25519::Identity;
use aws_sdk_dynamodb::types::AttributeValue;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use collector::catalogue::Catalogue;
use collector::guard::Origin;
use collector::http::{Service, router};
use collector::record::{ContactLetter, Key, Letter, SORT_SUBMISSION, attribute};
use collector::store::{Store, client};
use collector_local::{DevelopmentKeys, Embedded, TABLE};
use forms::code::Receipt;
use generator::diagnostic::{Report, Severity};
use generator::press::Press;
use generator::timing::Timings;
use generator::{Memory, Request as Build, Visibility, prepare};
use http_body_util::BodyExt;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use staff::desk::{Desk, Parts};
use staff::forms_at_hand::Forms;
use staff::keyring::Keyring;
use staff::trouble::Trouble;
use tower::ServiceExt;

use crate::calls::Caller;
use crate::line::Line;

pub(crate) const ORIGIN: &str = "https://1000dage.dk";

/// The real content, ready to be drawn.
pub(crate) fn press() -> &'static Press {
    static PRESS: OnceLock<Press> = OnceLock::new();
    PRESS.get_or_init(fresh_press)
}

pub(crate) fn fresh_press() -> Press {
    let build = Build {
        content: root().join("content"),
        theme: root().join("themes/1000dage"),
        today: "2026-11-21".parse().expect("a date"),
        visibility: Visibility::Published,
    };
    let mut report = Report::default();
    let renderer = prepare(&build, &mut Memory::default(), &mut report, &mut Timings::default());
    assert_eq!(report.count(Severity::Error), 0, "{:#?}", report.sorted());
    Press::new(renderer.expect("content without errors is built"))
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests lie in the project").to_owned()
}

/// The bundle of the real content, as the build hands it over: drawn and made smaller.
pub(crate) fn bundle() -> &'static BTreeMap<String, Vec<u8>> {
    static FILES: OnceLock<BTreeMap<String, Vec<u8>>> = OnceLock::new();
    FILES.get_or_init(|| {
        let paths = press().renderer().service_paths().map(str::to_owned);
        paths.map(|path| (path.clone(), press().file(&format!("collector/{path}")).expect("drawn"))).collect()
    })
}

/// The forms of the real content.
pub(crate) fn catalogue() -> Catalogue {
    Catalogue::load(|name| bundle().get(name).cloned().ok_or(io::ErrorKind::NotFound.into())).expect("a whole bundle")
}

/// The moment at which every request arrives.
pub(crate) fn now() -> Timestamp {
    "2026-11-22T09:00:00Z".parse().expect("a moment")
}

/// A running service.
pub(crate) struct App {
    pub(crate) router: Router,
    /// The table as the test itself looks at it.
    pub(crate) store: Store,
    keys: Arc<DevelopmentKeys>,
    table: Option<Embedded>,
    data: tempfile::TempDir,
}

/// What the service answered.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) body: String,
}

impl App {
    /// Starts the service with a table of its own.
    pub(crate) async fn start() -> Self {
        Self::start_with(catalogue()).await
    }

    /// Starts the service with other forms.
    pub(crate) async fn start_with(catalogue: Catalogue) -> Self {
        let table = Embedded::in_memory().expect("a table");
        let store = table.store().await.expect("made");
        let heard = heard(&table.endpoint(), Caller::Collector).await;
        Self { table: Some(table), store, ..Self::with(heard, catalogue) }
    }

    /// Starts the service with somebody else's table.
    pub(crate) fn with_store(store: Store) -> Self {
        Self::with(store, catalogue())
    }

    fn with(store: Store, catalogue: Catalogue) -> Self {
        let data = tempfile::tempdir().expect("a temporary folder");
        let keys = DevelopmentKeys::open(data.path()).expect("keys");
        let service = Service {
            catalogue,
            keys: keys.public(),
            store: store.clone(),
            origin: Origin::parse(ORIGIN).expect("an origin"),
            now,
        };
        Self { router: router(Arc::new(service)), store, keys: Arc::new(keys), table: None, data }
    }

    /// Returns the table as a program with this role has it: what it asks is written down. Somebody else's table is as it is.
    pub(crate) async fn table_of(&self, who: Caller) -> Store {
        match &self.table {
            Some(table) => heard(&table.endpoint(), who).await,
            None => self.store.clone(),
        }
    }

    /// Sends a request.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        send(self.router.clone(), request).await
    }

    /// Sends a form as a browser does.
    pub(crate) async fn post(&self, path: &str, fields: &[(String, String)]) -> Answer {
        self.send(form_request(path, fields)).await
    }

    /// Sends a form and wants JSON back.
    pub(crate) async fn post_for_json(&self, path: &str, fields: &[(String, String)]) -> (u16, serde_json::Value) {
        let mut request = form_request(path, fields);
        request.headers_mut().insert(header::ACCEPT, "application/json".parse().expect("a value"));
        let answer = self.send(request).await;
        (answer.status, serde_json::from_str(&answer.body).expect("JSON"))
    }

    /// Returns everything that is stored.
    pub(crate) async fn items(&self) -> Vec<std::collections::HashMap<String, AttributeValue>> {
        let scan = self.store.client().scan().table_name(self.store.table()).into_paginator().items().send();
        scan.collect::<Result<_, _>>().await.expect("readable")
    }

    /// Returns a desk at the table of this service, with these keys.
    pub(crate) async fn desk(&self, who: &str, keys: &[Identity]) -> Desk {
        self.desk_at(self.table_of(Caller::Staff).await, who, keys, now).await.expect("a table")
    }

    /// Returns a desk at a table, at another time.
    pub(crate) async fn desk_at(
        &self,
        store: Store,
        who: &str,
        keys: &[Identity],
        now: fn() -> Timestamp,
    ) -> Result<Desk, Trouble> {
        let table = staff::table::Table::open(store, "prøvetabellen".to_owned(), None).await?;
        let home = self.data.path().to_owned();
        let recipients = staff::keys::recipients(&home)?;
        let forms: Vec<_> = serde_json::from_slice(bundle().get("forms.json").expect("forms")).expect("JSON");
        Ok(Desk::new(Parts {
            table,
            keyring: Some(Keyring::new(keys.to_vec())),
            recipients,
            forms: Forms::new(forms),
            packages: serde_json::from_slice(bundle().get("packages.json").expect("packages")).expect("JSON"),
            who: who.to_owned(),
            home,
            now,
        }))
    }

    /// Returns the keys of the counsellors and of those who get in touch.
    pub(crate) fn staff_keys(&self) -> Vec<Identity> {
        vec![self.keys.staff.clone(), self.keys.contact.clone()]
    }

    /// Returns the key from the safe.
    pub(crate) fn recovery_key(&self) -> Identity {
        self.keys.recovery.clone()
    }

    /// Returns the folder with keys.
    pub(crate) fn home(&self) -> &Path {
        self.data.path()
    }

    /// Opens what the receipt belongs to, as the staff do.
    pub(crate) async fn open(&self, receipt: &str) -> Option<(Letter, ContactLetter)> {
        let key = Key::of(Receipt::parse(receipt)?);
        let get = self.store.client().get_item().table_name(self.store.table());
        let get = get
            .key(attribute::KEY, AttributeValue::S(key.as_str().to_owned()))
            .key(attribute::SORT, AttributeValue::S(SORT_SUBMISSION.to_owned()));
        let item = get.send().await.expect("readable").item?;
        let bytes = |name: &str| item.get(name).and_then(|value| value.as_b().ok()).expect("sealed").as_ref().to_vec();
        Some((
            opened(&self.keys.staff, &bytes(attribute::ANSWERS)),
            opened(&self.keys.contact, &bytes(attribute::CONTACT)),
        ))
    }
}

/// Returns the table behind a line on which somebody listens.
async fn heard(table: &str, who: Caller) -> Store {
    Store::new(client::local(&Line::to(table, who).await.endpoint, client::Patience::Service).await, TABLE)
}

fn opened<T: DeserializeOwned>(key: &Identity, sealed: &[u8]) -> T {
    serde_json::from_slice(&age::decrypt(key, sealed).expect("the key fits")).expect("a letter")
}

/// Sends a request to a service.
pub(crate) async fn send(router: Router, request: Request<Body>) -> Answer {
    let (head, body) = router.oneshot(request).await.expect("a router always answers").into_parts();
    let bytes = body.collect().await.expect("a whole body").to_bytes();
    let body = String::from_utf8(bytes.to_vec()).expect("answers are UTF-8");
    Answer { status: head.status.as_u16(), headers: head.headers, body }
}

/// Returns the request of a browser that sends a form.
pub(crate) fn form_request(path: &str, fields: &[(String, String)]) -> Request<Body> {
    Request::post(path)
        .header(header::ORIGIN, ORIGIN)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(encoded(fields)))
        .expect("a request")
}

/// Returns fields as a browser writes them into a body.
pub(crate) fn encoded(fields: &[(String, String)]) -> String {
    let part = |text: &str| {
        let byte = |byte: u8| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => char::from(byte).to_string(),
            b' ' => "+".to_owned(),
            other => format!("%{other:02X}"),
        };
        text.bytes().map(byte).collect::<String>()
    };
    fields.iter().map(|(name, value)| format!("{}={}", part(name), part(value))).collect::<Vec<_>>().join("&")
}

/// Returns fields from pairs of words.
pub(crate) fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Runs a test on a runtime of its own.
pub(crate) fn run<F: Future>(test: F) -> F::Output {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(test)
}
