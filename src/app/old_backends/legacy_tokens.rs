//! The issuers of old backends' tokens that are accepted.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use secrecy::ExposeSecret;

use crate::auth::{BadLegacyKey, LegacyIssuer, LegacyIssuerSettings, LegacyKey, NoKeys, PublishedKeys};
use crate::config::Config;
use crate::config::key_files::{KeyFileError, LegacyKeyFiles};
use crate::contracts::{Contract, Rules};
use crate::model::{AccountBy, Realm};
use crate::settings::{LegacyTokens, SettingsError};
use crate::upstream::{BadOldBackend, KeySetClient};

/// Why an old backend's tokens cannot be accepted.
#[derive(Debug, thiserror::Error)]
pub enum LegacyTokensError {
    /// A file that is named for them cannot be used.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// The contract does not declare the settings.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// What is configured cannot be used.
    #[error("contracts.{contract}.legacy_tokens, number {number}")]
    Unusable {
        /// The ident of the contract.
        contract: &'static str,
        /// Which of them, from 1.
        number: usize,
        /// What is the matter.
        #[source]
        cause: BadLegacyTokens,
    },
}

/// What is the matter with one of them.
#[derive(Debug, thiserror::Error)]
pub enum BadLegacyTokens {
    /// The file of its key has none of its algorithm.
    #[error("the file of its key cannot be used: {0}")]
    Key(#[from] BadLegacyKey),
    /// The address of its keys cannot be asked.
    #[error("jwks_url cannot be asked")]
    Address(#[source] BadOldBackend),
    /// Users have no customer numbers.
    #[error("account_by: only subscribers have customer numbers")]
    CustomerNumber,
    /// The holder of one secret could sign both.
    #[error("secret_file holds the secret of tokens.secret_file: the old backend could make tokens of this server")]
    OwnSecret,
    /// Nobody could tell whose a token is.
    #[error("it has the key of one of contracts.{0}.legacy_tokens, and neither issuer nor audience tells them apart")]
    Like(&'static str),
}

/// Fetches keys as their issuer's client.
struct Fetch(KeySetClient);

impl PublishedKeys for Fetch {
    fn fetch(&self) -> BoxFuture<'_, Result<Vec<u8>, NoKeys>> {
        async { self.0.fetch().await.map_err(NoKeys::because) }.boxed()
    }
}

/// Reads their keys and gets them ready. Nothing is fetched yet.
pub(super) fn legacy_issuers<'c>(
    config: &Config,
    contracts: impl IntoIterator<Item = &'c Contract>,
) -> Result<Vec<LegacyIssuer>, LegacyTokensError> {
    let own_secret = config.read_secret()?;
    let mut issuers: Vec<LegacyIssuer> = Vec::new();
    for contract in contracts {
        let realm = match contract.rules {
            Some(Rules::Users(_)) => Realm::Users,
            Some(Rules::Subscribers(_)) => Realm::Subscribers,
            None => continue,
        };
        for (place, tokens) in contract
            .configured(&config.contracts)
            .legacy_tokens()?
            .iter()
            .enumerate()
        {
            let unusable = |cause: BadLegacyTokens| LegacyTokensError::Unusable {
                contract: contract.ident,
                number: place + 1,
                cause,
            };
            let key = config.read_legacy_keys(contract.ident, tokens)?;
            let issuer = issuer(contract.ident, realm, tokens, key).map_err(unusable)?;
            if tokens.issuer.is_none() {
                tracing::warn!(
                    contract = contract.ident,
                    "whatever an old backend's key has signed is accepted as a token: set issuer in legacy_tokens"
                );
            }
            if own_secret
                .as_ref()
                .is_some_and(|own| issuer.has_secret(own.expose_secret()))
            {
                return Err(unusable(BadLegacyTokens::OwnSecret));
            }
            if let Some(like) = issuers.iter().find(|other| issuer.is_like(other)) {
                return Err(unusable(BadLegacyTokens::Like(like.settings().contract)));
            }
            issuers.push(issuer);
        }
    }
    Ok(issuers)
}

fn issuer(
    contract: &'static str,
    realm: Realm,
    tokens: &LegacyTokens,
    key: LegacyKeyFiles,
) -> Result<LegacyIssuer, BadLegacyTokens> {
    if tokens.account_by == AccountBy::CustomerNumber && realm == Realm::Users {
        return Err(BadLegacyTokens::CustomerNumber);
    }
    let key = match key {
        LegacyKeyFiles::Secret(secret) => LegacyKey::Secret(secret),
        LegacyKeyFiles::Public(pem) => LegacyKey::Public(pem),
        LegacyKeyFiles::Published { url, authorities } => {
            let place = url.to_string();
            let client = KeySetClient::new(url, authorities.as_deref()).map_err(BadLegacyTokens::Address)?;
            LegacyKey::Published(Arc::new(Fetch(client)), place)
        }
    };
    let settings = LegacyIssuerSettings {
        contract,
        realm,
        algorithm: tokens.algorithm,
        issuer: tokens.issuer.clone(),
        audience: tokens.audience.clone(),
        account: tokens.account.clone(),
        account_by: tokens.account_by,
        accept_until: tokens.accept_until,
    };
    Ok(LegacyIssuer::new(settings, key)?)
}
