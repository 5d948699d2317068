//! Maps the rows of each table to model types, and new values to rows. Add a file for a table here; it knows its entity
//! and its model, and runs no query.

pub(super) mod api_key;
pub(super) mod audit_event;
pub(super) mod imported_subscriber;
pub(super) mod imported_user;
pub(super) mod session;
pub(super) mod setting;
pub(super) mod signing_key;
pub(super) mod subscriber;
pub(super) mod user;
pub(super) mod user_links;
pub(super) mod webhook_endpoint;
