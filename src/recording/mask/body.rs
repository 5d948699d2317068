//! Bodies: JSON and forms. Others cannot be looked into and are left out.

use poem::http::HeaderMap;
use poem::http::header::CONTENT_ENCODING;
use serde_json::Value;

use super::Masker;
use super::kind::Kind;
use crate::recording::body::{Shape, content_type};
use crate::recording::exchange::Body;

/// How deep JSON is looked into. What is below that is left out.
const MAX_DEPTH: usize = 64;
/// Members that hold what is wrong with others, by the names of those: `"errors": {"password": ["It is required."]}`.
const ABOUT_OTHERS: [&str; 2] = ["errors", "error"];

impl Masker {
    pub(super) fn mask_body(&mut self, headers: &HeaderMap, body: Body) -> Body {
        let is_coded = headers
            .get(CONTENT_ENCODING)
            .is_some_and(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"));
        let text = match body.text() {
            Some("") => return Body::NONE,
            Some(text) if !is_coded => text,
            Some(_) | None => return Body::LeftOut,
        };
        let masked = match Shape::of(headers, text) {
            Shape::Json => self.mask_json_text(text),
            Shape::Form => Some(self.mask_pairs(text)),
            Shape::Multipart => self.mask_multipart(content_type(headers), text),
            Shape::Other => None,
        };
        masked.map_or(Body::LeftOut, Body::from)
    }

    /// It is written anew, so that nothing is kept that was not looked at, such as the first of two members of one name.
    pub(super) fn mask_json_text(&mut self, text: &str) -> Option<String> {
        let mut value = serde_json::from_str(text).ok()?;
        self.mask_json(&mut value, None, MAX_DEPTH);
        Some(value.to_string())
    }

    /// `inherited` is what the names above say that this is.
    fn mask_json(&mut self, value: &mut Value, inherited: Option<Kind>, depth: usize) {
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::Object(_) | Value::Array(_) if depth == 0 => *value = Value::Null,
            Value::String(text) => {
                *text = match inherited {
                    Some(kind) => self.placeholder(kind, text),
                    None => self.mask_text(text),
                };
            }
            Value::Number(number) => {
                if let Some(kind) = inherited.and_then(Kind::of_number) {
                    *value = self.placeholder(kind, &number.to_string()).into();
                }
            }
            Value::Array(items) => {
                for item in items {
                    self.mask_json(item, inherited, depth - 1);
                }
            }
            Value::Object(members) => {
                let inherited = inherited.filter(|kind| kind.is_of_all_below());
                for (name, member) in members {
                    if ABOUT_OTHERS.iter().any(|about| name.eq_ignore_ascii_case(about)) && inherited.is_none() {
                        self.mask_complaints(member, depth - 1);
                    } else {
                        self.mask_json(member, Kind::of(name).or(inherited), depth - 1);
                    }
                }
            }
        }
    }

