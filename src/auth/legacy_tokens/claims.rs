//! The claims of a token that somebody else has issued.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::settings::LegacyIssuerSettings;
use crate::auth::tokens::TokenTimes;
use crate::model::{PlainToken, Realm, SessionId, Timestamp};

/// What a token says that is checked by now: its issuer, its audience, its beginning, and that it will expire.
#[derive(Debug)]
pub(super) struct LegacyClaims {
    /// The session that it stands for.
    pub(super) session: SessionId,
    /// What tells it from every other token, in hexadecimal digits.
    pub(super) digest: String,
    /// The name in it.
    pub(super) name: String,
    /// When it was issued, if it says so.
    pub(super) issued: Option<Timestamp>,
    /// Its dates. It ends when its issuer's tokens are not accepted any more, at the latest.
    pub(super) times: TokenTimes,
    /// Its own end. The issuer's tokens may be accepted for longer later, and what was known of it then must still be known.
    pub(super) expires: Timestamp,
}

impl LegacyClaims {
    /// Reads the claims of a token that the issuer has signed.
    pub(super) fn read(
        token: &PlainToken,
        all: &Map<String, Value>,
        issuer: &LegacyIssuerSettings,
        now: Timestamp,
    ) -> Option<Self> {
        let issued = date(all, "iat")?;
        let begins = date(all, "nbf")?.or(issued).unwrap_or(Timestamp::from_millis(0));
        let expires = date(all, "exp")??;
        let times = TokenTimes {
            issued: issued.unwrap_or(begins),
            begins,
            expires: expires.min(issuer.accept_until),
        };
        let is_theirs = issuer
            .issuer
            .as_deref()
            .is_none_or(|wanted| is_text(all, "iss", wanted));
        let is_for_us = issuer
            .audience
            .as_deref()
            .is_none_or(|wanted| has_audience(all, wanted));
        if !is_theirs || !is_for_us || !times.has_begun(now) {
            return None;
        }
        let (session, digest) = identity(token, issuer.realm)?;
        let name = issuer.account.fill(&value_of(all, issuer.account.claim())?);
        Some(Self {
            session,
            digest,
            name,
            issued,
            times,
            expires,
        })
    }
}

/// A date in seconds, of which there may be fractions (RFC 7519 section 2). `None` for what is no date, `Some(None)` for
/// what is not there.
fn date(all: &Map<String, Value>, claim: &str) -> Option<Option<Timestamp>> {
    /// Beyond this, a fraction is not exact.
    const MOST: f64 = 9_007_199_254_740_992.0;
    let Some(value) = all.get(claim) else {
        return Some(None);
    };
    let whole = value.as_i64().or_else(|| {
        let fraction = value.as_f64().filter(|date| date.abs() < MOST)?;
        format!("{:.0}", fraction.floor()).parse().ok()
    });
    Some(Some(Timestamp::from_seconds(whole?)))
}

fn is_text(all: &Map<String, Value>, claim: &str, wanted: &str) -> bool {
    all.get(claim).and_then(Value::as_str) == Some(wanted)
}

/// Whether this is the audience, or one of several (RFC 7519 section 4.1.3).
fn has_audience(all: &Map<String, Value>, wanted: &str) -> bool {
    match all.get("aud") {
        Some(Value::String(only)) => only == wanted,
        Some(Value::Array(several)) => several.iter().any(|one| one.as_str() == Some(wanted)),
        _ => false,
    }
}

/// A claim, or a member of one, that is a text or a whole number.
fn value_of(all: &Map<String, Value>, claim: &str) -> Option<String> {
    let value = match claim.strip_prefix('/') {
        None => all.get(claim)?,
        Some(path) => {
            let (first, rest) = path
                .split_once('/')
                .map_or((path, None), |(first, rest)| (first, Some(rest)));
            let first = all.get(&first.replace("~1", "/").replace("~0", "~"))?;
            rest.map_or(Some(first), |rest| first.pointer(&format!("/{rest}")))?
        }
    };
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => number.as_i64().map(|number| number.to_string()),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The session that a token stands for, the same on every node: a UUID of version 8 out of what is signed, and the realm,
/// as one issuer's key may have two. The signature does not count: of a signature by ECDSA anybody can make a second one.
fn identity(token: &PlainToken, realm: Realm) -> Option<(SessionId, String)> {
    let (signed, _) = token.expose().rsplit_once('.')?;
    let hash = Sha256::new()
        .chain_update(b"latchkey session of a legacy token\0")
        .chain_update(realm.as_str())
        .chain_update(b"\0")
        .chain_update(signed)
        .finalize();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash).for_each(|(byte, hashed)| *byte = hashed);
    let digest = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    Some((SessionId(uuid::Builder::from_custom_bytes(bytes).into_uuid()), digest))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claims(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn dates_are_numbers_and_may_have_fractions() {
        for (date_of, expected) in [
            (json!({}), Some(None)),
            (json!({ "exp": 7 }), Some(Some(7))),
            (json!({ "exp": 7.9 }), Some(Some(7))),
            (json!({ "exp": 1e300 }), None),
            (json!({ "exp": "7" }), None),
            (json!({ "exp": null }), None),
        ] {
            let expected = expected.map(|date| date.map(Timestamp::from_seconds));
            assert_eq!(date(&claims(date_of.clone()), "exp"), expected, "{date_of}");
        }
    }

    #[test]
    fn an_audience_may_be_one_of_several() {
        for (audience, expected) in [
            (json!({ "aud": "app" }), true),
            (json!({ "aud": ["web", "app"] }), true),
            (json!({ "aud": ["web"] }), false),
            (json!({ "aud": { "app": true } }), false),
            (json!({}), false),
        ] {
            assert_eq!(has_audience(&claims(audience.clone()), "app"), expected, "{audience}");
        }
    }

    #[test]
    fn a_name_is_a_text_or_a_whole_number_and_may_lie_within_a_claim() {
        let all = claims(json!({
            "sub": 7, "name": "ana", "user": { "id": "8", "ids": [9] }, "empty": "", "half": 7.5, "yes": true,
            "http://schemas.example/name": "url", "a/b": "slash",
        }));
        for (claim, expected) in [
            ("sub", Some("7")),
            ("name", Some("ana")),
            ("/user/id", Some("8")),
            ("/user/ids/0", Some("9")),
            ("/name", Some("ana")),
            ("http://schemas.example/name", Some("url")),
            ("/a~1b", Some("slash")),
            ("empty", None),
            ("half", None),
            ("yes", None),
            ("user", None),
            ("/user/none", None),
            ("none", None),
        ] {
            assert_eq!(value_of(&all, claim).as_deref(), expected, "{claim}");
        }
    }

    #[test]
    fn another_signature_is_the_same_token_and_another_realm_is_not() {
        let of = |token: &str, realm| identity(&PlainToken::new(token.to_owned()), realm);
        assert_eq!(of("a.b.c", Realm::Users), of("a.b.d", Realm::Users));
        assert_ne!(of("a.b.c", Realm::Users), of("a.c.c", Realm::Users));
        assert_ne!(of("a.b.c", Realm::Users), of("a.b.c", Realm::Subscribers));
    }
}
