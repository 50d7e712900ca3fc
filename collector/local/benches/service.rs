//! What the service costs: before the table, with the durable table, and on Lambda's runtime interface.
//!
//! ```text
//! cargo site build && cargo build --profile lambda -p collector --bin bootstrap
//! cargo bench -p collector-local
//! ```
//!
//! Times are by the clock of a shared machine: compare the figures of one run with each other. CPU times are the kernel's.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a bench tells what it saw, and stops where it cannot")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use collector::catalogue::Catalogue;
use collector::config;
use collector::guard::Origin;
use collector::http::{Service, router};
use collector::store::Store;
use collector_local::{DevelopmentKeys, Embedded, TABLE};
use jiff::Timestamp;

const LONG: Duration = Duration::from_secs(4);

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let bundle = root.join("dist/collector");
    assert!(bundle.is_dir(), "build the site first: cargo site build");
    let data = tempfile::tempdir().unwrap();
    let keys = DevelopmentKeys::open(data.path()).unwrap();
    let table = Embedded::open(data.path()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let store = runtime.block_on(table.store()).unwrap();
    drop(runtime);
    let address = serve(&bundle, &keys, &store);

    println!("before the table (loopback, 2 senders):");
    for (what, kind, body) in [
        ("refused, as a document", "application/json", "_version=1&fremmed=1"),
        ("to be looked over, as a document", "application/json", "_version=1&_samtykke=gem-svar:1"),
        ("refused, as a page", "text/html", "_version=1&fremmed=1"),
        ("to be looked over, as a page", "text/html", "_version=1&_samtykke=gem-svar:1"),
    ] {
        let seen = load(address, 2, |_| (kind, body.to_owned()));
        println!("  {what:<34} {seen}");
    }
    println!("sealed and stored, durable table (32 senders):");
    let next = AtomicU64::new(1);
    let seen = load(address, 32, |_| {
        let receipt = next.fetch_add(1, Ordering::Relaxed);
        ("application/json", format!("_version=1&_samtykke=gem-svar:1&kommune=Aarhus&_kvittering={receipt:026}"))
    });
    println!("  {:<34} {seen}", "submissions");
    lambda(&root.join("target/lambda/bootstrap"), &bundle, &keys, &table);
}

/// Runs the service on two threads, as one machine would.
fn serve(bundle: &Path, keys: &DevelopmentKeys, store: &Store) -> SocketAddr {
    let service = Service {
        catalogue: Catalogue::read(bundle).unwrap(),
        keys: keys.public(),
        store: store.clone(),
        origin: Origin::SameAsHost,
        now: Timestamp::now,
    };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, router(Arc::new(service))).await.unwrap();
        });
    });
    address
}

