//! Validates the fields of a request and reports all that are wrong, in the sentences that contracts share.

use poem_openapi::types::{ParseFromJSON, ToJSON};

use super::field::{Email, Field, FieldState, FieldType, ListOf};
pub use super::field_errors::FieldErrors;
use super::field_type::UpTo;
use super::limits::{MAX_BODY, MAX_CHARS};
use crate::model::{EmailAddress, Password, PasswordError, Patch, label, trimmed};

/// Collects field errors. Each method returns the value if it is valid and records a sentence if it is not.
#[derive(Debug, Default)]
pub struct Validator(FieldErrors);

impl Validator {
    /// A login name that must be there. What surrounds it is no part of it, so that all spellings are one name to the
    /// limits, too.
    pub fn name<K: FieldType<Value = String>>(&mut self, name: &str, field: Field<K>) -> Option<String> {
        let text = self.required(name, field)?;
        match trimmed(&text) {
            "" => self.fail(name, "is required"),
            trimmed => self.bounded(name, trimmed.to_owned(), MAX_CHARS),
        }
    }

    /// A text that must be there and be more than white space.
    pub fn text<K: FieldType<Value = String>>(&mut self, name: &str, field: Field<K>) -> Option<String> {
        let text = self.required(name, field)?;
        if text.trim().is_empty() {
            return self.fail(name, "is required");
        }
        self.bounded(name, text, MAX_CHARS)
    }

    /// An e-mail address that must be there, without what surrounds it. What no account can have is none.
    pub fn email(&mut self, name: &str, field: Field<Email>) -> Option<String> {
        let text = self.required(name, field)?;
        let text = match trimmed(&text) {
            "" => return self.fail(name, "is required"),
            trimmed => self.bounded(name, trimmed.to_owned(), MAX_CHARS)?,
        };
        match EmailAddress::is_plausible(&text) {
            true => Some(text),
            false => self.fail(name, "must be a valid email address"),
        }
    }

    /// A password that must be there.
    pub fn password<K: FieldType<Value = String>>(&mut self, name: &str, field: Field<K>) -> Option<Password> {
        match Password::parse(self.required(name, field)?) {
            Ok(password) => Some(password),
            Err(PasswordError::Empty) => self.fail(name, "is required"),
            Err(PasswordError::TooLong) => self.fail(name, "must not be greater than 1024 bytes"),
            Err(PasswordError::ContainsNul) => self.fail(name, "must not contain a NUL character"),
        }
    }

    /// A password that may be absent or `null`.
    pub fn optional_password<K: FieldType<Value = String>>(
        &mut self,
        name: &str,
        field: Field<K, false>,
    ) -> Option<Password> {
        match field.0 {
            FieldState::Absent | FieldState::Null => None,
            other => self.password(name, Field::<K>::in_state(other)),
        }
    }

    /// The change of a password, which cannot be emptied.
    pub fn kept_or_password<K: FieldType<Value = String>>(
        &mut self,
        name: &str,
        field: Field<K, false>,
    ) -> Option<Password> {
        match field.0 {
            FieldState::Absent => None,
            other => self.password(name, Field::<K>::in_state(other)),
        }
    }

    /// The change of a text that cannot be emptied.
    pub fn kept_or_text<K: FieldType<Value = String>>(&mut self, name: &str, field: Field<K, false>) -> Option<String> {
        match field.0 {
            FieldState::Absent => None,
            other => self.text(name, Field::<K>::in_state(other)),
        }
    }

    /// The change of a value that cannot be emptied.
    pub fn kept_or_value<K: FieldType>(&mut self, name: &str, field: Field<K, false>) -> Option<K::Value> {
        match field.0 {
            FieldState::Absent => None,
            other => self.required(name, Field::<K>::in_state(other)),
        }
    }

    /// A change of a text for people.
    pub fn patch_label<K: FieldType<Value = String>>(&mut self, name: &str, field: Field<K, false>) -> Patch<String> {
        match self.patch_text(name, field) {
            Patch::Set(text) => match label(&text) {
                Ok(text) => Patch::Set(text),
                Err(error) => {
                    self.fail::<()>(name, &error.to_string());
                    Patch::Keep
                }
            },
            other => other,
        }
    }

    /// A value of any kind that must be there.
    pub fn required<K: FieldType>(&mut self, name: &str, field: Field<K>) -> Option<K::Value> {
        match field.0 {
            FieldState::Absent | FieldState::Null => self.fail(name, "is required"),
            FieldState::Wrong => self.fail(name, &format!("must be {}", K::A)),
            FieldState::Value(value) => Some(value),
        }
    }

