//! Metrics and health checks.

use std::sync::Mutex;

use poem::{Endpoint, Response};

use super::App;
use crate::metrics::Registry;
use crate::web::{Watched, monitoring};

impl App {
    /// The endpoints for monitoring: metrics and health checks.
    pub fn monitoring(&self) -> impl Endpoint<Output = Response> + use<> {
        let registry = Registry::new(env!("CARGO_PKG_VERSION"), self.auth.database_kind())
            .with_requests(&self.requests)
            .with_auth(self.auth.metrics())
            .with_statements(self.auth.statement_metrics());
        monitoring(Watched {
            auth: self.auth.clone(),
            registry,
            dropped_lines: self.dropped_lines.clone(),
            shown: Mutex::default(),
        })
    }
}
