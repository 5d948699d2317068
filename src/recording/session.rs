//! What one server has given out during a replay, and the requests that carry it.

use std::collections::HashMap;

use futures_util::{StreamExt, future, stream};
use poem::http::header::{ACCEPT_ENCODING, CONTENT_LENGTH, EXPECT, HeaderMap, HeaderValue};
use serde_json::Value;
use url::form_urlencoded::byte_serialize;

use super::body::Shape;
use super::capture::{captured, captured_line};
use super::exchange::{Body, RecordedAnswer, RecordedRequest};
use super::placeholder::{self, Part, Placeholder, Secrets};
use crate::compare::Carried;
use crate::upstream::Exchange;

/// How many tokens, cookies and identifiers are remembered.
const CAPACITY: usize = 100_000;
/// How deep JSON is looked into.
const MAX_DEPTH: usize = 64;

/// See the module.
#[derive(Debug)]
pub struct Session {
    secrets: Secrets,
    learned: HashMap<String, String>,
    carried: Carried,
}

/// Why a request cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsendable {
    /// Nothing is known to belong in the place of this placeholder.
    #[error("nothing is known for {{{{{0}}}}}")]
    Missing(String),
    /// Its body was not recorded.
    #[error("its body was not recorded")]
    NoBody,
    /// A secret cannot stand in a header.
    #[error("what is known for a header cannot be sent in one")]
    Header,
}

impl Session {
    /// Knows these secrets, and nothing else yet.
    pub fn new(secrets: Secrets) -> Self {
        Self {
            secrets,
            learned: HashMap::new(),
            carried: Carried::new(CAPACITY),
        }
    }

    /// What belongs in the place of a placeholder. What the operator says is sent, whatever servers say.
    pub fn value(&self, placeholder: Placeholder<'_>) -> Option<&str> {
        let given = self.secrets.0.get(placeholder.name);
        given.or_else(|| self.learned.get(placeholder.name)).map(String::as_str)
    }

    /// The request with what this server has given out.
    pub fn request(&self, recorded: &RecordedRequest) -> Result<Exchange, Unsendable> {
        let target = self.filled(&recorded.target, url_encoded)?;
        let mut headers = HeaderMap::new();
        for (name, value) in &recorded.headers {
            let value = match value.to_str() {
                Ok(text) => HeaderValue::try_from(self.filled(text, plain)?).map_err(|_| Unsendable::Header)?,
                Err(_) => value.clone(),
            };
            headers.append(name, value);
        }
        // Nothing here takes an answer out of its compression.
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        headers.remove(EXPECT);
        let body = self.body(recorded)?;
        headers.remove(CONTENT_LENGTH);
        if !body.is_empty() || recorded.headers.contains_key(CONTENT_LENGTH) {
            headers.insert(CONTENT_LENGTH, body.len().into());
        }
        let has_body = !body.is_empty();
        Ok(Exchange {
            method: recorded.method.clone(),
            path_and_query: target,
            headers,
            body: has_body.then(|| stream::once(future::ready(Ok(body.into()))).boxed()),
        })
    }

    fn body(&self, recorded: &RecordedRequest) -> Result<Vec<u8>, Unsendable> {
        let text = match (recorded.body.text(), recorded.body.bytes()) {
            (Some(text), _) => text,
            (None, Some(bytes)) => return Ok(bytes.to_vec()),
            (None, None) => return Err(Unsendable::NoBody),
        };
        let filled = match Shape::of(&recorded.headers, text) {
            Shape::Json => self.filled(&self.with_numbers(text), json_escaped)?,
            Shape::Form => self.filled(text, url_encoded)?,
            Shape::Multipart | Shape::Other => self.filled(text, plain)?,
        };
        Ok(filled.into_bytes())
    }

    /// JSON with the numbers that are known, which stand in no quotes.
    fn with_numbers(&self, text: &str) -> String {
        let numbers = self.secrets.0.iter().filter(|(name, _)| name.starts_with("number:"));
        numbers.fold(text.to_owned(), |text, (name, number)| {
            text.replace(&format!("\"{{{{{name}}}}}\""), number)
        })
    }

    /// The text with what is known in the place of placeholders, and of the tokens of the recording.
    fn filled(&self, text: &str, escape: fn(&str) -> String) -> Result<String, Unsendable> {
        let parts = placeholder::parts(text).into_iter().map(|part| match part {
            Part::Literal(text) => Ok(self.carried.apply(text).into_owned()),
            Part::Placeholder(found) => match self.value(found) {
                Some(value) => Ok(escape(value)),
                None => Err(Unsendable::Missing(found.name.to_owned())),
            },
        });
        parts.collect()
    }

    /// Remembers what the answer has in the places where the recorded one has tokens, cookies and placeholders.
    pub fn learn(&mut self, recorded: &RecordedAnswer, actual: &RecordedAnswer) {
        self.carried.learn(&recorded.answer(), &actual.answer());
        for (name, value) in &recorded.headers {
            let Some(expected) = value.to_str().ok().filter(|text| placeholder::is_in(text)) else {
                continue;
            };
            let line = captured_line(expected, &actual.headers, name);
            self.learned.extend(captured(expected, line));
        }
        let json = |body: &Body| serde_json::from_slice::<Value>(body.bytes()?).ok();
        if let (Some(expected), Some(actual)) = (json(&recorded.body), json(&actual.body)) {
            self.learn_values(&expected, &actual, MAX_DEPTH);
        }
    }

