//! A server over HTTP/1.1 that keeps what it was sent.

use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use super::DEADLINE;

/// A request, with its header names in lower case.
#[derive(Debug)]
pub struct Sent {
    /// The method and the target.
    pub line: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Sent {
    /// The values of a header.
    pub fn header(&self, name: &str) -> Vec<&str> {
        let named = self.headers.iter().filter(|(known, _)| known == name);
        named.map(|(_, value)| value.as_str()).collect()
    }
}

/// See the module. It goes on until the test process ends.
pub struct HttpServer {
    pub address: SocketAddr,
    sent: Receiver<Sent>,
}

impl HttpServer {
    /// One that answers every request with this status and body; without, it never answers.
    pub fn start(answer: Option<(u16, &'static str)>) -> Result<Self, Box<dyn Error>> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let (sender, sent) = channel();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let sender = sender.clone();
                thread::spawn(move || serve(stream, answer, &sender));
            }
        });
        Ok(Self { address, sent })
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits for a request.
    pub fn next(&self) -> Result<Sent, Box<dyn Error>> {
        Ok(self.sent.recv_timeout(DEADLINE)?)
    }

    /// What it was sent since the last time.
    pub fn take(&self) -> Vec<Sent> {
        self.sent.try_iter().collect()
    }
}

fn serve(stream: TcpStream, answer: Option<(u16, &str)>, sender: &Sender<Sent>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let sent = read(&mut stream)?;
        sender.send(sent).ok()?;
        match answer {
            Some((status, body)) => {
                let head = format!("HTTP/1.1 {status} \r\nContent-Length: {}\r\n\r\n", body.len());
                stream.get_mut().write_all((head + body).as_bytes()).ok()?;
            }
            None => loop {
                thread::park();
            },
        }
    }
}

fn read(stream: &mut BufReader<TcpStream>) -> Option<Sent> {
    let line = read_line(stream)?;
    let mut headers = Vec::new();
    let mut length = 0;
    loop {
        let line = read_line(stream)?;
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        let (name, value) = (name.to_ascii_lowercase(), value.trim().to_owned());
        if name == "content-length" {
            length = value.parse().ok()?;
        }
        headers.push((name, value));
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    let line = line.trim_end_matches(" HTTP/1.1").to_owned();
    Some(Sent { line, headers, body })
}

fn read_line(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    (stream.read_line(&mut line).ok()? > 0).then(|| line.trim_end().to_owned())
}
