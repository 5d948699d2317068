//! What verifying a hash costs.

/// The work of verifying one hash, in the measure of its family.
///
/// Read out of hashes that were accepted, it is within [`limits`](crate::limits).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cost {
    /// bcrypt: 2^`cost` rounds.
    Bcrypt {
        /// The binary logarithm of the rounds.
        cost: u32,
    },
    /// PBKDF2.
    Pbkdf2 {
        /// The HMAC that is iterated.
        prf: Prf,
        /// Its iterations, times the blocks of the hash: each block takes all iterations.
        rounds: u32,
    },
    /// Argon2.
    Argon2(Argon2Cost),
    /// scrypt.
    Scrypt(ScryptCost),
    /// SHA-256-crypt and SHA-512-crypt.
    ShaCrypt {
        /// The digest that is iterated.
        digest: ShaCryptDigest,
        /// How often.
        rounds: u32,
    },
    /// phpass: 2^`log2_rounds` rounds of MD5.
    Phpass {
        /// The binary logarithm of the rounds.
        log2_rounds: u32,
    },
    /// A few digests: next to nothing.
    Digest,
}

/// The pseudo-random function of PBKDF2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Prf {
    /// HMAC with SHA-1.
    HmacSha1,
    /// HMAC with SHA-256.
    HmacSha256,
    /// HMAC with SHA-512.
    HmacSha512,
}

impl Prf {
    /// The length of a block of PBKDF2, in bytes.
    #[must_use]
    pub const fn block_bytes(self) -> usize {
        match self {
            Self::HmacSha1 => 20,
            Self::HmacSha256 => 32,
            Self::HmacSha512 => 64,
        }
    }
}

/// The digest of SHA-crypt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ShaCryptDigest {
    /// SHA-256, `$5$`.
    Sha256,
    /// SHA-512, `$6$`.
    Sha512,
}

/// The variant of Argon2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Argon2Variant {
    /// Argon2i.
    I,
    /// Argon2id.
    Id,
}

/// The parameters of Argon2 (RFC 9106).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Argon2Cost {
    /// The variant. They differ a little in time.
    pub variant: Argon2Variant,
    /// The memory, in KiB.
    pub memory_kib: u32,
    /// The passes over the memory.
    pub passes: u32,
    /// The lanes that the memory is divided into.
    pub lanes: u32,
}

impl Argon2Cost {
    /// What time grows with: KiB of memory that are written.
    #[must_use]
    pub const fn work(&self) -> u64 {
        self.memory_kib as u64 * self.passes as u64
    }
}

/// The parameters of scrypt (RFC 7914).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScryptCost {
    /// The binary logarithm of N.
    pub log2_n: u8,
    /// The block size, r.
    pub r: u32,
    /// The parallelization, p; one after another here.
    pub p: u32,
}

impl ScryptCost {
    /// What time grows with: N·r·p.
    #[must_use]
    pub const fn work(&self) -> u64 {
        let n = if self.log2_n < 64 { 1 << self.log2_n } else { u64::MAX };
        u64::saturating_mul(n, self.r as u64).saturating_mul(self.p as u64)
    }
}
