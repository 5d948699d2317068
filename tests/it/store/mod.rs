//! The store's own contract, on whichever database the tests run.

mod accounts;
mod api_keys;
mod changes;
mod errors;
mod profiles;
mod schema;
mod session_ends;
mod sessions;
mod settings;
mod signing_keys;
