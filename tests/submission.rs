//! What a parent is promised when something is sent: stored once, told the truth, nothing typed is lost.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, header};
use collector::record::attribute;
use http_body::Frame;

use crate::app::{Answer, App, ORIGIN, encoded, fields, form_request, run, send};
use crate::page::Page;

/// A field as it is sent.
type Pair = (&'static str, &'static str);

const PATH: &str = "/api/formularer/start";
const RECEIPT: &str = "0123-4567-89AB-CDEF-GHJK-MNPQ-RS";

fn answers() -> Vec<(String, String)> {
    fields(&[
        ("_version", "1"),
        ("_rolle", "gravid"),
        ("kommune", "Aarhus"),
        ("_samtykke", "gem-svar:1"),
        ("_kvittering", RECEIPT),
    ])
}

fn request(kind: Option<&str>, body: impl Into<Body>) -> Request<Body> {
    let mut request = Request::post(PATH).header(header::ORIGIN, ORIGIN);
    if let Some(kind) = kind {
        request = request.header(header::CONTENT_TYPE, kind);
    }
    request.body(body.into()).expect("a request")
}

const FORM: Option<&str> = Some("application/x-www-form-urlencoded");
const JSON: Option<&str> = Some("application/json");

/// Every answer is a page in Danish, for its sender alone.
#[track_caller]
fn check_page(answer: &Answer, status: u16, heading: &str) {
    assert_eq!(answer.status, status, "{}", answer.body);
    let page = Page::read(&answer.body);
    assert_eq!(page.text("h1").as_deref(), Some(heading));
    assert_eq!(page.count("html[lang=da] main"), 1);
    assert_eq!(answer.headers.get(header::CACHE_CONTROL).and_then(|value| value.to_str().ok()), Some("no-store"));
}

#[test]
fn a_hundred_equal_posts_store_one_item_and_get_a_hundred_good_answers() {
    run(async {
        let app = Arc::new(App::start().await);
        let posts: Vec<_> = (0..100)
            .map(|_| {
                let app = Arc::clone(&app);
                tokio::spawn(async move { app.post(PATH, &answers()).await })
            })
            .collect();
        for post in posts {
            let answer = post.await.expect("no panic");
            assert_eq!(answer.status, 200);
            assert!(answer.body.contains(RECEIPT));
        }
        assert_eq!(app.items().await.len(), 1);
    });
}

#[test]
fn a_receipt_belongs_to_one_set_of_answers() {
    run(async {
        let app = App::start().await;
        assert_eq!(app.post(PATH, &answers()).await.status, 200);
        let mut others = answers();
        others.push(("foelelser".to_owned(), "vil-ikke-svare".to_owned()));
        check_page(&app.post(PATH, &others).await, 409, "Kvitteringen er brugt til andre svar");
        assert_eq!(app.items().await.len(), 1);
    });
}

#[test]
fn only_what_the_design_names_stands_in_clear() {
    run(async {
        let app = App::start().await;
        app.post(PATH, &answers()).await;
        let items = app.items().await;
        let item = items.first().expect("stored");
        let mut names: Vec<_> = item.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "answers",
                "contact",
                "expires",
                "form",
                "municipality",
                "pk",
                "queue",
                "received",
                "sk",
                "tag",
                "urgency",
                "version",
                "wants_contact"
            ]
        );
        let text = |name: &str| item.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default();
        assert_eq!(text(attribute::MUNICIPALITY), "Aarhus");
        assert_eq!(text(attribute::RECEIVED), "2026-11-22T09:00:00.000Z");
        assert_eq!(text(attribute::QUEUE), "routine");
        let expires = item.get(attribute::EXPIRES).and_then(|value| value.as_n().ok()).expect("a number");
        assert_eq!(expires, "1829466000", "365 days after it came, and the 30 of the backstop");
        let raw = format!("{item:?}");
        assert!(!raw.contains("gravid") && !raw.contains(RECEIPT) && !raw.contains("gem-svar"));
    });
}

#[test]
fn suspicious_answers_are_kept_apart_and_never_thrown_away() {
    run(async {
        let cases: [(&str, Option<&str>, Option<Pair>, &str); 6] = [
            ("own site", Some(ORIGIN), None, "routine"),
            ("another site", Some("https://ond.example"), None, "quarantine"),
            ("null", Some("null"), None, "quarantine"),
            ("no origin", None, None, "quarantine"),
            ("honeypot", Some(ORIGIN), Some(("_hjemmeside", "http://spam.example")), "quarantine"),
            ("too fast", Some(ORIGIN), Some(("_vist", "1795338000")), "quarantine"),
        ];
        for (what, origin, more, queue) in cases {
            let app = App::start().await;
            let mut sent = answers();
            sent.extend(more.map(|(name, value)| (name.to_owned(), value.to_owned())));
            let mut request = form_request(PATH, &sent);
            request.headers_mut().remove(header::ORIGIN);
            if let Some(origin) = origin {
                request.headers_mut().insert(header::ORIGIN, origin.parse().expect("a value"));
            }
            let answer = app.send(request).await;
            assert_eq!(answer.status, 200, "{what}");
            let items = app.items().await;
            let found = items.first().and_then(|item| item.get(attribute::QUEUE)).and_then(|value| value.as_s().ok());
            assert_eq!(found.map(String::as_str), Some(queue), "{what}");
        }
    });
}

