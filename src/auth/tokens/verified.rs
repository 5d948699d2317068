//! Tokens that were verified before.
//!
//! A token says the same for ever, and whether it was signed by a key never changes: both are worked out once, and
//! remembered by the token's hash. All that does change is still asked for every time: whether its key is taken, what
//! time it is, and everything about its session. Only tokens of ours get here, so nobody fills this with inventions.

use std::fmt;

use quick_cache::sync::Cache;

use super::TokenTimes;
use crate::model::{HashedToken, KeyId, Realm, SessionId, TokenId};

/// A token that is genuine: signed by one of our keys, of its session, and with the claims that belong to that.
#[derive(Debug, Clone, Copy)]
pub(in crate::auth) struct Verified {
    /// Who signed it.
    pub(in crate::auth) key: KeyId,
    /// Whose it can be.
    pub(in crate::auth) realm: Realm,
    /// Its session.
    pub(in crate::auth) session: SessionId,
    /// Its identifier.
    pub(in crate::auth) token_id: TokenId,
    /// Its dates.
    pub(in crate::auth) times: TokenTimes,
}

/// The tokens that were presented lately.
pub(in crate::auth) struct VerifiedTokens(Option<Cache<[u8; 32], Verified>>);

impl VerifiedTokens {
    /// Remembers so many.
    pub(in crate::auth) fn new(most: usize) -> Self {
        Self((most > 0).then(|| Cache::new(most)))
    }

    /// What is known of a token.
    pub(in crate::auth) fn find(&self, token: &HashedToken) -> Option<Verified> {
        self.0.as_ref()?.get(token.bytes())
    }

    /// Remembers a token.
    pub(in crate::auth) fn keep(&self, token: &HashedToken, verified: Verified) {
        if let Some(tokens) = &self.0 {
            tokens.insert(*token.bytes(), verified);
        }
    }
}

impl fmt::Debug for VerifiedTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VerifiedTokens")
    }
}
