//! Texts for people, and names of roles and permissions.

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

/// A text for people: a name, a telephone number, a package.
///
/// # Errors
/// [`InvalidLabel`].
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
///
/// # Errors
/// [`InvalidLabel`].
pub fn role_or_permission(text: &str) -> Result<String, InvalidLabel> {
    if text.contains(',') {
        return Err(InvalidLabel::Comma);
    }
    label(text)
}
