//! Reading what a text has in the places where another one has placeholders.

use poem::http::{HeaderMap, HeaderName};

use super::placeholder::{self, Part};

/// What ends a value within a text where what follows it is not the expected.
const ENDS: [char; 7] = [';', ',', '&', '"', '\'', '<', ' '];

/// What a text has in the places where the expected one has placeholders, up to the first place where they disagree.
pub fn captured(expected: &str, actual: &str) -> Vec<(String, String)> {
    let parts = placeholder::parts(expected);
    let (mut found, mut rest) = (Vec::new(), actual);
    for (index, part) in parts.iter().enumerate() {
        match part {
            Part::Literal(text) => match rest.strip_prefix(text) {
                Some(after) => rest = after,
                None => return found,
            },
            Part::Placeholder(placeholder) => {
                let end = match parts.get(index + 1) {
                    Some(Part::Literal(next)) => rest.find(next).or_else(|| rest.find(ENDS)),
                    Some(Part::Placeholder(_)) | None => None,
                };
                let (value, after) = rest.split_at_checked(end.unwrap_or(rest.len())).unwrap_or((rest, ""));
                if !value.is_empty() {
                    found.push((placeholder.name.to_owned(), value.to_owned()));
                }
                rest = after;
            }
        }
    }
    found
}

/// The line of a header that has most of what the expected one has placeholders for; empty where there is none. A header
/// such as `Set-Cookie` has several lines, and of two alike a client keeps the last.
pub fn captured_line<'h>(expected: &str, headers: &'h HeaderMap, name: &HeaderName) -> &'h str {
    let lines = headers.get_all(name).iter().filter_map(|line| line.to_str().ok());
    lines
        .max_by_key(|line| captured(expected, line).len())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_up_to_where_it_is_another_one() {
        let found = |expected: &str, actual: &str| {
            let found = captured(expected, actual).into_iter();
            found
                .map(|(name, value)| format!("{name}={value}"))
                .collect::<Vec<_>>()
                .join(" ")
        };
        for (expected, actual, captured) in [
            ("{{token:1}}", "abc def", "token:1=abc def"),
            ("/a?t={{token:1}}&u={{token:2}}", "/a?t=x&u=y", "token:1=x token:2=y"),
            ("/a?t={{token:1}}&u={{token:2}}", "/a?t=x&v=y", "token:1=x"),
            ("/a?t={{token:1}}", "/b?t=x", ""),
            ("a {{token:1}} b", "a ", ""),
        ] {
            assert_eq!(found(expected, actual), captured, "{expected} {actual}");
        }
    }
}
