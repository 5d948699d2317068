//! The columns of each table, one file a table. [`crate::model`] says what they mean; times are milliseconds since the
//! Unix epoch.

pub mod api_key;
pub mod attempt;
pub mod audit_event;
pub mod idempotency_key;
pub mod permission;
pub mod portal_cookie;
pub mod refusal;
pub mod role;
pub mod role_permission;
pub mod session;
pub mod setting;
pub mod signing_key;
pub mod subscriber;
pub(super) mod table_row;
pub mod user;
pub mod user_image;
pub mod user_permission;
pub mod user_role;
pub mod webhook_endpoint;
pub mod write_probe;
