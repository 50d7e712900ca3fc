//! The pages as a browser meets them: every guard, and the work of a day.

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode};
use collector_local::PACKAGES_FILE;
use forms::definition::Form;
use forms::library::{self, Library};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::OnceCell;
use tower::ServiceExt;

use super::*;
use crate::case::Action;
use crate::demo::{fill, plan};
use crate::desk::Desk;
use crate::keys::{self, Role, recipients};
use crate::packages::samples::stages;
use crate::settings::{Said, Settings as Place};
use crate::table::Table;

const PORT: u16 = 4100;
const PASSPHRASE: &str = "en+lang+adgangss%C3%A6tning";

/// A browser on this machine, let in or not.
struct Browser {
    router: Router,
    web: Arc<Web>,
    minutes: Arc<AtomicI64>,
    cookie: Option<String>,
    place: Place,
    _table: Table,
    _folder: tempfile::TempDir,
}

struct Page {
    status: StatusCode,
    location: String,
    text: String,
}

fn morning() -> Timestamp {
    "2026-11-22T09:20:00Z".parse().expect("a moment")
}

/// The forms as families meet them.
fn real_forms() -> Vec<Form> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/formularer");
    let read = |path: &Path| forms::table::parse(&std::fs::read_to_string(path).expect("a form"), 0).expect("TOML");
    let (roles, _) = library::roles(&read(&folder.join("roller.toml")));
    let (consents, _) = library::consents(&read(&folder.join("samtykker.toml")));
    let shared = Library { roles, consents };
    let names = std::fs::read_dir(&folder).expect("the forms").map(|entry| entry.expect("an entry"));
    let mut names: Vec<String> = names.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| !name.contains('.'));
    names.sort();
    let form = |name: &String| Form::parse(&read(&folder.join(name).join("1.toml")), name, 1, &shared).expect("good");
    names.iter().map(form).collect()
}

/// The files of a house with made-up cases and keys that are locked with a passphrase; built once.
async fn files() -> &'static [(String, Vec<u8>)] {
    static FILES: OnceCell<Vec<(String, Vec<u8>)>> = OnceCell::const_new();
    FILES
        .get_or_init(|| async {
            let folder = tempfile::tempdir().expect("a temporary folder");
            fill_house(folder.path()).await;
            let entries = std::fs::read_dir(folder.path()).expect("files").map(|entry| entry.expect("a file").path());
            let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
            entries.filter_map(|path| Some((name(&path)?, std::fs::read(&path).ok()?))).collect()
        })
        .await
}

async fn house(folder: &Path) -> (Place, Table) {
    for (name, bytes) in files().await {
        std::fs::write(folder.join(name), bytes).expect("written");
    }
    let place = place_of(folder, "Karen");
    let table = place.local_table().await.expect("a table");
    (place, table)
}

fn place_of(folder: &Path, who: &str) -> Place {
    let said = Said { home: Some(folder.to_owned()), who: Some(who.to_owned()), ..Said::default() };
    Place::of(said, |_| None).expect("settings")
}

async fn fill_house(folder: &Path) {
    let forms = real_forms();
    std::fs::write(folder.join("formularer.json"), serde_json::to_vec(&forms).expect("JSON")).expect("written");
    std::fs::write(folder.join(PACKAGES_FILE), serde_json::to_vec(&stages()).expect("JSON")).expect("written");
    keys::add(folder, &Role::ALL, "en lang adgangssætning", "2026-11-22", 2).expect("keys");
    let table = place_of(folder, "Karen").local_table().await.expect("a table");
    let (_, seal) = recipients(folder).expect("public keys");
    fill(&plan(&forms, 200, 7, morning()), &table, &seal, &|_, _| {}).await.expect("filled");
}

