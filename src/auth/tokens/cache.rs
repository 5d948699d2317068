//! The cache of verified tokens.
//!
//! What a token says never changes, nor which key signed it. Both are worked out once and kept under the token's hash.
//! Everything that does change is still checked every time: whether the key is accepted, the time, and the session. Only
//! tokens get in that we or an old backend have issued, so nobody can fill the cache with inventions.

use std::fmt;

use quick_cache::sync::Cache;

use super::TokenTimes;
use crate::auth::legacy_tokens::LegacySigner;
use crate::model::{HashedToken, KeyId, Realm, SessionId, TokenId};

/// Whose key signed a token.
#[derive(Debug, Clone, Copy)]
pub(in crate::auth) enum Signer {
    /// One of ours.
    Ours(KeyId),
    /// One of an old backend.
    Legacy(LegacySigner),
}

/// What a token says, with the claims that belong to its session.
#[derive(Debug, Clone, Copy)]
pub(in crate::auth) struct CachedToken {
    /// Whose key signed it.
    pub(in crate::auth) signer: Signer,
    /// Its audience.
    pub(in crate::auth) realm: Realm,
    /// Its session.
    pub(in crate::auth) session: SessionId,
    /// Its identifier.
    pub(in crate::auth) token_id: TokenId,
    /// Its dates.
    pub(in crate::auth) times: TokenTimes,
}

/// The tokens that were sent lately.
pub(in crate::auth) struct TokenCache(Option<Cache<[u8; 32], CachedToken>>);

impl TokenCache {
    /// A cache of at most this many; 0 for none.
    pub(in crate::auth) fn new(capacity: usize) -> Self {
        Self((capacity > 0).then(|| Cache::new(capacity)))
    }

    /// What is known of a token.
    pub(in crate::auth) fn get(&self, token: &HashedToken) -> Option<CachedToken> {
        self.0.as_ref()?.get(token.bytes())
    }

    /// Keeps a token.
    pub(in crate::auth) fn insert(&self, token: &HashedToken, verified: CachedToken) {
        if let Some(tokens) = &self.0 {
            tokens.insert(*token.bytes(), verified);
        }
    }
}

impl fmt::Debug for TokenCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenCache")
    }
}
