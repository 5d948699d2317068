//! The configuration: what it consists of, where it is read from, and what is refused.
//!
//! Four layers, each over the one before: the built-in `default.toml`, the operator's file, environment variables,
//! flags (`layers.rs` reads them). Every value is checked while it is read, by its own type, so that
//! code which holds a [`Config`] has nothing left to check, and a mistake is reported with the key and the place it
//! came from ([`ConfigError`]).
//!
//! **To add a setting:** add a field to its section's file, with its meaning, unit and default in the doc comment and
//! a type that refuses what makes no sense ([`values`] has the usual ones); then add the key to `default.toml`, with
//! a comment. Environment variable, provenance and `latchkey config` follow from these two. A test holds the two
//! together. **To add a section:** a new file beside the others, a field in [`Config`], a table in `default.toml`; its
//! name has no underscore, because the first underscore ends the section in the name of an environment variable.

mod audit;
mod database;
mod docs;
mod error;
mod http;
pub mod key_files;
mod layers;
mod limits;
mod log;
mod management;
mod netxd;
mod passwords;
mod portal;
mod sessions;
mod show;
mod tokens;
pub mod values;

use std::ffi::OsString;
use std::path::Path;

use figment::Figment;
use serde::{Deserialize, Serialize};

pub use self::audit::Audit;
pub use self::database::{Database, DatabaseUrl, InvalidDatabaseUrl};
pub use self::docs::Docs;
pub use self::error::ConfigError;
pub use self::http::{
    ForwardedHeader, Http, InvalidListenAddress, InvalidNetwork, InvalidOrigin, ListenAddress, Networks, Origins,
};
pub use self::limits::Limits;
pub use self::log::{InvalidLogFilter, Log, LogFilter, LogFormat};
pub use self::management::Management;
pub use self::netxd::{InvalidQrIssuer, Netxd, QrIssuer};
pub use self::passwords::Passwords;
pub use self::portal::Portal;
pub use self::sessions::Sessions;
pub use self::tokens::{Algorithm, OnReuse, Tokens};

/// The whole configuration, one field for each table of `default.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where the server listens and how clients see it.
    pub http: Http,
    /// Where accounts and sessions are kept.
    pub database: Database,
    /// How passwords are hashed.
    pub passwords: Passwords,
    /// How many wrong passwords are listened to.
    pub limits: Limits,
    /// How many sessions there may be, and how long.
    pub sessions: Sessions,
    /// How tokens are issued and renewed.
    pub tokens: Tokens,
    /// The record of events.
    pub audit: Audit,
    /// Switches of the management contract.
    pub management: Management,
    /// Switches of the netxd contract.
    pub netxd: Netxd,
    /// Where subscribers land after a mobile login.
    pub portal: Portal,
    /// Whether the API documentation is served.
    pub docs: Docs,
    /// What is logged and in which form.
    pub log: Log,
}

/// What flags of the command line say, above every other layer. It has no `Debug`, because the database's URL may
/// hold a password.
#[derive(Clone, Default)]
pub struct Overrides {
    /// `--listen`, in place of `http.listen`.
    pub listen: Option<String>,
    /// `--database-url`, in place of `database.url`.
    pub database_url: Option<String>,
}

impl Config {
    /// Reads the configuration of this process: `file` or else `latchkey.toml` in the working directory, its
    /// environment, and the flags it was given.
    ///
    /// # Errors
    /// [`ConfigError`] names the key that is wrong, and where it came from.
    pub fn load(file: Option<&Path>, overrides: Overrides) -> Result<Self, ConfigError> {
        Self::load_from(file, Path::new(""), std::env::vars_os(), overrides)
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
    ) -> Result<Self, ConfigError> {
        let defaults = layers::defaults()?;
        let mut layers = Vec::new();
        layers.extend(layers::file(file, directory)?);
        layers.extend(layers::environment(environment, &defaults)?);
        layers.extend(layers::flags(overrides));

        // The configuration is extracted after every layer, not once at the end: a mistake in one layer is then
        // reported although a later layer hides it, and does not surface on the day the later one is taken away.
        let mut figment = Figment::from(defaults);
        let mut config: Self = figment.extract()?;
        for layer in layers {
            figment = figment.merge(layer);
            config = figment.extract()?;
        }
        config.check_pair(&figment)?;
        config.check_public_url(&figment)?;
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
    /// answers at.
    fn check_public_url(&self, figment: &Figment) -> Result<(), ConfigError> {
        const KEY: &str = "http.public_url";
        match &self.http.public_url {
            Some(url) if self.http.tls_cert.is_some() && url.scheme() == "http" => Err(ConfigError::invalid(
                KEY,
                origin(figment, KEY),
                "must be an https:// address, because http.tls_cert is set",
            )),
            Some(_) | None => Ok(()),
        }
    }

    /// The built-in defaults alone, whatever file or environment there is.
    ///
    /// # Errors
    /// [`ConfigError`] names the key that is wrong, and where it came from.
    pub fn defaults() -> Result<Self, ConfigError> {
        Ok(Figment::from(layers::defaults()?).extract()?)
    }
}

/// The layer that a key's value comes from.
fn origin(figment: &Figment, key: &str) -> String {
    let layer = figment.find_metadata(key);
    layer.map_or_else(String::new, |layer| layer.name.to_string())
}
