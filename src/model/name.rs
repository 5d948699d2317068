//! Login names, as written and as compared.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// The longest name that is accepted, in characters.
const MAX_CHARS: usize = 255;

/// A name without what surrounds it: white space, and characters that nobody sees. Keyboards of phones add a space.
pub fn trimmed(text: &str) -> &str {
    let is_invisible = |character: char| character.is_whitespace() || INVISIBLE.contains(&character);
    text.trim_matches(is_invisible)
}

/// Byte order mark, zero-width space, left-to-right mark: what Laravel strips besides white space.
const INVISIBLE: [char; 3] = ['\u{feff}', '\u{200b}', '\u{200e}'];

/// The form in which names are compared and unique: Unicode NFKC, then lower case, then NFKC again, because
/// lower-casing can undo the normal form. Nothing is trimmed: see [`trimmed`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FoldedName(String);

impl FoldedName {
    /// Folds any text. A text that is not a valid name matches no account.
    pub fn of(text: &str) -> Self {
        let lowered: String = text.nfkc().flat_map(char::to_lowercase).collect();
        Self(lowered.nfkc().collect())
    }

    /// The folded text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a text is not a login name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing, or only white space.
    #[error("must not be empty")]
    Empty,
    /// More than 255 characters, before or after folding.
    #[error("must not be longer than {MAX_CHARS} characters")]
    TooLong,
    /// A control character, or white space at either end, which is invisible.
    #[error("must not contain control characters or begin or end with white space")]
    Invisible,
    /// Not of the form `local@domain` (RFC 5321).
    #[error("must be a valid e-mail address")]
    NotAnAddress,
    /// A user's username may not contain `@`, so that no username can be mistaken for another user's e-mail address.
    #[error("must not contain '@'")]
    ContainsAt,
}

/// A username as its owner writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Username(String);

impl Username {
    /// Checks the text, and keeps it unchanged.
    ///
    /// # Errors
    /// [`NameError`] if the text is invalid.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        check(text)?;
        Ok(Self(text.to_owned()))
    }

    /// The text, unchanged.
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
    /// Checks the text, and keeps it unchanged.
    ///
    /// # Errors
    /// [`NameError`] if the text is invalid.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        check(text)?;
        // By default the library also accepts the form in mail headers: `Ana Lima <ana@example.com>`.
        let address_only = email_address::Options::default().without_display_text();
        email_address::EmailAddress::parse_with_options(text, address_only).map_err(|_| NameError::NotAnAddress)?;
        Ok(Self(text.to_owned()))
    }

    /// The text, unchanged.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form that is compared.
    pub fn folded(&self) -> FoldedName {
        FoldedName::of(&self.0)
    }
}

fn check(text: &str) -> Result<(), NameError> {
    if trimmed(text).is_empty() {
        return Err(NameError::Empty);
    }
    if text.chars().count() > MAX_CHARS || FoldedName::of(text).0.chars().count() > MAX_CHARS {
        return Err(NameError::TooLong);
    }
    if trimmed(text).len() != text.len() || text.chars().any(char::is_control) {
        return Err(NameError::Invisible);
    }
    Ok(())
}
