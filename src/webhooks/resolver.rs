//! Looking hosts up. Only addresses that were checked are connected to: there is no second lookup in between, by which
//! a name could lead elsewhere.

use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::auth::AddressRules;

/// Why a name leads nowhere.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotLookedUp {
    /// It has no address.
    #[error("the host has no address")]
    NotFound,
    /// None of its addresses may be called.
    #[error("the host has no address that is allowed")]
    NotAllowed,
}

/// The system's resolver, without the addresses that must not be called.
pub(super) struct CheckedResolver {
    /// Which those are.
    pub(super) rules: AddressRules,
    /// Whether the connection is encrypted.
    pub(super) is_encrypted: bool,
}

impl Resolve for CheckedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (rules, is_encrypted) = (self.rules.clone(), self.is_encrypted);
        Box::pin(async move {
            // The port is that of the URL.
            let found = tokio::net::lookup_host((name.as_str(), 0)).await;
            let found: Vec<SocketAddr> = found.map_err(|_| NotLookedUp::NotFound)?.collect();
            if found.is_empty() {
                return Err(NotLookedUp::NotFound.into());
            }
            let permitted = found.into_iter().filter(|found| rules.permit(found.ip(), is_encrypted));
            let permitted: Vec<_> = permitted.collect();
            match permitted.is_empty() {
                true => Err(NotLookedUp::NotAllowed.into()),
                false => Ok(Box::new(permitted.into_iter()) as Addrs),
            }
        })
    }
}
