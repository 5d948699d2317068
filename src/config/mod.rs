//! The configuration: what it consists of, where it is read from, and what is refused.
//!
//! Four layers, each over the one before: the built-in `default.toml`, the operator's file, environment variables,
//! flags (`layers.rs` reads them). Every value is checked while it is read, by its own type, so that
//! code which holds a [`Config`] has nothing left to check, and a mistake is reported with the key and the place it
//! came from ([`ConfigError`]).
//!
//! **To add a setting:** add a field to its section's file, with its meaning, unit and default in the doc comment and
//! a type that refuses invalid values ([`crate::settings::values`] has the usual ones). Then add the key to
//! `default.toml`, with a comment. The environment variable, `latchkey config` and the reference follow from these two,
//! and a test keeps them together. **To add a section:** add a file beside the others, a field in [`Config`] and a
//! table in `default.toml`. Its name has no underscore, because the first underscore of an environment variable ends the
//! section. **A setting of a contract** belongs into the contract's folder ([`ContractSettings`]). **To rename a key:**
//! add the old name to `renamed.rs`.

mod accounts;
mod audit;
mod database;
mod database_url;
mod docs;
mod error;
mod files;
mod http;
pub mod key_files;
mod layers;
mod log;
mod overrides;
mod passwords;
mod renamed;
mod sessions;
mod show;
mod telemetry;
mod throttle;
mod tokens;
mod webhooks;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use figment::Figment;
use serde::{Deserialize, Serialize};

use crate::settings::{ContractSettings, Values};

pub use self::accounts::Accounts;
pub use self::audit::Audit;
pub use self::database::{Database, Pooler};
pub use self::database_url::{DatabaseUrl, InvalidDatabaseUrl};
pub use self::docs::Docs;
pub use self::error::ConfigError;
pub use self::files::Files;
pub use self::http::{
    AdminListenAddress, ForwardedHeader, Http, InvalidAdminListenAddress, InvalidListenAddress, InvalidNetwork,
    InvalidOrigin, ListenAddress, Networks, Origins,
};
pub use self::layers::{DEFAULT_FILE, DEFAULTS, variable_name};
pub use self::log::{InvalidLogFilter, Log, LogFilter, LogFormat};
pub use self::overrides::Overrides;
pub use self::passwords::Passwords;
pub use self::sessions::Sessions;
pub use self::telemetry::{InvalidRatio, Ratio, Telemetry};
pub use self::throttle::Throttle;
pub use self::tokens::{Algorithm, OnReuse, Tokens};
pub use self::webhooks::{AllowedNetworks, InvalidAllowedNetwork, Webhooks};

/// The whole configuration, one field for each table of `default.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where the server listens and how clients see it.
    pub http: Http,
    /// Where accounts and sessions are kept.
    pub database: Database,
    /// How passwords are hashed.
    pub passwords: Passwords,
    /// The login rate limits.
    pub throttle: Throttle,
    /// What becomes of accounts.
    pub accounts: Accounts,
    /// How many sessions there may be.
    pub sessions: Sessions,
    /// How tokens are issued and renewed.
    pub tokens: Tokens,
    /// What is demanded of files with keys.
    pub files: Files,
    /// The audit log.
    pub audit: Audit,
    /// Where webhooks may be sent.
    pub webhooks: Webhooks,
    /// Whether the API documentation is served.
    pub docs: Docs,
    /// What is logged and in which form.
    pub log: Log,
    /// Where traces are sent.
    pub telemetry: Telemetry,
    /// What the contracts declare, one table each, by their identifiers.
    pub contracts: BTreeMap<String, Values>,
}

impl Config {
    /// Reads the configuration of this process: `file` or else `latchkey.toml` in the working directory, its
    /// environment, and the flags it was given. `declared` are the settings of the contracts.
    ///
    /// # Errors
    /// [`ConfigError`] names the key that is wrong, and where it came from.
    pub fn load(file: Option<&Path>, overrides: Overrides, declared: &[ContractSettings]) -> Result<Self, ConfigError> {
        Self::load_from(file, Path::new(""), std::env::vars_os(), overrides, declared)
    }

    /// [`Config::load`] with the working directory and the environment handed in. `file` has to exist;
    /// `directory/latchkey.toml`, which is looked at when there is no `file`, need not.
    ///
    /// # Errors
    /// [`ConfigError`] names the key that is wrong, and where it came from.
    pub fn load_from(
        file: Option<&Path>,
        directory: &Path,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
        overrides: Overrides,
        declared: &[ContractSettings],
    ) -> Result<Self, ConfigError> {
        let defaults = layers::defaults(declared)?;
        let mut layers = Vec::new();
        layers.extend(layers::file(file, directory)?);
        layers.extend(layers::environment(environment, directory, &defaults)?);
        layers.extend(layers::flags(overrides));

        // The configuration is extracted after every layer, not once at the end: a mistake in one layer is then
        // reported although a later layer hides it, and does not surface on the day the later one is taken away.
        let mut figment = Figment::from(defaults);
        let mut config = Self::extract(&figment, declared)?;
        for layer in layers {
            figment = figment.merge(layer);
            config = Self::extract(&figment, declared)?;
        }
        config.check_pair(&figment)?;
        config.check_public_url(&figment)?;
        config.check_old_backends(&figment, declared)?;
        Ok(config)
    }

