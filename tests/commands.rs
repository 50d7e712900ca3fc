//! The staff's program at work on a table as it lies in the cloud: every command, and every page in the browser. What it asks of
//! the table is written down; `tests/infra` holds it against what its roles allow.

use std::fs;
use std::process::{Command, Stdio};
use std::sync::Arc;

use aws_sdk_dynamodb::types::AttributeValue;
use collector::record::{SORT_SUBMISSION, attribute};
use collector_local::{Embedded, FORMS_FILE, KEYS_FILE, PACKAGES_FILE, TABLE};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use staff::desk::ADDRESS_DAYS;
use staff::settings::{Said, Settings};
use staff::web;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::app::{bundle, run};
use crate::calls::Caller;
use crate::line::Line;
use crate::tested;

const SUBMISSIONS: &str = "300";
const PASSPHRASE: &str = "fire ord man kan huske";

/// A table of made-up cases, and the folder of somebody who works on it.
struct House {
    table: Embedded,
    folder: tempfile::TempDir,
}

impl House {
    fn filled() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (name, file) in [("forms.json", FORMS_FILE), ("packages.json", PACKAGES_FILE)] {
            fs::write(folder.path().join(file), bundle().get(name).expect("in the bundle")).expect("written");
        }
        let mut demo = Command::new(tested("staff"));
        demo.env_clear().stdin(Stdio::null()).args(["--as", "Karen", "--home"]).arg(folder.path());
        let told = demo.args(["demo", "--submissions", SUBMISSIONS, "--seed", "7"]).output().expect("it starts");
        assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
        Self { table: Embedded::open(folder.path()).expect("a table"), folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().expect("a plain name").to_owned()
    }

    /// Returns the desk of somebody with this role, at the end of a line to the table.
    async fn desk(&self, who: Caller) -> Desk<'_> {
        Desk { house: self, endpoint: Line::to(&self.table.endpoint(), who).await.endpoint }
    }

    /// Moves the end of a case back by so long that the address is no longer needed, and the rest still is.
    async fn closed_long_ago(&self, number: &str) {
        let store = self.table.store().await.expect("there");
        let items = store.client().scan().table_name(TABLE).into_paginator().items().send();
        let items = items.collect::<Result<Vec<_>, _>>().await.expect("readable");
        let keys = items.iter().filter_map(|item| item.get(attribute::KEY)?.as_s().ok());
        let key = keys.clone().find(|key| key.starts_with(&format!("S#{number}"))).expect("a case");
        let days = SignedDuration::from_hours(24 * i64::from(ADDRESS_DAYS + 2));
        let closed = Timestamp::now().checked_sub(days).expect("a moment");
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let update = store.client().update_item().table_name(TABLE).key(attribute::KEY, text(key));
        let update = update.key(attribute::SORT, text(SORT_SUBMISSION)).update_expression("SET closed = :closed");
        update.expression_attribute_values(":closed", text(&format!("{closed:.3}"))).send().await.expect("moved");
    }
}

struct Desk<'h> {
    house: &'h House,
    endpoint: String,
}

impl Desk<'_> {
    /// Runs a command as somebody does whose table lies in the cloud, and returns whether it went well, and what it said.
    async fn run(&self, arguments: &[&str]) -> (bool, String) {
        let mut command = tokio::process::Command::new(tested("staff"));
        command
            .env_clear()
            .envs([("AWS_ACCESS_KEY_ID", "local"), ("AWS_SECRET_ACCESS_KEY", "local"), ("NO_COLOR", "1")])
            .stdin(Stdio::null())
            .args(["--table", TABLE, "--region", "eu-north-1", "--endpoint", &self.endpoint, "--as", "Karen", "--home"])
            .arg(self.house.folder.path())
            .args(arguments);
        let told = command.output().await.expect("it starts");
        let said = if told.status.success() { told.stdout } else { told.stderr };
        (told.status.success(), String::from_utf8(said).expect("UTF-8"))
    }

    async fn done(&self, arguments: &[&str]) -> String {
        let (well, said) = self.run(arguments).await;
        assert!(well, "{arguments:?}: {said}");
        said
    }

    async fn refused(&self, arguments: &[&str]) -> String {
        let (well, said) = self.run(arguments).await;
        assert!(!well, "{arguments:?}: {said}");
        said
    }

    /// Returns the numbers in an answer for programs whose rows fit.
    async fn numbers(&self, arguments: &[&str], fits: impl Fn(&Value) -> bool) -> Vec<String> {
        let rows: Value =
            serde_json::from_str(&self.done(&[arguments, &["--format", "json"]].concat()).await).expect("JSON");
        let number = |row: &Value| row.get("number")?.as_str().map(str::to_owned);
        rows.as_array().expect("a list").iter().filter(|row| fits(row)).filter_map(number).collect()
    }

    /// Returns the numbers of requests for which there is a package, and that are not packed yet.
    async fn requests(&self) -> Vec<String> {
        let open = |row: &Value| has(row, "status", &["new", "taken", "contacted"]);
        let fits = |row: &Value| row.get("stage").is_some_and(Value::is_string) && open(row);
        self.numbers(&["packages", "list"], fits).await
    }
}

