//! What is true of several contracts. Each test goes through all operations that it is about; the words come from the
//! parity table.

mod bearer;
mod bodies;
mod credentials;
mod demonstrate;
mod fields;
mod malformed;
mod outage;
mod paths;
mod populations;
mod refresh;
mod requests;
mod tokens;
