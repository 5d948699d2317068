//! API keys, which programs sign in with.

use super::secret::HashedToken;
use super::time::Timestamp;
use super::user::UserId;

/// The number of an API key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ApiKeyId(pub i64);

/// What an API key may do: a set of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permissions(u32);

impl Permissions {
    /// Read data.
    pub const READ: Self = Self(1);
    /// Change data.
    pub const WRITE: Self = Self(2);
    /// Delete data.
    pub const DELETE: Self = Self(4);
    /// Create data.
    pub const CREATE: Self = Self(8);
    /// Administer: use the admin API, within the other bits and the permissions of the owner.
    pub const ADMIN: Self = Self(16);
    /// Those that published contracts know.
    pub const PUBLISHED: Self = Self(15);
    /// Each bit with its name, in the order of their values.
    pub const NAMED: [(&'static str, Self); 5] = [
        ("read", Self::READ),
        ("write", Self::WRITE),
        ("delete", Self::DELETE),
        ("create", Self::CREATE),
        ("admin", Self::ADMIN),
    ];

    /// From stored bits; unknown ones are dropped.
    pub fn from_bits(bits: i64) -> Self {
        Self(
            Self::NAMED
                .iter()
                .map(|(_, one)| one.0)
                .filter(|bit| bits & i64::from(*bit) != 0)
                .sum(),
        )
    }

    /// The bits as a number.
    pub fn bits(self) -> i64 {
        i64::from(self.0)
    }

    /// The name of a single bit.
    pub fn name(self) -> Option<&'static str> {
        let named = Self::NAMED.iter().find(|(_, bit)| *bit == self);
        named.map(|(name, _)| *name)
    }

    /// The names of the bits that are set.
    pub fn names(self) -> Vec<&'static str> {
        let set = Self::NAMED.into_iter().filter(|(_, bit)| self.contains(*bit));
        set.map(|(name, _)| name).collect()
    }

    /// The bits of either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The bits of both.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether it has all bits of `other`.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// An API key as it is stored. Only the first and last characters of its two secrets are kept in the clear.
#[derive(Debug, Clone)]
pub struct ApiKey {
    /// Number.
    pub id: ApiKeyId,
    /// Its name, chosen by its owner.
    pub name: String,
    /// First and last characters of the key, `…` between.
    pub masked_key: String,
    /// First and last characters of the client secret, `…` between.
    pub masked_secret: String,
    /// The user that it acts as.
    pub owner: UserId,
    /// What it may do.
    pub permissions: Permissions,
    /// What it is for.
    pub description: Option<String>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it expires.
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When it was last accepted, to within a few minutes.
    pub last_used_at: Option<Timestamp>,
    /// When it was last refused, to within a few minutes.
    pub refused_at: Option<Timestamp>,
}

impl ApiKey {
    /// Whether it is valid at this time. A clock that is set back does not make it valid again: for a key, time never
    /// goes back before a refusal.
    pub fn is_valid(&self, now: Timestamp) -> bool {
        let now = self.refused_at.map_or(now, |refused| now.max(refused));
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }
}

/// An API key to be created.
#[derive(Debug, Clone)]
pub struct NewApiKey {
    /// Its name, chosen by its owner.
    pub name: String,
    /// The user that it acts as.
    pub owner: UserId,
    /// What it may do.
    pub permissions: Permissions,
    /// What it is for.
    pub description: Option<String>,
    /// When it expires.
    pub expires_at: Option<Timestamp>,
    /// When it is created.
    pub created_at: Timestamp,
    /// The first characters of the key, which are indexed.
    pub prefix: String,
    /// The hash of the whole key.
    pub key_hash: HashedToken,
    /// See [`ApiKey::masked_key`].
    pub masked_key: String,
    /// The hash of the client secret.
    pub secret_hash: HashedToken,
    /// See [`ApiKey::masked_secret`].
    pub masked_secret: String,
}
