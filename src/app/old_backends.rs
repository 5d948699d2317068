//! The old backends that contracts are taken over from.

mod legacy_tokens;

use std::collections::BTreeMap;
use std::sync::Arc;

use self::legacy_tokens::{LegacyTokensError, legacy_issuers};
use crate::auth::{ConfiguredCutover, LegacyIssuer, LoginName, OldBackends};
use crate::config::Config;
use crate::config::key_files::{KeyFileError, UpstreamFiles};
use crate::contracts::Contract;
use crate::contracts::kit::failure::Failure;
use crate::contracts::kit::upstream::{Asked, Client, Told};
use crate::contracts::kit::{api_key, bearer};
use crate::settings::SettingsError;
use crate::settings::values::is_plain;
use crate::upstream::{BadOldBackend, OldBackend, OldBackendOptions};
use crate::web::{LoginRequest, Shadow, Shadowed, Takeover};

/// Why an old backend cannot be asked.
#[derive(Debug, thiserror::Error)]
pub enum OldBackendError {
    /// A file that is named for it cannot be used.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// The contract does not declare the settings.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// Tokens that it has issued cannot be accepted as they are configured.
    #[error(transparent)]
    LegacyTokens(#[from] LegacyTokensError),
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
    let login = contracts.iter().filter(|contract| contract.client.is_some());
    let configured = login.map(|contract| {
        let upstream = contract.configured(&config.contracts).upstream()?;
        Ok(ConfiguredCutover {
            contract: contract.ident,
            cutover: upstream.cutover(),
            has_old_backend: upstream.url.is_some(),
            rechecks: upstream.recheck,
        })
    });
    configured.collect()
}

/// The old backends that are configured.
#[derive(Debug, Default)]
pub(super) struct OldServers {
    /// Their clients, by the idents of their contracts.
    clients: BTreeMap<&'static str, Arc<OldBackend>>,
    /// The issuers of their tokens.
    pub(super) issuers: Vec<LegacyIssuer>,
}

impl OldServers {
    /// Makes them. Nothing is connected yet.
    pub(super) fn of<'c>(
        config: &Config,
        contracts: impl IntoIterator<Item = &'c Contract>,
    ) -> Result<Self, OldBackendError> {
        let contracts: Vec<_> = contracts.into_iter().collect();
        let issuers = legacy_issuers(config, contracts.iter().copied())?;
        let mut servers = BTreeMap::new();
        for contract in contracts {
            let upstream = contract.configured(&config.contracts).upstream()?;
            let Some(url) = upstream.url.clone().filter(|_| contract.client.is_some()) else {
                continue;
            };
            let UpstreamFiles { authorities, headers } = config.read_upstream_files(contract.ident, &upstream)?;
            let options = OldBackendOptions {
                url,
                timeout: upstream.timeout.get(),
                max_concurrent: usize::try_from(upstream.max_concurrent.get()).unwrap_or(1),
                authorities,
                headers,
            };
            let server = OldBackend::new(options).map_err(|cause| OldBackendError::Unusable {
                contract: contract.ident,
                cause,
            })?;
            servers.insert(contract.ident, Arc::new(server));
        }
        Ok(Self {
            clients: servers,
            issuers,
        })
    }

    /// How they are asked about logins.
    pub(super) fn asked(&self, contracts: &[Contract]) -> OldBackends {
        let mut all = OldBackends::default();
        for contract in contracts {
            if let (Some(server), Some(client)) = (self.clients.get(contract.ident).cloned(), contract.client) {
                add(&mut all, contract.ident, client, server, None);
            }
        }
        all
    }

    /// How requests of a contract are passed on, if it has an old backend.
    pub(super) fn takeover(&self, contract: &Contract, https: bool) -> Option<Takeover> {
        let (old_backend, client) = (self.clients.get(contract.ident)?.clone(), contract.client?);
        if is_plain(old_backend.url()) {
            tracing::warn!(
                contract = contract.ident,
                "the old backend is asked without TLS: passwords cross the network in clear"
            );
        }
        let answer = contract.answer;
        let name = move |content_type: &str, body: &[u8]| {
            let typed = client.typed_name(content_type, body)?;
            Some(LoginName::either(&typed))
        };
        let told = Arc::new(Told::default());
        let mut old_backends = OldBackends::default();
        add(
            &mut old_backends,
            contract.ident,
            client,
            old_backend.clone(),
            Some(told.clone()),
        );
        let login = Arc::new(LoginRequest {
            operation: client.operation(),
            name: Box::new(name),
            token: |headers| bearer::read(headers).ok().flatten(),
            api_key: |headers| api_key::read(headers).ok().flatten(),
        });
        let shadow = Shadow::of(Shadowed {
            contract: contract.ident,
            realm: client.realm(),
            login: login.clone(),
            old_backends,
            tell: Box::new(move |status, body| told.tell(status, body)),
        });
        Some(Takeover {
            contract: contract.ident,
            realm: client.realm(),
            old_backend,
            unavailable: Box::new(move || answer(Failure::OldBackendAway)),
            not_found: Box::new(move || answer(Failure::NotFound)),
            https,
            login,
            shadow,
        })
    }
}

/// Adds the old backend of a contract, which has told something already or is asked.
fn add(
    all: &mut OldBackends,
    contract: &'static str,
    client: Client,
    server: Arc<OldBackend>,
    told: Option<Arc<Told>>,
) {
    match client {
        Client::Users(client) => drop(all.users.insert(contract, Arc::new(Asked { client, server, told }))),
        Client::Subscribers(client) => {
            drop(
                all.subscribers
                    .insert(contract, Arc::new(Asked { client, server, told })),
            );
        }
    }
}
