//! What the account core counts and measures.

use super::log_in::LogInError;
use super::{AuthService, ServiceError};
use crate::metrics::{AuthMetrics, ConnectionCounts, HashingLoad, LoginOutcome, StatementMetrics};

impl AuthService {
    /// What is counted here.
    pub fn metrics(&self) -> &AuthMetrics {
        &self.metrics
    }

    /// What is measured of the database's statements.
    pub fn statement_metrics(&self) -> &StatementMetrics {
        self.store.metrics()
    }

    /// How busy the hashing threads are.
    pub fn hashing_load(&self) -> HashingLoad {
        self.passwords.load()
    }

    /// How many connections to the database there are.
    pub fn connection_counts(&self) -> ConnectionCounts {
        self.store.connection_counts()
    }

    /// The word for the kind of database: `sqlite` or `postgresql`.
    pub fn database_kind(&self) -> &'static str {
        self.store.kind()
    }

    /// Counts a login that failed, and returns why.
    pub(super) fn counted(&self, contract: &'static str, error: LogInError) -> LogInError {
        let outcome = match &error {
            LogInError::BadCredentials => LoginOutcome::BadCredentials,
            LogInError::AccountDisabled => LoginOutcome::AccountDisabled,
            LogInError::TooManyAttempts { .. } => LoginOutcome::RateLimited,
            LogInError::Service(ServiceError::Unavailable(_)) => LoginOutcome::Unavailable,
            LogInError::Service(ServiceError::Internal(_)) => LoginOutcome::Error,
        };
        self.metrics.logins.count(contract, outcome);
        error
    }
}