    /// A whole number from 0 to `MAX` that must be there.
    pub fn up_to<const MAX: i64>(&mut self, name: &str, field: Field<UpTo<MAX>>) -> Option<u64> {
        let number = self.required(name, field)?;
        match u64::try_from(number) {
            Ok(some) if number <= MAX => Some(some),
            Ok(_) | Err(_) => self.fail(name, &format!("must be a number from 0 to {MAX}")),
        }
    }

    /// A change of a short text.
    pub fn patch_text<K: FieldType<Value = String>>(&mut self, name: &str, field: Field<K, false>) -> Patch<String> {
        match self.patch(name, field) {
            Patch::Set(text) => self.bounded(name, text, MAX_CHARS).map_or(Patch::Keep, Patch::Set),
            other => other,
        }
    }

    /// A change of a text of at most so many characters.
    pub fn patch_long_text<K: FieldType<Value = String>>(
        &mut self,
        name: &str,
        field: Field<K, false>,
        max: usize,
    ) -> Patch<String> {
        match self.patch(name, field) {
            Patch::Set(text) => self.bounded(name, text, max).map_or(Patch::Keep, Patch::Set),
            other => other,
        }
    }

    /// A change of any kind of value.
    pub fn patch<K: FieldType>(&mut self, name: &str, field: Field<K, false>) -> Patch<K::Value> {
        match field.0 {
            FieldState::Absent => Patch::Keep,
            FieldState::Null => Patch::Clear,
            FieldState::Value(value) => Patch::Set(value),
            FieldState::Wrong => {
                self.fail::<()>(name, &format!("must be {}", K::A));
                Patch::Keep
            }
        }
    }

    /// A value that may be absent or `null`.
    pub fn optional<K: FieldType>(&mut self, name: &str, field: Field<K, false>) -> Option<K::Value> {
        match self.patch(name, field) {
            Patch::Set(value) => Some(value),
            Patch::Keep | Patch::Clear => None,
        }
    }

    /// A short text that may be absent or `null`.
    pub fn optional_text<K: FieldType<Value = String>>(
        &mut self,
        name: &str,
        field: Field<K, false>,
    ) -> Option<String> {
        match self.patch_text(name, field) {
            Patch::Set(text) => Some(text),
            Patch::Keep | Patch::Clear => None,
        }
    }

    /// A text of any length that a body usually may have; it may be absent or `null`.
    pub fn optional_long_text<K: FieldType<Value = String>>(
        &mut self,
        name: &str,
        field: Field<K, false>,
    ) -> Option<String> {
        match self.patch_long_text(name, field, MAX_BODY) {
            Patch::Set(text) => Some(text),
            Patch::Keep | Patch::Clear => None,
        }
    }

    /// A list that may be absent or `null`.
    pub fn optional_list<T, const MAX: usize>(&mut self, name: &str, field: Field<ListOf<T, MAX>, false>) -> Vec<T>
    where
        T: ParseFromJSON + ToJSON + 'static,
    {
        let items = self.optional(name, field).unwrap_or_default();
        if items.len() > MAX {
            self.fail::<()>(name, &format!("must not have more than {MAX} items"));
        }
        items
    }

    /// Remembers that a field is wrong: `The <field> field <what>.`
    pub fn fail<T>(&mut self, name: &str, what: &str) -> Option<T> {
        self.0.add(name, what);
        None
    }

    /// The command, if nothing was wrong.
    ///
    /// # Errors
    /// Everything that was.
    pub fn finish<T>(self, command: Option<T>) -> Result<T, FieldErrors> {
        match command {
            Some(command) if self.0.is_empty() => Ok(command),
            Some(_) | None => Err(self.0),
        }
    }

    fn bounded(&mut self, name: &str, text: String, max: usize) -> Option<String> {
        // No text has more characters than bytes.
        if text.len() > max && text.chars().count() > max {
            return self.fail(name, &format!("must not be greater than {max} characters"));
        }
        self.storable(name, text)
    }

    /// PostgreSQL has no NUL in its texts, not even in one that is only looked for.
    fn storable(&mut self, name: &str, text: String) -> Option<String> {
        if text.contains('\0') {
            return self.fail(name, "must not contain a NUL character");
        }
        Some(text)
    }
}