fn has(row: &Value, name: &str, words: &[&str]) -> bool {
    row.get(name).and_then(Value::as_str).is_some_and(|word| words.contains(&word))
}

#[test]
fn every_command_works_on_a_table_in_the_cloud() {
    run(async {
        let house = House::filled();
        let desk = house.desk(Caller::Staff).await;
        let untouched = |row: &Value| !has(row, "form", &["babypakke"]) && has(row, "status", &["new"]);
        let cases = desk.numbers(&["list"], untouched).await;
        let [one, other, gone, handed, ..] = cases.as_slice() else { panic!("there is work") };

        desk.done(&["list", "--overdue", "--urgency", "haster"]).await;
        desk.done(&["show", one]).await;
        // Not every family has a code.
        let mut found = false;
        for case in &cases {
            found = found || desk.run(&["show", case, "--family"]).await.0;
        }
        assert!(found, "some have a code of their own");
        desk.done(&["take", one, other]).await;
        desk.done(&["take", other, "--to", "Mette", "--over"]).await;
        desk.done(&["note", one, "Ringede kl. 10.", "--contacted", "--due", "2099-01-04"]).await;
        desk.done(&["note", one, "--underretning", "nej"]).await;
        desk.done(&["close", one, "--outcome", "hjulpet"]).await;
        desk.done(&["close", one, "--reopen"]).await;
        let quarantined = |row: &Value| row.get("quarantined").and_then(Value::as_bool) == Some(true);
        if let Some(apart) = desk.numbers(&["list"], quarantined).await.first() {
            desk.done(&["note", apart, "--accept"]).await;
        }

        let packages = desk.requests().await;
        let [package, .., refused] = packages.as_slice() else { panic!("somebody asks for a package") };
        desk.done(&["packages", "refuse", refused]).await;
        // One that must not be sent home has no label; another has.
        for one in packages.iter().filter(|one| *one != refused) {
            desk.done(&["packages", "approve", one]).await;
        }
        let (list, labels, parcels) = (house.path("liste.pdf"), house.path("etiketter.pdf"), house.path("fragt.csv"));
        desk.done(&["packages", "print", "--list", &list, "--labels", &labels, "--parcels", &parcels]).await;
        desk.done(&["packages", "pack", package, "--asked"]).await;
        desk.done(&["packages", "unpack", package]).await;
        desk.done(&["packages", "pack", package, "--asked"]).await;
        desk.done(&["packages", "hand-over", package]).await;

        for (name, more) in
            [("alt.xlsx", &[][..]), ("nyt.jsonl", &["--since", "last"]), ("hvem.csv", &["--with-contact"])]
        {
            desk.done(&[&["export", "--out", &house.path(name)], more].concat()).await;
        }
        desk.done(&["stats", "--period", "2025-Q4", "--out", &house.path("tal.toml")]).await;
        desk.done(&["access", "--case", handed, "--out", &house.path("indsigt")]).await;

        desk.done(&["erase", "--case", gone]).await;
        desk.done(&["erase", "--case", gone, "--yes"]).await;
        assert!(desk.refused(&["show", gone]).await.contains("slettet"), "it left a stone");
        desk.refused(&["erase", "--contact", "nobody@example.org"]).await;
        desk.refused(&["erase", "--receipt", "0123-4567-89AB-CDEF-GHJK-MNPQ-RS", "--yes"]).await;
        desk.done(&["audit", "--format", "json"]).await;

        desk.done(&["keys", "check"]).await;
        let passphrase = house.path("saetning.txt");
        fs::write(&passphrase, PASSPHRASE).expect("written");
        let old = house.path(KEYS_FILE);
        desk.done(&["keys", "new", "--passphrase-file", &passphrase]).await;
        desk.done(&["keys", "recovery", "--out", &house.path("pengeskab.pdf")]).await;
        desk.done(&["keys", "rotate", "--keys", &old]).await;
        let wrong = house.path("forkert.txt");
        fs::write(&wrong, "fire andre ord her").expect("written");
        desk.refused(&["show", one, "--passphrase-file", &wrong]).await;
        desk.done(&["show", one, "--passphrase-file", &passphrase]).await;

        // Made-up cases are not for a table in the cloud: nothing is asked of it at all.
        let nobody = Desk { house: &house, endpoint: "http://127.0.0.1:9".to_owned() };
        assert!(nobody.refused(&["demo"]).await.contains(TABLE));
    });
}

