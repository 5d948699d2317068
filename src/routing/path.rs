//! Paths: their canonical form, and templates, as OpenAPI writes them: `/sessions/{id}/end`.

/// A path with one parameter, which is a whole segment.
#[derive(Debug, PartialEq, Eq)]
pub struct Template {
    before: String,
    after: String,
}

impl Template {
    /// Whether a path has parameters, or looks as if it did.
    pub fn is_template(path: &str) -> bool {
        path.contains(['{', '}'])
    }

    /// Parses a path with a parameter; `None` when it has several, or one that is only part of a segment.
    pub fn parse(path: &str) -> Option<Self> {
        let (before, rest) = path.split_once('{')?;
        let (name, after) = rest.split_once('}')?;
        let is_only_one = !name.is_empty() && !name.contains(['{', '/']) && !Self::is_template(after);
        let is_segment = before.ends_with('/') && !before.contains('}') && (after.is_empty() || after.starts_with('/'));
        (is_only_one && is_segment).then(|| Self {
            before: before.to_owned(),
            after: after.to_owned(),
        })
    }

    /// Whether a path fits: anything but a slash may stand for the parameter.
    pub fn matches(&self, path: &str) -> bool {
        let segment = path
            .strip_prefix(self.before.as_str())
            .and_then(|rest| rest.strip_suffix(self.after.as_str()));
        segment.is_some_and(|segment| !segment.is_empty() && !segment.contains('/'))
    }
}

/// A path without a slash at its end, in which nothing is percent-encoded that needs not be (RFC 3986 section 6.2.2.2).
/// Whatever else is encoded stays so: `%2F` is no slash.
pub fn canonical(path: &str) -> String {
    let mut decoded = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('%') {
        decoded.push_str(before);
        let unreserved = after.get(..2).and_then(unreserved);
        decoded.push(unreserved.unwrap_or('%'));
        rest = unreserved.and_then(|_| after.get(2..)).unwrap_or(after);
    }
    decoded.push_str(rest);
    if decoded.len() > 1 && decoded.ends_with('/') {
        decoded.pop();
    }
    decoded
}

/// The unreserved character that two hexadecimal digits stand for.
fn unreserved(digits: &str) -> Option<char> {
    let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let byte = u8::from_str_radix(digits, 16).ok().filter(|_| is_hex)?;
    (byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)).then_some(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::{Template, canonical};

    #[test]
    fn what_needs_no_encoding_is_decoded_once_and_a_slash_at_the_end_goes() {
        for (path, expected) in [
            ("/api/login", "/api/login"),
            ("/api/login/", "/api/login"),
            ("/api/login//", "/api/login/"),
            ("/api/logi%6E", "/api/login"),
            ("/api/logi%6e/", "/api/login"),
            ("/a%2Db%5F%7e", "/a-b_~"),
            ("/a%2Fb", "/a%2Fb"),
            ("/a%256E", "/a%256E"),
            ("/a%+6", "/a%+6"),
            ("/a%6", "/a%6"),
            ("/a%", "/a%"),
            ("/a%é", "/a%é"),
            ("/", "/"),
            ("", ""),
        ] {
            assert_eq!(canonical(path), expected, "{path}");
        }
    }

    #[test]
    fn a_parameter_is_one_segment_that_is_not_empty() {
        let template = Template::parse("/sessions/{id}/end").unwrap();
        for (path, matches) in [
            ("/sessions/1/end", true),
            ("/sessions/%2F/end", true),
            ("/sessions//end", false),
            ("/sessions/end", false),
            ("/sessions/1/2/end", false),
            ("/sessions/1/end/", false),
            ("/Sessions/1/end", false),
        ] {
            assert_eq!(template.matches(path), matches, "{path}");
        }
    }
}
