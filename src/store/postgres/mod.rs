//! What only PostgreSQL needs: a pool (`open.rs`) of connections that are told their deadlines (`session.rs`) and fail on their own (`health.rs`,
//! `fault.rs`), several servers of which one takes writes (`servers.rs`), and a pooler that gives a connection away after
//! each transaction (`pooled.rs`).

pub(super) mod fault;
pub(super) mod health;
pub(super) mod open;
pub(super) mod pooled;
pub(super) mod servers;
pub(super) mod session;
