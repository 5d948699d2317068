//! What differs between two answers, told without what they say.

use std::fmt;

use serde_json::Value;

/// How long a masked text may be, in characters.
const MAX_TEXT: usize = 60;

/// The longest segment of a path that is taken for a word, in bytes.
const MAX_SEGMENT: usize = 24;
/// How many segments of a path are shown.
const MAX_SEGMENTS: usize = 8;

/// What is different.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// The status code.
    Status,
    /// A header: one side lacks it, or it says something else.
    Header,
    /// One body is JSON and the other one is not, or neither is and they are not the same.
    Body,
    /// A member that is expected and not there.
    Missing,
    /// A member that is there and not expected.
    Unexpected,
    /// A value of another JSON type, or a text of another form: a time in another format, a number in a text.
    Type,
    /// Another value.
    Value,
}

impl Kind {
    /// Its word, which is stored and printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Header => "header",
            Self::Body => "body",
            Self::Missing => "missing",
            Self::Unexpected => "unexpected",
            Self::Type => "type",
            Self::Value => "value",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What is different.
    pub kind: Kind,
    /// Where: the name of a header, or a JSON pointer (RFC 6901) in which `*` stands for any item of an array. Empty for
    /// the status and for a whole body.
    pub place: String,
    /// What is expected, masked.
    pub expected: String,
    /// What is there in its place, masked.
    pub actual: String,
}

/// What is printed where there is nothing.
pub(super) const NOTHING: &str = "-";

/// A value, masked: its shape can be seen, and what it says cannot.
pub(super) fn masked(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        // There is nothing to hide in one of two words.
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => masked_text(&number.to_string()),
        Value::String(text) => format!("\"{}\"", masked_text(text)),
        Value::Array(items) => format!("an array of {}", items.len()),
        Value::Object(members) => format!("an object of {}", members.len()),
    }
}

/// Letters become `x` or `X`, and digits `0`.
pub(super) fn masked_text(text: &str) -> String {
    let mask = |c: char| match c {
        c if c.is_numeric() => '0',
        c if c.is_uppercase() => 'X',
        c if c.is_alphabetic() => 'x',
        c if c.is_control() => ' ',
        c => c,
    };
    let mut shown: String = text.chars().take(MAX_TEXT).map(mask).collect();
    if text.chars().nth(MAX_TEXT).is_some() {
        shown.push('…');
    }
    shown
}

/// A path in which `*` stands for each segment that may name somebody or something.
pub fn masked_path(path: &str) -> String {
    let is_word = |segment: &&str| {
        let is_of_words = |c: char| c.is_ascii_alphabetic() || matches!(c, '-' | '_' | '.');
        segment.len() <= MAX_SEGMENT && segment.chars().all(is_of_words)
    };
    let versioned = |segment: &&str| segment.len() == 2 && segment.starts_with('v');
    let masked = path.split('/').take(MAX_SEGMENTS).map(|segment| match segment {
        word if is_word(&word) || versioned(&word) => word,
        _ => "*",
    });
    masked.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_masked_value_shows_its_shape_alone() {
        for (value, expected) in [
            (
                json!("Ann-Marie <ann@example.com> 7"),
                "\"Xxx-Xxxxx <xxx@xxxxxxx.xxx> 0\"",
            ),
            (json!("Zoë"), "\"Xxx\""),
            (json!("2026-11-30T09:15:00Z"), "\"0000-00-00X00:00:00X\""),
            (json!(-12.5), "-00.0"),
            (json!(true), "true"),
            (json!(null), "null"),
            (json!(["a", "b"]), "an array of 2"),
            (json!({ "a": 1 }), "an object of 1"),
        ] {
            assert_eq!(masked(&value), expected, "{value}");
        }
        assert_eq!(masked_text(&"a".repeat(61)), format!("{}…", "x".repeat(60)));
    }

    #[test]
    fn a_masked_path_shows_words_alone() {
        for (path, expected) in [
            ("/api/v1/user-list", "/api/v1/user-list"),
            ("/users/17/keys/a1b2", "/users/*/keys/*"),
            ("/reset/averylongwordthatmightbesomebodyssecret", "/reset/*"),
            ("/a/b/c/d/e/f/g/h/i", "/a/b/c/d/e/f/g"),
            ("/", "/"),
        ] {
            assert_eq!(masked_path(path), expected, "{path}");
        }
    }
}
