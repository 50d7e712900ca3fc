//! The real `bootstrap` under Lambda's emulator, with the environment of the template and the events an HTTP API sends it.
//!
//! The emulator only plays Lambda's runtime API; the program is started here, as Lambda starts it: in the folder that is deployed,
//! with the variables of `infra/template.yaml` and Lambda's own, and no others. What the emulator does not play: the function's
//! timeout, memory and concurrency.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use collector::store::{Store, client};
use collector_local::{DevelopmentKeys, Embedded, TABLE};
use generator::write::{Copies, sync};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::app::{ORIGIN, press, root, run};
use crate::calls::Caller;
use crate::line::{Fault, Line};
use crate::{Running, answers, free_port, installed, ministack, tested};

/// Longer than this no answer takes: the function's time is ten seconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// The function as Lambda runs it.
struct Function {
    port: u16,
    _folder: tempfile::TempDir,
    _program: Running,
    _emulator: Running,
}

impl Function {
    /// Starts the function with a table at this address.
    async fn start(endpoint: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let deployed = folder.path().join("task");
        write_bundle(&deployed);
        let program = deployed.join("bootstrap");
        fs::copy(tested("bootstrap"), &program).expect("copied");

        let port = free_port();
        let mut emulator = installed("cargo-lambda");
        emulator
            .args([
                "lambda",
                "watch",
                "--only-lambda-apis",
                "-A",
                "127.0.0.1",
                "-P",
                &port.to_string(),
                "--disable-cors",
            ])
            .current_dir(root().join("collector"));
        let emulator = Running(emulator.spawn().expect("it starts"));
        answers(port, Duration::from_secs(60)).await;

        let keys = DevelopmentKeys::open(folder.path()).expect("keys");
        let api = format!("http://127.0.0.1:{port}/.rt");
        let mut command = Command::new(program);
        command
            .current_dir(&deployed)
            .env_clear()
            .envs(of_template(&keys))
            .envs(of_lambda(&api, &deployed))
            // In the cloud the SDK knows by itself where the table is.
            .env("AWS_ENDPOINT_URL_DYNAMODB", endpoint)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let program = Running(command.spawn().expect("it starts"));
        Self { port, _folder: folder, _program: program, _emulator: emulator }
    }

    /// Hands the function an event from `tests/events`, and returns its answer.
    async fn invoke(&self, event: &str) -> Value {
        let path = root().join("tests/events").join(event).with_extension("json");
        let body = fs::read_to_string(path).expect("an event");
        let head = format!(
            "POST /2015-03-31/functions/_/invocations HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        );
        let mut line = TcpStream::connect(("127.0.0.1", self.port)).await.expect("the emulator listens");
        line.write_all(format!("{head}{body}").as_bytes()).await.expect("sent");
        let mut answer = String::new();
        let read = tokio::time::timeout(PATIENCE, line.read_to_string(&mut answer)).await;
        read.expect("answered in time").expect("answered");
        let start = answer.find('{').unwrap_or(answer.len());
        let end = answer.rfind('}').map_or(start, |end| end + 1);
        serde_json::from_str(answer.get(start..end).unwrap_or_default()).unwrap_or_else(|_| panic!("{event}: {answer}"))
    }

    /// Hands over an event, and holds the answer against its status, its kind, and words in it.
    async fn check(&self, event: &str, status: u16, kind: &str, words: &str) {
        let answer = self.invoke(event).await;
        assert_eq!(answer.get("statusCode").and_then(Value::as_u64), Some(u64::from(status)), "{event}: {answer}");
        assert_eq!(header(&answer, "content-type"), kind, "{event}");
        assert_eq!(header(&answer, "cache-control"), "no-store", "{event}");
        // The gateway would hand on base64 as it is, were this not said.
        assert_eq!(answer.get("isBase64Encoded").and_then(Value::as_bool), Some(false), "{event}");
        assert!(answer.get("cookies").is_none_or(|cookies| cookies.as_array().is_some_and(Vec::is_empty)), "{event}");
        let body = answer.get("body").and_then(Value::as_str).unwrap_or_default();
        assert!(body.contains(words), "{event}: {body}");
    }
}

fn header<'a>(answer: &'a Value, name: &str) -> &'a str {
    answer.get("headers").and_then(|headers| headers.get(name)?.as_str()).unwrap_or_default()
}

fn write_bundle(folder: &Path) {
    let paths: Vec<_> =
        press().paths(Copies::None).into_iter().filter(|(path, _)| path.starts_with("collector/")).collect();
    sync(folder, &paths, |path| press().file(path).ok()).expect("written");
}

