//! Which protocol a connection speaks: its first bytes tell (RFC 9113 section 3.4).

use tokio::time::Instant;

use super::http1::{IN_HEAD, Refusal, Requests};
use super::http2::{TooManyFrames, Traffic};

/// How an HTTP/2 connection begins.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// The protocol of a connection, and what was read of it.
#[derive(Debug)]
pub enum Protocol {
    /// So far, everything that was read belongs to the preface of HTTP/2: this many bytes.
    Unknown(usize),
    /// HTTP/1.1 or older.
    Http1(Requests),
    /// HTTP/2.
    Http2(Traffic),
}

/// Why the rest of what was read is not passed on.
#[derive(Debug, PartialEq, Eq)]
pub enum Stop {
    /// A request is refused.
    Refused(Refusal),
    /// HTTP/2 is refused.
    NoHttp2(Refusal),
    /// The connection ends.
    TooManyFrames,
}

impl Protocol {
    /// Looks at the next bytes from the client, however they are cut. `takes_http2` says whether HTTP/2 is allowed.
    ///
    /// # Errors
    /// [`Stop`]. Nothing may be looked at after it.
    pub fn received(&mut self, bytes: &[u8], takes_http2: bool) -> Result<(), Stop> {
        match self {
            Self::Http1(requests) => requests.inspect(bytes).map_err(Stop::Refused),
            Self::Http2(traffic) => traffic
                .received(bytes, Instant::now)
                .map_err(|TooManyFrames| Stop::TooManyFrames),
            Self::Unknown(seen) => {
                let (before, expected) = PREFACE.split_at(*seen);
                let alike = bytes.iter().zip(expected).take_while(|(one, two)| one == two).count();
                if alike == expected.len() {
                    // The last byte is refused, so that the library takes what it gets for HTTP/1.1.
                    let refusal = |last| Refusal {
                        at: last,
                        instead: IN_HEAD,
                    };
                    return match alike.checked_sub(1) {
                        Some(last) if !takes_http2 => Err(Stop::NoHttp2(refusal(last))),
                        _ => self.become_http2(bytes.split_at(alike).1),
                    };
                }
                if alike == bytes.len() {
                    *seen += alike;
                    return Ok(());
                }
                self.become_http1(before, bytes)
            }
        }
    }

    fn become_http1(&mut self, before: &[u8], bytes: &[u8]) -> Result<(), Stop> {
        let mut requests = Requests::new();
        let seen = requests.inspect(before).and_then(|()| requests.inspect(bytes));
        *self = Self::Http1(requests);
        seen.map_err(Stop::Refused)
    }

    fn become_http2(&mut self, frames: &[u8]) -> Result<(), Stop> {
        let mut traffic = Traffic::new(Instant::now());
        let seen = traffic.received(frames, Instant::now);
        *self = Self::Http2(traffic);
        seen.map_err(|TooManyFrames| Stop::TooManyFrames)
    }

    /// Looks at the next bytes to the client.
    pub fn sent(&mut self, bytes: &[u8]) {
        match self {
            Self::Http2(traffic) => traffic.sent(bytes),
            Self::Unknown(_) | Self::Http1(_) => {}
        }
    }
}
