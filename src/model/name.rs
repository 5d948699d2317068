//! Login names: how they are written, and how they are compared.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// The longest name that is accepted, in characters.
const MAX_CHARS: usize = 255;

/// The form in which names are compared and unique: Unicode NFKC, then lower case, then NFKC again, because lower-casing
/// can undo the normal form. Nothing is trimmed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FoldedName(String);

impl FoldedName {
    /// Folds any text; a text that is no valid name simply matches no account.
    pub fn of(text: &str) -> Self {
        let lowered: String = text.nfkc().flat_map(char::to_lowercase).collect();
        Self(lowered.nfkc().collect())
    }

    /// The folded text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a text is no login name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing, or only white space.
    #[error("must not be empty")]
    Empty,
    /// More than 255 characters, before or after folding.
    #[error("must not be longer than {MAX_CHARS} characters")]
    TooLong,
    /// A control character, or white space at either end, which nobody could see.
    #[error("must not contain control characters or begin or end with white space")]
    Invisible,
    /// Not of the form `local@domain` (RFC 5321).
    #[error("must be a valid e-mail address")]
    NotAnAddress,
    /// A user's username may not contain `@`, so that no username can be taken for another user's e-mail address.
    #[error("must not contain '@'")]
    ContainsAt,
}

/// A username as its owner writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Username(String);

impl Username {
    /// Checks and keeps the text as it is.
    ///
    /// # Errors
    /// [`NameError`] says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        check(text)?;
        Ok(Self(text.to_owned()))
    }

    /// The text as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form that is compared.
    pub fn folded(&self) -> FoldedName {
        FoldedName::of(&self.0)
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An e-mail address as its owner writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Checks and keeps the text as it is.
    ///
    /// # Errors
    /// [`NameError`] says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        check(text)?;
        // By default the library also takes what stands in a mail's header: `Ana Lima <ana@example.com>`.
        let alone = email_address::Options::default().without_display_text();
        email_address::EmailAddress::parse_with_options(text, alone).map_err(|_| NameError::NotAnAddress)?;
        Ok(Self(text.to_owned()))
    }

    /// The text as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form that is compared.
    pub fn folded(&self) -> FoldedName {
        FoldedName::of(&self.0)
    }
}

fn check(text: &str) -> Result<(), NameError> {
    if text.trim().is_empty() {
        return Err(NameError::Empty);
    }
    if text.chars().count() > MAX_CHARS || FoldedName::of(text).0.chars().count() > MAX_CHARS {
        return Err(NameError::TooLong);
    }
    if text.trim().len() != text.len() || text.chars().any(char::is_control) {
        return Err(NameError::Invisible);
    }
    Ok(())
}
