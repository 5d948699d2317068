//! What is passed on to the web server, however the bytes come.

mod http1;
mod http2;
mod protocol;
mod stream;

use super::protocol::{Protocol, Stop};

/// What is passed on of these reads, and why not everything.
fn passed<'a>(pieces: impl IntoIterator<Item = &'a [u8]>, takes_http2: bool) -> (Vec<u8>, Option<Stop>) {
    let mut protocol = Protocol::Unknown(0);
    let mut passed = Vec::new();
    for piece in pieces {
        match protocol.received(piece, takes_http2) {
            Ok(()) => passed.extend_from_slice(piece),
            Err(stop) => {
                if let Stop::Refused(refusal) | Stop::NoHttp2(refusal) = &stop {
                    passed.extend_from_slice(&piece[..refusal.at]);
                    passed.extend_from_slice(refusal.instead);
                }
                return (passed, Some(stop));
            }
        }
    }
    (passed, None)
}

/// What is passed on of these bytes: the same in one read, in two at any place, and byte by byte.
fn passed_anyhow(bytes: &[u8], takes_http2: bool) -> String {
    let (whole, _) = passed([bytes], takes_http2);
    for at in 0..=bytes.len() {
        let (start, end) = bytes.split_at(at);
        assert_eq!(passed([start, end], takes_http2).0, whole, "cut at {at}");
    }
    assert_eq!(passed(bytes.chunks(1), takes_http2).0, whole, "byte by byte");
    String::from_utf8_lossy(&whole).into_owned()
}
