//! Which characters people can see.

use precis_profiles::precis_core::{DerivedPropertyValue, FreeformClass, StringClass};

/// Whether a character shows itself: what the `FreeformClass` of RFC 8264 allows, but of spaces only the usual one.
pub(super) fn is_visible(character: char) -> bool {
    match FreeformClass::default().get_value_from_char(character) {
        DerivedPropertyValue::PValid | DerivedPropertyValue::SpecClassPval => {
            character == ' ' || !character.is_whitespace()
        }
        DerivedPropertyValue::SpecClassDis
        | DerivedPropertyValue::ContextJ
        | DerivedPropertyValue::ContextO
        | DerivedPropertyValue::Disallowed
        | DerivedPropertyValue::Unassigned => false,
    }
}

/// The text, with every character escaped that nobody would see: `vic\u{200b}tim`.
pub fn visible(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        if is_visible(character) {
            safe.push(character);
        } else {
            safe.extend(character.escape_unicode());
        }
    }
    safe
}
