//! Arguments that have a rule. A function here takes the text of an argument and says what is wrong with it; clap adds
//! the name of the flag.

use crate::model::{NameError, Username};

/// The most characters that a column of the database takes.
const MAX_CHARS: usize = 255;

/// Why a text is no name of a thing.
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
    /// A comma, where one separates several of them.
    #[error("must not contain a comma")]
    Comma,
}

/// A user's username: without `@`, so that it cannot be taken for somebody's e-mail address.
pub fn username_of_user(text: &str) -> Result<Username, NameError> {
    if text.contains('@') {
        return Err(NameError::ContainsAt);
    }
    Username::parse(text)
}

/// A text that people read: a name, a telephone number, a package.
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

/// A role or permission. A published API joins them with commas, so none contains one.
pub fn word(text: &str) -> Result<String, InvalidLabel> {
    if text.contains(',') {
        return Err(InvalidLabel::Comma);
    }
    label(text)
}