#[test]
fn what_cannot_be_read_is_answered_with_a_page_and_stores_nothing() {
    run(async {
        let app = App::start().await;
        let unreadable = "Vi kunne ikke læse dine svar";
        let media = "Vi kan ikke læse det, der blev sendt";
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(1000), "]".repeat(1000));
        let many = "a=1&".repeat(501);
        let long = format!("{{\"mere\":\"{}\"}}", "x".repeat(64 * 1024));
        let cases: Vec<(Option<&str>, Vec<u8>, u16, &str)> = vec![
            (FORM, vec![b'a'; 64 * 1024 + 1], 413, "Det er for meget på én gang"),
            (FORM, vec![b'a'; 3 * 1024 * 1024], 413, "Det er for meget på én gang"),
            (JSON, long.into_bytes(), 413, "Det er for meget på én gang"),
            (FORM, b"navn=%FF".to_vec(), 400, unreadable),
            (FORM, b"navn=\xFF".to_vec(), 400, unreadable),
            (FORM, b"navn=%C0%AF".to_vec(), 400, unreadable),
            (FORM, b"navn=%ED%A0%80".to_vec(), 400, unreadable),
            (FORM, many.into_bytes(), 400, unreadable),
            (JSON, deep.into_bytes(), 400, unreadable),
            (JSON, b"".to_vec(), 400, unreadable),
            (JSON, b"[]".to_vec(), 400, unreadable),
            (JSON, b"{\"a\":1e309}".to_vec(), 400, unreadable),
            (JSON, b"{\"a\":NaN}".to_vec(), 400, unreadable),
            (JSON, b"{\"a\":\"\\ud800\"}".to_vec(), 400, unreadable),
            (None, b"a=1".to_vec(), 415, media),
            (Some("text/plain"), b"a=1".to_vec(), 415, media),
            (Some("multipart/form-data; boundary=x"), b"--x--".to_vec(), 415, media),
        ];
        for (kind, body, status, heading) in cases {
            check_page(&app.send(request(kind, body)).await, status, heading);
        }
        let mut zipped = request(FORM, "a=1");
        zipped.headers_mut().insert(header::CONTENT_ENCODING, "gzip".parse().expect("a value"));
        check_page(&app.send(zipped).await, 415, media);
        assert!(app.items().await.is_empty());
    });
}

#[test]
fn odd_bodies_that_can_be_read_are_read() {
    run(async {
        let app = App::start().await;
        // Nothing at all: the form itself, with what it cannot do without.
        let empty = app.send(request(FORM, "")).await;
        assert_eq!(empty.status, 422);
        let marked = app.send(request(FORM, format!("\u{FEFF}{}", encoded(&answers())))).await;
        assert_eq!(marked.status, 200);
        let charset = Some("application/x-www-form-urlencoded; charset=UTF-8");
        assert_eq!(app.send(request(charset, encoded(&answers()))).await.status, 200);
        let json = r#"{"_version":"1","_rolle":"gravid","kommune":"Aarhus","_samtykke":["gem-svar:1"],"_kvittering":"0123456789abcdefghjkmnpqrs"}"#;
        assert_eq!(app.send(request(JSON, json)).await.status, 200);
        assert_eq!(app.items().await.len(), 1, "the same answers, however they are written");
        let twice =
            r#"{"_version":"1","_samtykke":["gem-svar:1"],"kommune":"Aarhus","kommune":"Odense","foelelser":7}"#;
        let named = app.send(request(JSON, twice)).await;
        let page = Page::read(&named.body);
        assert_eq!(named.status, 422);
        assert_eq!(page.count("[data-slot=error-list] li"), 2);
    });
}

#[test]
fn other_versions_of_a_form_are_told_apart() {
    run(async {
        let app = App::start().await;
        for version in ["2", "99", "0", "-1", "x", ""] {
            let mut sent = answers();
            sent.iter_mut().filter(|(name, _)| name == "_version").for_each(|(_, value)| *value = version.to_owned());
            let answer = app.post(PATH, &sent).await;
            assert_eq!(answer.status, 422, "{version}");
            let page = Page::read(&answer.body);
            assert!(
                page.text("[data-slot=errors] [data-slot=notice]").is_some_and(|text| text.contains("ikke modtaget"))
            );
            let kept = page.untouched();
            assert!(kept.contains(&("kommune".to_owned(), "Aarhus".to_owned())), "what was typed is still there");
            assert!(kept.contains(&("_version".to_owned(), "1".to_owned())), "and it can be sent again");
        }
        check_page(&app.post("/api/formularer/findes-ikke", &answers()).await, 404, "Det skema findes ikke");
        for name in ["..%2Fstart", "%FF", "%00", "start%20", "START"] {
            let answer = app.post(&format!("/api/formularer/{name}"), &answers()).await;
            check_page(&answer, 404, "Det skema findes ikke");
        }
        assert!(app.items().await.is_empty());
    });
}

