//! Bearer tokens: JWTs (RFC 7519) whose worth is that of the session they name.
//!
//! `algorithm.rs` makes signing keys, `seal.rs` encrypts them at rest, `keys.rs` keeps them at hand, `mint.rs` writes
//! tokens, `parse.rs` reads them without believing anything, `verified.rs` remembers those that need not be read again.

mod algorithm;
mod keys;
mod mint;
mod parse;
mod seal;
mod verified;

pub use algorithm::{BadKey, SigningAlgorithm};
pub(super) use keys::KeyRing;
pub(super) use mint::{Minted, mint};
pub(super) use parse::{Expiry, TokenTimes, parse};
pub(super) use seal::unseal;
pub use seal::{MasterKey, Unreadable};
pub(super) use verified::{Verified, VerifiedTokens};

/// The claim that names the session.
const SESSION_CLAIM: &str = "sid";
/// The claim that names a standard token.
pub(super) const TOKEN_ID_CLAIM: &str = "jti";
