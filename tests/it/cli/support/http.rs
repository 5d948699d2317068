//! HTTP/1.1, as little of it as the tests need.

use std::error::Error;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

use super::DEADLINE;

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its body; null when it is not JSON.
    pub body: Value,
}

/// A connection that is kept open.
pub struct Connection(BufReader<TcpStream>);

impl Connection {
    /// Connects.
    pub fn open(address: SocketAddr) -> Result<Self, Box<dyn Error>> {
        let stream = TcpStream::connect_timeout(&address, DEADLINE)?;
        stream.set_read_timeout(Some(DEADLINE))?;
        Ok(Self(BufReader::new(stream)))
    }

    /// Sends bytes of a request.
    pub fn write(&mut self, bytes: &str) -> Result<(), Box<dyn Error>> {
        Ok(self.0.get_mut().write_all(bytes.as_bytes())?)
    }

    /// Reads one answer with a Content-Length.
    pub fn read(&mut self) -> Result<Answer, Box<dyn Error>> {
        let status = self.line()?.split(' ').nth(1).ok_or("no status")?.parse()?;
        let mut length = 0;
        loop {
            let line = self.line()?.to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse()?;
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body)?;
        Ok(Answer {
            status,
            body: serde_json::from_slice(&body).unwrap_or_default(),
        })
    }

    /// Whether the server closes the connection.
    pub fn is_closed(&mut self) -> Result<bool, Box<dyn Error>> {
        match self.0.fill_buf() {
            Ok(read) => Ok(read.is_empty()),
            // A server that ends before it has accepted a connection resets it.
            Err(error) if error.kind() == ErrorKind::ConnectionReset => Ok(true),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether nothing comes for a moment.
    pub fn is_silent(&mut self) -> Result<bool, Box<dyn Error>> {
        self.0.get_ref().set_read_timeout(Some(Duration::from_millis(300)))?;
        let read = self.0.fill_buf().map(<[u8]>::len);
        self.0.get_ref().set_read_timeout(Some(DEADLINE))?;
        match read {
            Ok(_) => Ok(false),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => Ok(true),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether the server ends the connection, in whatever way.
    pub fn is_gone(&mut self) -> bool {
        match self.0.fill_buf() {
            Ok(bytes) => bytes.is_empty(),
            Err(error) => matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe),
        }
    }

    fn line(&mut self) -> Result<String, Box<dyn Error>> {
        let mut line = String::new();
        self.0.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }
}

/// The head of a POST of this many bytes of JSON.
fn head(path: &str, length: usize) -> String {
    format!("POST {path} HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n")
}

/// A whole POST.
pub fn post(path: &str, body: &str) -> String {
    head(path, body.len()) + body
}

/// Sends a request on a connection of its own; `token` goes into the Authorization header.
pub fn send(address: SocketAddr, request: &str, token: Option<&str>) -> Result<Answer, Box<dyn Error>> {
    let authorization = token
        .map(|token| format!("\r\nAuthorization: Bearer {token}"))
        .unwrap_or_default();
    let request = request.replacen("\r\nHost: test", &format!("\r\nHost: test{authorization}"), 1);
    let mut connection = Connection::open(address)?;
    connection.write(&request)?;
    connection.read()
}