#[test]
fn other_addresses_and_methods_are_answered_too() {
    run(async {
        let app = App::start().await;
        let ask = |method: &str, path: &str| {
            Request::builder().method(method).uri(path).body(Body::empty()).expect("a request")
        };
        for method in ["GET", "PUT", "TRACE", "DELETE", "PATCH", "OPTIONS"] {
            let answer = app.send(ask(method, PATH)).await;
            check_page(&answer, 405, "Siden kan ikke åbnes på den måde");
            assert_eq!(answer.headers.get(header::ALLOW).and_then(|value| value.to_str().ok()), Some("POST"));
        }
        check_page(&app.send(ask("GET", "/api/hemmeligt")).await, 404, "Her er ikke noget");
        assert_eq!(app.send(ask("GET", "/api/helbred")).await.status, 200);
        let mut document = ask("PUT", PATH);
        document.headers_mut().insert(header::ACCEPT, "application/json".parse().expect("a value"));
        let answer = app.send(document).await;
        assert_eq!(
            answer.headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()),
            Some("application/problem+json")
        );
    });
}

#[test]
fn what_was_sent_is_erased_by_its_receipt() {
    run(async {
        let app = App::start().await;
        app.post(PATH, &answers()).await;
        let erase = |code: &str| form_request("/api/kvittering/slet", &fields(&[("_kvittering", code)]));
        let never = app.send(erase("ZZZZ ZZZZ ZZZZ")).await;
        assert_eq!(never.status, 422);
        assert!(Page::read(&never.body).text("[data-error=_kvittering]").is_some_and(|text| text.contains("26 tegn")));
        let unknown = app.send(erase("7ZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZ")).await;
        assert_eq!(app.items().await.len(), 1);
        // As people copy it: small letters, odd hyphens, and characters that nobody sees.
        let erased = app.send(erase(" 0123–4567\u{200B}89ab\u{202E}cdef ghjk mnpq rs\r\n")).await;
        assert!(app.items().await.is_empty());
        let again = app.send(erase(RECEIPT)).await;
        for answer in [&unknown, &erased, &again] {
            check_page(answer, 200, "Nu er der ikke mere at slette");
        }
        assert_eq!(unknown.body, erased.body, "nobody learns whether there was anything");
    });
}

#[test]
fn what_people_cannot_mean_is_explained_kindly() {
    run(async {
        let app = App::start().await;
        let base = [("_version", "1"), ("_rolle", "mor"), ("barn", "nej")];
        let cases: [(&[Pair], &str, &str); 5] = [
            (&[("termin_dag", "31"), ("termin_maaned", "2"), ("termin_aar", "2027")], "termin", "findes ikke"),
            (&[("termin_dag", "1"), ("termin_maaned", "2"), ("termin_aar", "2046")], "termin", "40 uger"),
            (&[("termin_dag", "1")], "termin", "både dag, måned og år"),
            (&[("navn", "010190-1234")], "navn", "CPR"),
            (&[("kommune", "Arhus")], "kommune", "Aarhus"),
        ];
        for (more, field, told) in cases {
            let answer = app.post("/api/formularer/babypakke", &fields(&[&base, more].concat())).await;
            assert_eq!(answer.status, 422);
            let page = Page::read(&answer.body);
            let message = page.text(&format!("[data-error={field}]")).unwrap_or_default();
            assert!(message.contains(told), "{field}: {message}");
            for (name, value) in more {
                assert!(page.untouched().contains(&((*name).to_owned(), (*value).to_owned())), "{name} is still there");
            }
        }
    });
}

#[test]
fn line_ends_and_letters_of_two_parts_change_nothing() {
    run(async {
        let app = App::start().await;
        // Å as one letter and as A with a ring; a line as Windows, old Macs and everyone else end it.
        for (name, text) in [("\u{C5}se", "en\r\nto"), ("A\u{30A}se", "en\nto"), ("A\u{30A}se\r\n", "en\rto")] {
            let sent = fields(&[
                ("_version", "1"),
                ("_samtykke", "gem-svar:1"),
                ("kontakt", "ring"),
                ("fornavn", name),
                ("andet", text),
                ("_kvittering", RECEIPT),
            ]);
            assert_eq!(app.post(PATH, &sent).await.status, 200, "the same answers");
        }
        assert_eq!(app.items().await.len(), 1);
    });
}

#[test]
fn a_body_that_never_ends_is_not_waited_for() {
    let app = run(App::start());
    let impatient = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    let answer = impatient.expect("a runtime").block_on(send(app.router.clone(), request(FORM, Body::new(Endless))));
    check_page(&answer, 408, "Det tog for lang tid");
}

/// A body of which nothing ever comes.
struct Endless;

impl axum::body::HttpBody for Endless {
    type Data = axum::body::Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<Frame<axum::body::Bytes>, Self::Error>>> {
        std::task::Poll::Pending
    }
}
