//! The composition root: the only module that sees everything.

mod key_settings;
mod monitoring;
mod old_backends;
mod retirement;
mod store_options;

use std::sync::Arc;

use poem::{Endpoint, Response};

use self::key_settings::key_settings;
use self::old_backends::OldServers;
pub use self::old_backends::{OldBackendError, configured_cutovers};
use self::retirement::retirement;
use self::store_options::store_options;
use crate::auth::{
    AddressRules, AuthService, AuthSettings, Clock, KeySettings, PasswordPolicy, PasswordSettings, Random,
    RefreshLimits, ReusePolicy, SystemClock, SystemRandom, ThrottleLimits,
};
use crate::config::key_files::KeyFileError;
use crate::config::{Config, DatabaseUrl, ForwardedHeader, Http, OnReuse};
use crate::contracts::kit::failure::Failure;
use crate::contracts::{self, Contract, ServerInfo, Setup, account, admin, combined, openapi_3_1, rule_book};
use crate::metrics::RequestMetrics;
use crate::settings::SettingsError;
pub use crate::store::{BackupError, back_up, is_copied_without_log, restore};
use crate::store::{Store, StoreError};
pub use crate::web::TryIt;
use crate::web::{
    Combined, Cors, Demonstrate, DroppedLines, Mounted, OwnAddress, ProblemType, Site, SiteError, TraceOptions,
    TrustedProxies, site,
};

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
    /// The contracts to mount. The configuration has to be loaded with what these declare.
    pub contracts: Vec<Contract>,
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
    /// A file with a key that the configuration names cannot be used.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// An old backend cannot be asked.
    #[error(transparent)]
    OldBackend(#[from] OldBackendError),
    /// A contract cannot read its settings. The tests would have shown it.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// A contract's document cannot be mounted. The tests would have shown it.
    #[error(transparent)]
    Site(#[from] SiteError),
}

impl AppError {
    /// Whether a database server may only be late.
    pub fn may_pass_soon(&self) -> bool {
        match self {
            Self::Database { url, cause } => !url.expose().starts_with("sqlite:") && cause.may_pass_soon(),
            Self::KeyFile(_) | Self::OldBackend(_) | Self::Settings(_) | Self::Site(_) => false,
        }
    }
}

/// The application.
pub struct App {
    /// The account core.
    pub auth: AuthService,
    store: Store,
    random: Arc<dyn Random>,
    config: Config,
    contracts: Vec<Contract>,
    old_servers: OldServers,
    demo: Option<Demo>,
    requests: RequestMetrics,
    dropped_lines: DroppedLines,
}

/// What a demonstration server does beside what all do. Not to be configured, so that no file can turn it on where
/// there are real accounts.
#[derive(Debug, Clone)]
pub struct Demo {
    /// Whether operations answer with documented errors on request.
    pub failures: bool,
    /// The login that the page at `/` proposes.
    pub try_it: TryIt,
}

impl App {
    /// Opens the configured database and puts the application together, with the contracts of [`contracts::all`]. The
    /// schema is not touched.
    ///
    /// # Errors
    /// [`AppError::Database`]; [`AppError::KeyFile`]; [`AppError::Settings`]; [`AppError::OldBackend`].
    pub async fn open(config: &Config) -> Result<Self, AppError> {
        // Before a database is made for it.
        let keys = key_settings(config)?;
        let old_servers = OldServers::of(config, contracts::all())?;
        let store = Store::connect(&store_options(config))
            .await
            .map_err(|cause| database_error(config, cause))?;
        Self::put_together(system_parts(store, config), config, keys, old_servers)
    }

    /// The same for looking only: nothing is made or changed, not even the file of the database.
    ///
    /// # Errors
    /// [`AppError::Database`]; [`AppError::KeyFile`]; [`AppError::Settings`].
    pub async fn look(config: &Config) -> Result<Self, AppError> {
        let keys = key_settings(config)?;
        let store = Store::look(&store_options(config))
            .await
            .map_err(|cause| database_error(config, cause))?;
        // Nobody logs in, so no old backend is asked.
        Self::put_together(system_parts(store, config), config, keys, OldServers::default())
    }

    /// Puts the application together from parts.
    ///
    /// # Errors
    /// [`AppError::KeyFile`]; [`AppError::Settings`]; [`AppError::OldBackend`].
    pub fn assemble(parts: Parts, config: &Config) -> Result<Self, AppError> {
        let old_servers = OldServers::of(config, &parts.contracts)?;
        Self::put_together(parts, config, key_settings(config)?, old_servers)
    }

    fn put_together(
        parts: Parts,
        config: &Config,
        keys: KeySettings,
        old_servers: OldServers,
    ) -> Result<Self, AppError> {
        let Parts {
            store,
            clock,
            random,
            bcrypt_cost,
            contracts,
        } = parts;
        let settings = AuthSettings {
            passwords: PasswordSettings {
                cost: bcrypt_cost,
                threads: config.passwords.thread_count().get(),
                lanes: usize::try_from(config.passwords.lanes.get()).unwrap_or(1),
                nice: i32::try_from(config.passwords.nice.get()).unwrap_or(0),
                max_waiting: usize::try_from(config.passwords.max_waiting.get()).unwrap_or(usize::MAX),
            },
            throttle: ThrottleLimits {
                window: config.throttle.window.get(),
                account: config.throttle.account_failures.get(),
                source: config.throttle.source_failures.get(),
                network: config.throttle.network_failures.get(),
                consecutive: config.throttle.consecutive_failures.get(),
            },
            max_sessions: config.sessions.max_per_account.get().into(),
            refresh_grace: config.sessions.refresh_grace.get(),
            refreshes: RefreshLimits {
                of_session: limit(config.throttle.session_refreshes.get()),
                of_account: limit(config.throttle.account_refreshes.get()),
            },
            password_policy: password_policy(config, &contracts),
            issuer: config.tokens.issuer.as_str().to_owned(),
            cached_tokens: usize::try_from(config.tokens.cache_entries.get()).unwrap_or(0),
            on_reuse: match config.tokens.on_reuse {
                OnReuse::End => ReusePolicy::EndSession,
                OnReuse::Reject => ReusePolicy::Reject,
            },
            audit_kept: config.audit.keep.get(),
            deleted_kept: config.accounts.keep_deleted.get(),
            keys,
            webhook_addresses: AddressRules::new(config.webhooks.allowed_networks.as_slice()),
            cutovers: configured_cutovers(config, &contracts)?,
            old_backends: old_servers.asked(&contracts),
            legacy_issuers: old_servers.issuers.clone(),
        };
        let rules = rule_book(&contracts, &config.contracts)?;
        let auth = AuthService::new(store.clone(), clock, random.clone(), rules, settings);
        Ok(Self {
            auth,
            store,
            random,
            config: config.clone(),
            contracts,
            old_servers,
            demo: None,
            requests: RequestMetrics::default(),
            dropped_lines: Arc::new(|| 0),
        })
    }

    /// The same as a demonstration server.
    #[must_use]
    pub fn with_demo(self, demo: Option<Demo>) -> Self {
        Self { demo, ..self }
    }

    /// The same with a log that counts the lines it drops.
    #[must_use]
    pub fn with_dropped_lines(self, dropped_lines: DroppedLines) -> Self {
        Self { dropped_lines, ..self }
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

    /// Takes little memory for the database, in this whole process, at the cost of time. For commands.
    ///
    /// # Errors
    /// [`AppError::Database`].
    pub async fn spare_memory(&self) -> Result<(), AppError> {
        let spared = self.store.spare_memory().await;
        spared.map_err(|cause| database_error(&self.config, cause))
    }

    /// Writes what is still to be written, and closes the database.
    ///
    /// # Errors
    /// [`AppError::Database`].
    pub async fn close(self) -> Result<(), AppError> {
        let Self {
            auth, store, config, ..
        } = self;
        auth.write_last_counts().await;
        drop(auth);
        store.close().await.map_err(|cause| database_error(&config, cause))
    }

    /// Everything that answers requests.
    ///
    /// # Errors
    /// [`AppError::Site`]; [`AppError::Settings`].
    pub fn endpoint(&self) -> Result<impl Endpoint<Output = Response> + use<>, AppError> {
        let config = &self.config;
        let server = ServerInfo {
            address: config.http.address(),
            https: config.http.is_https(),
        };
        let has_failures = self.demo.as_ref().is_some_and(|demo| demo.failures);
        let mut portal_enabled = false;
        let mut mounted = Vec::new();
        for contract in &self.contracts {
            let settings = contract.configured(&config.contracts);
            let setup = Setup {
                settings: &settings,
                server: &server,
            };
            portal_enabled |= (contract.needs_portal)(&setup)?;
            let mut mounted_contract = mount(contract, &setup, has_failures)?;
            mounted_contract.takeover = self.old_servers.takeover(contract, server.https);
            mounted_contract.retirement = retirement(contract, config)?;
            mounted.push(mounted_contract);
        }
        Ok(site(Site {
            auth: self.auth.clone(),
            contracts: mounted,
            docs: config.docs.enabled,
            combined: combined(&self.contracts),
            to_openapi_3_1: openapi_3_1::converted,
            security_contact: config.docs.security_contact.as_ref().map(ToString::to_string),
            problems: problems(),
            address: OwnAddress {
                public: config.http.public_url.as_ref().map(|_| config.http.address()),
                https: server.https,
            },
            try_it: self.demo.as_ref().map(|demo| demo.try_it.clone()),
            random: self.random.clone(),
            portal_enabled,
            proxies: proxies(&config.http),
            cors: Cors(config.http.cors_origins.as_slice().into()),
            body_timeout: config.http.body_timeout.get(),
            requests: self.requests.clone(),
            traces: TraceOptions {
                continues: config.telemetry.continue_traces,
                https: server.https,
            },
        })?)
    }
}

fn mount(contract: &Contract, setup: &Setup<'_>, has_failures: bool) -> Result<Mounted, SettingsError> {
    let answer = contract.answer;
    Ok(Mounted {
        ident: contract.ident,
        owns_paths_below: contract.owns_paths_below,
        ignores_path_case: contract.ignores_path_case,
        document: contract.document,
        operations: (contract.endpoint)(setup)?,
        demonstrate: has_failures.then(|| demonstrate(contract)),
        takeover: None,
        retirement: None,
        not_found: Box::new(move || answer(Failure::NotFound)),
        method_not_allowed: Box::new(move |allow| {
            answer(Failure::MethodNotAllowed {
                allow: allow.to_owned(),
            })
        }),
    })
}

fn problems() -> Vec<ProblemType> {
    let mut described = account::meanings();
    for said in admin::meanings() {
        if described.iter().all(|known| known.name != said.name) {
            described.push(said);
        }
    }
    let problems = described.into_iter().map(|said| ProblemType {
        code: said.name,
        status: said.status,
        meaning: said.summary,
    });
    problems.collect()
}

fn combined(contracts: &[Contract]) -> Combined {
    let contracts = contracts.to_vec();
    Combined {
        name: combined::NAME,
        title: combined::TITLE,
        make: Arc::new(move || combined::document(&contracts)),
    }
}

fn demonstrate(contract: &Contract) -> Demonstrate {
    Box::new(contract.demonstrate)
}

/// The names of this service are what clients and operators call it: its own, the products', the issuer's.
fn password_policy(config: &Config, contracts: &[Contract]) -> PasswordPolicy {
    let min_length = usize::try_from(config.passwords.min_length.get()).unwrap_or(usize::MAX);
    let products = contracts.iter().flat_map(|contract| contract.names).copied();
    PasswordPolicy::new(min_length, products.chain([config.tokens.issuer.as_str()]))
}

fn system_parts(store: Store, config: &Config) -> Parts {
    Parts {
        store,
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        bcrypt_cost: config.passwords.bcrypt_cost.get(),
        contracts: contracts::all().copied().collect(),
    }
}

/// A limit of which 0 means that there is none.
fn limit(number: u32) -> Option<u32> {
    (number > 0).then_some(number)
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
