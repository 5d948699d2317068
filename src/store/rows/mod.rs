//! Row mappings: the one place where a table's row becomes a type of [`crate::model`].
//!
//! To add a table: its columns in `entity/`, its mapping here, its queries in a file of its own above.

pub(super) mod api_key;
pub(super) mod session;
pub(super) mod setting;
pub(super) mod subscriber;
pub(super) mod user;