    /// The sections by their own types, and then the table of each contract by the type that the contract declared.
    fn extract(figment: &Figment, declared: &[ContractSettings]) -> Result<Self, ConfigError> {
        let mut config: Self = figment.extract()?;
        let is_declared = |ident: &str| declared.iter().any(|contract| contract.ident == ident);
        if let Some(unknown) = config.contracts.keys().find(|ident| !is_declared(ident)) {
            let key = format!("contracts.{unknown}");
            let known: Vec<_> = declared.iter().map(|contract| contract.ident).collect();
            let problem = format!("unknown contract; there are {}", known.join(", "));
            return Err(ConfigError::invalid(&key, origin(figment, &key), problem));
        }
        for contract in declared {
            let values = contract.check(figment).map_err(|error| ConfigError::from(*error))?;
            config.contracts.insert(contract.ident.to_owned(), values);
        }
        Ok(config)
    }

    /// A certificate without a key, or the other way round. The two may come from different layers, so this is looked
    /// at when all of them are there.
    fn check_pair(&self, figment: &Figment) -> Result<(), ConfigError> {
        let (set, missing) = match (&self.http.tls_cert, &self.http.tls_key) {
            (Some(_), None) => ("http.tls_cert", "http.tls_key"),
            (None, Some(_)) => ("http.tls_key", "http.tls_cert"),
            (Some(_), Some(_)) | (None, None) => return Ok(()),
        };
        let problem = format!("needs {missing} beside it");
        Err(ConfigError::invalid(set, origin(figment, set), problem))
    }

    /// A server that speaks TLS itself is not reached over http: cookies and links would be for an address that nobody
    /// answers at. Nor is any below a path: links, redirects and cookies begin at the root.
    fn check_public_url(&self, figment: &Figment) -> Result<(), ConfigError> {
        const KEY: &str = "http.public_url";
        match &self.http.public_url {
            Some(url) if url.path() != "/" || url.query().is_some() || url.fragment().is_some() => {
                Err(ConfigError::invalid(
                    KEY,
                    origin(figment, KEY),
                    "must have no path: the APIs and pages begin at the root of a host",
                ))
            }
            Some(url) if self.http.tls_cert.is_some() && url.scheme() == "http" => Err(ConfigError::invalid(
                KEY,
                origin(figment, KEY),
                "must be an https:// address, because http.tls_cert is set",
            )),
            Some(_) | None => Ok(()),
        }
    }

    /// A mode in which an old backend is asked, where there is none, and an API that goes before it is deprecated.
    fn check_old_backends(&self, figment: &Figment, declared: &[ContractSettings]) -> Result<(), ConfigError> {
        for contract in declared.iter().filter(|contract| contract.has_upstream) {
            let Some(Ok(upstream)) = self.contracts.get(contract.ident).map(Values::upstream) else {
                continue;
            };
            if upstream.url.is_none() && upstream.cutover().mode.needs_old_backend() {
                let (mode, url) = (
                    format!("{}.upstream.mode", contract.section()),
                    format!("{}.upstream.url", contract.section()),
                );
                let problem = format!("needs {url} beside it");
                return Err(ConfigError::invalid(&mode, origin(figment, &mode), problem));
            }
            // RFC 9745 section 4.
            if let (Some(deprecation), Some(sunset)) = (upstream.deprecation, upstream.sunset)
                && sunset < deprecation
            {
                let sunset = format!("{}.upstream.sunset", contract.section());
                let problem = format!("must not be before {}.upstream.deprecation", contract.section());
                return Err(ConfigError::invalid(&sunset, origin(figment, &sunset), problem));
            }
        }
        Ok(())
    }

    /// The built-in defaults alone, whatever file or environment there is.
    ///
    /// # Errors
    /// [`ConfigError`] names the key that is wrong, and where it came from.
    pub fn defaults(declared: &[ContractSettings]) -> Result<Self, ConfigError> {
        Self::extract(&Figment::from(layers::defaults(declared)?), declared)
    }
}

/// The layer that a key's value comes from.
fn origin(figment: &Figment, key: &str) -> String {
    let layer = figment.find_metadata(key);
    layer.map_or_else(String::new, |layer| layer.name.to_string())
}
