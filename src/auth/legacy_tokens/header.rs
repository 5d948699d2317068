//! The header of a token that somebody else has issued.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::model::PlainToken;

/// The longest token that is read. Those of Keycloak with all their roles have a few thousand bytes.
const MOST_BYTES: usize = 16 * 1024;

/// What counts in a header. Others put what they like into theirs; a key in it (`jwk`, `jku`, `x5c`, `x5u`) is never used.
#[derive(Debug, Deserialize)]
pub(super) struct Header {
    /// The algorithm, which must be that of the issuer.
    pub(super) alg: String,
    /// The key, where the issuer has several.
    pub(super) kid: Option<String>,
    /// What must be understood (RFC 7515 section 4.1.11). We understand nothing of it.
    crit: Option<IgnoredAny>,
}

impl Header {
    /// Reads the header of a token of three parts.
    pub(super) fn read(token: &PlainToken) -> Option<Self> {
        let token = token.expose();
        if token.len() > MOST_BYTES || token.bytes().filter(|byte| *byte == b'.').count() != 2 {
            return None;
        }
        let (header, _) = token.split_once('.')?;
        let header: Self = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
        header.crit.is_none().then_some(header)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(header: &str, rest: &str) -> Option<(String, Option<String>)> {
        let token = format!("{}{rest}", URL_SAFE_NO_PAD.encode(header));
        Header::read(&PlainToken::new(token)).map(|header| (header.alg, header.kid))
    }

    #[test]
    fn a_header_that_demands_something_or_is_ambiguous_is_not_read() {
        assert_eq!(read(r#"{"alg":"HS256"}"#, ".a.b"), Some(("HS256".to_owned(), None)));
        let with_more = r#"{"kid":"1","alg":"RS256","typ":"at+jwt","jku":"https://evil.example"}"#;
        assert_eq!(
            read(with_more, ".a.b"),
            Some(("RS256".to_owned(), Some("1".to_owned())))
        );
        for (header, rest) in [
            (r#"{"alg":"HS256","crit":["b64"],"b64":false}"#, ".a.b"),
            (r#"{"alg":"HS256","crit":[]}"#, ".a.b"),
            (r#"{"alg":"none","alg":"HS256"}"#, ".a.b"),
            (r#"{"alg":["HS256"]}"#, ".a.b"),
            (r#"{"typ":"JWT"}"#, ".a.b"),
            (r#"{"alg":"HS256"}"#, ".a"),
            (r#"{"alg":"HS256"}"#, ".a.b.c"),
            (r#"{"alg":"HS256","enc":"A128GCM"}"#, ".a.b.c.d"),
        ] {
            assert_eq!(read(header, rest), None, "{header} {rest}");
        }
        let long = format!(".{}.b", "a".repeat(MOST_BYTES));
        assert_eq!(read(r#"{"alg":"HS256"}"#, &long), None);
    }
}
