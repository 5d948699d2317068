//! The requests of HTTP/1.1.

use super::{passed, passed_anyhow};

/// A request that is good.
const NEXT: &str = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";

fn assert_taken(request: &str) {
    let bytes = format!("{request}{NEXT}{request}{NEXT}");
    assert_eq!(passed_anyhow(bytes.as_bytes(), false), bytes);
}

/// The part before `|` is passed on, then `instead`, and nothing else.
fn assert_refused(request: &str, instead: &str) {
    let (start, end) = request.split_once('|').expect("a marker");
    for before in ["", NEXT, "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n\n\n\n"] {
        let bytes = format!("{before}{start}{end}{NEXT}");
        let expected = format!("{before}{start}{instead}");
        assert_eq!(passed_anyhow(bytes.as_bytes(), false), expected, "{request:?}");
    }
}

const NUL: &str = "\0\r\n\r\n";

#[test]
fn well_formed_requests_are_passed_on_unchanged_and_so_are_those_after_them() {
    for request in [
        NEXT,
        "\r\n\r\nGET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
        "POST / HTTP/1.1\r\ncontent-length:\t 5 \t\r\nX: y\r\n\r\n\n\n\r\n\n",
        "POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 05\r\n\r\n12345",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\ntransfer-encoding:CHUNKED \r\n\r\n5\r\n\n\n\n\n\n\r\n00a ; x=\"y\"\r\n0123456789\r\n\
         0;last\r\nX: y\r\nContent-Length: 9\r\n\r\n",
        "GET / HTTP/1.1\r\nX-Content-Length: 5\r\nContent-Length-X: 5\r\nX: Content-Length: 5\r\n\r\n",
    ] {
        assert_taken(request);
    }
}

#[test]
fn a_line_of_a_head_that_ends_in_lf_alone_is_refused() {
    for request in [
        "|\nGET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1|\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a|\nX: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n|\n",
        "GET / HTTP/1.1\r\nHost: a|\n\n",
    ] {
        assert_refused(request, NUL);
    }
}

#[test]
fn a_body_whose_length_is_not_clear_is_refused() {
    for fields in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r|\n",
        "Transfer-Encoding: chunked\r\nX: y\r\ncontent-length: 0\r\n\r|\n",
        "Content-Length: 5\r\nContent-Length: 6\r|\n\r\n",
        "Content-Length: +5\r|\n\r\n",
        "Content-Length: 5, 5\r|\n\r\n",
        "Content-Length: \r|\n\r\n",
        "Content-Length: 99999999999999999999\r|\n\r\n",
        "Content-Length: 00000000000000000000000000000000000000000000000000000005\r|\n\r\n",
        "Transfer-Encoding: gzip, chunked\r|\n\r\n",
        "Transfer-Encoding: identity\r|\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r|\n\r\n",
        "Transfer-Encoding: \u{b}chunked\r|\n\r\n",
    ] {
        assert_refused(&format!("POST / HTTP/1.1\r\n{fields}0\r\n\r\n"), NUL);
    }
}

#[test]
fn chunks_and_trailers_whose_lines_are_not_plain_are_refused() {
    for (chunks, instead) in [
        ("3|\nabc\r\n0\r\n\r\n", "\n"),
        ("3;x|\nabc\r\n0\r\n\r\n", "\n"),
        ("3\r\nabc|\n0\r\n\r\n", "\n"),
        ("3\r\nabcd\r|\n0\r\n\r\n", "\n"),
        ("0|\n\r\n", "\n"),
        ("x\r|\n\r\n", "\n"),
        ("\r|\n\r\n", "\n"),
        ("+3\r|\nabc\r\n", "\n"),
        ("11111111111111111\r|\nabc\r\n", "\n"),
        ("0\r\n|\n", NUL),
        ("0\r\nX: y|\n\r\n", NUL),
        ("0\r\nX: y\r\n|\n", NUL),
    ] {
        assert_refused(
            &format!("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}"),
            instead,
        );
    }
}

#[test]
fn long_lines_and_bodies_are_passed_on_and_what_follows_them_is_looked_at() {
    let long = "x".repeat(100_000);
    let head = format!("GET /{long} HTTP/1.1\r\n{long}: y\r\nX: {long}\r\n\r\n");
    let body = format!("POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n{long}", long.len());
    for request in [head, body] {
        let good = format!("{request}{NEXT}");
        assert_eq!(passed(good.as_bytes().chunks(1_000), false), (good.into_bytes(), None));
        let bad = format!("{request}GET / HTTP/1.1\n\r\n");
        let expected = format!("{request}GET / HTTP/1.1{NUL}");
        assert_eq!(passed(bad.as_bytes().chunks(1_000), false).0, expected.into_bytes());
    }
}

#[test]
fn garbage_is_judged_alike_however_it_comes() {
    const PIECES: [&str; 16] = [
        "\r\n",
        "\n",
        "\r",
        "GET / HTTP/1.1\r\n",
        "Content-Length: 3\r\n",
        "Transfer-Encoding: chunked\r\n",
        "\r\n\r\n",
        "3\r\n",
        "abc",
        "0\r\n\r\n",
        "X: y\r\n",
        ":",
        "PRI * HTTP/2.0\r\n\r\n",
        "\0",
        "ff;\r\n",
        " ",
    ];
    let mut state = 1_u32;
    for _ in 0..2_000 {
        let mut text = String::new();
        for _ in 0..12 {
            // The numbers of a linear congruential generator are random enough here, and the same in each run.
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push_str(PIECES[usize::try_from(state >> 28).expect("four bits")]);
        }
        passed_anyhow(text.as_bytes(), false);
    }
}
