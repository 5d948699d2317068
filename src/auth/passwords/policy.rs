//! What a new password must be (NIST SP 800-63B-4 section 3.1.1.2, OWASP ASVS 5.0 section V6.2): long, not one that
//! many people have, and nothing that can be looked up about its owner or this service. Which kinds of characters it
//! is made of is its owner's business. Passwords that are there already, imported ones too, are never judged.

use secrecy::zeroize::Zeroizing;

use super::common::is_common;
use super::own_names::OwnNames;
use super::patterns::{block, is_sequence};
use crate::model::{FoldedName, Password};

/// Names of fewer characters may stand in a password: they stand in too many words.
const SHORTEST_NAME: usize = 4;

/// Why a new password was refused, as the end of a sentence about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefused {
    /// Fewer characters (Unicode code points) than `passwords.min_length`.
    #[error("must have at least {min} characters")]
    TooShort {
        /// The least there may be.
        min: usize,
    },
    /// A few characters again and again.
    #[error("must not repeat the same few characters")]
    Repetitive,
    /// `123456789012345`, `qwertyuiopasdfgh` and the like.
    #[error("must not be a simple sequence of characters")]
    Sequence,
    /// In the list of common passwords.
    #[error("must not be a password that is known to be common")]
    Common,
    /// Contains a name of its owner.
    #[error("must not contain your own name, username, e-mail address or customer number")]
    OwnName,
    /// Contains a name of this service.
    #[error("must not contain the name of this service")]
    ServiceName,
}

/// What new passwords are measured by.
#[derive(Debug, Clone)]
pub struct PasswordPolicy {
    min_length: usize,
    names: Vec<FoldedName>,
}

impl PasswordPolicy {
    /// At least this many Unicode code points, and none of these names of the service in it.
    pub fn new<'a>(min_length: usize, names: impl IntoIterator<Item = &'a str>) -> Self {
        let folded = names.into_iter().map(FoldedName::of);
        Self {
            min_length,
            names: folded.filter(is_long_enough).collect(),
        }
    }

    /// Judges a new password of somebody with these names.
    pub(in crate::auth) fn check(&self, password: &Password, owner: &OwnNames) -> Result<(), PasswordRefused> {
        if password.text().chars().count() < self.min_length {
            return Err(PasswordRefused::TooShort { min: self.min_length });
        }
        let folded = password.folded();
        let characters: Zeroizing<Vec<char>> = Zeroizing::new(folded.text().chars().collect());
        let repeated = block(&characters);
        if repeated.len() < characters.len() && repeated.len() < self.min_length {
            return Err(PasswordRefused::Repetitive);
        }
        if is_sequence(repeated) {
            return Err(PasswordRefused::Sequence);
        }
        if is_common(folded.text()) {
            return Err(PasswordRefused::Common);
        }
        if owner.iter().any(|name| folded.text().contains(name.as_str())) {
            return Err(PasswordRefused::OwnName);
        }
        if self.names.iter().any(|name| folded.text().contains(name.as_str())) {
            return Err(PasswordRefused::ServiceName);
        }
        Ok(())
    }
}

/// Whether a name is one that no password may contain.
pub(super) fn is_long_enough(name: &FoldedName) -> bool {
    name.as_str().chars().count() >= SHORTEST_NAME
}
