//! Reading tokens strictly (RFC 8725).
//!
//! jsonwebtoken checks the signature. Everything else is spelled out here, because its defaults are not ours: it would
//! allow 60 seconds of leeway, ignore `nbf` and `typ`, and check `iss` and `aud` only when told twice.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::algorithm::ReadyKey;
use super::{KeyRing, SESSION_CLAIM};
use crate::auth::error::ServiceError;
use crate::model::{KeyId, PlainToken, Realm, SessionId, Timestamp, TokenId};

/// How far two clocks may be apart.
const LEEWAY: Duration = Duration::from_secs(5);

/// The dates in a token (RFC 7519 section 4.1).
#[derive(Debug, Clone, Copy)]
pub(in crate::auth) struct TokenTimes {
    /// `iat`: when it was issued.
    pub(in crate::auth) issued: Timestamp,
    /// `nbf`: from when on it is valid.
    pub(in crate::auth) begins: Timestamp,
    /// `exp`: until when.
    pub(in crate::auth) expires: Timestamp,
}

impl TokenTimes {
    /// Whether the token may be used by now (`nbf`), and has been issued before.
    pub(in crate::auth) fn has_begun(&self, now: Timestamp) -> bool {
        self.begins <= now.plus(LEEWAY) && self.issued <= now.plus(LEEWAY)
    }

    /// Whether the token has expired.
    pub(in crate::auth) fn is_over(&self, now: Timestamp) -> bool {
        now >= self.expires.plus(LEEWAY)
    }
}

/// What a token says. Its signature and its beginning are checked, its expiry and its session are not yet.
#[derive(Debug)]
pub(in crate::auth) struct Claims {
    /// The key that signed it.
    pub(in crate::auth) key: KeyId,
    /// The session it names.
    pub(in crate::auth) session: SessionId,
    /// Its dates.
    pub(in crate::auth) times: TokenTimes,
    all: Map<String, Value>,
}

impl Claims {
    /// The claims that every token of ours has, and the rest.
    fn read(key: KeyId, all: Map<String, Value>) -> Option<Self> {
        let date = |claim: &str| all.get(claim).and_then(Value::as_i64).map(Timestamp::from_seconds);
        let session = all.get(SESSION_CLAIM).and_then(Value::as_str)?;
        Some(Self {
            key,
            session: SessionId(Uuid::try_parse(session).ok()?),
            times: TokenTimes {
                issued: date("iat")?,
                begins: date("nbf")?,
                expires: date("exp")?,
            },
            all,
        })
    }

    /// Whether a claim is exactly this text.
    pub(in crate::auth) fn says(&self, claim: &str, text: &str) -> bool {
        self.text(claim) == Some(text)
    }

    /// A claim that is a token's identifier.
    pub(in crate::auth) fn token_id(&self, claim: &str) -> Option<TokenId> {
        self.text(claim)
            .and_then(|text| Uuid::try_parse(text).ok())
            .map(TokenId)
    }

    fn text(&self, claim: &str) -> Option<&str> {
        self.all.get(claim).and_then(Value::as_str)
    }
}

/// Exactly these members, each once. `crit`, `jwk`, `jku`, `x5u` and anything else that could change what a signature
/// means have no place in our tokens.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StrictHeader {
    alg: String,
    typ: String,
    kid: String,
}

/// Reads a token of this realm; `None` when its header, signature, audience or beginning is wrong. Whether it has
/// expired is checked against the time of its session, which never goes back.
pub(in crate::auth) async fn verify_signature(
    keys: &KeyRing,
    token: &PlainToken,
    realm: Realm,
    now: Timestamp,
) -> Result<Option<Claims>, ServiceError> {
    let Some((header, id)) = strict_header(token.expose()) else {
        return Ok(None);
    };
    let Some(key) = keys.find(id).await? else {
        return Ok(None);
    };
    Ok(read_signed(token, &header, (id, &key), realm, now))
}

/// Reads a token whose header names this key.
pub(super) fn read_signed(
    token: &PlainToken,
    header: &StrictHeader,
    (id, key): (KeyId, &ReadyKey),
    realm: Realm,
    now: Timestamp,
) -> Option<Claims> {
    if header.typ != "JWT" || header.alg != key.name {
        return None;
    }
    let decoded = jsonwebtoken::decode(token.expose(), &key.decoding, &key.signature_only);
    let claims = decoded.ok().and_then(|token| Claims::read(id, token.claims));
    claims.filter(|claims| claims.times.has_begun(now) && claims.says("aud", realm.as_str()))
}

/// The key that a token's header names, if it is a header of ours.
pub(in crate::auth) fn key_of(token: &PlainToken) -> Option<KeyId> {
    strict_header(token.expose()).map(|(_, id)| id)
}

pub(super) fn strict_header(token: &str) -> Option<(StrictHeader, KeyId)> {
    let (header, _) = token.split_once('.')?;
    let header: StrictHeader = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    let id = KeyId(Uuid::try_parse(&header.kid).ok()?);
    Some((header, id))
}
