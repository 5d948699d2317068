//! What happens to contracts that are taken over from an old backend.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Labels {
    contract: &'static str,
    event: &'static str,
}

/// What is counted of contracts that are taken over. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct CutoverEvents(Family<Labels, Counter>);

impl CutoverEvents {
    pub(super) fn register(&self, registry: &mut Registry) {
        let help = "Logins and requests of contracts with an old backend, by who answered and how";
        registry.register("cutover_events", help, self.0.clone());
    }

    /// This happened to a contract once more.
    pub fn count(&self, contract: &'static str, event: &'static str) {
        self.0.get_or_create(&Labels { contract, event }).inc();
    }
}
