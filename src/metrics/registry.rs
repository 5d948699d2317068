//! All metrics of a server, and how they are printed.

use prometheus_client::encoding::{prometheus_text, text};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry;

use super::{
    CutoverEvents, CutoverMetrics, HashingMetrics, LoginMetrics, RateLimitMetrics, RequestMetrics, StateMetrics,
    StatementMetrics,
};

/// What every name begins with.
const PREFIX: &str = "latchkey";

/// The formats that a scraper may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The text format of Prometheus, version 0.0.4, which everything reads.
    Prometheus,
    /// OpenMetrics 1.0, which Prometheus prefers.
    OpenMetrics,
}

impl Format {
    /// The format that an `Accept` header asks for.
    pub fn accepted(accept: &str) -> Self {
        match accept.contains("application/openmetrics-text") {
            true => Self::OpenMetrics,
            false => Self::Prometheus,
        }
    }

    /// Its media type.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Prometheus => "text/plain; version=0.0.4; charset=utf-8",
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        }
    }
}

/// What the account core counts.
#[derive(Debug, Clone, Default)]
pub struct AuthMetrics {
    /// Logins.
    pub logins: LoginMetrics,
    /// What its rate limits refuse.
    pub limits: RateLimitMetrics,
    /// Hashing passwords.
    pub hashing: HashingMetrics,
    /// What happens to contracts that are taken over.
    pub cutover_events: CutoverEvents,
}

/// The metrics of a server.
pub struct Registry {
    registry: registry::Registry,
    /// What is looked up for each scrape.
    pub state: StateMetrics,
    /// The same for contracts that are taken over.
    pub cutover: CutoverMetrics,
}

impl Registry {
    /// A server of this version, over this kind of database.
    pub fn new(version: &'static str, database: &'static str) -> Self {
        let mut registry = registry::Registry::with_prefix(PREFIX);
        let build = Info::new([("version", version), ("database", database)]);
        registry.register(
            "build",
            "The version of this server and the kind of its database",
            build,
        );
        let (state, cutover) = (StateMetrics::default(), CutoverMetrics::default());
        state.register(&mut registry);
        cutover.register(&mut registry);
        Self {
            registry,
            state,
            cutover,
        }
    }

    /// Adds what the pipeline counts.
    #[must_use]
    pub fn with_requests(mut self, requests: &RequestMetrics) -> Self {
        requests.register(&mut self.registry);
        self
    }

    /// Adds what the account core counts.
    #[must_use]
    pub fn with_auth(mut self, auth: &AuthMetrics) -> Self {
        auth.logins.register(&mut self.registry);
        auth.limits.register(&mut self.registry);
        auth.hashing.register(&mut self.registry);
        auth.cutover_events.register(&mut self.registry);
        self
    }

    /// Adds what the store counts.
    #[must_use]
    pub fn with_statements(mut self, statements: &StatementMetrics) -> Self {
        statements.register(&mut self.registry);
        self
    }

    /// Prints all of them. `None` is a defect, which is logged.
    pub fn print(&self, format: Format) -> Option<String> {
        let mut printed = String::with_capacity(64 * 1024);
        let done = match format {
            Format::Prometheus => prometheus_text::encode(&mut printed, &self.registry),
            Format::OpenMetrics => text::encode(&mut printed, &self.registry),
        };
        done.inspect_err(|error| tracing::error!(%error, "metrics cannot be printed"))
            .ok()
            .map(|()| printed)
    }
}
