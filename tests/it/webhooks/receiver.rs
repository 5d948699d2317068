//! A receiver that can be killed, slow, or of another opinion.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

/// How it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mode {
    /// With this status.
    Status(u16),
    /// With a redirect to this URL.
    Redirect(String),
    /// Not at all, but the connection ends.
    HangUp,
    /// Not before the mode is another one.
    Wait,
    /// Not before the mode is another one, if the message is about this account; with 204 otherwise.
    WaitFor(String),
}

/// A message that has arrived.
#[derive(Debug, Clone)]
pub struct Received {
    /// The names of its headers, in small letters, with their values.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub text: String,
}

impl Received {
    /// A header that must be there.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(one, _)| one == name);
        found.map_or_else(|| panic!("no {name} in {self:?}"), |(_, value)| value)
    }

    /// The body, which must be JSON.
    pub fn body(&self) -> Value {
        serde_json::from_str(&self.text).expect("JSON")
    }

    /// The account that it is about.
    pub fn account(&self) -> String {
        self.body()["data"]["account"].as_str().unwrap_or("nobody").to_owned()
    }
}

type Log = Arc<Mutex<Vec<Received>>>;

/// A receiver. It keeps what arrives, whatever it answers.
pub struct Receiver {
    address: SocketAddr,
    mode: watch::Sender<Mode>,
    received: Log,
    task: Option<JoinHandle<()>>,
}

impl Receiver {
    /// One that takes everything.
    pub async fn start() -> Self {
        let mut receiver = Self {
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            mode: watch::channel(Mode::Status(204)).0,
            received: Log::default(),
            task: None,
        };
        receiver.come_back().await;
        receiver
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// Changes how it answers.
    pub fn answer(&self, mode: Mode) {
        self.mode.send_replace(mode);
    }

    /// Ends it with all its connections. Nobody listens any more.
    pub async fn kill(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
            drop(task.await);
        }
    }

    /// Starts it again, where it was.
    pub async fn come_back(&mut self) {
        let listener = TcpListener::bind(self.address).await.expect("a free port");
        self.address = listener.local_addr().expect("an address");
        self.task = Some(tokio::spawn(serve(listener, self.mode.clone(), self.received.clone())));
    }

    /// What has arrived.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().expect("no panic").clone()
    }

    /// The ids of the messages that have arrived.
    pub fn ids(&self) -> Vec<String> {
        let received = self.received();
        received.iter().map(|one| one.header("webhook-id").to_owned()).collect()
    }

    /// Waits until so many have arrived.
    pub async fn wait_for(&self, count: usize) {
        while self.received().len() < count {
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
    }
}

async fn serve(listener: TcpListener, mode: watch::Sender<Mode>, log: Log) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let (mode, log) = (mode.subscribe(), log.clone());
        connections.spawn(async move {
            // A client that goes away ends its own connection only.
            let _ = answer(stream, mode, log).await;
        });
    }
}

async fn answer(mut stream: TcpStream, mut mode: watch::Receiver<Mode>, log: Log) -> std::io::Result<()> {
    while let Some(received) = read(&mut stream).await? {
        let account = received.account();
        log.lock().expect("no panic").push(received);
        let waits = |mode: &Mode| *mode == Mode::Wait || *mode == Mode::WaitFor(account.clone());
        let now = mode.wait_for(|mode| !waits(mode)).await.map(|mode| mode.clone());
        let head = match now {
            Ok(Mode::HangUp) | Err(_) => return Ok(()),
            Ok(Mode::Status(status)) => format!("HTTP/1.1 {status} Status\r\n"),
            Ok(Mode::Redirect(to)) => format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\n"),
            Ok(Mode::Wait | Mode::WaitFor(_)) => "HTTP/1.1 204 No Content\r\n".to_owned(),
        };
        // A 204 has no body.
        let rest = if head.contains(" 204 ") {
            "\r\n"
        } else {
            "content-length: 2\r\n\r\nno"
        };
        stream.write_all((head + rest).as_bytes()).await?;
    }
    Ok(())
}

async fn read(stream: &mut TcpStream) -> std::io::Result<Option<Received>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            // The beginning of TLS, which it does not speak.
            Ok(0x16) if head.is_empty() => {
                stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await?;
                return Ok(None);
            }
            Ok(byte) => head.push(byte),
            Err(_) => return Ok(None),
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let headers: Vec<(String, String)> = head
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    let text = String::from_utf8_lossy(&body).into_owned();
    Ok(Some(Received { headers, text }))
}
