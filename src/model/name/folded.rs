//! Folded text.

use unicode_normalization::UnicodeNormalization;

/// A name without what surrounds it: white space, and characters that nobody sees. Keyboards of phones add a space.
pub fn trimmed(text: &str) -> &str {
    let is_invisible = |character: char| character.is_whitespace() || INVISIBLE.contains(&character);
    text.trim_matches(is_invisible)
}

/// Byte order mark, zero-width space, left-to-right mark: what Laravel strips besides white space.
const INVISIBLE: [char; 3] = ['\u{feff}', '\u{200b}', '\u{200e}'];

/// The form in which texts are compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FoldedName(String);

impl FoldedName {
    /// Folds any text: Unicode NFKC, then lower case, then NFKC again, because lower-casing can undo the normal form.
    /// Nothing is trimmed: see [`trimmed`].
    ///
    /// This is for free text, such as the names that a password must not contain. A login name is folded by
    /// [`super::Username`] or [`super::EmailAddress`], which refuse what only looks like another one.
    pub fn of(text: &str) -> Self {
        let lowered: String = text.nfkc().flat_map(char::to_lowercase).collect();
        Self(lowered.nfkc().collect())
    }

    /// A form that the rules of usernames or e-mail addresses have made.
    pub(super) fn canonical(text: String) -> Self {
        Self(text)
    }

    /// The folded text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