#[test]
fn the_daily_round_is_made_on_a_table_in_the_cloud() {
    run(async {
        let house = House::filled();
        let desk = house.desk(Caller::Staff).await;
        let packages = desk.requests().await;
        let package = packages.first().expect("somebody asks for a package");
        for step in [&["approve"][..], &["pack", "--asked"], &["hand-over"]] {
            desk.done(&[&["packages"], step, &[package]].concat()).await;
        }
        house.closed_long_ago(package).await;
        let round = house.desk(Caller::Retention).await;
        // A machine that makes the round has public keys alone.
        let (public, _) = staff::keys::recipients(house.folder.path()).expect("keys");
        public.write(house.folder.path()).expect("written");
        fs::remove_file(house.path(KEYS_FILE)).expect("there");
        let told = |said: &str| -> Value { serde_json::from_str(said).expect("JSON") };
        let count = |told: &Value, name: &str| told.get(name).and_then(Value::as_array).map_or(0, Vec::len);
        let would = told(&round.done(&["retention", "--rehearse", "--format", "json"]).await);
        assert!(count(&would, "erased") > 0 && count(&would, "addresses") > 0, "there is work for it: {would}");
        let did = told(&round.done(&["retention", "--format", "json"]).await);
        assert_eq!(did.get("erased"), would.get("erased"));
        assert_eq!(count(&told(&round.done(&["retention", "--format", "json"]).await), "erased"), 0);
    });
}

/// A browser on this machine that was let in.
struct Browser {
    host: String,
    cookie: String,
}

/// What the program makes its secret words of.
const SECRET: [u8; 96] = [7; 96];

/// Returns fields with the word that stands in each form of the program.
fn word(fields: &str) -> String {
    format!("_ord={}&{fields}", "07".repeat(32))
}

impl Browser {
    async fn enter(address: &str) -> Self {
        let (host, path) = address.trim_start_matches("http://").split_once('/').expect("an address");
        let mut browser = Self { host: host.to_owned(), cookie: String::new() };
        let head = browser.ask("GET", &format!("/{path}"), "").await;
        let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).expect("let in");
        browser.cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        browser
    }

    /// Sends a request, and returns the answer, head and all.
    async fn ask(&self, method: &str, path: &str, body: &str) -> String {
        let Self { host, cookie } = self;
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\norigin: http://{host}\r\ncookie: {cookie}\r\nconnection: close\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut line = TcpStream::connect(host).await.expect("it answers");
        line.write_all(request.as_bytes()).await.expect("sent");
        let mut answer = Vec::new();
        line.read_to_end(&mut answer).await.expect("answered");
        String::from_utf8_lossy(&answer).into_owned()
    }

    async fn get(&self, path: &str) -> String {
        let page = self.ask("GET", path, "").await;
        assert!(page.starts_with("HTTP/1.1 200"), "{path}: {page}");
        page
    }

    /// Sends a form, which must be answered with a page or the way to one.
    async fn post(&self, path: &str, fields: &str) -> String {
        let page = self.ask("POST", path, &word(fields)).await;
        assert!(page.starts_with("HTTP/1.1 200") || page.starts_with("HTTP/1.1 303"), "{path} {fields}: {page}");
        page
    }

    /// Returns the boxes of a page as they are sent when ticked: `sag=0123456789.4`.
    async fn boxes(&self, path: &str) -> Vec<String> {
        let page = self.get(path).await;
        let boxes = page.split("name=\"sag\" value=\"").skip(1).filter_map(|rest| rest.split('"').next());
        boxes.map(|value| format!("sag={value}")).collect()
    }
}

