//! `[tokens]`: how tokens are issued and renewed.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::settings::values::{Bounded, NonEmpty, Span, path, word};

/// The settings of tokens, the same for every contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tokens {
    /// The `iss` claim, written into new tokens and required of presented ones, so a change of it ends every session.
    /// The same on all nodes. Default: `latchkey`.
    pub issuer: NonEmpty,
    /// How many verified tokens are cached, 0 to 1,000,000. Default: 75,000.
    pub cache_entries: Bounded<0, 1_000_000>,
    /// What happens when a spent token is presented after its grace period. Default: `end`.
    #[serde(deserialize_with = "word")]
    pub on_reuse: OnReuse,
    /// What new tokens are signed with. The keys of the public-key algorithms are published at
    /// `/.well-known/jwks.json`. Default: `HS256`.
    #[serde(deserialize_with = "word")]
    pub algorithm: Algorithm,
    /// How old the signing key gets before the next one is made. 1 hour to 10 years, default 90 days.
    pub rotate_every: Span<3_600, 315_360_000>,
    /// A file with a secret of at least 32 bytes that signs instead of keys made here, for `HS256` only: other services
    /// verify with it already. Default: none.
    #[serde(with = "path")]
    pub secret_file: Option<PathBuf>,
    /// A file with 32 random bytes, as base64 or hexadecimal digits, that signing keys are encrypted with in the
    /// database. The same on all nodes. Default: none, they are in the clear.
    #[serde(with = "path")]
    pub master_key_file: Option<PathBuf>,
}

/// How tokens are signed, as in their `alg` (RFC 7518 section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    /// HMAC with SHA-256: a secret, which is never published.
    #[serde(rename = "HS256")]
    Hs256,
    /// ECDSA with P-256 and SHA-256.
    #[serde(rename = "ES256")]
    Es256,
    /// Ed25519.
    #[serde(rename = "EdDSA")]
    EdDsa,
    /// RSA with SHA-256.
    #[serde(rename = "RS256")]
    Rs256,
}

/// What to do when a spent token is presented after its grace period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnReuse {
    /// End the session: two hold the token, and which of them is the owner cannot be told.
    End,
    /// Refuse the request and leave the session alone, for clients that go on using an old token.
    Reject,
}
