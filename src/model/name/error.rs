//! Why a text is not a login name.

use std::fmt;

use super::visible::is_visible;

/// The longest name that is accepted, in characters.
pub(super) const MAX_CHARS: usize = 255;

/// Why a text is not a login name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing, or only what nobody sees.
    #[error("must not be empty")]
    Empty,
    /// More than 255 characters, as written or in canonical form.
    #[error("must not be longer than {MAX_CHARS} characters")]
    TooLong,
    /// A character that is not in the `IdentifierClass` of RFC 8264, or not where it stands.
    #[error("must not contain {}", Named(*.0))]
    Forbidden(char),
    /// Text of both directions, in an order that can be read in two ways (the Bidi Rule of RFC 5893).
    #[error("must not mix text from left to right with text from right to left")]
    MixedDirections,
    /// A dot at either end.
    #[error("must not begin or end with a dot")]
    OuterDot,
    /// Not of the form `local@domain` (RFC 5321), or the domain is none (UTS 46).
    #[error("must be a valid e-mail address")]
    NotAnAddress,
    /// A user's username may not contain `@`, so that no username can be mistaken for another user's e-mail address.
    #[error("must not contain '@'")]
    ContainsAt,
}

/// A character, as itself where that can be seen, and by its number.
struct Named(char);

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = u32::from(self.0);
        if is_visible(self.0) {
            write!(f, "'{}' (U+{number:04X})", self.0)
        } else {
            write!(f, "U+{number:04X}")
        }
    }
}
