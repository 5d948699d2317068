//! Bearer tokens: JWTs (RFC 7519) whose worth is that of the session they name.
//!
//! `keys.rs` keeps the signing keys, `mint.rs` writes tokens, `parse.rs` reads them without believing anything.

mod keys;
mod mint;
mod parse;

pub(super) use keys::{ALGORITHM as FIRST_ALGORITHM, KeyRing};
pub(super) use mint::{Minted, mint};
pub(super) use parse::{Expiry, TokenTimes, parse};

/// The claim that names the session.
const SESSION_CLAIM: &str = "sid";
/// The claim that names a standard token.
pub(super) const TOKEN_ID_CLAIM: &str = "jti";
