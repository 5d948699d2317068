//! Metrics for Prometheus: what they are called, what they mean, and which labels they have.
//!
//! Each layer owns the metrics of what it does and counts as it goes: `requests.rs` is counted by the pipeline,
//! `logins.rs`, `rate_limits.rs`, `hashing.rs` and `cutover_events.rs` by the account core, `statements.rs` by the store. What is a state and
//! no event is looked up when somebody scrapes: `state.rs`, and `cutover.rs` for contracts that are taken over. The
//! composition root registers them all in one [`Registry`], which `/metrics` prints.
//!
//! Label values are contracts, operations and words of an enum here: never anything that a client can make up. So the
//! number of time series has a bound, whatever is sent.
//!
//! To add a metric: a field of a group, its line in that group's `register`, and the line that counts. A test compares
//! the names with the table in `docs/operate/monitoring.md`.

mod buckets;
mod cutover;
mod cutover_events;
mod hashing;
mod label;
mod logins;
mod number;
mod rate_limits;
mod registry;
mod requests;
mod state;
mod statements;

pub use cutover::{CutoverAccounts, CutoverMetrics, CutoverState};
pub use cutover_events::CutoverEvents;
pub use hashing::{HashingLoad, HashingMetrics};
pub use logins::{LoginMetrics, LoginOutcome, UndecidedLogin};
pub use rate_limits::{RateLimit, RateLimitMetrics};
pub use registry::{AuthMetrics, Format, Registry};
pub use requests::{OperationMetrics, RequestMetrics};
pub use state::{ConnectionCounts, LiveSessions, StateMetrics};
pub use statements::{StatementKind, StatementMetrics};
