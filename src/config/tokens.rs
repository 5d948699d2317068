//! `[tokens]`: how tokens are issued and renewed.

use serde::{Deserialize, Serialize};

use super::values::{NonEmpty, word};

/// The settings of tokens, the same for every contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tokens {
    /// The `iss` claim, written into new tokens and required of presented ones, so a change of it ends every session.
    /// The same on all nodes. Default: `latchkey`.
    pub issuer: NonEmpty,
    /// What a refresh token does that was used before. Default: `end`.
    #[serde(deserialize_with = "word")]
    pub on_reuse: OnReuse,
}

/// What to do when a refresh token comes a second time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnReuse {
    /// End the session: two hold the token, and which of them is the owner cannot be told.
    End,
    /// Refuse the request and leave the session alone, for clients that repeat a refresh after a lost answer.
    Reject,
}
