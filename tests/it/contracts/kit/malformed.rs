//! Texts that are not one well-formed JSON value, although many parsers make something of them.

use serde_json::Value;

use crate::contracts::operations::{Operation, with_body};
use crate::parity::situation::{Situation, said};
use crate::support::TestApp;
use crate::support::http::Answer;

/// Text for a member, put in front of the others; what is wrong with it.
const MEMBERS: &[(&str, &[u8])] = &[
    ("a member twice", br#""a":1,"a":2"#),
    ("a member twice, with one value", br#""a":1,"a":1"#),
    ("a member twice, once escaped", br#""a":1,"\u0061":1"#),
    ("an empty name twice", br#""":1,"":1"#),
    ("a member twice within an object", br#""a":{"b":1,"b":1}"#),
    ("a member twice within an array", br#""a":[[{"b":1,"b":1}]]"#),
    ("a byte that is no UTF-8", b"\"a\":\"\xff\""),
    ("half a character of UTF-8", b"\"a\":\"\xc3\""),
    ("a surrogate in UTF-8", b"\"a\":\"\xed\xa0\x80\""),
    ("a name that is no UTF-8", b"\"\xff\":1"),
    ("a lone high surrogate", br#""a":"\ud800""#),
    ("a lone low surrogate", br#""a":"\udc00""#),
    ("two high surrogates", br#""a":"\ud800\ud800""#),
    ("a lone surrogate in a name", br#""\ud800":1"#),
    ("an unknown escape", br#""a":"\x41""#),
    ("a line feed within a text", b"\"a\":\"\n\""),
    ("a NUL within a text", b"\"a\":\"\0\""),
    ("a number with a leading zero", br#""a":01"#),
    ("a number without a whole part", br#""a":.5"#),
    ("a number that is none", br#""a":NaN"#),
    ("single quotes", br#"'a':1"#),
    ("a bare name", br#"a:1"#),
    ("a comment", br#"/* a */ "a":1"#),
    ("a comma too many", br#""a":[1,]"#),
    ("brackets that do not match", br#""a":[1}"#),
    ("an overlong encoding", b"\"a\":\"\xc0\xaf\""),
    ("surrogates in the wrong order", br#""a":"\udc00\ud800""#),
    ("a number beyond every float", br#""a":1e400"#),
    ("minus infinity", br#""a":-Infinity"#),
    ("a hexadecimal number", br#""a":0x10"#),
];

/// Makes bad JSON of good one.
type Spoil = fn(&str) -> String;

/// Good JSON, spoilt as a whole; what was done to it.
const SPOILT: &[(&str, Spoil)] = &[
    ("nothing but white space", |_| " \n".to_owned()),
    ("the end is missing", |good| good[..good.len() - 1].to_owned()),
    ("the beginning is missing", |good| good[1..].to_owned()),
    ("a text that does not end", |_| r#"{"a":"b"#.to_owned()),
    ("something behind it", |good| format!("{good}x")),
    ("a comma behind it", |good| format!("{good},")),
    ("another value behind it", |good| format!("{good}{{}}")),
    ("another line behind it", |good| format!("{good}\n{good}")),
    ("a NUL behind it", |good| format!("{good}\0")),
    ("no JSON at all", |_| "username=admin&password=secret".to_owned()),
];

/// Bytes that are no JSON in UTF-8, made of good JSON.
type SpoilBytes = fn(&str) -> Vec<u8>;

/// Good JSON in another encoding, or long nonsense; what was done to it.
const SPOILT_BYTES: &[(&str, SpoilBytes)] = &[
    ("a byte order mark", |good| [b"\xef\xbb\xbf", good.as_bytes()].concat()),
    ("UTF-16", |good| {
        good.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }),
    ("UTF-32", |good| {
        good.chars().flat_map(|one| u32::from(one).to_be_bytes()).collect()
    }),
    ("the magic number of gzip", |good| {
        [b"\x1f\x8b\x08\0", good.as_bytes()].concat()
    }),
    ("64 KiB of zeros", |_| vec![0; 64 * 1024]),
    ("64 KiB of quotes", |_| vec![b'"'; 64 * 1024]),
    ("60,000 arrays that never end", |_| vec![b'['; 60_000]),
    ("XML with an entity", |_| {
        br#"<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>"#.to_vec()
    }),
];

/// The text of an object with one more member in front of its own.
fn with_member(good: &Value, member: &[u8]) -> Vec<u8> {
    let text = good.to_string();
    let rest = text.strip_prefix('{').expect("an object");
    let comma: &[u8] = if rest == "}" { b"" } else { b"," };
    [b"{", member, comma, rest.as_bytes()].concat()
}

/// An object with a member of arrays within arrays, `depth` levels altogether.
fn nested(good: &Value, depth: usize) -> Vec<u8> {
    let arrays = depth - 1;
    let member = format!(r#""deep":{}{}"#, "[".repeat(arrays), "]".repeat(arrays));
    with_member(good, member.as_bytes())
}

async fn send(app: &TestApp, operation: &Operation, what: &str, body: Vec<u8>) -> Answer {
    let call = operation.authorized(app).await.about(what);
    call.body("application/json", body).send().await
}

async fn is_malformed(app: &TestApp, operation: &Operation, what: &str, body: Vec<u8>) {
    let (status, words) = said(operation.contract, Situation::MalformedBody);
    send(app, operation, what, body).await.is(status, &words, &[]);
}

#[tokio::test]
async fn a_member_that_cannot_be_read_in_one_way_only_makes_the_whole_body_malformed() {
    let app = TestApp::start().await;
    for (operation, good) in with_body() {
        for (what, member) in MEMBERS {
            is_malformed(&app, operation, what, with_member(&good, member)).await;
        }
    }
}

#[tokio::test]
async fn a_body_is_one_json_text_and_nothing_else() {
    let app = TestApp::start().await;
    for (operation, good) in with_body() {
        for (what, spoil) in SPOILT {
            is_malformed(&app, operation, what, spoil(&good.to_string()).into_bytes()).await;
        }
        for (what, spoil) in SPOILT_BYTES {
            is_malformed(&app, operation, what, spoil(&good.to_string())).await;
        }
        let good = good.to_string();
        for end in 1..good.len() {
            let what = format!("cut off after {end} bytes");
            is_malformed(&app, operation, &what, good.as_bytes()[..end].to_vec()).await;
        }
    }
}

#[tokio::test]
async fn thirty_two_levels_are_read_and_thirty_three_are_malformed() {
    let app = TestApp::start().await;
    for (operation, good) in with_body() {
        let answer = send(&app, operation, "32 levels", nested(&good, 32)).await;
        assert_eq!(answer.status, operation.success, "{answer:?}");
        for depth in [33, 129, 20_000] {
            is_malformed(&app, operation, &format!("{depth} levels"), nested(&good, depth)).await;
        }
    }
}

#[tokio::test]
async fn members_that_nobody_knows_are_ignored() {
    let app = TestApp::start().await;
    for (operation, good) in with_body() {
        let member = br#""remember":true,"pass_word":1,"user_name":null,"a":{"b":[1.5e3,"\ud83d\ude00"]}"#;
        let answer = send(&app, operation, "unknown members", with_member(&good, member)).await;
        assert_eq!(answer.status, operation.success, "{answer:?}");
    }
}
