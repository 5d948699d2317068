//! The token reader as the fuzz target calls it: with one key, and without a database.

use super::algorithm::{BadKey, ReadyKey, SigningAlgorithm};
use super::parse::{read_signed, strict_header};
use crate::model::{KeyId, PlainToken, Realm, SessionId, Timestamp};

/// Reads the tokens of one HMAC key, and signs any text with it.
pub struct TokenReader {
    id: KeyId,
    key: ReadyKey,
}

/// What was read from a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadToken {
    /// The key that signed it.
    pub key: KeyId,
    /// The session it names.
    pub session: SessionId,
    /// `iat`, `nbf` and `exp`.
    pub times: [Timestamp; 3],
}

impl TokenReader {
    /// Gets the key ready.
    ///
    /// # Errors
    /// [`BadKey`].
    pub fn new(id: KeyId, secret: &[u8]) -> Result<Self, BadKey> {
        let key = SigningAlgorithm::Hs256.ready(id, secret)?;
        Ok(Self { id, key })
    }

    /// Signs a text, which may be no token at all, as if it were the first two segments of one. Returns the third.
    ///
    /// # Errors
    /// [`BadKey`].
    pub fn signature(&self, text: &str) -> Result<String, BadKey> {
        jsonwebtoken::crypto::sign(text.as_bytes(), &self.key.encoding, self.key.algorithm).map_err(|_| BadKey)
    }

    /// Reads a token as the server does when it knows this one key.
    pub fn read(&self, token: &str, realm: Realm, now: Timestamp) -> Option<ReadToken> {
        let (header, id) = strict_header(token)?;
        if id != self.id {
            return None;
        }
        let token = PlainToken::new(token.to_owned());
        let claims = read_signed(&token, &header, (id, &self.key), realm, now)?;
        let times = claims.times;
        Some(ReadToken {
            key: claims.key,
            session: claims.session,
            times: [times.issued, times.begins, times.expires],
        })
    }
}
