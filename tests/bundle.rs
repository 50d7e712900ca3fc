//! What the build hands the service: whole, or the service does not start.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use collector::catalogue::{Catalogue, CatalogueError};

use crate::app::{App, bundle, fields, run};
use crate::page::Page;

type Files = BTreeMap<String, Vec<u8>>;

fn load(files: &Files) -> Result<Catalogue, CatalogueError> {
    Catalogue::load(|name| files.get(name).cloned().ok_or(io::ErrorKind::NotFound.into()))
}

fn edited(name: &str, old: &str, new: &str) -> Files {
    let mut files = bundle().clone();
    let text = String::from_utf8(files.get(name).expect("there").clone()).expect("UTF-8");
    assert!(text.contains(old), "{name} holds {old}");
    files.insert(name.to_owned(), text.replace(old, new).into_bytes());
    files
}

#[test]
fn a_bundle_that_lacks_a_file_is_refused() {
    assert!(load(bundle()).is_ok());
    // The packages are for the staff alone.
    for name in bundle().keys().filter(|name| *name != "packages.json") {
        let mut files = bundle().clone();
        files.remove(name);
        assert!(matches!(load(&files), Err(CatalogueError::Missing(..))), "without {name}");
    }
}

#[test]
fn a_bundle_that_cannot_be_understood_is_refused() {
    let told = |files: &Files| load(files).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(told(&edited("forms.json", "\"choice\"", "\"chioce\"")).contains("forms.json cannot be understood"));
    assert!(told(&edited("forms.json", "\"health\"", "\"secret\"")).contains("forms.json cannot be understood"));
    assert!(told(&edited("words.json", "error_cpr", "error_crp")).contains("lacks the word error_cpr"));
    let mut none = bundle().clone();
    none.insert("forms.json".to_owned(), b"[]".to_vec());
    assert!(told(&none).contains("holds no forms"));
    let mut half = bundle().clone();
    half.insert("shell.html".to_owned(), vec![0xFF, 0xFE]);
    assert!(told(&half).contains("shell.html"));
}

#[test]
fn a_closed_form_takes_nothing_and_a_closing_one_takes_what_was_begun() {
    let sent = fields(&[("_version", "1"), ("_samtykke", "gem-svar:1"), ("_kvittering", "0123456789ABCDEFGHJKMNPQRS")]);
    run(async {
        for (state, status, stored) in [("open", 200, 1), ("closing", 200, 1), ("closed", 410, 0)] {
            let catalogue = load(&edited("forms.json", "\"state\":\"open\"", &format!("\"state\":\"{state}\"")));
            let app = App::start_with(catalogue.expect("whole")).await;
            let answer = app.post("/api/formularer/start", &sent).await;
            assert_eq!(answer.status, status, "{state}");
            assert_eq!(app.items().await.len(), stored, "{state}");
            if status == 410 {
                assert_eq!(Page::read(&answer.body).text("h1").as_deref(), Some("Skemaet er lukket"));
            }
        }
    });
}

#[test]
fn an_answer_from_an_older_page_is_checked_against_its_own_version() {
    // Version 2 asks what version 1 did not, and no longer offers a choice that version 1 did.
    let mut files = bundle().clone();
    let forms: serde_json::Value = serde_json::from_slice(files.get("forms.json").expect("there")).expect("JSON");
    let first =
        forms.as_array().and_then(|forms| forms.iter().find(|form| form["id"] == "start")).expect("start").clone();
    let text = first.to_string().replace("\"version\":1,", "\"version\":2,").replace("\"tunge\"", "\"svaere\"");
    let second: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_ne!(first["sections"], second["sections"], "the choice is there");
    let all: Vec<_> = forms.as_array().expect("a list").iter().cloned().chain([second]).collect();
    files.insert("forms.json".to_owned(), serde_json::Value::from(all).to_string().into_bytes());
    for ending in ["", "-tjek", "-kvittering"] {
        let page = files.get(&format!("pages/start-1{ending}.html")).expect("there").clone();
        let page = String::from_utf8(page).expect("UTF-8").replace("name=_version value=1", "name=_version value=2");
        files.insert(format!("pages/start-2{ending}.html"), page.into_bytes());
    }
    run(async {
        let app = Arc::new(App::start_with(load(&files).expect("whole")).await);
        let send = |version: &'static str, value: &'static str| {
            let app = Arc::clone(&app);
            async move {
                let sent = fields(&[("_version", version), ("_samtykke", "gem-svar:1"), ("dage", value)]);
                app.post("/api/formularer/start", &sent).await.status
            }
        };
        assert_eq!(send("1", "tunge").await, 200);
        assert_eq!(send("2", "tunge").await, 422);
        assert_eq!(send("2", "svaere").await, 200);
        assert_eq!(send("1", "svaere").await, 422);
        assert_eq!(send("3", "tunge").await, 422);
    });
}
