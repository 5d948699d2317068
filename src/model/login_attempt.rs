//! What failed logins are counted by: their target and their source.

use std::fmt;

use super::digest::hex_digest;
use super::name::FoldedName;
use super::network::Network;
use super::session::{AccountRef, Realm};

/// The account that logins are for. All names of an account count as one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target(String);

impl Target {
    /// An account.
    pub fn account(account: AccountRef) -> Self {
        Self(format!("{}/{}", account.realm.as_str(), account.id))
    }

    /// A name that no account has, of this kind: a username or an e-mail address. It counts like an account, or the limits
    /// would tell which names exist; an account that has the name as the other kind counts elsewhere, too. Only its SHA-256
    /// is stored, because people type passwords into the field for names.
    pub fn unknown(realm: Realm, kind: &str, name: &FoldedName) -> Self {
        let named = format!("{kind} {}", name.as_str());
        Self(format!("{}?{}", realm.as_str(), hex_digest(&named)))
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a login comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LoginSource(String);

impl LoginSource {
    /// A network.
    pub fn network(network: Network) -> Self {
        Self(format!("net:{network}"))
    }

    /// A device, by the name that its client gives it. Only the SHA-256 of the name is stored, which may have any
    /// length.
    pub fn device(name: &str) -> Self {
        Self(format!("dev:{}", hex_digest(name)))
    }
}

impl fmt::Display for LoginSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What failures are counted by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CounterKey {
    /// All failures for an account.
    Account(Target),
    /// All failures from a network, for any account.
    Network(LoginSource),
    /// The failures for an account from one source.
    Pair(Target, LoginSource),
}

impl CounterKey {
    /// The key as it is stored: account and source, each empty if it means any.
    pub fn parts(&self) -> (String, String) {
        match self {
            Self::Account(target) => (target.to_string(), String::new()),
            Self::Network(source) => (String::new(), source.to_string()),
            Self::Pair(target, source) => (target.to_string(), source.to_string()),
        }
    }
}