/// Returns the function's variables as the template says them, with the parameters of somebody who deploys it.
fn of_template(keys: &DevelopmentKeys) -> Vec<(String, String)> {
    let public = |key: &age::x25519::Identity| key.to_public().to_string();
    let parameters = [
        ("Table", TABLE.to_owned()),
        ("StaffKeys", public(&keys.staff)),
        ("RecoveryKeys", public(&keys.recovery)),
        ("ContactKeys", public(&keys.contact)),
        ("DomainName", ORIGIN.trim_start_matches("https://").to_owned()),
    ];
    let given = |name: &str| {
        let found = parameters.iter().find(|(known, _)| *known == name);
        found.map_or_else(|| panic!("the template asks for {name}"), |(_, value)| value.clone())
    };
    let template = fs::read_to_string(root().join("infra/template.yaml")).expect("the template");
    let (_, function) = template.split_once("\n  Collector:\n").expect("the function");
    let (_, variables) = function.split_once("\n        Variables:\n").expect("its variables");
    let lines = variables.lines().map_while(|line| line.strip_prefix("          ")?.split_once(": "));
    let variables: Vec<_> = lines
        .map(|(name, value)| {
            let value = match (value.strip_prefix("!Ref "), value.strip_prefix("!Sub ")) {
                (Some(name), _) => given(name),
                (_, Some(text)) => text.replace("${DomainName}", &given("DomainName")),
                _ => value.to_owned(),
            };
            assert!(!value.contains(['!', '$']), "{name}: {value} is beyond this reader");
            (name.to_owned(), value)
        })
        .collect();
    assert!(variables.iter().all(|(name, _)| name.starts_with("COLLECTOR_")) && !variables.is_empty(), "{variables:?}");
    variables
}

/// Returns what Lambda itself puts into the environment of a function of one's own runtime (»Defined runtime environment variables«
/// in its guide); `LAMBDA_TASK_ROOT` is where it starts.
fn of_lambda(api: &str, folder: &Path) -> [(&'static str, String); 20] {
    [
        ("AWS_ACCESS_KEY_ID", "local"),
        ("AWS_DEFAULT_REGION", "eu-north-1"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
        ("AWS_LAMBDA_FUNCTION_NAME", "_"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
        ("AWS_LAMBDA_LOG_FORMAT", "JSON"),
        ("AWS_LAMBDA_LOG_GROUP_NAME", "/thousand-days/test/collector"),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "2026/11/22/[$LATEST]0a1b2c"),
        ("AWS_LAMBDA_RUNTIME_API", api),
        ("AWS_REGION", "eu-north-1"),
        ("AWS_SECRET_ACCESS_KEY", "local"),
        ("AWS_SESSION_TOKEN", "local"),
        ("LAMBDA_RUNTIME_DIR", "/var/runtime"),
        ("LAMBDA_TASK_ROOT", folder.to_str().expect("a plain name")),
        ("LANG", "en_US.UTF-8"),
        ("LD_LIBRARY_PATH", "/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib"),
        ("PATH", "/usr/local/bin:/usr/bin/:/bin:/opt/bin"),
        ("TZ", ":UTC"),
        ("_HANDLER", "bootstrap"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
}

const PAGE: &str = "text/html; charset=utf-8";
const DOCUMENT: &str = "application/json";
const PROBLEM: &str = "application/problem+json";

/// Puts the function through every kind of event, with a table that is empty before and after.
async fn check(function: &Function, store: &Store) {
    let stored = async || {
        let scan = store.client().scan().table_name(store.table()).send().await;
        scan.expect("readable").count()
    };
    function.check("health", 200, DOCUMENT, "ok").await;
    for same in ["form", "form-base64", "form-with-cookies"] {
        function.check(same, 200, PAGE, "0123-4567-89AB-CDEF-GHJK-MNPQ-RS").await;
    }
    function.check("form-other-answers", 409, PAGE, "brugt til andre svar").await;
    assert_eq!(stored().await, 1, "once");
    for same in ["json", "json-base64"] {
        function.check(same, 200, DOCUMENT, "\"status\":\"stored\"").await;
    }
    assert_eq!(stored().await, 2);

    function.check("form-without-consent", 422, PAGE, "<form").await;
    function.check("empty", 422, PAGE, "<form").await;
    function.check("binary", 400, PAGE, "<h1").await;
    function.check("unknown-address", 404, PAGE, "<h1").await;
    function.check("wrong-method", 405, PAGE, "<h1").await;
    function.check("wrong-method-json", 405, PROBLEM, "405").await;
    function.check("erase-no-receipt", 422, PAGE, "26 tegn").await;
    assert_eq!(header(&function.invoke("wrong-method").await, "allow"), "POST");
    assert_eq!(stored().await, 2, "none of them stored or erased anything");

    function.check("erase", 200, PAGE, "ikke mere at slette").await;
    assert_eq!(stored().await, 1);
    function.check("erase-json", 200, DOCUMENT, "\"status\":\"erased\"").await;
    function.check("erase", 200, PAGE, "ikke mere at slette").await;
    assert_eq!(stored().await, 0);
}

#[test]
fn the_function_answers_every_event_as_the_service_does() {
    run(async {
        let table = Embedded::in_memory().expect("a table");
        let store = table.store().await.expect("made");
        let line = Line::to(&table.endpoint(), Caller::Collector).await;
        let function = Function::start(&line.endpoint).await;
        check(&function, &store).await;
        // A table that says no, and one that says nothing at all: an honest answer, within the function's time.
        for fault in [Fault::Broken, Fault::Silence] {
            line.plan(&[fault; 6]);
            function.check("form", 507, PAGE, "ikke modtaget").await;
        }
        line.plan(&[]);
        function.check("form", 200, PAGE, "0123-4567-89AB-CDEF-GHJK-MNPQ-RS").await;
    });
}

#[test]
fn the_function_works_with_a_table_that_others_have_written() {
    run(async {
        let (endpoint, _running) = ministack::serve().await;
        let store = Store::new(client::local(&endpoint, client::Patience::Service).await, TABLE);
        store.create_table().await.expect("made");
        check(&Function::start(&endpoint).await, &store).await;
    });
}
