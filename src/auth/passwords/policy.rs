//! The password policy (NIST SP 800-63B-4 section 3.1.1.2, OWASP ASVS 5.0 section V6.2): a new password must be long,
//! not a common one, not contain a name of its owner or of this service, and not be easy to guess otherwise. There are
//! no rules about kinds of characters. Existing passwords, imported ones too, are not checked.

use super::common::is_common;
use super::guesses::weakness;
use super::own_names::{OwnNames, is_long_enough};
use crate::model::{FoldedName, Password};

/// Why a new password was refused. `Display` is the end of a sentence that begins with "the password".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefused {
    /// Fewer characters (Unicode code points) than `passwords.min_length`.
    #[error("must have at least {min} characters")]
    TooShort {
        /// The minimum.
        min: usize,
    },
    /// In the list of common passwords.
    #[error("must not be a password that is known to be common")]
    Common,
    /// Contains a name of its owner.
    #[error("must not contain your own name, username, e-mail address or customer number")]
    OwnName,
    /// Contains a name of this service.
    #[error("must not contain the name of this service")]
    ServiceName,
    /// Made of words, sequences and repetitions that are tried early.
    #[error("is too easy to guess. {why}")]
    Guessable {
        /// What zxcvbn says of it: sentences, the last one without its full stop.
        why: String,
    },
}

/// What a new password must satisfy.
#[derive(Debug, Clone)]
pub struct PasswordPolicy {
    min_length: usize,
    names: Vec<FoldedName>,
}

impl PasswordPolicy {
    /// A password needs at least this many Unicode code points, and must not contain these names of the service.
    pub fn new<'a>(min_length: usize, names: impl IntoIterator<Item = &'a str>) -> Self {
        let folded = names.into_iter().map(FoldedName::of);
        Self {
            min_length,
            names: folded.filter(is_long_enough).collect(),
        }
    }

    /// Checks a new password of the owner of these names. It takes milliseconds, so not on an async thread.
    pub(super) fn check(&self, password: &Password, owner: &OwnNames) -> Result<(), PasswordRefused> {
        if password.text().chars().count() < self.min_length {
            return Err(PasswordRefused::TooShort { min: self.min_length });
        }
        let folded = password.folded();
        if is_common(folded.text()) {
            return Err(PasswordRefused::Common);
        }
        if owner.iter().any(|name| folded.text().contains(name.as_str())) {
            return Err(PasswordRefused::OwnName);
        }
        if self.names.iter().any(|name| folded.text().contains(name.as_str())) {
            return Err(PasswordRefused::ServiceName);
        }
        // Last, because it takes a thousand times as long.
        let names = owner.iter().chain(&self.names).map(FoldedName::as_str);
        weakness(folded.text(), names).map_or(Ok(()), |why| Err(PasswordRefused::Guessable { why }))
    }
}
