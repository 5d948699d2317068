//! Writing HAR 1.2 (<http://www.softwareishard.com/blog/har-12-spec/>), with all members that it requires.

use poem::http::HeaderMap;
use poem::http::header::LOCATION;
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use url::form_urlencoded;

use super::values::pairs;
use crate::recording::body::content_type;
use crate::recording::exchange::{Body, Recorded, RecordedAnswer, RecordedRequest};

/// What nobody has measured.
const UNKNOWN: i64 = -1;
const VERSION: &str = "HTTP/1.1";

/// How a file begins, up to its entries.
pub fn head() -> String {
    let creator = json!({ "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") });
    format!("{{\"log\":{{\"version\":\"1.2\",\"creator\":{creator},\"entries\":[\n")
}

/// How it ends after them.
pub const TAIL: &str = "\n]}}\n";

/// An entry.
pub fn entry(recorded: &Recorded) -> Value {
    let took = recorded
        .took
        .map_or(0, |took| i64::try_from(took.as_millis()).unwrap_or(i64::MAX));
    let started_at = OffsetDateTime::from(recorded.started_at.unwrap_or(crate::model::Timestamp::from_millis(0)));
    json!({
        "startedDateTime": started_at.format(&Rfc3339).unwrap_or_default(),
        "time": took,
        "request": request(&recorded.request),
        "response": response(recorded.answer.as_ref()),
        "cache": {},
        "timings": { "send": 0, "wait": took, "receive": 0 },
    })
}

fn request(request: &RecordedRequest) -> Value {
    let (_, query) = request.target.split_once('?').unwrap_or_default();
    let query = form_urlencoded::parse(query.as_bytes());
    let mut entry = json!({
        "method": request.method.as_str(),
        "url": format!("{}{}", request.origin.as_deref().unwrap_or_default(), request.target),
        "httpVersion": VERSION,
        "cookies": [],
        "headers": named(pairs(&request.headers)),
        "queryString": named(query.into_owned().collect()),
        "headersSize": UNKNOWN,
        "bodySize": size(&request.body),
    });
    let is_empty = request.body.bytes().is_some_and(<[u8]>::is_empty);
    if let (false, Some(entry)) = (is_empty, entry.as_object_mut()) {
        entry.insert("postData".to_owned(), content(&request.headers, &request.body));
    }
    entry
}

fn response(answer: Option<&RecordedAnswer>) -> Value {
    let none = RecordedAnswer {
        status: 0,
        headers: HeaderMap::new(),
        body: Body::NONE,
    };
    let answer = answer.unwrap_or(&none);
    let status = poem::http::StatusCode::from_u16(answer.status).ok();
    let location = answer.headers.get(LOCATION).and_then(|to| to.to_str().ok());
    let mut body = content(&answer.headers, &answer.body);
    if let Some(body) = body.as_object_mut() {
        // One byte at least, so that it can be told from an empty body.
        body.insert("size".to_owned(), answer.body.bytes().map_or(1, <[u8]>::len).into());
    }
    json!({
        "status": answer.status,
        "statusText": status.and_then(|status| status.canonical_reason()).unwrap_or_default(),
        "httpVersion": VERSION,
        "cookies": [],
        "headers": named(pairs(&answer.headers)),
        "content": body,
        "redirectURL": location.unwrap_or_default(),
        "headersSize": UNKNOWN,
        "bodySize": size(&answer.body),
    })
}

fn content(headers: &HeaderMap, body: &Body) -> Value {
    use base64::Engine;

    let mut content = Map::new();
    content.insert("mimeType".to_owned(), content_type(headers).into());
    match (body.text(), body.bytes()) {
        (Some(text), _) => drop(content.insert("text".to_owned(), text.into())),
        (None, Some(bytes)) => {
            let text = base64::engine::general_purpose::STANDARD.encode(bytes);
            content.insert("text".to_owned(), text.into());
            content.insert("encoding".to_owned(), "base64".into());
        }
        (None, None) => {
            content.insert("comment".to_owned(), "not recorded".into());
        }
    }
    Value::Object(content)
}

fn size(body: &Body) -> i64 {
    let length = body.bytes().and_then(|bytes| i64::try_from(bytes.len()).ok());
    length.unwrap_or(UNKNOWN)
}

fn named(pairs: Vec<(String, String)>) -> Vec<Value> {
    let pairs = pairs.into_iter();
    pairs
        .map(|(name, value)| json!({ "name": name, "value": value }))
        .collect()
}
