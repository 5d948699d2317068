//! The store's own contract, on whichever database the tests run.

mod accounts;
mod api_keys;
mod audit;
mod batches;
mod changes;
mod deadlines;
mod errors;
mod job_leases;
mod passwords;
mod profiles;
mod schema;
mod servers;
mod session_ends;
mod sessions;
mod settings;
mod signing_keys;
mod users_of_sessions;
mod write_behind;
mod writing;
