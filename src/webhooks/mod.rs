//! Webhooks on the wire: audit events are posted to endpoints, as Standard Webhooks says
//! (<https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>).
//!
//! - `dispatcher.rs` looks every second which endpoints are due, on every node.
//! - `delivery.rs` delivers to one of them. The rules are use cases of [`crate::auth`]: a lease lets one node at a time
//!   deliver, a position says what was taken, a failure says when to try again.
//! - `message.rs` makes a message of an event, `sender.rs` signs and posts it, `resolver.rs` looks hosts up and refuses
//!   addresses that must not be called, `failure.rs` says why a message was not taken.
//! - `test.rs` sends a message to any URL.
//!
//! What is promised: each event that was committed is taken at least once by every endpoint that wants it, unless that
//! is switched off; none that was rolled back is sent; those of one account are sent in the order of the audit log, each
//! after the one before it was taken. A receiver tells repetitions by `webhook-id`.

mod delivery;
mod dispatcher;
mod failure;
mod message;
mod resolver;
mod sender;
mod test;

pub use dispatcher::Dispatcher;
pub use failure::SendFailure;
pub use sender::Sender;
pub use test::{TestError, Tested, test};
