//! Where contracts are that are taken over from an old backend.

use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};

use super::number::gauge;

/// Labels with their names.
type Labels<const N: usize> = [(&'static str, String); N];

/// Where a contract is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutoverState {
    /// Its identifier.
    pub contract: String,
    /// Every mode, and whether the contract is in it.
    pub modes: Vec<(&'static str, bool)>,
    /// How many accounts of its realm there are of each group.
    pub accounts: CutoverAccounts,
    /// How often answers differed, by the kind of the difference.
    pub differences: Vec<(String, u64)>,
    /// How many cases there are of what would break if it were `done`, by its code.
    pub obstacles: Vec<(&'static str, u64)>,
    /// How many tokens of the old backend are still good.
    pub legacy_tokens: u64,
    /// When the last of them ends, in seconds since 1970.
    pub last_legacy_token_ends: Option<i64>,
}

/// How many accounts there are of each group, by the group's word.
pub type CutoverAccounts = [(&'static str, u64); 5];

/// What is measured of contracts that are taken over. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct CutoverMetrics {
    modes: Family<Labels<2>, Gauge>,
    accounts: Family<Labels<2>, Gauge>,
    differences: Family<Labels<2>, Gauge>,
    obstacles: Family<Labels<2>, Gauge>,
    legacy_tokens: Family<Labels<1>, Gauge>,
    last_end: Family<Labels<1>, Gauge>,
}

impl CutoverMetrics {
    pub(super) fn register(&self, registry: &mut Registry) {
        let help = "1 for the mode that the contract is in";
        registry.register("cutover_mode", help, self.modes.clone());
        let help = "Accounts that can log in through the contract, by group; contracts of one realm share them";
        registry.register("cutover_accounts", help, self.accounts.clone());
        let help = "How often answers differed from those of the old backend, by the kind of the difference";
        registry.register("cutover_differences", help, self.differences.clone());
        let help = "Cases of what would break if the contract were done now";
        registry.register("cutover_obstacles", help, self.obstacles.clone());
        let help = "Tokens of the old backend that were seen here and are still good";
        registry.register("cutover_legacy_tokens", help, self.legacy_tokens.clone());
        let help = "When the last token of the old backend that was seen here ends";
        registry.register_with_unit(
            "cutover_legacy_tokens_end_timestamp",
            help,
            Unit::Seconds,
            self.last_end.clone(),
        );
    }

    /// Replaces what is known of where contracts are.
    pub fn set(&self, states: &[CutoverState]) {
        for family in [&self.modes, &self.accounts, &self.differences, &self.obstacles] {
            family.clear();
        }
        self.legacy_tokens.clear();
        self.last_end.clear();
        for state in states {
            let contract = || ("contract", state.contract.clone());
            let set = |family: &Family<Labels<2>, Gauge>, name, word: &str, value| {
                let labels = [contract(), (name, word.to_owned())];
                family.get_or_create(&labels).set(gauge(value));
            };
            for (mode, is_current) in &state.modes {
                set(&self.modes, "mode", mode, u64::from(*is_current));
            }
            for (group, count) in &state.accounts {
                set(&self.accounts, "group", group, *count);
            }
            for (kind, count) in &state.differences {
                set(&self.differences, "kind", kind, *count);
            }
            for (obstacle, count) in &state.obstacles {
                set(&self.obstacles, "obstacle", obstacle, *count);
            }
            let tokens = self.legacy_tokens.get_or_create_owned(&[contract()]);
            tokens.set(gauge(state.legacy_tokens));
            if let Some(end) = state.last_legacy_token_ends {
                self.last_end.get_or_create(&[contract()]).set(end);
            }
        }
    }
}
