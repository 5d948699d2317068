//! Reading tokens, strictly (RFC 8725).
//!
//! jsonwebtoken checks the signature; everything else is spelled out here, because its defaults are not ours: it would
//! allow 60 seconds of leeway, ignore `nbf` and `typ`, and take `iss` and `aud` only when told twice.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{KeyRing, SESSION_CLAIM};
use crate::auth::error::Error;
use crate::model::{KeyId, PlainToken, Realm, SessionId, Timestamp, TokenId};

/// How far two clocks may be apart.
const LEEWAY: Duration = Duration::from_secs(5);

/// Whether a token may be past its `exp`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::auth) enum Expiry {
    /// It may not.
    Enforced,
    /// It may: it is being refreshed.
    Ignored,
}

/// The dates in a token (RFC 7519 section 4.1).
#[derive(Debug, Clone, Copy)]
pub(in crate::auth) struct TokenTimes {
    /// `iat`: when it was issued.
    pub(in crate::auth) issued: Timestamp,
    /// `nbf`: from when on it is good.
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

/// What a token says, its signature and beginning checked, its end and its session not yet.
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

fn times(claims: &Map<String, Value>) -> Option<TokenTimes> {
    let date = |claim: &str| claims.get(claim).and_then(Value::as_i64).map(Timestamp::from_seconds);
    Some(TokenTimes {
        issued: date("iat")?,
        begins: date("nbf")?,
        expires: date("exp")?,
    })
}

/// Exactly these members, each once: `crit`, `jwk`, `jku`, `x5u` and whatever else could change what a signature
/// means have no place in a token of ours.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StrictHeader {
    alg: String,
    typ: String,
    kid: String,
}

/// Reads a token of this realm. Whether it has expired is for its session to say: for that, time does not go back.
pub(in crate::auth) async fn parse(
    keys: &KeyRing,
    token: &PlainToken,
    realm: Realm,
    now: Timestamp,
) -> Result<Claims, Error> {
    let header = strict_header(token.expose()).ok_or(Error::TokenInvalid)?;
    let id = KeyId(Uuid::try_parse(&header.kid).map_err(|_| Error::TokenInvalid)?);
    let key = keys.find(id).await?.ok_or(Error::TokenInvalid)?;
    if header.typ != "JWT" || header.alg != key.name {
        return Err(Error::TokenInvalid);
    }
    let all = jsonwebtoken::decode::<Map<String, Value>>(token.expose(), &key.decoding, &key.signature_only)
        .map_err(|_| Error::TokenInvalid)?
        .claims;
    let session = all
        .get(SESSION_CLAIM)
        .and_then(Value::as_str)
        .and_then(|text| Uuid::try_parse(text).ok());
    let claims = Claims {
        key: id,
        session: SessionId(session.ok_or(Error::TokenInvalid)?),
        times: times(&all).ok_or(Error::TokenInvalid)?,
        all,
    };
    if claims.times.has_begun(now) && claims.says("aud", realm.as_str()) {
        Ok(claims)
    } else {
        Err(Error::TokenInvalid)
    }
}

fn strict_header(token: &str) -> Option<StrictHeader> {
    let (header, _) = token.split_once('.')?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()
}
