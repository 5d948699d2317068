//! Usernames.

use std::fmt;

use super::error::{MAX_CHARS, NameError};
use super::folded::{FoldedName, trimmed};
use super::identifier::enforce;
use crate::model::session::Realm;

/// A username as its owner writes it, with its canonical form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Username {
    text: String,
    canonical: FoldedName,
}

impl Username {
    /// Checks a username of this realm, and keeps the text unchanged.
    ///
    /// # Errors
    /// [`NameError`] if the text is no username.
    pub fn parse(realm: Realm, text: &str) -> Result<Self, NameError> {
        Ok(Self {
            text: text.to_owned(),
            canonical: Self::canonical(realm, text)?,
        })
    }

    /// The canonical form of a username of this realm: that of RFC 8265, without a dot at either end and, for a user,
    /// without `@`.
    ///
    /// # Errors
    /// [`NameError`] if the text is no username.
    pub fn canonical(realm: Realm, text: &str) -> Result<FoldedName, NameError> {
        if trimmed(text).is_empty() {
            return Err(NameError::Empty);
        }
        if text.chars().count() > MAX_CHARS {
            return Err(NameError::TooLong);
        }
        let canonical = enforce(text)?;
        if canonical.chars().count() > MAX_CHARS {
            return Err(NameError::TooLong);
        }
        if realm == Realm::Users && canonical.contains('@') {
            return Err(NameError::ContainsAt);
        }
        if canonical.starts_with('.') || canonical.ends_with('.') {
            return Err(NameError::OuterDot);
        }
        Ok(FoldedName::canonical(canonical))
    }

    /// What to look up for a text that was typed as a username: the canonical form, or the older one of a text that has
    /// none.
    pub fn typed(text: &str) -> FoldedName {
        // What one realm allows and the other does not has one form in both.
        Self::canonical(Realm::Subscribers, text).unwrap_or_else(|_| FoldedName::of(text))
    }

    /// The text, unchanged.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The canonical form.
    pub fn folded(&self) -> &FoldedName {
        &self.canonical
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
