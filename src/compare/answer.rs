//! Comparing two answers: status, headers and body.

use poem::http::HeaderMap;
use poem::http::header::{ALLOW, CONTENT_TYPE, HeaderName, LOCATION, RETRY_AFTER, SET_COOKIE, WWW_AUTHENTICATE};
use serde_json::Value;

use super::body::{self, MAX_DIFFERENCES};
use super::difference::{Difference, Kind, NOTHING, masked_text};

/// The headers that clients act upon. What is said of caches, of the server and of the connection is not compared.
const COMPARED: [HeaderName; 6] = [CONTENT_TYPE, WWW_AUTHENTICATE, LOCATION, RETRY_AFTER, ALLOW, SET_COOKIE];

/// Those that this server adds because standards want them (RFC 9110 sections 11.6.1, 10.2.3 and 15.5.6). A client that got
/// on without them goes on doing so.
const MAY_BE_ADDED: [HeaderName; 3] = [WWW_AUTHENTICATE, RETRY_AFTER, ALLOW];

/// An answer, as it came.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: &'a HeaderMap,
    /// The whole body.
    pub body: &'a [u8],
}

impl Answer<'_> {
    /// The body, if it is JSON.
    pub(super) fn json(&self) -> Option<Value> {
        serde_json::from_slice(self.body).ok()
    }

    /// What a header says that is compared of it; all lines of it, as one.
    fn said(&self, name: &HeaderName) -> Option<String> {
        let lines = self.headers.get_all(name).iter();
        let mut said: Vec<String> = lines
            .map(|value| normal(name, &String::from_utf8_lossy(value.as_bytes())))
            .collect();
        said.sort();
        (!said.is_empty()).then(|| said.join(", "))
    }

    fn described(&self) -> String {
        let kind = self.said(&CONTENT_TYPE).unwrap_or_else(|| "no type".to_owned());
        match self.body.len() {
            0 => "nothing".to_owned(),
            length => format!("{length} bytes of {kind}"),
        }
    }
}

/// The part of a header's value that is compared.
fn normal(name: &HeaderName, value: &str) -> String {
    let value = value.trim();
    if *name == CONTENT_TYPE {
        // JSON is in UTF-8, whatever is said of it (RFC 8259 section 8.1).
        let (media, parameters) = value.split_once(';').unwrap_or((value, ""));
        let media = media.trim().to_ascii_lowercase();
        return match media.ends_with("json") || parameters.is_empty() {
            true => media,
            false => format!("{media};{}", parameters.to_ascii_lowercase().replace(' ', "")),
        };
    }
    if *name == WWW_AUTHENTICATE {
        // The parameters are for people.
        return value.split([' ', ',']).next().unwrap_or_default().to_ascii_lowercase();
    }
    if *name == RETRY_AFTER {
        return "present".to_owned();
    }
    if *name == SET_COOKIE {
        let cookie = value.split('=').next().unwrap_or_default();
        return cookie.trim().to_owned();
    }
    if *name == ALLOW {
        let mut methods: Vec<&str> = value.split(',').map(str::trim).collect();
        methods.sort_unstable();
        return methods.join(" ");
    }
    value.to_owned()
}

/// What differs between the answer of an old backend and ours.
pub fn differences(expected: &Answer<'_>, actual: &Answer<'_>) -> Vec<Difference> {
    let mut found = Vec::new();
    if expected.status != actual.status {
        found.push(Difference {
            kind: Kind::Status,
            place: String::new(),
            expected: expected.status.to_string(),
            actual: actual.status.to_string(),
        });
    }
    for name in &COMPARED {
        let (one, other) = (expected.said(name), actual.said(name));
        let is_added = one.is_none() && MAY_BE_ADDED.contains(name);
        if one != other && !is_added {
            let shown = |said: Option<String>| match said {
                Some(said) if *name == LOCATION => masked_text(&said),
                Some(said) => said,
                None => NOTHING.to_owned(),
            };
            found.push(Difference {
                kind: Kind::Header,
                place: name.to_string(),
                expected: shown(one),
                actual: shown(other),
            });
        }
    }
    match (expected.json(), actual.json()) {
        (Some(one), Some(other)) => body::compare("", &one, &other, &mut found),
        (None, None) if expected.body == actual.body => {}
        (Some(_) | None, Some(_) | None) => found.push(Difference {
            kind: Kind::Body,
            place: String::new(),
            expected: expected.described(),
            actual: actual.described(),
        }),
    }
    found.truncate(MAX_DIFFERENCES);
    found
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderValue;

    use super::*;

    fn headers(all: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in all {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        headers
    }

    fn told(expected: (u16, &HeaderMap, &str), actual: (u16, &HeaderMap, &str)) -> Vec<String> {
        let answer =
            |(status, headers, body): (u16, &'_ HeaderMap, &'_ str)| (status, headers.clone(), body.to_owned());
        let (one, other) = (answer(expected), answer(actual));
        let of =
            |(status, headers, body): &(u16, HeaderMap, String)| (*status, headers.clone(), body.as_bytes().to_vec());
        let ((s1, h1, b1), (s2, h2, b2)) = (of(&one), of(&other));
        let expected = Answer {
            status: s1,
            headers: &h1,
            body: &b1,
        };
        let actual = Answer {
            status: s2,
            headers: &h2,
            body: &b2,
        };
        differences(&expected, &actual)
            .into_iter()
            .map(|one| format!("{} {}: {} {}", one.kind, one.place, one.expected, one.actual))
            .collect()
    }

    #[test]
    fn an_answer_is_the_same_as_itself_in_other_words() {
        let expected = headers(&[
            ("content-type", "application/json; charset=utf-8"),
            ("set-cookie", "a=1; Path=/"),
            ("set-cookie", "b=2"),
            ("retry-after", "7"),
            ("allow", "GET, POST"),
            ("www-authenticate", "Bearer realm=\"a\""),
            ("server", "nginx"),
        ]);
        let actual = headers(&[
            ("content-type", "Application/JSON"),
            ("set-cookie", "b=3; HttpOnly"),
            ("set-cookie", "a=4"),
            ("retry-after", "60"),
            ("allow", "POST,GET"),
            ("www-authenticate", "bearer"),
        ]);
        let found = told((200, &expected, "{\"a\": 1}"), (200, &actual, "{ \"a\": 1 }"));
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn status_headers_and_body_are_each_told() {
        let html = headers(&[
            ("content-type", "text/html; charset=UTF-8"),
            ("location", "/a?b=secret"),
        ]);
        let json = headers(&[("content-type", "application/json"), ("retry-after", "1")]);
        assert_eq!(told((200, &json, "{}"), (200, &html, "{}")).len(), 3);
        assert_eq!(
            told((302, &html, "<p>"), (503, &json, "{}")),
            [
                "status : 302 503",
                "header content-type: text/html;charset=utf-8 application/json",
                "header location: /x?x=xxxxxx -",
                "body : 3 bytes of text/html;charset=utf-8 2 bytes of application/json",
            ]
        );
        assert_eq!(told((200, &html, "<p>"), (200, &html, "<p>")), Vec::<String>::new());
        assert_eq!(
            told((200, &html, "<p>"), (200, &html, "")),
            ["body : 3 bytes of text/html;charset=utf-8 nothing"]
        );
    }
}
