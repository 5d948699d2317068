//! Makes a recorded answer one that today's can be compared with: with what a session has in the place of placeholders,
//! and as much later as it is today.

use poem::http::HeaderValue;
use serde_json::Value;

use super::capture::{captured, captured_line};
use super::exchange::{Body, RecordedAnswer};
use super::placeholder::{self, Part};
use super::session::Session;
use crate::compare::{is_jwt, is_later_by};

/// How deep JSON is looked into.
const MAX_DEPTH: usize = 64;
/// Has the form of a JSON Web Token and means nothing.
const SOME_JWT: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiIwIn0.c29tZS1zaWduYXR1cmU";

/// The recorded answer, for comparing with the actual one, which was given this many milliseconds later.
pub fn settled(
    recorded: &RecordedAnswer,
    actual: &RecordedAnswer,
    session: &Session,
    later: Option<i64>,
) -> RecordedAnswer {
    let mut settled = recorded.clone();
    for (name, value) in settled.headers.iter_mut() {
        let Some(expected) = value.to_str().ok().filter(|text| placeholder::is_in(text)) else {
            continue;
        };
        let line = captured_line(expected, &actual.headers, name);
        if let Ok(filled) = HeaderValue::try_from(filled(expected, line, session)) {
            *value = filled;
        }
    }
    if settled.body == Body::LeftOut {
        settled.body = actual.body.clone();
        return settled;
    }
    let json = |body: &Body| serde_json::from_slice::<Value>(body.bytes()?).ok();
    if let (Some(mut expected), Some(actual)) = (json(&settled.body), json(&actual.body)) {
        settle(&mut expected, &actual, session, later, MAX_DEPTH);
        settled.body = expected.to_string().into();
    }
    settled
}

fn settle(expected: &mut Value, actual: &Value, session: &Session, later: Option<i64>, depth: usize) {
    match (&mut *expected, actual) {
        (Value::Object(_) | Value::Array(_), _) if depth == 0 => {}
        (Value::Object(expected), Value::Object(actual)) => {
            for (name, one) in expected {
                if let Some(other) = actual.get(name) {
                    settle(one, other, session, later, depth - 1);
                }
            }
        }
        (Value::Array(expected), Value::Array(actual)) => {
            for (one, other) in expected.iter_mut().zip(actual) {
                settle(one, other, session, later, depth - 1);
            }
        }
        (Value::String(text), Value::String(actual)) if placeholder::is_in(text) => {
            *text = filled(text, actual, session);
        }
        (Value::String(_), Value::String(_)) | (Value::Number(_), Value::Number(_)) => {
            if later.is_some_and(|later| is_later_by(expected, actual, later)) {
                *expected = actual.clone();
            }
        }
        // A number that was masked.
        (Value::String(text), Value::Number(_)) if is_masked_number(text) => *expected = actual.clone(),
        (
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_),
            _,
        ) => {}
    }
}

fn is_masked_number(text: &str) -> bool {
    matches!(placeholder::parts(text)[..], [Part::Placeholder(found)] if found.name.starts_with("number:"))
}

/// What stands in an actual text, in the place of placeholders. Where that has another form, it is a difference.
fn filled(expected: &str, actual: &str, session: &Session) -> String {
    let here = captured(expected, actual);
    let parts = placeholder::parts(expected).into_iter().map(|part| match part {
        Part::Literal(text) => text,
        Part::Placeholder(found) => {
            let value = here.iter().find(|(name, _)| name == found.name);
            match value.map(|(_, value)| value.as_str()).or_else(|| session.value(found)) {
                Some(value) if found.is_jwt() && !is_jwt(value) => SOME_JWT,
                Some(value) => value,
                None => "",
            }
        }
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderMap;
    use serde_json::json;

    use super::*;
    use crate::compare::differences;
    use crate::recording::Secrets;

    fn answer(body: &Value) -> RecordedAnswer {
        RecordedAnswer {
            status: 200,
            headers: HeaderMap::new(),
            body: body.to_string().into(),
        }
    }

    fn places(recorded: &Value, actual: &Value, later: Option<i64>) -> Vec<String> {
        let (recorded, actual) = (answer(recorded), answer(actual));
        let session = Session::new(Secrets::default());
        let settled = settled(&recorded, &actual, &session, later);
        let found = differences(&settled.answer(), &actual.answer());
        found.into_iter().map(|one| one.place).collect()
    }

    #[test]
    fn placeholders_stand_for_what_has_their_form() {
        let recorded = json!({ "a": "{{jwt:1}}", "b": "{{token:1}}", "c": "id {{token:2}}", "d": "{{number:1}}" });
        let actual = json!({ "a": "eyJh.eyJi.c1234567890123", "b": "anything", "c": "id 7", "d": 7 });
        assert_eq!(places(&recorded, &actual, None), Vec::<String>::new());
        let actual = json!({ "a": "opaque", "b": 7, "c": "no 7" });
        assert_eq!(places(&recorded, &actual, None), ["/a", "/b", "/c", "/d"]);
    }

    #[test]
    fn times_may_be_as_much_later_as_the_replay_is() {
        let recorded = json!({ "at": "2026-11-30T10:00:00Z", "exp": 1_796_036_400, "until": "2099-12-31 23:59:59" });
        let actual = json!({ "at": "2026-12-01T10:00:07Z", "exp": 1_796_122_807, "until": "2099-12-31 23:59:59" });
        let day = 24 * 60 * 60 * 1000;
        assert_eq!(places(&recorded, &actual, Some(day)), Vec::<String>::new());
        assert_eq!(places(&recorded, &actual, Some(0)), ["/at", "/exp"]);
        assert_eq!(places(&recorded, &actual, None), ["/at", "/exp"]);
    }

    #[test]
    fn a_body_that_was_left_out_is_not_compared() {
        let recorded = RecordedAnswer {
            body: Body::LeftOut,
            ..answer(&json!({}))
        };
        let session = Session::new(Secrets::default());
        let actual = answer(&json!({ "a": 1 }));
        assert_eq!(settled(&recorded, &actual, &session, None).body, actual.body);
    }
}
