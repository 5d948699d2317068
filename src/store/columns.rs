//! Values of columns.

use sea_orm::ActiveValue;

/// Sets a column in an active model; `None` stores NULL.
pub(super) fn set<T: Into<sea_orm::Value>>(value: T) -> ActiveValue<T> {
    ActiveValue::Set(value)
}
