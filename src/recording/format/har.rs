//! Reading HAR 1.2, as browsers, mitmproxy and other proxies save it.
//!
//! They take bodies out of their compression and leave the header about it; some give the fields of a form and not its
//! text, cookies and not their header, or no body at all; an answer that never came has the status 0. Unknown members
//! are passed over.

use poem::http::HeaderMap;
use poem::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, COOKIE, HeaderValue, TRANSFER_ENCODING};
use serde::Deserialize;
use url::{Url, form_urlencoded};

use super::unreadable::Unreadable;
use super::values::{decoded, headers, instant, method};
use crate::recording::exchange::{Body, Recorded, RecordedAnswer, RecordedRequest};

#[derive(Deserialize)]
struct Har {
    log: Log,
}

#[derive(Deserialize)]
struct Log {
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    #[serde(default)]
    started_date_time: Option<String>,
    request: Request,
    response: Response,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    method: String,
    url: String,
    #[serde(default)]
    headers: Vec<Pair>,
    #[serde(default)]
    cookies: Vec<Pair>,
    #[serde(default)]
    post_data: Option<PostData>,
}

#[derive(Deserialize)]
struct Response {
    status: i64,
    #[serde(default)]
    headers: Vec<Pair>,
    #[serde(default)]
    content: Content,
}

#[derive(Deserialize)]
struct Pair {
    name: String,
    #[serde(default)]
    value: Option<String>,
}

#[derive(Deserialize)]
struct PostData {
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    encoding: Option<String>,
    #[serde(default)]
    params: Vec<Pair>,
}

#[derive(Default, Deserialize)]
struct Content {
    #[serde(default)]
    size: i64,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    encoding: Option<String>,
}

/// Reads all entries.
pub fn parse(text: &str) -> Result<Vec<Recorded>, Unreadable> {
    let har: Har = serde_json::from_str(text)
        .map_err(|error| Unreadable::json(&error, error.line(), "it is no HAR of version 1.2"))?;
    let entries = (1..).zip(har.log.entries);
    entries
        .map(|(entry, one)| one.recorded().map_err(|what| Unreadable::Entry { entry, what }))
        .collect()
}

impl Entry {
    fn recorded(self) -> Result<Recorded, &'static str> {
        let started_at = self.started_date_time.as_deref().map(instant).transpose()?;
        Ok(Recorded {
            started_at: started_at.map(Into::into),
            took: None,
            request: self.request.recorded()?,
            answer: self.response.recorded()?,
        })
    }
}

impl Request {
    fn recorded(self) -> Result<RecordedRequest, &'static str> {
        let url = Url::parse(&self.url).map_err(|_| "its URL is none")?;
        let mut headers = headers_of(self.headers)?;
        if !headers.contains_key(COOKIE) && !self.cookies.is_empty() {
            let cookies = self.cookies.into_iter().map(Pair::split);
            let cookies: Vec<String> = cookies.map(|(name, value)| format!("{name}={value}")).collect();
            let cookies = HeaderValue::try_from(cookies.join("; ")).map_err(|_| "a cookie cannot be sent")?;
            headers.insert(COOKIE, cookies);
        }
        let body = self.post_data.map_or(Ok(Body::NONE), PostData::body)?;
        Ok(RecordedRequest {
            method: method(&self.method)?,
            target: target(&self.url, &url),
            origin: Some(url.origin().ascii_serialization()),
            headers,
            body,
        })
    }
}

/// The path and the query, as the client wrote them where that can be told.
fn target(text: &str, url: &Url) -> String {
    let after_scheme = text.split_once("://").map_or(text, |(_, rest)| rest);
    let without_fragment = after_scheme.split('#').next().unwrap_or_default();
    match without_fragment.find('/').and_then(|at| without_fragment.get(at..)) {
        Some(written) => written.to_owned(),
        None => match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        },
    }
}

impl Response {
    fn recorded(self) -> Result<Option<RecordedAnswer>, &'static str> {
        if self.status <= 0 {
            return Ok(None);
        }
        let mut headers = headers_of(self.headers)?;
        for name in [CONTENT_ENCODING, CONTENT_LENGTH, TRANSFER_ENCODING] {
            headers.remove(name);
        }
        let body = match self.content.text {
            Some(text) => encoded(text, self.content.encoding.as_deref())?,
            None if self.content.size > 0 => Body::LeftOut,
            None => Body::NONE,
        };
        Ok(Some(RecordedAnswer {
            status: u16::try_from(self.status).map_err(|_| "its status is none")?,
            headers,
            body,
        }))
    }
}

