//! The names of the forms, for people and for counting.

use std::fmt;

use crate::Refused;

/// What a stored hash is: one for each form that a person would call by a name of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// bcrypt: `$2a$`, `$2b$`, `$2y$`.
    Bcrypt,
    /// passlib's `bcrypt_sha256`, versions 1 and 2: `$bcrypt-sha256$`.
    BcryptSha256,
    /// Django's `bcrypt`: `bcrypt$$2b$`.
    DjangoBcrypt,
    /// Django's `bcrypt_sha256`: `bcrypt_sha256$$2b$`.
    DjangoBcryptSha256,
    /// WordPress since 6.8: `$wp$2y$`.
    WordPressBcrypt,
    /// bcrypt over an unsalted MD5 digest: `$wrapped-md5$2b$`. Made by [`wrap_digest`](crate::wrap_digest).
    WrappedMd5,
    /// bcrypt over an unsalted SHA-1 digest: `$wrapped-sha1$2b$`. Made by [`wrap_digest`](crate::wrap_digest).
    WrappedSha1,
    /// bcrypt over a digest of ASP.NET Membership: `$wrapped-aspnet-membership$`. Made by
    /// [`wrap_membership`](crate::wrap_membership).
    WrappedAspNetMembership,
    /// A salted digest of ASP.NET Membership: `$aspnet-membership$`.
    AspNetMembership,
    /// ASP.NET Core Identity, format marker 0: base64.
    AspNetIdentityV2,
    /// ASP.NET Core Identity, format marker 1: base64.
    AspNetIdentityV3,
    /// Django's `pbkdf2_sha1`.
    DjangoPbkdf2Sha1,
    /// Django's `pbkdf2_sha256`.
    DjangoPbkdf2Sha256,
    /// Django's `argon2`: `argon2$argon2id$`.
    DjangoArgon2,
    /// Django's `scrypt`.
    DjangoScrypt,
    /// Argon2i: `$argon2i$`.
    Argon2i,
    /// Argon2id: `$argon2id$`.
    Argon2id,
    /// scrypt: `$scrypt$`.
    Scrypt,
    /// PBKDF2-HMAC-SHA1: `$pbkdf2$`, `$pbkdf2-sha1$`.
    Pbkdf2Sha1,
    /// PBKDF2-HMAC-SHA256: `$pbkdf2-sha256$`.
    Pbkdf2Sha256,
    /// PBKDF2-HMAC-SHA512: `$pbkdf2-sha512$`.
    Pbkdf2Sha512,
    /// phpass's portable hashes: `$P$`, `$H$`.
    Phpass,
    /// SHA-256-crypt: `$5$`.
    Sha256Crypt,
    /// SHA-512-crypt: `$6$`.
    Sha512Crypt,
}

impl Scheme {
    /// All of them.
    pub const ALL: [Self; 24] = [
        Self::Bcrypt,
        Self::BcryptSha256,
        Self::DjangoBcrypt,
        Self::DjangoBcryptSha256,
        Self::WordPressBcrypt,
        Self::WrappedMd5,
        Self::WrappedSha1,
        Self::WrappedAspNetMembership,
        Self::AspNetMembership,
        Self::AspNetIdentityV2,
        Self::AspNetIdentityV3,
        Self::DjangoPbkdf2Sha1,
        Self::DjangoPbkdf2Sha256,
        Self::DjangoArgon2,
        Self::DjangoScrypt,
        Self::Argon2i,
        Self::Argon2id,
        Self::Scrypt,
        Self::Pbkdf2Sha1,
        Self::Pbkdf2Sha256,
        Self::Pbkdf2Sha512,
        Self::Phpass,
        Self::Sha256Crypt,
        Self::Sha512Crypt,
    ];

    /// A name for programs: lower-case letters, digits and `_`. It does not change.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bcrypt => "bcrypt",
            Self::BcryptSha256 => "bcrypt_sha256",
            Self::DjangoBcrypt => "django_bcrypt",
            Self::DjangoBcryptSha256 => "django_bcrypt_sha256",
            Self::WordPressBcrypt => "wordpress_bcrypt",
            Self::WrappedMd5 => "wrapped_md5",
            Self::WrappedSha1 => "wrapped_sha1",
            Self::WrappedAspNetMembership => "wrapped_aspnet_membership",
            Self::AspNetMembership => "aspnet_membership",
            Self::AspNetIdentityV2 => "aspnet_identity_v2",
            Self::AspNetIdentityV3 => "aspnet_identity_v3",
            Self::DjangoPbkdf2Sha1 => "django_pbkdf2_sha1",
            Self::DjangoPbkdf2Sha256 => "django_pbkdf2_sha256",
            Self::DjangoArgon2 => "django_argon2",
            Self::DjangoScrypt => "django_scrypt",
            Self::Argon2i => "argon2i",
            Self::Argon2id => "argon2id",
            Self::Scrypt => "scrypt",
            Self::Pbkdf2Sha1 => "pbkdf2_sha1",
            Self::Pbkdf2Sha256 => "pbkdf2_sha256",
            Self::Pbkdf2Sha512 => "pbkdf2_sha512",
            Self::Phpass => "phpass",
            Self::Sha256Crypt => "sha256_crypt",
            Self::Sha512Crypt => "sha512_crypt",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Bcrypt => "bcrypt",
            Self::BcryptSha256 => "passlib bcrypt_sha256",
            Self::DjangoBcrypt => "Django bcrypt",
            Self::DjangoBcryptSha256 => "Django bcrypt_sha256",
            Self::WordPressBcrypt => "WordPress 6.8 (bcrypt)",
            Self::WrappedMd5 => "MD5 inside bcrypt",
            Self::WrappedSha1 => "SHA-1 inside bcrypt",
            Self::WrappedAspNetMembership => "ASP.NET Membership inside bcrypt",
            Self::AspNetMembership => "ASP.NET Membership",
            Self::AspNetIdentityV2 => "ASP.NET Core Identity v2",
            Self::AspNetIdentityV3 => "ASP.NET Core Identity v3",
            Self::DjangoPbkdf2Sha1 => "Django pbkdf2_sha1",
            Self::DjangoPbkdf2Sha256 => "Django pbkdf2_sha256",
            Self::DjangoArgon2 => "Django argon2",
            Self::DjangoScrypt => "Django scrypt",
            Self::Argon2i => "Argon2i",
            Self::Argon2id => "Argon2id",
            Self::Scrypt => "scrypt",
            Self::Pbkdf2Sha1 => "PBKDF2-HMAC-SHA1",
            Self::Pbkdf2Sha256 => "PBKDF2-HMAC-SHA256",
            Self::Pbkdf2Sha512 => "PBKDF2-HMAC-SHA512",
            Self::Phpass => "phpass",
            Self::Sha256Crypt => "SHA-256-crypt",
            Self::Sha512Crypt => "SHA-512-crypt",
        }
    }

    /// A refusal of something that has the beginning of this form, and not the rest.
    pub(crate) const fn malformed(self, what: &'static str) -> Refused {
        Refused::Malformed { scheme: self, what }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
