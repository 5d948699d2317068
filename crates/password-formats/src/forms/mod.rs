//! The forms of stored hashes, and how each is recognized.
//!
//! A form is recognized by how it begins: [`FORMS`] says which reader that is for. Only ASP.NET Core Identity has no
//! beginning of its own, so it is what is tried last.
//!
//! # Adding a form
//!
//! 1. Give it a [`Scheme`].
//! 2. Write a reader: from the whole text to a [`StoredHash`]. It takes the text apart, leaves the checks of parameters
//!    to the constructor in [`kdf`](crate::kdf), and refuses what is too much or too little of the text.
//! 3. List how it begins in [`FORMS`].
//! 4. Add published examples to the tests, and a row to the tables in `README.md`.
//!
//! A form that hashes in a new way needs a module in [`kdf`](crate::kdf), bounds in [`limits`](crate::limits), a
//! [`Cost`](crate::Cost), and a part in [`refusals`](crate::refusals). The compiler names the places.

mod aspnet;
mod bcrypt;
mod crypt;
mod django;
mod phc;

pub(crate) use aspnet::{MEMBERSHIP, WRAPPED_MEMBERSHIP, membership_parts};
pub(crate) use bcrypt::{WRAPPED_MD5, WRAPPED_SHA1};

use crate::limits::TEXT_BYTES;
use crate::{Refused, StoredHash};

type Reader = fn(&str) -> Result<StoredHash, Refused>;

/// How forms begin, and who reads them. The first that fits is taken.
const FORMS: &[(&str, Reader)] = &[
    ("$2a$", bcrypt::truncated),
    ("$2b$", bcrypt::whole),
    ("$2y$", bcrypt::truncated),
    ("$2x$", |_| Err(Refused::Unsupported("bcrypt of the faulty version 2x"))),
    ("$bcrypt-sha256$", bcrypt::passlib),
    ("$wp$2y$", bcrypt::wordpress),
    (WRAPPED_MD5, bcrypt::wrapped_md5),
    (WRAPPED_SHA1, bcrypt::wrapped_sha1),
    (MEMBERSHIP, aspnet::membership),
    (WRAPPED_MEMBERSHIP, aspnet::wrapped_membership),
    ("bcrypt$$", django::bcrypt),
    ("bcrypt_sha256$$", django::bcrypt_sha256),
    ("pbkdf2_sha1$", django::pbkdf2_sha1),
    ("pbkdf2_sha256$", django::pbkdf2_sha256),
    ("argon2$argon2", django::argon2),
    ("scrypt$", django::scrypt),
    ("md5$", |_| Err(Refused::Unsupported("a fast digest of Django"))),
    ("sha1$", |_| Err(Refused::Unsupported("a fast digest of Django"))),
    ("$argon2i$", phc::argon2i),
    ("$argon2id$", phc::argon2id),
    ("$argon2d$", |_| Err(Refused::Unsupported("Argon2d"))),
    ("$scrypt$", phc::scrypt),
    ("$pbkdf2$", phc::pbkdf2_sha1),
    ("$pbkdf2-sha1$", phc::pbkdf2_sha1),
    ("$pbkdf2-sha256$", phc::pbkdf2_sha256),
    ("$pbkdf2-sha512$", phc::pbkdf2_sha512),
    ("$P$", crypt::phpass),
    ("$H$", crypt::phpass),
    ("$5$", crypt::sha256),
    ("$6$", crypt::sha512),
    ("$1$", |_| Err(Refused::Unsupported("MD5-crypt"))),
    ("$apr1$", |_| Err(Refused::Unsupported("MD5-crypt of Apache"))),
    ("{", |_| Err(Refused::Unsupported("of an LDAP scheme"))),
    ("!", |_| Err(Refused::NoPassword)),
];

impl StoredHash {
    /// Reads a hash of any known form.
    ///
    /// Takes next to no time, and no more memory than the text has.
    ///
    /// # Errors
    ///
    /// [`Refused`] if it is of no known form, malformed, or too costly.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        if text.is_empty() {
            return Err(Refused::Empty);
        }
        if text.len() > TEXT_BYTES {
            return Err(Refused::TooLong);
        }
        if text == "*" {
            return Err(Refused::NoPassword);
        }
        if let Some((_, read)) = FORMS.iter().find(|(beginning, _)| text.starts_with(beginning)) {
            return read(text);
        }
        if matches!(text.len(), 32 | 40) && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Refused::UnnamedDigest);
        }
        aspnet::identity(text)
    }
}
