//! What is served to those who watch the server.

use poem::{Endpoint, Response};

use super::App;
use crate::metrics::Registry;
use crate::web::{Watched, monitoring};

impl App {
    /// What answers those who watch this server: metrics and health checks.
    pub fn monitoring(&self) -> impl Endpoint<Output = Response> + use<> {
        let registry = Registry::new(env!("CARGO_PKG_VERSION"), self.auth.database_kind())
            .with_requests(&self.requests)
            .with_auth(self.auth.metrics())
            .with_statements(self.auth.statement_metrics());
        monitoring(Watched {
            auth: self.auth.clone(),
            registry,
            dropped_lines: self.dropped_lines.clone(),
        })
    }
}
