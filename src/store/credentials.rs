//! Login names and credentials.

use crate::model::{FoldedName, PasswordHash};

/// The name in a login.
#[derive(Debug, Clone)]
pub enum LoginName {
    /// A username.
    Username(FoldedName),
    /// An e-mail address.
    Email(FoldedName),
}

impl LoginName {
    /// The name, folded.
    pub fn folded(&self) -> &FoldedName {
        match self {
            Self::Username(name) | Self::Email(name) => name,
        }
    }

    /// Which of the two it is.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Username(_) => "username",
            Self::Email(_) => "email",
        }
    }

    /// An e-mail address if it contains an `@`, which usernames of users do not; a username otherwise.
    pub fn either(text: &str) -> Self {
        let folded = FoldedName::of(text);
        if folded.as_str().contains('@') {
            Self::Email(folded)
        } else {
            Self::Username(folded)
        }
    }
}

/// An account and its password hash.
#[derive(Debug, Clone)]
pub struct Credentials<A> {
    /// The account as it was before this login.
    pub account: A,
    /// `None` for an account without a password, which cannot log in.
    pub password_hash: Option<PasswordHash>,
}
