//! JSON in pure ASCII: every other character is escaped, as UTF-16 in `\uXXXX` (RFC 8259 section 7).
//!
//! To readers that know JSON it is the same text. Those that take a body without a charset for Latin-1, such as the HTTP
//! package of Flutter, can read nothing else.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

/// Serializes a value, into a vector with room for this many bytes.
///
/// # Errors
/// Those of the value's `Serialize`.
pub fn to_vec<T: Serialize + ?Sized>(value: &T, capacity: usize) -> serde_json::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(capacity);
    value.serialize(&mut Serializer::with_formatter(&mut bytes, Ascii))?;
    Ok(bytes)
}

/// Compact, like the default, but for the characters.
struct Ascii;

impl Formatter for Ascii {
    fn write_string_fragment<W: Write + ?Sized>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((before, other, after)) = split_at_other(rest) {
            writer.write_all(before.as_bytes())?;
            for unit in other.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = after;
        }
        writer.write_all(rest.as_bytes())
    }
}

/// Splits a text at its first character outside ASCII.
fn split_at_other(text: &str) -> Option<(&str, char, &str)> {
    // Most texts are ASCII, and this looks at many bytes at once.
    if text.is_ascii() {
        return None;
    }
    let (at, other) = text.char_indices().find(|(_, character)| !character.is_ascii())?;
    let (before, rest) = text.split_at_checked(at)?;
    Some((before, other, rest.get(other.len_utf8()..)?))
}

#[cfg(test)]
mod tests {
    use super::to_vec;

    #[test]
    fn what_is_not_ascii_is_escaped_and_everything_else_is_as_it_was() {
        for (text, json) in [
            ("José", r#""Jos\u00e9""#),
            ("রহিম", r#""\u09b0\u09b9\u09bf\u09ae""#),
            ("a😀b\"é\n", r#""a\ud83d\ude00b\"\u00e9\n""#),
            ("\u{7f}/", "\"\u{7f}/\""),
            ("", r#""""#),
        ] {
            let bytes = to_vec(text, 0).unwrap();
            assert_eq!(String::from_utf8(bytes.clone()).unwrap(), json);
            assert_eq!(serde_json::from_slice::<String>(&bytes).unwrap(), text);
        }
        let value = serde_json::json!({ "é": [1, 1.5, null, "ü"] });
        let bytes = to_vec(&value, 0).unwrap();
        assert_eq!(bytes, br#"{"\u00e9":[1,1.5,null,"\u00fc"]}"#);
    }
}
