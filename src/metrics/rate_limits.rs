//! Requests that a rate limit refused.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

use super::label::word_label;

/// The contract of what came through none.
const NO_CONTRACT: &str = "none";

/// The limit that refuses.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq)]
pub enum RateLimit {
    /// Too many wrong passwords lately: of an account, a device or a network.
    Login,
    /// Too many logins of one account at once.
    LoginConcurrency,
    /// Too many logins of one network, or altogether, wait for a hashing thread.
    HashingQueue,
    /// Too many refreshes of a session or an account.
    Refresh,
}

impl RateLimit {
    fn word(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::LoginConcurrency => "login_concurrency",
            Self::HashingQueue => "hashing_queue",
            Self::Refresh => "refresh",
        }
    }
}

word_label!(RateLimit);

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Labels {
    contract: &'static str,
    limit: RateLimit,
}

/// The counters of refusals, by contract and limit.
#[derive(Clone, Debug, Default)]
pub struct RateLimitMetrics(Family<Labels, Counter>);

impl RateLimitMetrics {
    pub(super) fn register(&self, registry: &mut Registry) {
        let help = "Logins, password changes and refreshes that a limit refused";
        registry.register("rate_limit_refusals", help, self.0.clone());
    }

    /// Counts a refusal. A password may be changed through no contract.
    pub fn count(&self, contract: Option<&'static str>, limit: RateLimit) {
        let contract = contract.unwrap_or(NO_CONTRACT);
        self.0.get_or_create(&Labels { contract, limit }).inc();
    }
}
