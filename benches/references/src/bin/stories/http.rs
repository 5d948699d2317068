//! A minimal HTTP/1.1 client, which uses little CPU time. It reconnects when the server has closed the connection.

use references::Failure;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A keep-alive connection to one server.
pub struct Connection {
    address: String,
    stream: Option<TcpStream>,
    unread: Vec<u8>,
}

/// The parsed head of a response.
struct Head {
    status: u16,
    length: Option<usize>,
    is_chunked: bool,
    closes: bool,
}

impl Connection {
    /// A connection that opens with the first request.
    pub fn new(address: String) -> Self {
        Self {
            address,
            stream: None,
            unread: Vec::new(),
        }
    }

    /// Sends a request and returns the body of the response. A status other than 200 is an error.
    pub async fn ask(&mut self, request: &str) -> Result<Vec<u8>, Failure> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => self.connect().await?,
        };
        stream.write_all(request.as_bytes()).await?;
        let end = self.read_until(&mut stream, b"\r\n\r\n").await?;
        let head = Head::parse(&self.take(end))?;
        let body = match (head.is_chunked, head.length) {
            (true, _) => self.read_chunks(&mut stream).await?,
            (false, Some(length)) => self.read(&mut stream, length).await?,
            (false, None) => return Err("an answer does not say how long it is".into()),
        };
        if head.status != 200 {
            let text = String::from_utf8_lossy(&body);
            return Err(format!("an answer is {}: {text}", head.status).into());
        }
        if !head.closes {
            self.stream = Some(stream);
        }
        Ok(body)
    }

    async fn connect(&mut self) -> Result<TcpStream, Failure> {
        self.unread.clear();
        let stream = TcpStream::connect(&self.address).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }

    async fn read_chunks(&mut self, stream: &mut TcpStream) -> Result<Vec<u8>, Failure> {
        let mut body = Vec::new();
        loop {
            let end = self.read_until(stream, b"\r\n").await?;
            let line = String::from_utf8(self.take(end))?;
            let size = usize::from_str_radix(line.split(';').next().unwrap_or_default().trim(), 16)?;
            let mut chunk = self.read(stream, size + 2).await?;
            if size == 0 {
                return Ok(body);
            }
            chunk.truncate(size);
            body.append(&mut chunk);
        }
    }

    /// Reads until these bytes are there, and returns the position after them.
    async fn read_until(&mut self, stream: &mut TcpStream, end: &[u8]) -> Result<usize, Failure> {
        loop {
            if let Some(place) = self.unread.windows(end.len()).position(|window| window == end) {
                return Ok(place + end.len());
            }
            self.read_some(stream).await?;
        }
    }

    async fn read(&mut self, stream: &mut TcpStream, length: usize) -> Result<Vec<u8>, Failure> {
        while self.unread.len() < length {
            self.read_some(stream).await?;
        }
        Ok(self.take(length))
    }

    async fn read_some(&mut self, stream: &mut TcpStream) -> Result<(), Failure> {
        match stream.read_buf(&mut self.unread).await? {
            0 => Err("the server closed the connection before it had answered".into()),
            _ => Ok(()),
        }
    }

    fn take(&mut self, length: usize) -> Vec<u8> {
        self.unread.drain(..length).collect()
    }
}

impl Head {
    fn parse(bytes: &[u8]) -> Result<Self, Failure> {
        let text = std::str::from_utf8(bytes)?.to_ascii_lowercase();
        let mut lines = text.split("\r\n");
        let first = lines.next().unwrap_or_default();
        let status = first.split(' ').nth(1).ok_or("an answer has no status")?.parse()?;
        let mut head = Self {
            status,
            length: None,
            is_chunked: false,
            closes: first.starts_with("http/1.0"),
        };
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            match (name, value.trim()) {
                ("content-length", length) => head.length = Some(length.parse()?),
                ("transfer-encoding", "chunked") => head.is_chunked = true,
                ("connection", "close") => head.closes = true,
                _ => {}
            }
        }
        Ok(head)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_head() -> Result<(), Failure> {
        let head = Head::parse(b"HTTP/1.1 404 Not Found\r\nContent-Length: 12\r\nConnection: Close\r\n\r\n")?;
        assert_eq!(
            (head.status, head.length, head.is_chunked, head.closes),
            (404, Some(12), false, true)
        );
        assert!(Head::parse(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?.is_chunked);
        Ok(())
    }
}