#[test]
fn every_page_of_the_staff_works_on_a_table_in_the_cloud() {
    run(async {
        let house = House::filled();
        let line = Line::to(&house.table.endpoint(), Caller::Staff).await;
        let home = Some(house.folder.path().to_owned());
        let said =
            Said { home, endpoint: Some(line.endpoint.clone()), who: Some("Karen".to_owned()), ..Said::default() };
        let settings = Settings::of(said, |_| None).expect("settings");
        let door = web::Door::of(settings, Timestamp::now).expect("keys");
        let folder = house.folder.path().join("udtraek");
        let pages = web::Settings { folder, show: |_| Ok(()), now: Arc::new(Timestamp::now) };
        let (announce, announced) = tokio::sync::oneshot::channel();
        let announce = move |address: &str| announce.send(address.to_owned()).expect("somebody waits");
        let serving = tokio::spawn(web::serve(door, pages, web::Secrets::from_random(SECRET), announce));

        let browser = Browser::enter(&announced.await.expect("it is served")).await;
        browser.post("/log-ind", "adgangssaetning=&_til=%2F").await;
        for path in ["/", "/?alle=ja", "/pakker", "/udtraek", "/tal", "/opbevaring", "/log", "/noegler", "/slet"] {
            browser.get(path).await;
        }
        let queue = browser.boxes("/").await;
        let (number, revision) =
            queue.first().and_then(|first| first.strip_prefix("sag=")?.split_once('.')).expect("work");
        let revision: u64 = revision.parse().expect("a number");
        let case = format!("/sag/{number}");
        browser.get(&case).await;
        browser.post(&case, &format!("goer=tag&revision={revision}")).await;
        browser.post(&case, &format!("goer=skriv&revision={}&kontaktet=ja&note=Ringede&luk=other", revision + 1)).await;
        browser.post(&case, &format!("goer=genaabn&revision={}", revision + 2)).await;
        // Not every family has a code; one that has is enough.
        let mut found = false;
        for one in &queue {
            let number = one.trim_start_matches("sag=").split('.').next().unwrap_or_default();
            let path = format!("/sag/{number}/familie");
            found = found || browser.ask("POST", &path, &word("")).await.starts_with("HTTP/1.1 200");
        }
        assert!(found, "some have a code of their own");
        browser.post("/find", "ord=20+12+34+56").await;
        browser.post("/sager", &format!("goer=tag&{}", queue.join("&"))).await;

        let asked = browser.boxes("/pakker").await.join("&");
        browser.post("/pakker", &format!("goer=bevilg&{asked}")).await;
        let granted = browser.boxes("/pakker").await.join("&");
        browser.post("/pakker/print", &format!("goer=pakkeliste&alligevel=ja&{granted}")).await;
        browser.post("/pakker", &format!("goer=pak&{granted}")).await;

        browser.post("/udtraek", "format=xlsx&kontakt=ja").await;
        browser.post("/tal", "periode=2025-Q4").await;
        browser.post("/tal/fil", "periode=2025-Q4").await;
        browser.post("/opbevaring", "ja=ja").await;
        browser.post(&format!("{case}/slet"), "bekraeft=Slet").await;
        assert!(browser.ask("GET", &case, "").await.starts_with("HTTP/1.1 404"), "it is erased");
        assert!(browser.get("/log").await.contains("Karen"));
        browser.post("/afslut", "").await;
        serving.await.expect("no panic").expect("ended by its button");
    });
}
