//! A stored hash, read and ready to be verified.

use std::fmt;

use crate::kdf::{Argon2, Bcrypt, BcryptInput, Membership, Pbkdf2, Phpass, Scrypt, ShaCrypt};
use crate::{Cost, Scheme};

/// A stored hash: recognized, well-formed, and within [`limits`](crate::limits).
///
/// Printing it shows neither salt nor hash.
#[derive(Clone)]
pub struct StoredHash {
    scheme: Scheme,
    check: Check,
}

/// What is computed of a password, and compared.
#[derive(Clone)]
pub(crate) enum Check {
    Argon2(Argon2),
    Bcrypt(Bcrypt),
    Membership(Membership),
    Pbkdf2(Pbkdf2),
    Phpass(Phpass),
    Scrypt(Scrypt),
    ShaCrypt(ShaCrypt),
}

impl StoredHash {
    pub(crate) fn new(scheme: Scheme, check: Check) -> Self {
        Self { scheme, check }
    }

    /// What it is.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// What [`verify`](Self::verify) takes.
    #[must_use]
    pub fn cost(&self) -> Cost {
        match &self.check {
            Check::Argon2(argon2) => Cost::Argon2(argon2.cost()),
            Check::Bcrypt(bcrypt) => Cost::Bcrypt { cost: bcrypt.cost() },
            Check::Membership(_) => Cost::Digest,
            Check::Pbkdf2(pbkdf2) => pbkdf2.cost(),
            Check::Phpass(phpass) => phpass.cost(),
            Check::Scrypt(scrypt) => Cost::Scrypt(scrypt.cost()),
            Check::ShaCrypt(sha_crypt) => sha_crypt.cost(),
        }
    }

    /// Whether the password is the one that was hashed.
    ///
    /// Computed on this thread, in a time that depends on the cost and the length of the password only.
    #[must_use]
    pub fn verify(&self, password: &str) -> bool {
        match &self.check {
            Check::Argon2(argon2) => argon2.verify(password.as_bytes()),
            Check::Bcrypt(bcrypt) => bcrypt.verify(password),
            Check::Membership(membership) => membership.verify(password),
            Check::Pbkdf2(pbkdf2) => pbkdf2.verify(password.as_bytes()),
            Check::Phpass(phpass) => phpass.verify(password.as_bytes()),
            Check::Scrypt(scrypt) => scrypt.verify(password.as_bytes()),
            Check::ShaCrypt(sha_crypt) => sha_crypt.verify(password.as_bytes()),
        }
    }

    /// The bcrypt hash inside it, if its slow part is one bcrypt: for callers with a bcrypt of their own.
    #[must_use]
    pub fn bcrypt(&self) -> Option<BcryptInner<'_>> {
        match &self.check {
            Check::Bcrypt(bcrypt) => Some(BcryptInner(bcrypt)),
            Check::Argon2(_)
            | Check::Membership(_)
            | Check::Pbkdf2(_)
            | Check::Phpass(_)
            | Check::Scrypt(_)
            | Check::ShaCrypt(_) => None,
        }
    }
}

impl fmt::Debug for StoredHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut hash = f.debug_struct("StoredHash");
        hash.field("scheme", &self.scheme).field("cost", &self.cost());
        hash.finish_non_exhaustive()
    }
}

/// The bcrypt inside a stored hash.
#[derive(Clone, Copy)]
pub struct BcryptInner<'a>(&'a Bcrypt);

impl<'a> BcryptInner<'a> {
    /// The plain bcrypt hash, 60 characters: `$2b$12$…`. All versions that are accepted are computed alike.
    #[must_use]
    pub fn hash(&self) -> &'a str {
        self.0.hash()
    }

    /// Its cost.
    #[must_use]
    pub fn cost(&self) -> u32 {
        self.0.cost()
    }

    /// What bcrypt is fed: the password, or what the maker feeds it instead. bcrypt reads the first 72 bytes of it.
    ///
    /// `None` if the password cannot match, because it is longer than what the hash was made of. The same work must be
    /// spent all the same.
    #[must_use]
    pub fn input<'p>(&self, password: &'p str) -> Option<BcryptInput<'p>> {
        self.0.input(password)
    }
}

impl fmt::Debug for BcryptInner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BcryptInner")
            .field("cost", &self.cost())
            .finish_non_exhaustive()
    }
}
