//! What is true of several contracts. Each test goes through all operations that it is about; the words come from the
//! parity table.

mod bearer;
mod bodies;
mod credentials;
mod demo_error;
mod fields;
mod malformed;
mod outage;
mod paths;
mod realms;
mod refresh;
mod requests;
mod tokens;
mod tolerance;
