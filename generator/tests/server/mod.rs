//! The local preview, started for a test and ended with it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A running `generator serve`.
pub(crate) struct Server {
    /// The program.
    pub(crate) child: Child,
    /// Where it answers.
    pub(crate) port: u16,
}

impl Server {
    /// Starts the preview of `content`; answers go to the folder `data`.
    pub(crate) fn start(content: &Path, data: &Path) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the project");
        let mut child = Command::new(env!("CARGO_BIN_EXE_generator"))
            .current_dir(root)
            .args(["serve", "--port", "0", "--today", "2026-11-21", "--content"])
            .arg(content)
            .arg("--data")
            .arg(data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
        let port =
            line.split("127.0.0.1:").nth(1).and_then(|rest| rest.split('/').next()).and_then(|port| port.parse().ok());
        Self { child, port: port.expect("the address is told") }
    }

    /// Returns the whole answer to a request for `path`.
    pub(crate) fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the server listens");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Waits for the news of a change, which the server sends when the site has been joined anew.
    pub(crate) fn wait_for_change(events: &mut impl BufRead) {
        let mut line = String::new();
        while !line.starts_with("data:") {
            line.clear();
            assert_ne!(events.read_line(&mut line).expect("a line"), 0, "the server closed the line");
        }
    }

    pub(crate) fn events(&self) -> BufReader<TcpStream> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the server listens");
        write!(stream, "GET /__serve/events HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
        let mut events = BufReader::new(stream);
        Self::wait_for_change(&mut events);
        events
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
