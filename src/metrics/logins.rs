//! Logins, by contract and outcome.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

use super::label::word_label;

/// How a login ended.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq)]
pub enum LoginOutcome {
    /// A session was opened.
    Success,
    /// Unknown name, wrong password, or an account without a password.
    BadCredentials,
    /// The password was right, but the account is disabled.
    AccountDisabled,
    /// Refused by a rate limit; the password was not verified.
    RateLimited,
    /// The database or an old backend did not answer, or too many logins waited.
    Unavailable,
    /// The client went away while its login waited for its turn.
    Abandoned,
    /// A defect.
    Error,
}

impl LoginOutcome {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Success,
        Self::BadCredentials,
        Self::AccountDisabled,
        Self::RateLimited,
        Self::Unavailable,
        Self::Abandoned,
        Self::Error,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::BadCredentials => "bad_credentials",
            Self::AccountDisabled => "account_disabled",
            Self::RateLimited => "rate_limited",
            Self::Unavailable => "unavailable",
            Self::Abandoned => "abandoned",
            Self::Error => "error",
        }
    }
}

word_label!(LoginOutcome);

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Labels {
    contract: &'static str,
    outcome: LoginOutcome,
}

/// What is counted of logins.
#[derive(Clone, Debug, Default)]
pub struct LoginMetrics(Family<Labels, Counter>);

impl LoginMetrics {
    /// Logins through these contracts. All counters begin at zero, so that the first of each is seen as an increase.
    pub fn of(contracts: impl Iterator<Item = &'static str>) -> Self {
        let logins = Self::default();
        for contract in contracts {
            for outcome in LoginOutcome::ALL {
                drop(logins.0.get_or_create(&Labels { contract, outcome }));
            }
        }
        logins
    }

    pub(super) fn register(&self, registry: &mut Registry) {
        registry.register(
            "logins",
            "Logins that were answered here, by their outcome",
            self.0.clone(),
        );
    }

    /// A login through a contract that begins. It counts as abandoned if this is dropped before it is decided.
    pub fn begin(&self, contract: &'static str) -> UndecidedLogin<'_> {
        UndecidedLogin(Some((self, contract)))
    }

    /// Counts a login through a contract.
    pub fn count(&self, contract: &'static str, outcome: LoginOutcome) {
        self.0.get_or_create(&Labels { contract, outcome }).inc();
    }
}

/// A login that is not decided yet.
#[must_use = "dropped, it counts as abandoned"]
pub struct UndecidedLogin<'a>(Option<(&'a LoginMetrics, &'static str)>);

impl UndecidedLogin<'_> {
    /// It is decided, and counted where that happens.
    pub fn decided(mut self) {
        self.0 = None;
    }
}

impl Drop for UndecidedLogin<'_> {
    fn drop(&mut self) {
        if let Some((logins, contract)) = self.0 {
            logins.count(contract, LoginOutcome::Abandoned);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Labels, LoginMetrics, LoginOutcome};

    #[test]
    fn a_login_that_nobody_decides_is_abandoned() {
        let logins = LoginMetrics::default();
        logins.begin("staff").decided();
        drop(logins.begin("staff"));
        let abandoned = logins.0.get_or_create(&Labels {
            contract: "staff",
            outcome: LoginOutcome::Abandoned,
        });
        assert_eq!(abandoned.get(), 1);
    }
}
