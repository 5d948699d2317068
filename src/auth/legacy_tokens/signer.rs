//! Which key has signed a token of an old backend.

/// The SHA-256 of a key, or of the place where keys are published.
pub(super) type KeyPrint = [u8; 32];

/// Which key of which issuer has signed a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::auth) struct LegacySigner {
    /// The issuer's place in the list.
    pub(super) issuer: usize,
    /// What tells its keys apart.
    pub(super) key: KeyPrint,
}
