//! The integration tests: the whole application in process, a fresh database per test, time and randomness under the
//! tests' control. Each test's name is a sentence about behaviour.
//!
//! Without `TEST_DATABASE_URL` the database is an SQLite file; with it, a schema of its own in that PostgreSQL
//! database. No test knows which.

// Tells clippy that all of this is a test, helpers included.
#![cfg(test)]
// A whole user of the management contract, written as `json!`, is deeper than the default of 128.
#![recursion_limit = "256"]

mod api_keys;
mod audit;
mod cli;
mod clocks;
mod compat;
mod config;
mod contracts;
mod coverage;
mod cutover;
mod docs;
mod imports;
mod layers;
mod metrics;
mod names;
mod parity;
mod passwords;
mod races;
mod recording;
mod seeds;
mod sessions;
mod sixth_contract;
mod spec;
mod store;
mod support;
mod throttle;
mod tokens;
mod tolerance;
mod web;
mod webhooks;
