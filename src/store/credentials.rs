//! Login names and credentials.

use super::error::StoreError;
use super::row::Row;
use crate::model::{EmailAddress, EmailForms, FoldedName, PasswordHash, Username};

/// The name in a login. Any text is one: see [`crate::model::Username::typed`] and [`crate::model::EmailAddress::typed`].
#[derive(Debug, Clone)]
pub enum LoginName {
    /// A username.
    Username(FoldedName),
    /// An e-mail address.
    Email(EmailForms),
}

impl LoginName {
    /// A text typed as a username.
    pub fn username(text: &str) -> Self {
        Self::Username(Username::typed(text))
    }

    /// A text typed as an e-mail address.
    pub fn email(text: &str) -> Self {
        Self::Email(EmailAddress::typed(text))
    }

    /// An e-mail address if it contains an `@`, which usernames of users do not; a username otherwise. That is asked of
    /// the form that finds an account, not of the text.
    pub fn either(text: &str) -> Self {
        let username = Username::typed(text);
        if username.as_str().contains('@') {
            Self::email(text)
        } else {
            Self::Username(username)
        }
    }

    /// The form that the limits count by, the same for all spellings of a name.
    pub fn folded(&self) -> &FoldedName {
        match self {
            Self::Username(name) | Self::Email(EmailForms { name, .. }) => name,
        }
    }

    /// Which of the two it is.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Username(_) => "username",
            Self::Email(_) => "email",
        }
    }

    /// Whether it is an e-mail address.
    pub(super) fn is_email(&self) -> bool {
        matches!(self, Self::Email(_))
    }

    /// The column that has such names.
    pub(super) fn column(&self) -> &'static str {
        match self {
            Self::Username(_) => "username_folded",
            Self::Email(_) => "email_folded",
        }
    }

    /// The values of that column that are this name.
    pub(super) fn forms(&self) -> impl Iterator<Item = &str> {
        let older = match self {
            Self::Username(_) => [].as_slice(),
            Self::Email(forms) => &forms.older,
        };
        [self.folded()].into_iter().chain(older).map(FoldedName::as_str)
    }

    /// Of the rows that have one of the forms, the one that has the canonical form, if any has.
    pub(super) fn best(&self, rows: Vec<Row>) -> Result<Option<Row>, StoreError> {
        let mut best = None;
        for row in rows {
            let stored: String = row.get(self.column())?;
            if stored == self.folded().as_str() {
                return Ok(Some(row));
            }
            best = Some(row);
        }
        Ok(best)
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
