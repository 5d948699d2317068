//! Failed logins: whose they are and where they come from.

use std::fmt;

use sha2::{Digest, Sha256};

use super::{AccountRef, FoldedName, Network, Realm};

/// The account that somebody tries to get into, as failures are counted: by all its names together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target(String);

impl Target {
    /// An account.
    pub fn account(account: AccountRef) -> Self {
        Self(format!("{}/{}", account.realm.as_str(), account.id))
    }

    /// A name that nobody has. It is counted like an account, or the count would tell that there is none. Only its
    /// SHA-256 is kept: people type passwords into the field for names.
    pub fn unknown(realm: Realm, name: &FoldedName) -> Self {
        Self(format!("{}?{}", realm.as_str(), digest(name.as_str())))
    }

    /// Whether it is a name that nobody has.
    pub fn is_unknown(&self) -> bool {
        self.0.contains('?')
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where somebody logs in from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LoginSource(String);

impl LoginSource {
    /// A network.
    pub fn network(network: Network) -> Self {
        Self(format!("net:{network}"))
    }

    /// A device, by the name that its client gives it. Only the name's SHA-256 is kept: it may have any length.
    pub fn device(name: &str) -> Self {
        Self(format!("dev:{}", digest(name)))
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
    /// All who try to get into an account.
    Account(Target),
    /// All that comes from a network, whichever account it is for.
    Network(LoginSource),
    /// Who tries to get into this account from this source.
    Pair(Target, LoginSource),
}

impl CounterKey {
    /// The key as it is stored: account and source, empty where any is meant.
    pub fn parts(&self) -> (String, String) {
        match self {
            Self::Account(target) => (target.to_string(), String::new()),
            Self::Network(source) => (String::new(), source.to_string()),
            Self::Pair(target, source) => (target.to_string(), source.to_string()),
        }
    }
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
