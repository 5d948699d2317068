//! What is a state, and is looked up when somebody scrapes.

use std::sync::atomic::Ordering;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};

use super::hashing::HashingLoad;
use super::number::gauge;

/// How many sessions of a contract are live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveSessions {
    /// The contract.
    pub contract: String,
    /// How many.
    pub count: u64,
}

/// The connections of a pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ConnectionCounts {
    /// How many are open.
    pub open: usize,
    /// How many of those nobody uses.
    pub idle: usize,
    /// How many there may be.
    pub max: usize,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Contract {
    contract: String,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct State {
    state: &'static str,
}

/// What is looked up for each scrape. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct StateMetrics {
    ready: Gauge,
    sessions: Family<Contract, Gauge>,
    counted_at: Gauge,
    connections: Family<State, Gauge>,
    max_connections: Gauge,
    waiting: Gauge,
    active: Gauge,
    lanes: Gauge,
    dropped_lines: Counter,
}

impl StateMetrics {
    pub(super) fn register(&self, registry: &mut Registry) {
        let help = "1 when /readyz would say that this node can do its work, 0 otherwise";
        registry.register("ready", help, self.ready.clone());
        let help = "Sessions that are neither ended nor expired, by contract; counted once a minute at most";
        registry.register("sessions_live", help, self.sessions.clone());
        let help = "When sessions, and accounts of contracts that are taken over, were counted last";
        registry.register_with_unit("counted_timestamp", help, Unit::Seconds, self.counted_at.clone());
        let help = "Connections to the database of this node, by whether somebody uses them";
        registry.register("database_connections", help, self.connections.clone());
        let help = "The most connections to the database that this node opens";
        registry.register("database_connections_max", help, self.max_connections.clone());
        let help = "Passwords that wait for a hashing thread, or for others of their account or network";
        registry.register("hashing_queue_length", help, self.waiting.clone());
        let help = "Lanes of the hashing threads in which a password is hashed";
        registry.register("hashing_lanes_in_use", help, self.active.clone());
        let help = "Passwords that can be hashed at once";
        registry.register("hashing_lanes", help, self.lanes.clone());
        let help = "Log lines that were dropped because they were not read as fast as they came";
        registry.register("log_lines_dropped", help, self.dropped_lines.clone());
    }

    /// Whether this node can do its work.
    pub fn set_ready(&self, is_ready: bool) {
        self.ready.set(i64::from(is_ready));
    }

    /// The sessions of all contracts, and when they were counted, in seconds since 1970.
    pub fn set_sessions(&self, sessions: &[LiveSessions], counted_at: i64) {
        self.counted_at.set(counted_at);
        self.sessions.clear();
        for LiveSessions { contract, count } in sessions {
            let contract = contract.clone();
            let sessions = self.sessions.get_or_create_owned(&Contract { contract });
            sessions.set(gauge(*count));
        }
    }

    /// The connections to the database.
    pub fn set_connections(&self, counts: ConnectionCounts) {
        for (state, count) in [("idle", counts.idle), ("used", counts.open.saturating_sub(counts.idle))] {
            self.connections.get_or_create(&State { state }).set(gauge(count));
        }
        self.max_connections.set(gauge(counts.max));
    }

    /// How busy the hashing threads are.
    pub fn set_hashing(&self, load: HashingLoad) {
        self.waiting.set(gauge(load.waiting));
        self.active.set(gauge(load.active));
        self.lanes.set(gauge(load.lanes));
    }

    /// How many log lines were dropped since the start.
    pub fn set_dropped_lines(&self, lines: usize) {
        let lines = u64::try_from(lines).unwrap_or(u64::MAX);
        self.dropped_lines.inner().store(lines, Ordering::Relaxed);
    }
}
