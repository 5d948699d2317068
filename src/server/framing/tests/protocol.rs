//! Which protocol it is.

use super::super::http1::Refusal;
use super::super::protocol::Stop;
use super::{passed, passed_anyhow};

const PREFACE: &str = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// SETTINGS with nothing in it.
const SETTINGS: &str = "\0\0\0\x04\0\0\0\0\0";

#[test]
fn http_2_is_passed_on_where_it_is_allowed() {
    // Nothing in frames is a line.
    let bytes = format!("{PREFACE}{SETTINGS}\0\0\x02\x06\0\0\0\0\0\n\n");
    assert_eq!(passed_anyhow(bytes.as_bytes(), true), bytes);
}

#[test]
fn http_2_is_refused_elsewhere_at_the_end_of_its_preface() {
    let bytes = format!("{PREFACE}{SETTINGS}");
    let start = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r";
    assert_eq!(passed_anyhow(bytes.as_bytes(), false), format!("{start}\0\r\n\r\n"));
    let refusal = Refusal {
        at: start.len(),
        instead: b"\0\r\n\r\n",
    };
    assert_eq!(passed([bytes.as_bytes()], false).1, Some(Stop::NoHttp2(refusal)));
}

#[test]
fn what_only_begins_like_http_2_is_http_1() {
    for takes_http2 in [true, false] {
        for request in ["P", "PUT / HTTP/1.1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\r\n"] {
            assert_eq!(passed_anyhow(request.as_bytes(), takes_http2), request);
        }
        for (request, expected) in [
            ("PRI * HTTP/2.0\n\r\n", "PRI * HTTP/2.0\0\r\n\r\n"),
            ("PRI * HTTP/2.0\r\n\r\nSM\n", "PRI * HTTP/2.0\r\n\r\nSM\0\r\n\r\n"),
        ] {
            assert_eq!(passed_anyhow(request.as_bytes(), takes_http2), expected);
        }
    }
}
