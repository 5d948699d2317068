//! What both formats are made of. An error says what is wrong and repeats nothing.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use poem::http::{HeaderMap, HeaderName, HeaderValue, Method};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::recording::exchange::Body;

/// A method.
pub fn method(text: &str) -> Result<Method, &'static str> {
    Method::from_bytes(text.as_bytes()).map_err(|_| "its method is none")
}

/// A time in RFC 3339.
pub fn instant(text: &str) -> Result<OffsetDateTime, &'static str> {
    OffsetDateTime::parse(text, &Rfc3339).map_err(|_| "its time is none of RFC 3339")
}

/// Headers of names and values. Those that HTTP/2 has for its own use (`:path`), which browsers save too, are left out.
pub fn headers(pairs: Vec<(String, String)>) -> Result<HeaderMap, &'static str> {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        if name.starts_with(':') {
            continue;
        }
        let name = name.parse::<HeaderName>().map_err(|_| "the name of a header is none")?;
        let value = HeaderValue::try_from(value).map_err(|_| "the value of a header cannot be sent")?;
        headers.append(name, value);
    }
    Ok(headers)
}

/// The names and values of headers.
pub fn pairs(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let pairs = headers.iter().map(|(name, value)| (name.to_string(), text(value)));
    pairs.collect()
}

/// A body in base64.
pub fn decoded(base64: &str) -> Result<Body, &'static str> {
    let bytes = STANDARD.decode(base64).map_err(|_| "a body is not base64")?;
    Ok(Body::Whole(bytes.into()))
}
