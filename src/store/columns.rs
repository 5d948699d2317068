//! Values of columns.

use sea_orm::{ActiveValue, Value};

use crate::model::Patch;

/// Sets a column in an active model; `None` stores NULL.
pub(super) fn set<T: Into<Value>>(value: T) -> ActiveValue<T> {
    ActiveValue::Set(value)
}

/// A column with the value that a patch gives it, unless it is kept. `null` is the absent value of its type.
pub(super) fn patched<T>(
    column: &'static str,
    patch: &Patch<T>,
    value: impl FnOnce(&T) -> Value,
    null: impl Into<Value>,
) -> Option<(&'static str, Value)> {
    match patch {
        Patch::Keep => None,
        Patch::Clear => Some((column, null.into())),
        Patch::Set(new) => Some((column, value(new))),
    }
}
