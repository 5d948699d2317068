//! Values of columns.

use sea_orm::ActiveValue;

/// A value to store; `None` stores NULL.
pub(super) fn set<T: Into<sea_orm::Value>>(value: T) -> ActiveValue<T> {
    ActiveValue::Set(value)
}
