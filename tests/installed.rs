//! Tests with programs that `tests/all` installs or builds: a second, independent DynamoDB, Lambda's emulator, Node, Hunspell,
//! readers of what staff export, and the staff's own program.

#[expect(dead_code, reason = "other tests use the rest")]
mod app;
mod calendar;
mod calls;
mod casework;
mod commands;
mod exports;
mod lambda;
#[expect(dead_code, reason = "other tests use the rest")]
mod line;
mod ministack;
mod spelling;
mod store;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A program that is ended when the test is.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Returns the command for an installed program.
fn installed(name: &str) -> Command {
    let path: PathBuf = app::root().join("target/python/bin").join(name);
    assert!(path.exists(), "{} is missing; tests/all installs it", path.display());
    let mut command = Command::new(path);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Returns where a program of ours lies: beside these tests. Cargo builds it anew for all tests of the workspace, not for these alone.
fn tested(name: &str) -> PathBuf {
    let here = std::env::current_exe().expect("a test is a program");
    let folder = here.parent().and_then(Path::parent).expect("tests lie in a folder of the build");
    let path = folder.join(name);
    assert!(path.exists(), "{} is missing; `cargo test --workspace` builds it", path.display());
    path
}

/// Returns a port that was free a moment ago, for a program that cannot choose one itself.
fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// Waits until somebody answers on the port.
async fn answers(port: u16, patience: std::time::Duration) {
    let tried = async {
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(patience, tried).await.expect("the program answers in time");
}
