//! The old backends that contracts are taken over from.

use std::sync::Arc;

use url::{Host, Url};

use crate::auth::ConfiguredCutover;
use crate::config::Config;
use crate::config::key_files::{KeyFileError, UpstreamFiles};
use crate::contracts::Contract;
use crate::contracts::kit::failure::Failure;
use crate::settings::{SettingsError, Values};
use crate::upstream::{BadOldBackend, OldBackend, OldBackendOptions};
use crate::web::Takeover;

/// Why an old backend cannot be asked.
#[derive(Debug, thiserror::Error)]
pub enum OldBackendError {
    /// A file that is named for it cannot be used.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// The contract does not declare the settings.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// What is configured cannot be used.
    #[error("contracts.{contract}.upstream")]
    Unusable {
        /// The ident of the contract.
        contract: &'static str,
        /// What is the matter.
        #[source]
        cause: BadOldBackend,
    },
}

/// How far the login contracts are to be taken over.
///
/// # Errors
/// [`SettingsError`], when a contract does not declare the settings of an old backend.
pub fn configured_cutovers(config: &Config, contracts: &[Contract]) -> Result<Vec<ConfiguredCutover>, SettingsError> {
    let login = contracts.iter().filter(|contract| contract.can_be_taken_over());
    let configured = login.map(|contract| {
        let upstream = contract.configured(&config.contracts).upstream()?;
        Ok(ConfiguredCutover {
            contract: contract.ident,
            cutover: upstream.cutover(),
            has_old_backend: upstream.url.is_some(),
        })
    });
    configured.collect()
}

/// Finds out whether the old backends can be asked as they are configured, before anything is opened.
///
/// # Errors
/// [`OldBackendError`].
pub fn check_old_backends(config: &Config, contracts: &[Contract]) -> Result<(), OldBackendError> {
    for contract in contracts {
        let settings = contract.configured(&config.contracts);
        if takeover(contract, &settings, config)?.is_none() {
            continue;
        }
        let is_plain = |url: &Url| url.scheme() == "http" && !is_local(url);
        if settings.upstream()?.url.as_ref().is_some_and(is_plain) {
            tracing::warn!(
                contract = contract.ident,
                "the old backend is asked without TLS: passwords cross the network in clear"
            );
        }
    }
    Ok(())
}

/// Whether an address is on this machine.
fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// The old backend of a contract, if one is configured.
pub(super) fn takeover(
    contract: &Contract,
    settings: &Values,
    config: &Config,
) -> Result<Option<Takeover>, OldBackendError> {
    if !contract.can_be_taken_over() {
        return Ok(None);
    }
    let upstream = settings.upstream()?;
    let Some(url) = upstream.url.clone() else {
        return Ok(None);
    };
    let UpstreamFiles { authorities, headers } = config.read_upstream_files(contract.ident, &upstream)?;
    let options = OldBackendOptions {
        url,
        timeout: upstream.timeout.get(),
        max_concurrent: usize::try_from(upstream.max_concurrent.get()).unwrap_or(1),
        authorities,
        headers,
    };
    let refused = |cause| OldBackendError::Unusable {
        contract: contract.ident,
        cause,
    };
    let answer = contract.answer;
    Ok(Some(Takeover {
        contract: contract.ident,
        old_backend: Arc::new(OldBackend::new(options).map_err(refused)?),
        unavailable: Box::new(move || answer(Failure::OldBackendAway)),
        not_found: Box::new(move || answer(Failure::NotFound)),
        https: config.http.is_https(),
    }))
}