    /// What is wrong with members: their names say nothing here.
    fn mask_complaints(&mut self, value: &mut Value, depth: usize) {
        match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
            Value::Object(_) | Value::Array(_) if depth == 0 => *value = Value::Null,
            Value::String(text) => *text = self.mask_text(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.mask_complaints(item, depth - 1)),
            Value::Object(members) => members
                .values_mut()
                .for_each(|member| self.mask_complaints(member, depth - 1)),
        }
    }

    /// A form with files. `None` where one of its parts cannot be looked into.
    fn mask_multipart(&mut self, content_type: &str, text: &str) -> Option<String> {
        let boundary = multer::parse_boundary(content_type).ok()?;
        let delimiter = format!("--{boundary}");
        if !text.starts_with(&delimiter) {
            return None;
        }
        let mut masked = String::with_capacity(text.len());
        for (index, part) in text.split(delimiter.as_str()).enumerate() {
            if index > 0 {
                masked.push_str(&delimiter);
            }
            // There is nothing before the first part, and nothing but a line end after the last one.
            if index == 0 || part.trim_end() == "--" {
                masked.push_str(part);
                continue;
            }
            let (head, rest) = part.split_once("\r\n\r\n")?;
            let value = rest.strip_suffix("\r\n")?;
            if head.contains("filename") {
                return None;
            }
            let name = head.split("name=\"").nth(1)?.split('"').next()?;
            masked.push_str(&format!("{head}\r\n\r\n{}\r\n", self.mask_named(name, value)));
        }
        Some(masked)
    }
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderValue;

    use super::*;

    fn masked(kind: &'static str, text: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static(kind));
        let body = Masker::default().mask_body(&headers, text.to_owned().into());
        body.text().map(str::to_owned)
    }

    #[test]
    fn secrets_of_json_are_masked_wherever_they_are() {
        for (text, expected) in [
            (r#"{ "name": "Ann" }"#, r#"{"name":"Ann"}"#),
            (r#"{"password":"x","password":""}"#, r#"{"password":""}"#),
            (
                r#"{"sent":"{\"password\": \"x\"}"}"#,
                r#"{"sent":"{\"password\":\"{{password:1}}\"}"}"#,
            ),
            (
                r#"{"email":"a@b.example","password":"x","remember":true}"#,
                r#"{"email":"a@b.example","password":"{{password:1}}","remember":true}"#,
            ),
            (r#"{"pin":1234,"code":0}"#, r#"{"pin":"{{number:1}}","code":0}"#),
            (
                r#"{"passwords":{"old":"a","new":["b",7]}}"#,
                r#"{"passwords":{"old":"{{password:1}}","new":["{{password:2}}","{{number:1}}"]}}"#,
            ),
            (
                r#"{"apiKeys":[{"name":"App","key":"k"}],"token_type":"bearer"}"#,
                r#"{"apiKeys":[{"name":"App","key":"{{key:1}}"}],"token_type":"bearer"}"#,
            ),
            (
                r#"{"errors":{"password":["The password field is required."]}}"#,
                r#"{"errors":{"password":["The password field is required."]}}"#,
            ),
            (
                r#"{"token":"t","tokens":["t","u"],"tokenCount":2}"#,
                r#"{"token":"{{token:1}}","tokens":["{{token:1}}","{{token:2}}"],"tokenCount":2}"#,
            ),
        ] {
            assert_eq!(masked("application/json", text).as_deref(), Some(expected));
        }
    }

    #[test]
    fn what_cannot_be_looked_into_is_left_out() {
        assert_eq!(masked("text/html", "<input name=\"csrf\" value=\"abc\">"), None);
        assert_eq!(masked("application/json", "{\"password\": \"x"), None);
        let mut headers = HeaderMap::new();
        headers.insert("content-encoding", HeaderValue::from_static("gzip"));
        let mut masker = Masker::default();
        assert_eq!(masker.mask_body(&headers, "{}".to_owned().into()), Body::LeftOut);
        assert_eq!(
            masker.mask_body(&HeaderMap::new(), Body::Whole(vec![255].into())),
            Body::LeftOut
        );
        assert_eq!(masker.mask_body(&HeaderMap::new(), Body::NONE), Body::NONE);
    }

    #[test]
    fn forms_of_both_kinds_are_masked() {
        assert_eq!(
            masked("application/x-www-form-urlencoded", "email=a%40b&password=p%26q").as_deref(),
            Some("email=a%40b&password={{password:1}}")
        );
        let part =
            |head: &str, value: &str| format!("--x\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n");
        let form = |secret: &str| part("name=\"email\"", "a@b") + &part("name=\"password\"", secret) + "--x--\r\n";
        assert_eq!(
            masked("multipart/form-data; boundary=x", &form("p\r\nq")),
            Some(form("{{password:1}}"))
        );
        let file = part("name=\"a\"; filename=\"b\"", "secret") + "--x--\r\n";
        assert_eq!(masked("multipart/form-data; boundary=x", &file), None);
        assert_eq!(masked("multipart/form-data; boundary=y", &form("secret")), None);
        assert_eq!(masked("multipart/form-data; boundary=x", &(form("a") + "secret")), None);
    }
}
