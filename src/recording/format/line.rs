//! One exchange a line, as JSON.
//!
//! `docs/migrate/recordings.md` describes the members. A body is a text, or `body_base64` where it is none; one that was
//! not recorded is `"body_left_out": true`.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::unreadable::Unreadable;
use super::values::{decoded, headers, instant, method, pairs};
use crate::recording::exchange::{Body, Recorded, RecordedAnswer, RecordedRequest};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    started_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    took_ms: Option<u64>,
    request: RequestLine,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    response: Option<ResponseLine>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RequestLine {
    method: String,
    path: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body_base64: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    body_left_out: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ResponseLine {
    status: u16,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body_base64: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    body_left_out: bool,
}

/// Reads all lines. Empty ones are skipped.
pub fn parse(text: &str) -> Result<Vec<Recorded>, Unreadable> {
    let lines = (1..).zip(text.lines());
    lines
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(number, text)| parse_line(number, text))
        .collect()
}

fn parse_line(number: usize, text: &str) -> Result<Recorded, Unreadable> {
    let line: Line =
        serde_json::from_str(text).map_err(|error| Unreadable::json(&error, number, "it is no recorded exchange"))?;
    line.recorded().map_err(|what| Unreadable::At {
        line: number,
        column: 0,
        what,
    })
}

/// The line of an exchange, without its end.
pub fn written(recorded: &Recorded) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Line::of(recorded))
}

impl Line {
    fn recorded(self) -> Result<Recorded, &'static str> {
        let request = self.request;
        let started_at = self.started_at.as_deref().map(instant).transpose()?;
        if !request.path.starts_with('/') {
            return Err("its path does not begin with /");
        }
        Ok(Recorded {
            started_at: started_at.map(Into::into),
            took: self.took_ms.map(Duration::from_millis),
            request: RecordedRequest {
                method: method(&request.method)?,
                origin: None,
                target: request.path,
                headers: headers(request.headers)?,
                body: body(request.body, request.body_base64, request.body_left_out)?,
            },
            answer: self.response.map(ResponseLine::recorded).transpose()?,
        })
    }

    fn of(recorded: &Recorded) -> Self {
        let (body, body_base64, body_left_out) = members(&recorded.request.body);
        let request = &recorded.request;
        let started_at = recorded.started_at.map(OffsetDateTime::from);
        Self {
            started_at: started_at.and_then(|at| at.format(&Rfc3339).ok()),
            took_ms: recorded.took.and_then(|took| took.as_millis().try_into().ok()),
            request: RequestLine {
                method: request.method.to_string(),
                path: request.target.clone(),
                headers: pairs(&request.headers),
                body,
                body_base64,
                body_left_out,
            },
            response: recorded.answer.as_ref().map(ResponseLine::of),
        }
    }
}

impl ResponseLine {
    fn recorded(self) -> Result<RecordedAnswer, &'static str> {
        Ok(RecordedAnswer {
            status: self.status,
            headers: headers(self.headers)?,
            body: body(self.body, self.body_base64, self.body_left_out)?,
        })
    }

    fn of(answer: &RecordedAnswer) -> Self {
        let (body, body_base64, body_left_out) = members(&answer.body);
        Self {
            status: answer.status,
            headers: pairs(&answer.headers),
            body,
            body_base64,
            body_left_out,
        }
    }
}

fn body(text: Option<String>, base64: Option<String>, left_out: bool) -> Result<Body, &'static str> {
    match (text, base64, left_out) {
        (None, None, true) => Ok(Body::LeftOut),
        (None, None, false) => Ok(Body::NONE),
        (Some(text), None, false) => Ok(text.into()),
        (None, Some(base64), false) => decoded(&base64),
        (Some(_), Some(_), _) | (Some(_), _, true) | (_, Some(_), true) => Err("it has a body in two forms"),
    }
}

fn members(body: &Body) -> (Option<String>, Option<String>, bool) {
    match body {
        Body::LeftOut => (None, None, true),
        Body::Whole(bytes) if bytes.is_empty() => (None, None, false),
        Body::Whole(bytes) => match text_of(bytes) {
            Some(text) => (Some(text), None, false),
            None => (None, Some(STANDARD.encode(bytes)), false),
        },
    }
}

fn text_of(bytes: &Bytes) -> Option<String> {
    std::str::from_utf8(bytes).ok().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = concat!(
        r#"{"started_at":"2026-11-30T10:00:00.5Z","took_ms":12,"request":{"method":"POST","path":"/login?a=b","headers":"#,
        r#"[["content-type","application/json"]],"body":"{\"a\": 1}"},"response":{"status":200,"headers":"#,
        r#"[["set-cookie","a=1"],["set-cookie","b=2"]],"body_base64":"/wA="}}"#
    );

    #[test]
    fn a_line_is_written_as_it_was_read() {
        let read = parse(&format!("{LINE}\n\n{LINE}\n")).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(written(&read[0]).unwrap(), LINE);
        let least = r#"{"request":{"method":"GET","path":"/","headers":[],"body_left_out":true}}"#;
        assert_eq!(written(&parse(least).unwrap()[0]).unwrap(), least);
    }

    #[test]
    fn what_is_wrong_is_told_by_its_place_and_not_repeated() {
        let request = |rest: &str| format!(r#"{{"request":{{"method":"GET","path":"/"{rest}}}}}"#);
        for (text, expected) in [
            ("{\"secret", "line 1, column 8: it is not JSON"),
            (
                "\n{\"request\": \"secret\"}",
                "line 2, column 20: it is no recorded exchange",
            ),
            (
                &request(",\"heades\":[]"),
                "line 1, column 46: it is no recorded exchange",
            ),
            (
                &request(",\"body\":\"a\",\"body_base64\":\"YQ==\""),
                "line 1, column 0: it has a body in two forms",
            ),
            (
                &request(",\"body_base64\":\"?\""),
                "line 1, column 0: a body is not base64",
            ),
            (
                &request(",\"headers\":[[\"a b\",\"secret\"]]"),
                "line 1, column 0: the name of a header is none",
            ),
            (
                r#"{"request":{"method":"GET","path":"secret"}}"#,
                "line 1, column 0: its path does not begin with /",
            ),
        ] {
            assert_eq!(parse(text).unwrap_err().to_string(), expected, "{text}");
        }
    }
}