/// Sends from `senders` lines for a while, and tells how many a second were answered and how long they waited.
fn load(address: SocketAddr, senders: usize, body: impl Fn(usize) -> (&'static str, String) + Sync) -> String {
    let started = Instant::now();
    let mut waits: Vec<Duration> = std::thread::scope(|scope| {
        let sender = |number: usize| {
            let body = &body;
            scope.spawn(move || {
                let mut line = BufReader::new(TcpStream::connect(address).unwrap());
                line.get_ref().set_nodelay(true).unwrap();
                let mut waits = Vec::new();
                while started.elapsed() < LONG {
                    let (accept, body) = body(number);
                    let request = format!(
                        "POST /api/formularer/start HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nAccept: {accept}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
                        body.len()
                    );
                    let asked = Instant::now();
                    line.get_mut().write_all(request.as_bytes()).unwrap();
                    let status = answer(&mut line);
                    assert!(status == 200 || status == 422, "{status}");
                    waits.push(asked.elapsed());
                }
                waits
            })
        };
        let senders: Vec<_> = (0..senders).map(sender).collect();
        senders.into_iter().flat_map(|sender| sender.join().unwrap()).collect()
    });
    waits.sort();
    let at = |share: usize| waits.get(waits.len() * share / 100).copied().unwrap_or_default().as_secs_f64() * 1000.0;
    let rate = waits.len() as f64 / started.elapsed().as_secs_f64();
    format!("{rate:>8.0} a second   p50 {:>7.2} ms   p99 {:>7.2} ms", at(50), at(99))
}

/// Reads one answer whole, and returns its status.
fn answer(line: &mut BufReader<TcpStream>) -> u16 {
    let (mut head, mut length, mut status) = (String::new(), 0, 0);
    loop {
        head.clear();
        line.read_line(&mut head).unwrap();
        if let Some(rest) = head.strip_prefix("HTTP/1.1 ") {
            status = rest.get(..3).unwrap().parse().unwrap();
        } else if let Some(rest) = head.to_lowercase().strip_prefix("content-length:") {
            length = rest.trim().parse().unwrap();
        } else if head.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    line.read_exact(&mut body).unwrap();
    status
}

/// A program that is ended with the bench.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Plays Lambda: hands the real function one event after the other, and looks at what each cost.
fn lambda(bootstrap: &Path, bundle: &Path, keys: &DevelopmentKeys, table: &Embedded) {
    let Ok(binary) = std::fs::metadata(bootstrap) else {
        println!("{} is not built: cargo build --profile lambda -p collector --bin bootstrap", bootstrap.display());
        return;
    };
    let runtime = TcpListener::bind("127.0.0.1:0").unwrap();
    let started = Instant::now();
    let child = Command::new(bootstrap)
        .env_clear()
        .env("AWS_LAMBDA_RUNTIME_API", runtime.local_addr().unwrap().to_string())
        .env("AWS_LAMBDA_FUNCTION_NAME", "bootstrap")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
        .env(config::TABLE, TABLE)
        .env(config::STAFF_KEYS, keys.staff.to_public().to_string())
        .env(config::RECOVERY_KEYS, keys.recovery.to_public().to_string())
        .env(config::CONTACT_KEYS, keys.contact.to_public().to_string())
        .env(config::ORIGIN, "https://1000dage.dk")
        .env(config::BUNDLE, bundle)
        .env("AWS_ENDPOINT_URL_DYNAMODB", table.endpoint())
        .env("AWS_REGION", "eu-north-1")
        .env("AWS_ACCESS_KEY_ID", "local")
        .env("AWS_SECRET_ACCESS_KEY", "local")
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let running = Running(child);
    let tasks = PathBuf::from(format!("/proc/{}/task", running.0.id()));
    let mut line = BufReader::new(runtime.accept().unwrap().0);
    let asks = |line: &mut BufReader<TcpStream>| {
        let (mut head, mut first, mut length) = (String::new(), String::new(), 0);
        loop {
            head.clear();
            line.read_line(&mut head).unwrap();
            if first.is_empty() {
                first.clone_from(&head);
            }
            if let Some(rest) = head.to_lowercase().strip_prefix("content-length:") {
                length = rest.trim().parse().unwrap();
            }
            if head.trim().is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        line.read_exact(&mut body).unwrap();
        (first, body)
    };
    let (first, _) = asks(&mut line);
    assert!(first.contains("/invocation/next"), "{first}");
    let (init, init_clock) = (cpu(&tasks), started.elapsed());
    let give = |line: &mut BufReader<TcpStream>, receipt: usize| {
        let event = event(&format!("_version=1&_samtykke=gem-svar:1&kommune=Aarhus&_kvittering=1{receipt:025}"));
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLambda-Runtime-Aws-Request-Id: {receipt}\r\nLambda-Runtime-Deadline-Ms: 9999999999999\r\nLambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-north-1:1:function:f\r\nLambda-Runtime-Trace-Id: Root=1-1-1\r\nContent-Length: {}\r\n\r\n{event}",
            event.len()
        );
        let given = Instant::now();
        line.get_mut().write_all(head.as_bytes()).unwrap();
        let (_, body) = asks(line);
        let took = given.elapsed();
        let text = String::from_utf8(body).unwrap();
        assert!(text.contains("\"statusCode\":200"), "{text}");
        line.get_mut().write_all(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n").unwrap();
        asks(line);
        took
    };
    let first = give(&mut line, 0);
    const WARM: usize = 1000;
    for number in 1..=20 {
        give(&mut line, number);
    }
    let before = cpu(&tasks);
    let mut waits: Vec<_> = (21..21 + WARM).map(|number| give(&mut line, number)).collect();
    let warm = (cpu(&tasks) - before).as_secs_f64() * 1000.0 / WARM as f64;
    waits.sort();
    let status = std::fs::read_to_string(format!("/proc/{}/status", running.0.id())).unwrap();
    let memory = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
    };
    let milliseconds = |duration: Duration| duration.as_secs_f64() * 1000.0;
    println!("on Lambda's runtime interface:");
    println!("  binary                             {:>8.2} MB", binary.len() as f64 / 1e6);
    println!(
        "  init                               {:>8.2} ms CPU, {:.2} ms by the clock",
        milliseconds(init),
        milliseconds(init_clock)
    );
    println!("  first answer, with a write         {:>8.2} ms by the clock", milliseconds(first));
    println!(
        "  warm, sealed and stored            {warm:>8.2} ms CPU, {:.2} ms by the clock (p50)",
        milliseconds(*waits.get(WARM / 2).unwrap())
    );
    println!(
        "  resident                           {:>8.1} MB now, {:.1} MB at most",
        memory("VmRSS:"),
        memory("VmHWM:")
    );
}

/// Returns the CPU time of all threads of a program, to the nanosecond.
fn cpu(tasks: &Path) -> Duration {
    let spent = std::fs::read_dir(tasks).unwrap().filter_map(|task| {
        let text = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(spent.sum())
}

/// Returns an event of an HTTP API, format 2.0.
fn event(body: &str) -> String {
    format!(
        r#"{{"version":"2.0","routeKey":"$default","rawPath":"/api/formularer/start","rawQueryString":"","headers":{{"accept":"text/html","content-type":"application/x-www-form-urlencoded","host":"abc.execute-api.eu-north-1.amazonaws.com","origin":"https://1000dage.dk"}},"requestContext":{{"accountId":"1","apiId":"abc","domainName":"abc","domainPrefix":"abc","http":{{"method":"POST","path":"/api/formularer/start","protocol":"HTTP/1.1","sourceIp":"203.0.113.9","userAgent":"x"}},"requestId":"x","routeKey":"$default","stage":"$default","time":"22/Nov/2026:09:00:00 +0000","timeEpoch":1795338000000}},"body":"{body}","isBase64Encoded":false}}"#
    )
}
