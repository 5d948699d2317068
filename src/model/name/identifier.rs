//! The profile `UsernameCaseMapped` of RFC 8265, section 3.3, for texts in any Unicode normal form.
//!
//! The profile looks at characters before it composes them. Composed first (NFC), a text has the same answer in all of
//! its canonically equivalent forms: Korean syllables, too, which some keyboards send in parts that the profile refuses.
//!
//! The tables of allowed characters are those that the RFC is registered with, of Unicode 6.3; newer letters are refused.

use precis_profiles::UsernameCaseMapped;
use precis_profiles::precis_core::profile::PrecisFastInvocation;
use precis_profiles::precis_core::{
    CodepointInfo, DerivedPropertyValue, Error, IdentifierClass, StringClass, UnexpectedError,
};
use unicode_normalization::UnicodeNormalization;

use super::error::NameError;

/// The canonical form of an identifier.
///
/// # Errors
/// [`NameError::Forbidden`], [`NameError::MixedDirections`].
pub(super) fn enforce(text: &str) -> Result<String, NameError> {
    let composed: String = text.nfc().collect();
    let once = UsernameCaseMapped::enforce(composed.as_str()).map_err(|error| refused(&error, &composed))?;
    // Section 7 of RFC 8264: the form must be stable. A few old capital letters have small ones that are too new.
    let twice = UsernameCaseMapped::enforce(once.as_ref()).map_err(|error| refused(&error, &once))?;
    let mut pairs = once.chars().zip(twice.chars());
    match pairs.find(|(one, other)| one != other) {
        Some((changed, _)) => Err(NameError::Forbidden(changed)),
        None => Ok(once.into_owned()),
    }
}

/// The text with wide and narrow characters as usual ones, if all of its characters may stand in an identifier. What the
/// profile says of directions is left to the caller.
///
/// # Errors
/// [`NameError::Forbidden`].
pub(super) fn prepare(text: &str) -> Result<String, NameError> {
    let composed: String = text.nfc().collect();
    let prepared = UsernameCaseMapped::prepare(composed.as_str()).map_err(|error| refused(&error, &composed))?;
    Ok(prepared.into_owned())
}

fn refused(error: &Error, text: &str) -> NameError {
    match error {
        Error::BadCodepoint(CodepointInfo { cp, .. })
        | Error::Unexpected(
            UnexpectedError::ContextRuleNotApplicable(CodepointInfo { cp, .. })
            | UnexpectedError::MissingContextRule(CodepointInfo { cp, .. }),
        ) => NameError::Forbidden(char::from_u32(*cp).unwrap_or(char::REPLACEMENT_CHARACTER)),
        // The rule of a character asks for its neighbour, and it has none.
        Error::Unexpected(UnexpectedError::Undefined | UnexpectedError::ProfileRuleNotApplicable) => {
            NameError::Forbidden(
                text.chars()
                    .find(has_context_rule)
                    .unwrap_or(char::REPLACEMENT_CHARACTER),
            )
        }
        // The callers have looked for empty texts, so it is the last rule that is broken.
        Error::Invalid => NameError::MixedDirections,
    }
}

/// Whether a character is allowed beside some others only: joiners, and marks such as the middle dot.
fn has_context_rule(character: &char) -> bool {
    matches!(
        IdentifierClass::default().get_value_from_char(*character),
        DerivedPropertyValue::ContextJ | DerivedPropertyValue::ContextO
    )
}
