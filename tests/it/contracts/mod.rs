//! The contracts, operation by operation.
//!
//! `shared/` holds what is true of several contracts: each of its tests goes through all operations (or logins, or
//! refreshes) that it is about, and takes the words from the parity table. A contract's own folder holds what only that
//! contract does. To add a contract: its login in `support/login.rs`, its operations in `operations.rs`, its column in
//! the parity table, and a folder here for what it alone does.

mod account;
mod admin;
mod ispcrm;
mod kit;
mod management;
mod netxd;
mod oauth;
pub mod operations;
mod staff;
mod subscriber;
