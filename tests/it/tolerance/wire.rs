//! A server on a port of its own, and requests to it byte by byte.

use std::net::SocketAddr;

use poem::Server;
use poem::listener::{Acceptor, Listener, TcpListener};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use crate::support::login::Login;
use crate::support::{DEMO_KEY, TestApp};

/// The server of an application. It ends with this value.
pub struct Wire {
    address: SocketAddr,
    server: JoinHandle<std::io::Result<()>>,
}

impl Wire {
    pub async fn to(app: &TestApp) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0")
            .into_acceptor()
            .await
            .expect("a free port");
        let address = listener.local_addr().remove(0);
        let endpoint = app.app.endpoint().expect("a site");
        Self {
            address: *address.as_socket_addr().expect("a port"),
            server: tokio::spawn(Server::new_with_acceptor(listener).run(endpoint)),
        }
    }

    /// Sends a request, which asks for the connection to be closed, and reads to its end.
    pub async fn send(&self, request: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(self.address).await.expect("the server listens");
        stream.write_all(request).await.expect("the server reads");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.expect("the server answers");
        Reply::parse(&bytes)
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// The bytes that came back.
#[derive(Debug, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    /// The lines of the head, without those that differ from run to run.
    pub head: Vec<String>,
    pub body: String,
}

impl Reply {
    fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8(bytes.to_vec()).expect("an answer in UTF-8");
        let (head, body) = text.split_once("\r\n\r\n").expect("a head");
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
        let volatile = ["date: ", "x-request-id: ", "content-length: "];
        Self {
            status: status.expect("a status"),
            head: lines
                .filter(|line| !volatile.iter().any(|one| line.starts_with(one)))
                .map(str::to_owned)
                .collect(),
            body: body.to_owned(),
        }
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head
            .iter()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Without the token of a login, which is never the same twice.
    #[track_caller]
    pub fn without_token(mut self, login: &Login) -> Self {
        if let Some(token) = self.json().pointer(login.token).and_then(Value::as_str) {
            self.body = self.body.replace(token, "TOKEN");
        }
        self
    }
}

/// A request that is not sent yet.
#[derive(Clone)]
pub struct Message {
    pub method: &'static str,
    pub target: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Message {
    /// A login with the body that the contract's page shows, and the key that `management` wants even here.
    pub fn login(login: &Login) -> Self {
        let body = login.body(login.name_of(login.anybody()), login.anybody().password);
        Self::new("POST", login.path)
            .header("X-API-KEY", DEMO_KEY)
            .json(&body.to_string())
    }

    pub fn new(method: &'static str, target: &str) -> Self {
        Self {
            method,
            target: target.to_owned(),
            headers: vec![
                ("Host", "login.example.com".to_owned()),
                ("Connection", "close".to_owned()),
            ],
            body: Vec::new(),
        }
    }

    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(header, _)| *header != name);
        self
    }

    pub fn to(mut self, target: &str) -> Self {
        self.target = target.to_owned();
        self
    }

    /// With this body instead, of this type.
    pub fn with(self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let mut typed = self.without("Content-Type").header("Content-Type", content_type);
        typed.body = body.into();
        typed
    }

    pub fn json(self, body: &str) -> Self {
        self.with("application/json", body)
    }

    /// Its bytes in HTTP/1.1.
    pub fn bytes(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.target);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("Content-Length: {}\r\n\r\n", self.body.len()));
        [head.as_bytes(), &self.body].concat()
    }
}
