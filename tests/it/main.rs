//! The integration tests: the whole application in process, a fresh database per test, time and randomness under the
//! tests' control. Each test's name is a sentence about behaviour.
//!
//! Without `TEST_DATABASE_URL` the database is an SQLite file; with it, a schema of its own in that PostgreSQL
//! database. No test knows which.

mod cli;
mod config;
mod smoke;
mod support;
mod web;
