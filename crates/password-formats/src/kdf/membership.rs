//! ASP.NET Membership's `SqlMembershipProvider`: one digest of the salt and the password in UTF-16.
//!
//! What it does with a keyed algorithm is not what HMAC does with a short key. It fills the key that .NET has generated,
//! which is a block of the digest, with the salt again and again, or cuts the salt off
//! (`SqlMembershipProvider.EncodePassword` of .NET Framework 4).

use std::hint::black_box;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::digest::common::BlockSizeUser;
use hmac::digest::typenum::Unsigned;
use hmac::digest::{Digest, KeyInit};
use hmac::{EagerHash, Hmac, Mac};
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Membership's `hashAlgorithmType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MembershipAlgorithm {
    Sha1,
    Sha256,
    Sha512,
    HmacSha1,
    HmacSha256,
    HmacSha512,
}

impl MembershipAlgorithm {
    pub(crate) const ALL: [Self; 6] = [
        Self::Sha1,
        Self::Sha256,
        Self::Sha512,
        Self::HmacSha1,
        Self::HmacSha256,
        Self::HmacSha512,
    ];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::Sha512 => "sha512",
            Self::HmacSha1 => "hmacsha1",
            Self::HmacSha256 => "hmacsha256",
            Self::HmacSha512 => "hmacsha512",
        }
    }

    pub(crate) const fn digest_bytes(self) -> usize {
        match self {
            Self::Sha1 | Self::HmacSha1 => 20,
            Self::Sha256 | Self::HmacSha256 => 32,
            Self::Sha512 | Self::HmacSha512 => 64,
        }
    }
}

/// What a digest is made with.
#[derive(Clone)]
pub(crate) struct SaltedDigest {
    pub(crate) algorithm: MembershipAlgorithm,
    pub(crate) salt: Vec<u8>,
}

impl SaltedDigest {
    fn of(&self, password: &str) -> Zeroizing<Vec<u8>> {
        let utf_16 = Zeroizing::new(password.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
        Zeroizing::new(match self.algorithm {
            MembershipAlgorithm::Sha1 => self.plain::<Sha1>(&utf_16),
            MembershipAlgorithm::Sha256 => self.plain::<Sha256>(&utf_16),
            MembershipAlgorithm::Sha512 => self.plain::<Sha512>(&utf_16),
            MembershipAlgorithm::HmacSha1 => self.keyed::<Sha1>(&utf_16),
            MembershipAlgorithm::HmacSha256 => self.keyed::<Sha256>(&utf_16),
            MembershipAlgorithm::HmacSha512 => self.keyed::<Sha512>(&utf_16),
        })
    }

    /// As the column `Password` has it.
    pub(crate) fn base64_of(&self, password: &str) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(STANDARD.encode(self.of(password)).into_bytes())
    }

    fn plain<D: Digest>(&self, utf_16: &[u8]) -> Vec<u8> {
        D::new()
            .chain_update(&self.salt)
            .chain_update(utf_16)
            .finalize()
            .to_vec()
    }

    fn keyed<D: EagerHash + BlockSizeUser>(&self, utf_16: &[u8]) -> Vec<u8> {
        let key: Vec<u8> = self.salt.iter().copied().cycle().take(D::BlockSize::USIZE).collect();
        // HMAC takes a key of any length, so this cannot fail; if it did, nothing would match.
        Hmac::<D>::new_from_slice(&key)
            .map(|mac| mac.chain_update(utf_16).finalize().into_bytes().to_vec())
            .unwrap_or_default()
    }
}

#[derive(Clone)]
pub(crate) struct Membership {
    pub(crate) made_with: SaltedDigest,
    pub(crate) digest: Vec<u8>,
}

impl Membership {
    pub(crate) fn verify(&self, password: &str) -> bool {
        self.made_with.of(password).ct_eq(&self.digest).into()
    }
}

/// Spends so many digests.
pub(crate) fn spend(password: &str, count: u64) {
    let made_with = SaltedDigest {
        algorithm: MembershipAlgorithm::Sha1,
        salt: vec![0; 16],
    };
    (0..count).for_each(|_| drop(black_box(made_with.of(password))));
}
