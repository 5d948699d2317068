//! Carrying tokens and cookies over: what a client got from one side, in the words of the other one.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use poem::http::header::{AUTHORIZATION, HeaderMap, SET_COOKIE};
use quick_cache::sync::Cache;
use serde_json::Value;

use super::answer::Answer;
use super::form::{Form, is_of_tokens, is_token_name};

/// How deep values are looked for.
const MAX_DEPTH: usize = 16;

/// The tokens, identifiers and cookies of the expected side that are known, each with the one of the other side.
pub struct Carried(Cache<String, String>);

impl Carried {
    /// Remembers at most this many.
    pub fn new(capacity: usize) -> Self {
        Self(Cache::new(capacity))
    }

    /// Remembers what stands at the same place of both answers.
    pub fn learn(&self, expected: &Answer<'_>, actual: &Answer<'_>) {
        if let (Some(one), Some(other)) = (expected.json(), actual.json()) {
            self.learn_values(&one, &other, MAX_DEPTH);
        }
        let other = cookies(actual.headers);
        for (name, one) in cookies(expected.headers) {
            if let Some(other) = other.get(&name) {
                self.remember(&one, other);
            }
        }
        let token = |headers: &HeaderMap| {
            headers
                .get(AUTHORIZATION)
                .and_then(|value| value.to_str().ok().map(str::to_owned))
        };
        if let (Some(one), Some(other)) = (token(expected.headers), token(actual.headers)) {
            self.remember(without_scheme(&one), without_scheme(&other));
        }
    }

    fn learn_values(&self, expected: &Value, actual: &Value, depth: usize) {
        if depth == 0 {
            return;
        }
        match (expected, actual) {
            (Value::Object(one), Value::Object(other)) => {
                for (name, one) in one {
                    match (one, other.get(name)) {
                        (Value::String(one), Some(Value::String(other))) if is_token_name(name) => {
                            self.remember(one, other);
                        }
                        (one, Some(other)) => self.learn_values(one, other, depth - 1),
                        (_, None) => {}
                    }
                }
            }
            (Value::Array(one), Value::Array(other)) => {
                for (one, other) in one.iter().zip(other) {
                    self.learn_values(one, other, depth - 1);
                }
            }
            (Value::String(one), Value::String(other)) => {
                if Form::of(one).is_carried() && Form::of(other).is_carried() {
                    self.remember(one, other);
                }
            }
            (
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_),
                _,
            ) => {}
        }
    }

    fn remember(&self, one: &str, other: &str) {
        if one != other && !one.is_empty() {
            self.0.insert(one.to_owned(), other.to_owned());
        }
    }

    /// Whether a token is known.
    pub fn knows(&self, token: &str) -> bool {
        self.0.get(token).is_some()
    }

    /// Forgets a token: that it has ended was not seen here.
    pub fn forget(&self, token: &str) {
        self.0.remove(token);
    }

    /// The value of a header, an address or a body, with the other side's in the place of each that is known.
    pub fn apply<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.0.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut changed = String::new();
        let mut rest = text;
        let mut kept = 0;
        while let Some(start) = rest.find(is_of_tokens) {
            let run = rest.get(start..).unwrap_or_default();
            let end = run.find(|c| !is_of_tokens(c)).unwrap_or(run.len());
            let run = run.get(..end).unwrap_or_default();
            let begins = text.len() - rest.len() + start;
            if let Some(replaced) = self.replaced(run) {
                changed.push_str(text.get(kept..begins).unwrap_or_default());
                changed.push_str(&replaced);
                kept = begins + end;
            }
            rest = rest.get(start + end..).unwrap_or_default();
        }
        if kept == 0 {
            return Cow::Borrowed(text);
        }
        changed.push_str(text.get(kept..).unwrap_or_default());
        Cow::Owned(changed)
    }

    /// What stands for a run of characters that tokens are made of: for all of it, or for the parts of a path, of a query
    /// or of a cookie.
    fn replaced(&self, run: &str) -> Option<String> {
        if let Some(other) = self.0.get(run) {
            return Some(other);
        }
        let parts = run.split_inclusive(['/', '=']).map(|part| {
            let bare = part.trim_end_matches(['/', '=']);
            let other = self.0.get(bare)?;
            Some(format!("{other}{}", part.get(bare.len()..).unwrap_or_default()))
        });
        let parts: Vec<Option<String>> = parts.collect();
        if parts.iter().all(Option::is_none) {
            return None;
        }
        let kept = run.split_inclusive(['/', '=']);
        let whole = parts.into_iter().zip(kept);
        Some(
            whole
                .map(|(other, part)| other.unwrap_or_else(|| part.to_owned()))
                .collect(),
        )
    }
}

impl fmt::Debug for Carried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Carried")
    }
}

fn without_scheme(value: &str) -> &str {
    value.rsplit(' ').next().unwrap_or(value)
}

fn cookies(headers: &HeaderMap) -> HashMap<String, String> {
    let lines = headers.get_all(SET_COOKIE).iter();
    let pairs = lines.filter_map(|line| {
        let (name, rest) = line.to_str().ok()?.split_once('=')?;
        let value = rest.split(';').next().unwrap_or_default();
        Some((name.trim().to_owned(), value.trim().to_owned()))
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderValue;

    use super::*;

    const OLD: &str = "eyJh.eyJi.old-4567890123";
    const NEW: &str = "eyJh.eyJi.new-4567890123";

    fn learned() -> Carried {
        let carried = Carried::new(10);
        let with = |cookie: &'static str| {
            let mut headers = HeaderMap::new();
            headers.append(SET_COOKIE, HeaderValue::from_static(cookie));
            headers
        };
        let (one, other) = (with("session=a1b2; Path=/"), with("session=c3d4"));
        let body = |token: &str, name: &str| format!("{{\"data\":[{{\"token\":\"{token}\",\"name\":\"{name}\"}}]}}");
        let (old, new) = (body(OLD, "Ann"), body(NEW, "Bob"));
        let answer = |headers, body| Answer {
            status: 200,
            headers,
            body,
        };
        carried.learn(&answer(&one, old.as_bytes()), &answer(&other, new.as_bytes()));
        carried
    }

    #[test]
    fn tokens_and_cookies_of_one_side_become_those_of_the_other() {
        let carried = learned();
        for (text, expected) in [
            (format!("Bearer {OLD}"), format!("Bearer {NEW}")),
            (
                format!("{{\"token\": \"{OLD}\", \"a\": 1}}"),
                format!("{{\"token\": \"{NEW}\", \"a\": 1}}"),
            ),
            (
                format!("/sessions/{OLD}?token={OLD}&x=1"),
                format!("/sessions/{NEW}?token={NEW}&x=1"),
            ),
            ("other=1; session=a1b2".to_owned(), "other=1; session=c3d4".to_owned()),
            ("Ann a1b2x".to_owned(), "Ann a1b2x".to_owned()),
            (format!("é{OLD}é"), format!("é{NEW}é")),
        ] {
            assert_eq!(carried.apply(&text), expected, "{text}");
        }
        assert!(carried.knows(OLD) && !carried.knows(NEW));
        carried.forget(OLD);
        assert!(!carried.knows(OLD));
    }

    #[test]
    fn nothing_is_copied_where_nothing_is_known() {
        assert!(matches!(Carried::new(1).apply(OLD), Cow::Borrowed(_)));
        assert!(matches!(learned().apply("no tokens here"), Cow::Borrowed(_)));
    }
}