    fn learn_values(&mut self, expected: &Value, actual: &Value, depth: usize) {
        match (expected, actual) {
            (Value::Object(_) | Value::Array(_), _) if depth == 0 => {}
            (Value::Object(expected), Value::Object(actual)) => {
                for (name, one) in expected {
                    if let Some(other) = actual.get(name) {
                        self.learn_values(one, other, depth - 1);
                    }
                }
            }
            (Value::Array(expected), Value::Array(actual)) => {
                for (one, other) in expected.iter().zip(actual) {
                    self.learn_values(one, other, depth - 1);
                }
            }
            (Value::String(expected), Value::String(actual)) => self.learned.extend(captured(expected, actual)),
            (
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_),
                _,
            ) => {}
        }
    }
}

fn plain(value: &str) -> String {
    value.to_owned()
}

/// For paths and for queries: a blank is `%20` in both.
fn url_encoded(value: &str) -> String {
    byte_serialize(value.as_bytes()).collect::<String>().replace('+', "%20")
}

fn json_escaped(value: &str) -> String {
    let quoted = Value::from(value).to_string();
    quoted
        .trim_start_matches('"')
        .strip_suffix('"')
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use poem::http::Method;
    use poem::http::header::{AUTHORIZATION, CONTENT_TYPE, SET_COOKIE};

    use super::*;

    fn headers(all: &[(poem::http::HeaderName, &'static str)]) -> HeaderMap {
        let all = all.iter().cloned();
        all.map(|(name, value)| (name, HeaderValue::from_static(value)))
            .collect()
    }

    fn request(target: &str, headers: HeaderMap, body: &str) -> RecordedRequest {
        RecordedRequest {
            method: Method::POST,
            origin: None,
            target: target.to_owned(),
            headers,
            body: body.to_owned().into(),
        }
    }

    fn answer(headers: HeaderMap, body: &str) -> RecordedAnswer {
        RecordedAnswer {
            status: 200,
            headers,
            body: body.to_owned().into(),
        }
    }

    fn session(secrets: &[(&str, &str)]) -> Session {
        let secrets = secrets
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Session::new(Secrets(secrets.collect()))
    }

    /// The body that is to be sent.
    fn sent(exchange: Exchange) -> String {
        let parts = exchange
            .body
            .map(|parts| parts.collect::<Vec<_>>().now_or_never().unwrap());
        let parts = parts.unwrap_or_default().into_iter().map(Result::unwrap);
        String::from_utf8(parts.flat_map(|part| part.to_vec()).collect()).unwrap()
    }

    #[test]
    fn secrets_go_where_their_placeholders_are_in_the_words_of_the_place() {
        let session = session(&[("password:1", "a\"b c&d"), ("number:1", "0123"), ("token:1", "t7")]);
        let json = headers(&[
            (CONTENT_TYPE, "application/json"),
            (AUTHORIZATION, "Bearer {{token:1}}"),
        ]);
        let body = r#"{"password":"{{password:1}}","pin":"{{number:1}}"}"#;
        let exchange = session.request(&request("/a?b={{password:1}}", json, body)).unwrap();
        assert_eq!(exchange.path_and_query, "/a?b=a%22b%20c%26d");
        assert_eq!(exchange.headers[AUTHORIZATION], "Bearer t7");
        assert_eq!(exchange.headers[ACCEPT_ENCODING], "identity");
        let expected = r#"{"password":"a\"b c&d","pin":0123}"#;
        assert_eq!(exchange.headers[CONTENT_LENGTH], expected.len().to_string());
        assert_eq!(sent(exchange), expected);
        let form = headers(&[(CONTENT_TYPE, "application/x-www-form-urlencoded")]);
        let exchange = session.request(&request("/", form, "p={{password:1}}")).unwrap();
        assert_eq!(sent(exchange), "p=a%22b%20c%26d");
    }

    #[test]
    fn what_is_not_known_is_not_sent() {
        let session = session(&[]);
        let refused = |request| session.request(&request).err();
        assert_eq!(
            refused(request("/", HeaderMap::new(), "{{password:1}}"))
                .unwrap()
                .to_string(),
            "nothing is known for {{password:1}}"
        );
        let left_out = RecordedRequest {
            body: Body::LeftOut,
            ..request("/", HeaderMap::new(), "")
        };
        assert_eq!(refused(left_out), Some(Unsendable::NoBody));
    }

    #[test]
    fn what_an_answer_gives_is_carried_on_and_takes_no_secret_away() {
        let mut session = session(&[("password:1", "mine")]);
        let recorded = answer(
            headers(&[(SET_COOKIE, "a=1"), (SET_COOKIE, "sid={{cookie:1}}; Path=/")]),
            r#"{"data":[{"token":"{{jwt:1}}"}],"password":"{{password:1}}","id":"0123456789abcdef0123"}"#,
        );
        let actual = answer(
            headers(&[(SET_COOKIE, "sid=s7; HttpOnly"), (SET_COOKIE, "a=2")]),
            r#"{"data":[{"token":"e.y.J"}],"password":"theirs","id":"fedcba98765432100123"}"#,
        );
        session.learn(&recorded, &actual);
        let next = headers(&[
            (AUTHORIZATION, "Bearer {{jwt:1}}"),
            (poem::http::header::COOKIE, "sid={{cookie:1}}"),
        ]);
        let exchange = session
            .request(&request("/users/0123456789abcdef0123", next, "{{password:1}}"))
            .unwrap();
        assert_eq!(exchange.path_and_query, "/users/fedcba98765432100123");
        assert_eq!(exchange.headers[AUTHORIZATION], "Bearer e.y.J");
        assert_eq!(exchange.headers["cookie"], "sid=s7");
        assert_eq!(sent(exchange), "mine");
    }
}
