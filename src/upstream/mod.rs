//! The client of old backends: how a contract's requests get to the server that it is taken over from, and back.
//!
//! `client.rs` has what all clients have in common. `old_backend.rs` sends requests to one; `breaker.rs` stops asking one that does not answer; `headers.rs` knows which
//! headers belong to a connection; `key_set.rs` fetches the keys that one publishes. Nothing here knows what a request means.

mod breaker;
mod client;
mod headers;
mod key_set;
mod old_backend;

pub use client::{BadOldBackend, NotWhole, Parts, whole};
pub use headers::{X_FORWARDED_FOR, X_FORWARDED_HOST, X_FORWARDED_PROTO};
pub use key_set::{KeySetClient, NotFetched};
pub use old_backend::{Answer, Exchange, OldBackend, OldBackendOptions, Unreachable};
