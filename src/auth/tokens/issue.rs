//! Issuing tokens.

use std::time::Duration;

use jsonwebtoken::Header;
use serde_json::{Map, Value};

use super::{KeyRing, SESSION_CLAIM, TOKEN_ID_CLAIM};
use crate::auth::contract_rules::{TokenFacts, TokenShape};
use crate::auth::error::{Cause, ServiceError};
use crate::model::{AccountRef, PlainToken, SessionId, Timestamp, TokenId};

/// A token to be issued.
pub(in crate::auth) struct NewToken<'a, A: 'static> {
    /// Its shape, and the account where the shape needs it.
    pub(in crate::auth) shape: &'a TokenShape<A>,
    pub(in crate::auth) holder: Option<&'a A>,
    pub(in crate::auth) account: AccountRef,
    pub(in crate::auth) issuer: &'a str,
    pub(in crate::auth) session: SessionId,
    pub(in crate::auth) token_id: TokenId,
    pub(in crate::auth) now: Timestamp,
    pub(in crate::auth) lifetime: Duration,
    /// No token outlives its session.
    pub(in crate::auth) session_ends: Timestamp,
}

/// Signs the token. Returns it with the moment it expires, a whole second.
pub(in crate::auth) async fn issue<A>(
    keys: &KeyRing,
    token: NewToken<'_, A>,
) -> Result<(PlainToken, Timestamp), ServiceError> {
    let (key_id, key) = keys.signer().await?;
    let ends = token.now.plus(token.lifetime).min(token.session_ends);
    let expires_at = Timestamp::from_seconds(ends.seconds());
    let facts = TokenFacts {
        token_id: token.token_id,
        expires_at,
    };
    let (mut claims, issuer, subject, id_claim) = match (token.shape, token.holder) {
        (TokenShape::Custom(custom), Some(holder)) => (
            (custom.claims)(holder, &facts),
            custom.issuer,
            custom.subject.to_owned(),
            custom.token_id_claim,
        ),
        (TokenShape::Custom(_), None) => return Err(ServiceError::Internal(Cause::DanglingSession)),
        (TokenShape::Standard, _) => (Map::new(), token.issuer, token.account.id.to_string(), TOKEN_ID_CLAIM),
    };
    let standard: [(&str, Value); 8] = [
        ("iss", issuer.into()),
        ("sub", subject.into()),
        ("aud", token.account.realm.as_str().into()),
        ("iat", token.now.seconds().into()),
        ("nbf", token.now.seconds().into()),
        ("exp", expires_at.seconds().into()),
        (id_claim, token.token_id.to_string().into()),
        (SESSION_CLAIM, token.session.to_string().into()),
    ];
    for (name, value) in standard {
        claims.entry(name).or_insert(value);
    }
    let mut header = Header::new(key.algorithm);
    header.kid = Some(key_id.to_string());
    let text = jsonwebtoken::encode(&header, &claims, &key.encoding)
        .map_err(|error| ServiceError::Internal(Cause::Signing(error)))?;
    Ok((PlainToken::new(text), expires_at))
}
