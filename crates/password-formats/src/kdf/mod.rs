//! The functions that passwords are hashed with: each with its salt and its hash, and what it costs.
//!
//! A constructor checks the parameters against [`limits`](crate::limits). After that nothing can fail: where a library
//! could still return an error, the password is taken for wrong. A family whose work a refusal must be able to make up
//! for has a function `spend`.

mod argon2;
mod bcrypt;
mod membership;
mod pbkdf2;
mod phpass;
mod prehash;
mod scrypt;
mod sha_crypt;

pub(crate) use argon2::{Argon2, Version};
pub(crate) use bcrypt::Bcrypt;
pub use bcrypt::BcryptInput;
pub(crate) use membership::{Membership, MembershipAlgorithm, SaltedDigest};
pub(crate) use pbkdf2::Pbkdf2;
pub(crate) use phpass::{HASH_CHARACTERS as PHPASS_HASH_CHARACTERS, Phpass};
pub(crate) use prehash::Prehash;
pub(crate) use scrypt::Scrypt;
pub(crate) use sha_crypt::ShaCrypt;

/// Spends the work that a refusal has to make up for, one function a family.
pub(crate) mod spend {
    pub(crate) use super::argon2::spend as argon2;
    pub(crate) use super::argon2::spend_work as argon2_work;
    pub(crate) use super::membership::spend as digests;
    pub(crate) use super::pbkdf2::spend as pbkdf2;
    pub(crate) use super::phpass::spend as phpass;
    pub(crate) use super::scrypt::spend as scrypt;
    pub(crate) use super::scrypt::spend_work as scrypt_work;
    pub(crate) use super::sha_crypt::spend as sha_crypt;
}