impl Browser {
    async fn outside() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (place, table) = house(folder.path()).await;
        let minutes = Arc::new(AtomicI64::new(0));
        let clock = Arc::clone(&minutes);
        let settings = Settings {
            folder: folder.path().join("udtræk"),
            show: |_| Ok(()),
            now: Arc::new(move || morning() + SignedDuration::from_mins(clock.load(Ordering::Relaxed))),
        };
        let door = Door::of(place.clone(), morning).expect("keys");
        let web = Web::new(door, settings, PORT, Secrets::from_random([7; 96]));
        Self { router: router(Arc::clone(&web)), web, minutes, cookie: None, place, _table: table, _folder: folder }
    }

    async fn locked() -> Self {
        let mut browser = Self::outside().await;
        let response = browser.send(browser.ask("GET", &format!("/start/{}", "07".repeat(32)))).await;
        let cookie = response.headers().get("set-cookie").and_then(|cookie| cookie.to_str().ok()).unwrap_or_default();
        assert!(cookie.ends_with("; HttpOnly; SameSite=Strict; Path=/"), "{cookie}");
        browser.cookie = cookie.split(';').next().map(str::to_owned);
        browser
    }

    async fn at_work() -> Self {
        let browser = Self::locked().await;
        let page = browser.post("/log-ind", &format!("adgangssaetning={PASSPHRASE}&_til=%2F")).await;
        assert_eq!((page.status, page.location.as_str()), (StatusCode::SEE_OTHER, "/"), "{}", page.text);
        browser
    }

    /// Returns the desk of somebody else at another machine.
    async fn desk_of(&self, who: &str) -> Desk {
        let place = place_of(&self.place.home, who);
        let keyring = place.keyring(|| Ok("en lang adgangssætning".to_owned())).expect("keys");
        place.desk(place.table().await.expect("a table"), Some(keyring), morning).expect("a desk")
    }

    fn ask(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let request = Request::builder().method(method).uri(path).header("host", format!("127.0.0.1:{PORT}"));
        match &self.cookie {
            Some(cookie) => request.header("cookie", format!("andet=x; {cookie}")),
            None => request,
        }
    }

    async fn send(&self, request: axum::http::request::Builder) -> Response<Body> {
        self.fetch(request.body(Body::empty()).expect("a request")).await
    }

    async fn fetch(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.expect("the router always answers")
    }

    async fn get(&self, path: &str) -> Page {
        read(self.send(self.ask("GET", path)).await).await
    }

    fn form(&self, path: &str) -> axum::http::request::Builder {
        self.ask("POST", path)
            .header("origin", format!("http://127.0.0.1:{PORT}"))
            .header("content-type", "application/x-www-form-urlencoded")
    }

    async fn post(&self, path: &str, fields: &str) -> Page {
        let body = format!("_ord={}&{fields}", "07".repeat(32));
        read(self.fetch(self.form(path).body(Body::from(body)).expect("a request")).await).await
    }

    fn minutes_pass(&self, minutes: i64) {
        self.minutes.fetch_add(minutes, Ordering::Relaxed);
    }

    /// Returns the number of a case that is shown in the queue, and its revision.
    async fn first_case(&self) -> (String, u64) {
        let queue = self.get("/").await.text;
        let value = queue.split("name=\"sag\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let (number, revision) = value.and_then(|value| value.split_once('.')).expect("somebody waits");
        (number.to_owned(), revision.parse().expect("a number"))
    }
}

async fn read(response: Response<Body>) -> Page {
    let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert_eq!(header("cache-control"), "no-store");
    assert!(header("content-security-policy").starts_with("default-src 'none';"));
    assert_eq!(header("referrer-policy"), "no-referrer");
    assert_eq!(header("x-content-type-options"), "nosniff");
    let (status, location) = (response.status(), header("location").to_owned());
    let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a whole body");
    Page { status, location, text: String::from_utf8_lossy(&bytes).into_owned() }
}

/// A page without anything that the policy would refuse.
fn is_clean(html: &str) -> bool {
    let lower = html.to_lowercase();
    let inline = [" style=", "<style", " onclick", " onload", "javascript:", "<script>", "http://", "https://"];
    !inline.iter().any(|word| lower.contains(word)) && lower.matches("<script").count() <= 1
}

const PAGES: [&str; 9] = ["/", "/?alle=ja", "/pakker", "/udtraek", "/tal", "/opbevaring", "/log", "/noegler", "/slet"];