impl PostData {
    fn body(self) -> Result<Body, &'static str> {
        match self.text {
            Some(text) if !text.is_empty() || self.params.is_empty() => encoded(text, self.encoding.as_deref()),
            None if self.params.is_empty() => Ok(Body::LeftOut),
            Some(_) | None => {
                let fields = self.params.into_iter().map(Pair::split);
                let form = form_urlencoded::Serializer::new(String::new())
                    .extend_pairs(fields)
                    .finish();
                Ok(form.into())
            }
        }
    }
}

impl Pair {
    fn split(self) -> (String, String) {
        (self.name, self.value.unwrap_or_default())
    }
}

fn encoded(text: String, encoding: Option<&str>) -> Result<Body, &'static str> {
    match encoding {
        Some(encoding) if encoding.eq_ignore_ascii_case("base64") => decoded(&text),
        Some(_) | None => Ok(text.into()),
    }
}

/// A browser may save several cookies as lines of one header.
fn headers_of(pairs: Vec<Pair>) -> Result<HeaderMap, &'static str> {
    let lines = pairs.into_iter().map(Pair::split).flat_map(|(name, value)| {
        let values: Vec<String> = value.split('\n').map(str::to_owned).collect();
        values.into_iter().map(move |value| (name.clone(), value))
    });
    headers(lines.collect())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn one(request: Value, response: Value) -> Result<Recorded, String> {
        let entry = json!({ "startedDateTime": "2026-11-30T11:00:00+01:00", "request": request, "response": response });
        let har = json!({ "log": { "version": "1.2", "entries": [entry] } });
        let all = parse(&har.to_string()).map_err(|error| error.to_string())?;
        all.into_iter().next().ok_or_else(|| "none".to_owned())
    }

    #[test]
    fn an_entry_as_a_browser_saves_it() {
        let request = json!({
            "method": "POST", "url": "https://old.example:8443/login?next=%2F#top", "httpVersion": "http/2.0",
            "headers": [{ "name": ":authority", "value": "old.example" }, { "name": "Accept", "value": "*/*" }],
            "cookies": [{ "name": "a", "value": "1" }, { "name": "b", "value": "2" }],
            "postData": { "mimeType": "application/x-www-form-urlencoded", "params": [{ "name": "c d", "value": "é" }] },
        });
        let response = json!({
            "status": 200, "_transferSize": 7,
            "headers": [
                { "name": "content-encoding", "value": "br" },
                { "name": "set-cookie", "value": "s=1\nt=2" },
            ],
            "content": { "size": 2, "mimeType": "application/json", "text": "e30=", "encoding": "base64" },
        });
        let read = one(request, response).unwrap();
        let request = &read.request;
        assert_eq!(request.origin.as_deref(), Some("https://old.example:8443"));
        assert_eq!((request.target.as_str(), request.path()), ("/login?next=%2F", "/login"));
        assert_eq!(request.headers[COOKIE], "a=1; b=2");
        assert_eq!(request.headers.len(), 2);
        assert_eq!(request.body.text(), Some("c+d=%C3%A9"));
        let answer = read.answer.unwrap();
        assert_eq!(answer.body.text(), Some("{}"));
        assert_eq!(answer.headers.get_all("set-cookie").iter().count(), 2);
        assert!(!answer.headers.contains_key(CONTENT_ENCODING));
        assert_eq!(read.started_at.map(|at| at.seconds()), Some(1_796_032_800));
    }

    #[test]
    fn an_answer_that_never_came_is_none_and_a_body_that_was_not_saved_is_left_out() {
        let request = || json!({ "method": "GET", "url": "http://old.example" });
        let read = one(request(), json!({ "status": 0, "content": {} })).unwrap();
        assert_eq!((read.request.target.as_str(), read.answer), ("/", None));
        let read = one(request(), json!({ "status": 200, "content": { "size": 9 } })).unwrap();
        assert_eq!(read.answer.unwrap().body, Body::LeftOut);
        let read = one(request(), json!({ "status": 204, "content": { "size": 0 } })).unwrap();
        assert_eq!(read.answer.unwrap().body, Body::NONE);
        assert_eq!(
            one(json!({ "method": "GET", "url": "secret" }), json!({ "status": 200 })).unwrap_err(),
            "entry 1: its URL is none"
        );
    }
}
