//! Tokens that an old backend has issued, which are accepted until they expire: nobody has to log in again because a
//! contract was taken over.
//!
//! `settings.rs` has what is configured of an issuer, `fixed_key.rs` its key, `key_set.rs` the keys that it publishes,
//! `signer.rs` which of them signed a token. `issuers.rs` finds the issuer of a token, `issuer.rs` verifies it, `header.rs`
//! and `claims.rs` read its parts.
//! `names.rs` finds its account, and `session.rs` makes its session when it is seen for the first time; from then on that
//! is like any other session, and the token like any other token of it. `alive.rs` counts the tokens that are still good.
//!
//! A key here verifies and nothing else: there is no type in this folder that signs.
//!
//! To accept another kind of tokens, add their algorithm to [`crate::model::TokenAlgorithm`], and how its keys are
//! read to `fixed_key.rs` and `key_set.rs`.

mod alive;
mod claims;
mod fixed_key;
mod header;
mod issuer;
mod issuers;
mod key_set;
mod names;
mod session;
mod settings;
mod signer;

pub use fixed_key::BadLegacyKey;
pub use issuer::{LegacyIssuer, LegacyKey};
pub(super) use issuers::LegacyIssuers;
pub use key_set::{NoKeys, PublishedKeys};
pub use settings::LegacyIssuerSettings;
pub(super) use signer::LegacySigner;