#[tokio::test]
async fn nobody_sees_anything_without_the_cookie() {
    let browser = Browser::outside().await;
    for path in PAGES.into_iter().chain(["/sag/0123456789", "/laas", "/findes-ikke"]) {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
        assert!(page.text.contains("Denne browser er ikke lukket ind") && !page.text.contains("<form"), "{path}");
    }
    assert_eq!(browser.post("/log-ind", "adgangssaetning=x").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_address_of_the_start_works_once() {
    let browser = Browser::locked().await;
    let stranger = Browser { cookie: None, ..browser };
    let page = stranger.get(&format!("/start/{}", "07".repeat(32))).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.text.contains("virker kun én gang"));
    assert_eq!(stranger.get("/start/forkert").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn another_name_and_another_site_are_turned_away() {
    let browser = Browser::at_work().await;
    let host = |host: &str| {
        Request::builder().uri("/").header("host", host).header("cookie", browser.cookie.clone().unwrap_or_default())
    };
    assert_eq!(read(browser.send(host("ond.dk:4100")).await).await.status, StatusCode::FORBIDDEN);
    assert_eq!(read(browser.send(host("127.0.0.1:4101")).await).await.status, StatusCode::FORBIDDEN);
    let word = format!("_ord={}", "07".repeat(32));
    let foreign = browser
        .ask("POST", "/laas")
        .header("origin", "https://ond.dk")
        .header("content-type", "application/x-www-form-urlencoded");
    let page = read(browser.fetch(foreign.body(Body::from(word.clone())).expect("a request")).await).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let silent = browser.ask("POST", "/laas").header("content-type", "application/x-www-form-urlencoded");
    let page = read(browser.fetch(silent.body(Body::from(word)).expect("a request")).await).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let embedded = browser.ask("GET", "/").header("sec-fetch-site", "cross-site");
    assert_eq!(read(browser.send(embedded).await).await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.get("/").await.status, StatusCode::OK, "nothing was locked by any of them");
}

#[tokio::test]
async fn a_form_without_our_word_does_nothing() {
    let browser = Browser::at_work().await;
    for body in ["", "_ord=", "_ord=forkert", "_ord=0707"] {
        let page = read(browser.fetch(browser.form("/laas").body(Body::from(body)).expect("a request")).await).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{body}");
        assert!(page.text.contains("Siden er for gammel"));
    }
    let json = browser
        .ask("POST", "/laas")
        .header("origin", format!("http://127.0.0.1:{PORT}"))
        .header("content-type", "text/plain");
    let page = read(browser.fetch(json.body(Body::empty()).expect("a request")).await).await;
    assert_eq!(page.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_wrong_passphrase_is_told_and_opens_nothing() {
    let browser = Browser::locked().await;
    let page = browser.post("/log-ind", "adgangssaetning=forkert&_til=%2Fpakker").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.text.contains("Adgangssætningen er forkert.") && page.text.contains("value=\"/pakker\""));
    assert_eq!(browser.get("/").await.status, StatusCode::LOCKED);
    let page = browser.post("/log-ind", &format!("adgangssaetning={PASSPHRASE}&_til=%2F%2Fond.dk")).await;
    assert_eq!(page.location, "/");
    assert!(browser.get("/log").await.text.contains("Afvist: Adgangssætningen er forkert."));
}

#[tokio::test]
async fn every_page_is_drawn_and_harmless() {
    let browser = Browser::at_work().await;
    let (number, _) = browser.first_case().await;
    let of_case = ["", "/familie", "/slet"].map(|end| format!("/sag/{number}{end}"));
    for path in PAGES.map(str::to_owned).into_iter().chain(of_case) {
        let page = browser.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
        assert!(is_clean(&page.text), "{path}");
        assert!(!page.text.contains('\u{202E}') && !page.text.contains("<script>alert"), "{path}");
    }
    for (path, fields) in [
        ("/tal", "periode=2026-Q4"),
        ("/find", "ord=20+12+34+56"),
        ("/find", "ord=findes+ikke"),
        ("/udtraek", "format=xlsx"),
    ] {
        let page = browser.post(path, fields).await;
        assert!(page.status.is_success() && is_clean(&page.text), "{path}: {}", page.text);
    }
    assert_eq!(browser.get("/sag/ffffffffff").await.status, StatusCode::NOT_FOUND);
    let page = browser.get("/sag/%3Cscript%3E").await;
    assert!(page.status == StatusCode::UNPROCESSABLE_ENTITY && !page.text.contains("<script>"));
    assert_eq!(browser.get("/findes-ikke").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn after_a_quarter_of_an_hour_it_locks_and_keeps_what_was_typed() {
    let browser = Browser::at_work().await;
    let (number, revision) = browser.first_case().await;
    browser.minutes_pass(14);
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    browser.minutes_pass(14);
    assert_eq!(browser.get("/").await.status, StatusCode::OK, "it counts from the last work");
    browser.minutes_pass(15);
    let note = format!("goer=skriv&revision={revision}&note=Hun+ringer+%3Cp%C3%A5%3E+fredag");
    let page = browser.post(&format!("/sag/{number}"), &note).await;
    assert_eq!(page.status, StatusCode::LOCKED);
    assert!(!page.text.contains("fredag"), "what was typed is not left on a locked screen");
    let page = browser.post("/log-ind", &format!("adgangssaetning={PASSPHRASE}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text.contains("Hun ringer &lt;på&gt; fredag") && page.text.contains(&format!("action=\"/sag/{number}\""))
    );
    let page = browser.post(&format!("/sag/{number}"), &note).await;
    assert_eq!(page.location, format!("/sag/{number}"));
    assert!(browser.get(&page.location).await.text.contains("Hun ringer &lt;på&gt; fredag"));
}

#[tokio::test]
async fn the_key_is_dropped_when_nobody_comes_back() {
    let browser = Browser::at_work().await;
    browser.minutes_pass(15);
    browser.web.gate().lock_if_idle(browser.web.now());
    browser.minutes_pass(-15);
    assert_eq!(browser.get("/").await.status, StatusCode::LOCKED);
}

#[tokio::test]
async fn it_locks_at_once_and_keeps_the_note() {
    let browser = Browser::at_work().await;
    let page = browser.post("/laas", "_til=%2Fsag%2F0123456789&goer=skriv&note=halv+note").await;
    assert_eq!(page.status, StatusCode::LOCKED);
    assert_eq!(browser.get("/").await.status, StatusCode::LOCKED);
    let page = browser.post("/log-ind", &format!("adgangssaetning={PASSPHRASE}")).await;
    assert!(page.text.contains("halv note"));
}

#[tokio::test]
async fn a_note_that_is_far_too_long_is_refused_and_shown_again() {
    let browser = Browser::at_work().await;
    let (number, revision) = browser.first_case().await;
    let note = "%C3%A6".repeat(1_000_000);
    let page = browser.post(&format!("/sag/{number}"), &format!("goer=skriv&revision={revision}&note={note}")).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.text.contains("Noten er på 1000000 tegn") && page.text.contains(&"æ".repeat(1_000_000)));
    let page = browser.post(&format!("/sag/{number}"), &format!("note={}", "a".repeat(9_000_000))).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(page.text.contains("din tekst står der stadig"));
}

#[tokio::test]
async fn whoever_comes_second_is_told_and_loses_nothing() {
    let browser = Browser::at_work().await;
    let (number, revision) = browser.first_case().await;
    let mette = browser.desk_of("Mette").await;
    let key = mette.head(&number).await.expect("there").key;
    mette.act(&key, revision, &[Action::Note("Mettes note".to_owned())]).await.expect("the first");
    let fields = format!("goer=skriv&revision={revision}&note=min+note&frist=2026-12-03");
    let page = browser.post(&format!("/sag/{number}"), &fields).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.text.contains("Mette ændrede sagen, mens du skrev. Din note er her stadig."));
    assert!(page.text.contains("Mettes note") && page.text.contains("\nmin note</textarea>"));
    assert!(page.text.contains("value=\"2026-12-03\""));
    let next = format!("name=\"revision\" value=\"{}\"", revision + 1);
    assert!(page.text.contains(&next), "the next try is against what is shown");
}

#[tokio::test]
async fn a_case_is_taken_written_on_and_closed() {
    let browser = Browser::at_work().await;
    let (number, revision) = browser.first_case().await;
    let path = format!("/sag/{number}");
    assert_eq!(browser.post(&path, &format!("goer=tag&revision={revision}")).await.location, path);
    assert!(browser.get(&path).await.text.contains("Du har sagen"));
    let page = browser.post(&path, &format!("goer=skriv&revision={}&kontaktet=ja&luk=other", revision + 1)).await;
    assert_eq!(page.location, "/");
    assert!(browser.get("/").await.text.contains(&format!("Sag {number} er lukket: Andet.")));
    assert!(browser.get(&path).await.text.contains("Sagen er lukket"));
}

#[tokio::test]
async fn several_are_done_at_once_but_nobody_urgent_is_closed_unread() {
    let browser = Browser::at_work().await;
    let queue = browser.get("/?alle=ja").await.text;
    let fields = ticks(&queue);
    let page = browser.post("/sager", &format!("goer=laest{fields}")).await;
    assert_eq!(page.location, "/");
    let said = browser.get("/").await.text;
    assert!(
        said.contains("er lukket som læst.")
            && said.contains("haster. Åbn den")
            && said.contains("vil kontaktes. Åbn den")
    );
    assert_eq!(browser.post("/sager", "goer=tag").await.location, "/");
    assert!(browser.get("/").await.text.contains("Der er ikke valgt nogen sager."));
}

#[tokio::test]
async fn nothing_is_erased_before_the_word_is_written() {
    let browser = Browser::at_work().await;
    let (number, _) = browser.first_case().await;
    let path = format!("/sag/{number}/slet");
    assert!(browser.get(&path).await.text.contains("1 svar vil blive slettet for altid"));
    for wrong in ["bekraeft=ja", "bekraeft="] {
        assert!(browser.post(&path, wrong).await.text.contains("Intet er slettet"));
    }
    assert_eq!(browser.get(&format!("/sag/{number}")).await.status, StatusCode::OK);
    assert_eq!(browser.post(&path, "bekraeft=+Slet+").await.location, "/");
    assert_eq!(browser.get(&format!("/sag/{number}")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn figures_are_written_only_after_they_were_looked_at() {
    let browser = Browser::at_work().await;
    assert_eq!(browser.post("/tal/fil", "periode=2026-Q3").await.location, "/tal");
    assert!(browser.post("/tal", "periode=i+morges").await.text.contains("kan ikke læses"));
    assert!(browser.post("/tal", "periode=2026-Q4").await.text.contains("Perioden er ikke slut endnu"));
    assert_eq!(browser.post("/tal/fil", "periode=2026-Q4").await.location, "/tal");
    assert_eq!(browser.post("/tal", "periode=2026-Q3").await.status, StatusCode::OK);
    let page = browser.post("/tal/fil", "periode=2026-Q3").await;
    assert!(page.text.contains("2026-q3.toml"), "{}", page.text);
    assert!(browser.web.settings.folder.join("tal/2026-q3.toml").exists());
}

#[tokio::test]
async fn packages_are_granted_packed_printed_and_handed_over() {
    let browser = Browser::at_work().await;
    let page = browser.get("/pakker").await.text;
    let granted = browser.post("/pakker", &format!("goer=bevilg{}", ticks(&page))).await;
    assert_eq!(granted.location, "/pakker");
    let page = browser.get("/pakker").await.text;
    assert!(page.contains("bevilget.") && page.contains("Skal pakkes"));
    let fields = ticks(&page);
    let list = browser
        .form("/pakker/print")
        .body(Body::from(format!("_ord={}&goer=pakkeliste&alligevel=ja{fields}", "07".repeat(32))));
    let response = browser.fetch(list.expect("a request")).await;
    let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert_eq!(header("content-type"), "application/pdf");
    assert!(header("content-disposition").starts_with("inline;") && header("cache-control") == "no-store");
    assert!(header("content-security-policy").contains("object-src 'self'"));
    let page = browser.post("/pakker/print", &format!("goer=etiketter&ark=63x38&foerste=99{fields}")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    browser.post("/pakker", &format!("goer=pak{fields}")).await;
    let page = browser.get("/pakker").await.text;
    assert!(page.contains("markeret som pakket.") && page.contains("Skal udleveres"));
    browser.post("/pakker", &format!("goer=udlever{}", ticks(&page))).await;
    assert!(browser.get("/pakker").await.text.contains("markeret som udleveret."));
    assert!(browser.get("/log").await.text.contains("Udskrev"));
}

#[tokio::test]
async fn nothing_is_cleared_away_before_somebody_says_yes() {
    let browser = Browser::at_work().await;
    let before = browser.get("/opbevaring").await.text;
    assert!(before.contains("Ja, slet "), "{before}");
    let refused = browser.post("/opbevaring", "").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("Intet er slettet."));
    assert_eq!(browser.post("/opbevaring", "ja=ja").await.location, "/opbevaring");
    assert!(!browser.get("/opbevaring").await.text.contains("Ja, slet "));
}

/// Ticks every box on a page.
fn ticks(page: &str) -> String {
    let boxes = page.split("name=\"sag\" value=\"").skip(1).filter_map(|rest| rest.split('"').next());
    boxes.map(|value| format!("&sag={value}")).collect()
}

#[tokio::test]
async fn the_program_can_be_ended() {
    let browser = Browser::at_work().await;
    let mut stopped = browser.web.stop.subscribe();
    let page = browser.post("/afslut", "").await;
    assert!(page.text.contains("Du kan lukke denne fane."));
    assert!(*stopped.borrow_and_update());
    assert_eq!(browser.get("/").await.status, StatusCode::LOCKED);
}
