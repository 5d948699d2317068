//! Parsers of arguments. Each returns the value, or an error to which clap adds the name of the flag.

use crate::model::{NameError, Username};

/// The most characters that a column of the database holds.
const MAX_CHARS: usize = 255;

/// Why a text is not a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLabel {
    /// Nothing, or only white space.
    #[error("must not be empty")]
    Empty,
    /// More than 255 characters.
    #[error("must not be longer than {MAX_CHARS} characters")]
    TooLong,
    /// A control character.
    #[error("must not contain control characters")]
    Control,
    /// A comma, which separates several of them.
    #[error("must not contain a comma")]
    Comma,
}

/// A user's username: without `@`, so that it cannot be mistaken for an e-mail address.
pub fn username_of_user(text: &str) -> Result<Username, NameError> {
    if text.contains('@') {
        return Err(NameError::ContainsAt);
    }
    Username::parse(text)
}

/// A text for people: a name, a telephone number, a package.
pub fn label(text: &str) -> Result<String, InvalidLabel> {
    if text.trim().is_empty() {
        return Err(InvalidLabel::Empty);
    }
    if text.chars().count() > MAX_CHARS {
        return Err(InvalidLabel::TooLong);
    }
    if text.chars().any(char::is_control) {
        return Err(InvalidLabel::Control);
    }
    Ok(text.to_owned())
}

/// A role or permission, without commas, because a published API joins them with commas.
pub fn role_or_permission(text: &str) -> Result<String, InvalidLabel> {
    if text.contains(',') {
        return Err(InvalidLabel::Comma);
    }
    label(text)
}
