//! Bearer tokens: JWTs (RFC 7519), each worth what the session it names is worth.
//!
//! `algorithm.rs` generates signing keys, `encryption.rs` encrypts them at rest, `keys.rs` keeps them in memory,
//! `issue.rs` writes tokens, `parse.rs` reads them without trusting anything, `cache.rs` holds those already verified.
//! `fuzzing.rs` shows the fuzz target what is private here.

mod algorithm;
mod cache;
mod encryption;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod issue;
mod keys;
mod parse;

pub(super) use algorithm::signature_only;
pub use algorithm::{BadKey, SigningAlgorithm};
pub(super) use cache::{CachedToken, Signer, TokenCache};
pub use encryption::{MasterKey, Unreadable};
pub(super) use encryption::{decrypt, unseal};
pub(super) use issue::{NewToken, issue};
pub(super) use keys::KeyRing;
pub(super) use parse::{Claims, TokenTimes, key_of, verify_signature};

/// The claim that names the session.
const SESSION_CLAIM: &str = "sid";
/// The claim that names a standard token.
pub(super) const TOKEN_ID_CLAIM: &str = "jti";
