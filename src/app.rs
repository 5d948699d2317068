//! The composition root: the only file that sees everything.

use std::sync::Arc;

use poem::endpoint::BoxEndpoint;
use poem::{EndpointExt, Response};

use crate::config::{Config, DatabaseUrl, ForwardedHeader, Http, OnReuse};
use crate::contracts::shared::failure::Failure;
use crate::contracts::{CONTRACTS, management, netxd, rule_book, subscriber};
use crate::identity::{
    Clock, Identity, IdentitySettings, PasswordSettings, Random, ReusePolicy, SystemClock, SystemRandom,
};
use crate::store::{Store, StoreError, StoreOptions};
use crate::web::{Cors, Mounted, Site, SiteError, TrustedProxies, site};

/// What the application is made of, and what tests replace.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// What tells the time.
    pub clock: Arc<dyn Clock>,
    /// Where randomness comes from.
    pub random: Arc<dyn Random>,
    /// The bcrypt cost of new hashes.
    pub bcrypt_cost: u32,
}

/// Why the application cannot be had. The causes are its sources.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The database cannot be opened, brought up to date or closed.
    #[error("database at {url}")]
    Database {
        /// Which one; displayed without its password.
        url: DatabaseUrl,
        /// What is the matter.
        #[source]
        cause: StoreError,
    },
    /// A contract's document cannot be mounted, which the tests would have shown.
    #[error(transparent)]
    Site(#[from] SiteError),
}

/// The application.
pub struct App {
    /// The account core.
    pub identity: Identity,
    store: Store,
    random: Arc<dyn Random>,
    config: Config,
}

impl App {
    /// Opens the configured database and puts the application together. The schema is not touched.
    ///
    /// # Errors
    /// [`AppError::Database`].
    pub async fn open(config: &Config) -> Result<Self, AppError> {
        let options = StoreOptions {
            url: config.database.url.expose().to_owned(),
            max_connections: config.database.max_connections.get(),
            acquire_timeout: config.database.acquire_timeout(),
        };
        let store = Store::connect(&options)
            .await
            .map_err(|cause| database_error(config, cause))?;
        let parts = Parts {
            store,
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            bcrypt_cost: config.passwords.bcrypt_cost.get(),
        };
        Ok(Self::assemble(parts, config))
    }

    /// Puts the application together from parts.
    pub fn assemble(parts: Parts, config: &Config) -> Self {
        let settings = IdentitySettings {
            passwords: PasswordSettings {
                cost: parts.bcrypt_cost,
                threads: config.passwords.thread_count().get(),
                max_waiting: usize::try_from(config.passwords.max_waiting.get()).unwrap_or(usize::MAX),
            },
            issuer: config.tokens.issuer.as_str().to_owned(),
            on_reuse: match config.tokens.on_reuse {
                OnReuse::End => ReusePolicy::EndSession,
                OnReuse::Reject => ReusePolicy::Reject,
            },
        };
        let Parts {
            store, clock, random, ..
        } = parts;
        let identity = Identity::new(store.clone(), clock, random.clone(), rule_book(), settings);
        Self {
            identity,
            store,
            random,
            config: config.clone(),
        }
    }

    /// Applies the schema steps that are missing and says how many those were.
    ///
    /// # Errors
    /// [`AppError::Database`].
    pub async fn migrate(&self) -> Result<usize, AppError> {
        self.store
            .migrate()
            .await
            .map_err(|cause| database_error(&self.config, cause))
    }

    /// Closes the database.
    ///
    /// # Errors
    /// [`AppError::Database`].
    pub async fn close(self) -> Result<(), AppError> {
        let Self {
            identity,
            store,
            random: _,
            config,
        } = self;
        drop(identity);
        store.close().await.map_err(|cause| database_error(&config, cause))
    }

    /// Everything that answers requests.
    ///
    /// # Errors
    /// [`AppError::Site`].
    pub fn endpoint(&self) -> Result<BoxEndpoint<'static, Response>, AppError> {
        let config = &self.config;
        let https = config.http.is_https();
        let contracts = CONTRACTS
            .iter()
            .map(|contract| {
                let answer = contract.answer;
                Mounted {
                    ident: contract.ident,
                    owns_paths_below: contract.owns_paths_below,
                    document: (contract.document)(),
                    endpoint: (contract.endpoint)(),
                    not_found: Box::new(move || answer(&Failure::NotFound)),
                    method_not_allowed: Box::new(move |allow| {
                        answer(&Failure::MethodNotAllowed {
                            allow: allow.to_owned(),
                        })
                    }),
                }
            })
            .collect();
        let elsewhere = config.portal.url.as_ref().map(|url| url.to_string());
        let portal = subscriber::PortalAddress {
            location: elsewhere.clone().unwrap_or_else(|| "/portal".to_owned()),
            https,
        };
        let site = site(Site {
            identity: self.identity.clone(),
            contracts,
            docs: config.docs.enabled,
            https,
            random: self.random.clone(),
            portal_enabled: elsewhere.is_none(),
            proxies: proxies(&config.http),
            cors: Cors(config.http.cors_origins.as_slice().into()),
            body_timeout: config.http.body_timeout.get(),
        })?;
        Ok(site
            .data(portal)
            .data(management::Settings {
                login_requires_credential: config.management.login_requires_credential,
            })
            .data(netxd::Settings {
                qr_issuer: config.netxd.qr_issuer.as_str().to_owned(),
            })
            .boxed())
    }
}

fn proxies(http: &Http) -> TrustedProxies {
    let (forwarded, x_forwarded_for) = match http.forwarded_header {
        ForwardedHeader::Any => (true, true),
        ForwardedHeader::Forwarded => (true, false),
        ForwardedHeader::XForwardedFor => (false, true),
    };
    TrustedProxies {
        networks: http.trusted_proxies.as_slice().into(),
        forwarded,
        x_forwarded_for,
    }
}

fn database_error(config: &Config, cause: StoreError) -> AppError {
    AppError::Database {
        url: config.database.url.clone(),
        cause,
    }
}
