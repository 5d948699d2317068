//! What a body is made of, by its content and its type.

use poem::http::HeaderMap;
use poem::http::header::CONTENT_TYPE;

/// The media type of forms.
const FORM: &str = "application/x-www-form-urlencoded";
/// The media type of forms with files.
const MULTIPART: &str = "multipart/form-data";

/// What a body is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// JSON, whatever its type says: clients and servers of login APIs are not careful about that.
    Json,
    /// A form.
    Form,
    /// A form with files.
    Multipart,
    /// Something else.
    Other,
}

impl Shape {
    /// What this text is made of.
    pub fn of(headers: &HeaderMap, text: &str) -> Self {
        let kind = content_type(headers).to_ascii_lowercase();
        if kind.starts_with(MULTIPART) {
            return Self::Multipart;
        }
        if kind.starts_with(FORM) {
            return Self::Form;
        }
        match serde_json::from_str::<serde::de::IgnoredAny>(text) {
            Ok(_) => Self::Json,
            Err(_) => Self::Other,
        }
    }
}

/// The content type, empty where none is said.
pub fn content_type(headers: &HeaderMap) -> &str {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderValue;

    use super::*;

    #[test]
    fn json_is_known_by_its_content_and_forms_by_their_type() {
        for (kind, text, expected) in [
            ("application/json", "{\"a\": 1}", Shape::Json),
            ("text/plain", "{\"a\": 1}", Shape::Json),
            ("application/json", "{\"a\": ", Shape::Other),
            ("application/x-www-form-urlencoded; charset=UTF-8", "a=1", Shape::Form),
            ("Multipart/Form-Data; boundary=x", "--x--", Shape::Multipart),
            ("text/html", "<p>", Shape::Other),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
            assert_eq!(Shape::of(&headers, text), expected, "{kind} {text}");
        }
        assert_eq!(Shape::of(&HeaderMap::new(), "a=1"), Shape::Other);
    }
}
