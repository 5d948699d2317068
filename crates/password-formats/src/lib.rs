//! Verifies the password hashes of other software, each recognized by its form.
//!
//! ```
//! use password_formats::{Refused, Scheme, StoredHash};
//!
//! let stored = StoredHash::parse("$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0")?;
//! assert_eq!(stored.scheme(), Scheme::Phpass);
//! assert!(stored.verify("test12345"));
//! assert!(!stored.verify("test12346"));
//! assert_eq!(StoredHash::parse("test12345").err(), Some(Refused::UnknownForm));
//! # Ok::<(), Refused>(())
//! ```
//!
//! # What there is
//!
//! * [`StoredHash`] is a hash that was read. It tells what it [is](StoredHash::scheme) and what it
//!   [costs](StoredHash::cost), and verifies passwords.
//! * [`Refused`] is why a text is none. Its reasons are for whoever imports accounts.
//! * [`limits`] has the bounds that keep an imported hash from stalling a server.
//! * [`wrap_digest`] and [`wrap_membership`] put fast digests inside bcrypt. An unsalted digest is never recognized by
//!   its form: 32 hexadecimal digits could be anything.
//! * [`refusals`] makes every refusal of a login cost the same, whatever mix of hashes a database holds.
//!
//! `README.md` lists the forms. To add one, see the module `forms`.
//!
//! # Callers with a bcrypt of their own
//!
//! Where the slow part of a hash is one bcrypt, [`StoredHash::bcrypt`] has the bcrypt hash and what it is fed. So it can
//! be computed elsewhere, by the lanes of `bcrypt-lanes` for one.
//!
//! # What it leaves to others
//!
//! It makes no hashes of passwords, has no randomness and no clock, and starts no threads. A caller bounds how many
//! verifications run at once: Argon2 and scrypt take up to 256 MiB each.

mod cost;
mod forms;
mod hash;
mod kdf;
pub mod limits;
pub mod refusals;
mod refused;
mod scheme;
#[cfg(test)]
mod tests;
mod text;
mod wrap;

pub use cost::{Argon2Cost, Argon2Variant, Cost, Prf, ScryptCost, ShaCryptDigest};
pub use hash::{BcryptInner, StoredHash};
pub use kdf::BcryptInput;
pub use refusals::RefusalWork;
pub use refused::Refused;
pub use scheme::Scheme;
pub use wrap::{UnsaltedDigest, wrap_digest, wrap_membership};
