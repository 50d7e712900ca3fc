//! A stretch of line to the table: what is asked is written down, and things go wrong as planned.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::calls::{Caller, write_down};

/// What happens to one request on its way to the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing.
    None,
    /// The table says that it is asked too often.
    Throttled,
    /// The table says that something is wrong with it.
    Broken,
    /// The item is written, and the reply is lost.
    ReplyLost,
    /// The line is cut before the table hears anything.
    Cut,
    /// Nobody ever says anything.
    Silence,
}

/// When the plan ends, all is well.
pub(crate) struct Line {
    pub(crate) endpoint: String,
    plan: Arc<Mutex<VecDeque<Fault>>>,
}

impl Line {
    /// Opens a line to the table at this address, for a program that has this role in the cloud.
    pub(crate) async fn to(table: &str, who: Caller) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        let plan: Arc<Mutex<VecDeque<Fault>>> = Arc::default();
        let (table, shared) = (table.trim_start_matches("http://").to_owned(), Arc::clone(&plan));
        tokio::spawn(async move {
            while let Ok((caller, _)) = listener.accept().await {
                let (table, plan) = (table.clone(), Arc::clone(&shared));
                tokio::spawn(async move {
                    let _ = carry(caller, &table, who, &plan).await;
                });
            }
        });
        Self { endpoint, plan }
    }

    pub(crate) fn plan(&self, faults: &[Fault]) {
        *self.plan.lock().unwrap_or_else(PoisonError::into_inner) = faults.iter().copied().collect();
    }
}

/// Carries one request after the other, as long as the caller keeps the line.
async fn carry(mut caller: TcpStream, table: &str, who: Caller, plan: &Mutex<VecDeque<Fault>>) -> std::io::Result<()> {
    while let Some(request) = message(&mut caller).await? {
        write_down(who, &request);
        let fault = plan.lock().unwrap_or_else(PoisonError::into_inner).pop_front().unwrap_or(Fault::None);
        match fault {
            Fault::Cut => return Ok(()),
            Fault::Silence => {
                tokio::time::sleep(Duration::from_secs(60)).await;
                return Ok(());
            }
            Fault::Throttled => refuse(&mut caller, 400, "ProvisionedThroughputExceededException").await?,
            Fault::Broken => refuse(&mut caller, 500, "InternalServerError").await?,
            Fault::None | Fault::ReplyLost => {
                let mut line = TcpStream::connect(table).await?;
                line.write_all(&request).await?;
                let reply = message(&mut line).await?.unwrap_or_default();
                if fault == Fault::ReplyLost {
                    return Ok(());
                }
                caller.write_all(&reply).await?;
            }
        }
    }
    Ok(())
}

async fn refuse(caller: &mut TcpStream, status: u16, code: &str) -> std::io::Result<()> {
    let body = format!("{{\"__type\":\"com.amazonaws.dynamodb.v20120810#{code}\",\"message\":\"no\"}}");
    let head = format!(
        "HTTP/1.1 {status} No\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    caller.write_all(format!("{head}{body}").as_bytes()).await
}

/// Reads one HTTP message whole: its head, and as much after it as the head says.
async fn message(line: &mut TcpStream) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    loop {
        let mut part = [0; 4096];
        let read = line.read(&mut part).await?;
        if read == 0 {
            return Ok(None);
        }
        bytes.extend_from_slice(part.get(..read).unwrap_or_default());
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).to_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
        if bytes.len() >= end + 4 + length.unwrap_or(0) {
            return Ok(Some(bytes));
        }
    }
}
