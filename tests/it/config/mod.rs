//! The configuration: its layers, what it refuses and in which words, and how it is shown.
//!
//! Nothing here touches the environment or the working directory of the test process: both are handed in. A new
//! setting needs a row in `REFUSED` of `values.rs`, if there is a value that it refuses; the rest finds it by itself.

mod contract_tables;
mod key_files;
mod layers;
mod lists;
mod renamed;
mod secrets;
mod sources;
mod values;
mod variable_files;

use std::error::Error;
use std::ffi::OsString;
use std::path::PathBuf;

use latchkey::config::{Config, ConfigError, Overrides};
use latchkey::contracts;
use latchkey::settings::ContractSettings;
use tempfile::TempDir;

type Outcome = Result<(), Box<dyn Error>>;

const DEFAULTS: &str = include_str!("../../../src/config/default.toml");

/// Where a configuration is loaded from in a test: a directory of its own, an empty environment, no flags.
struct Place {
    directory: TempDir,
    named: Option<PathBuf>,
    environment: Vec<(OsString, OsString)>,
    overrides: Overrides,
}

impl Place {
    fn new() -> Result<Self, std::io::Error> {
        let (named, environment, overrides) = (None, Vec::new(), Overrides::default());
        Ok(Self {
            directory: TempDir::new()?,
            named,
            environment,
            overrides,
        })
    }

    /// Writes the `latchkey.toml` of the working directory.
    fn file(self, text: &str) -> Result<Self, std::io::Error> {
        std::fs::write(self.directory.path().join("latchkey.toml"), text)?;
        Ok(self)
    }

    /// Names a file, as `--config` does, without making it.
    fn named(mut self, name: &str) -> Self {
        self.named = Some(self.directory.path().join(name));
        self
    }

    fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }

    fn listen(mut self, address: &str) -> Self {
        self.overrides.listen = Some(address.to_owned());
        self
    }

    fn database_url(mut self, url: &str) -> Self {
        self.overrides.database_url = Some(url.to_owned());
        self
    }

    fn load(self) -> Result<Config, ConfigError> {
        Config::load_from(
            self.named.as_deref(),
            self.directory.path(),
            self.environment,
            self.overrides,
            &declared(),
        )
    }

    /// The message that the place is refused with, without the test's directory in its file names.
    fn refusal(self) -> Result<String, String> {
        let directory = format!("{}/", self.directory.path().display());
        match self.load() {
            Ok(config) => Err(format!("was accepted: {config:?}")),
            Err(error) => Ok(error.to_string().replace(&directory, "")),
        }
    }
}

/// What the contracts declare.
fn declared() -> Vec<ContractSettings> {
    contracts::settings(contracts::all())
}

/// The configuration without file, environment and flags.
fn defaults() -> Result<Config, ConfigError> {
    Config::defaults(&declared())
}

/// Every key with its default, as `section.key` or `contracts.<contract>.key`.
fn written_defaults() -> Result<Vec<(String, toml::Value)>, toml::de::Error> {
    let mut tables = Vec::new();
    for (section, keys) in toml::from_str::<toml::Table>(DEFAULTS)? {
        tables.push((section, keys));
    }
    for contract in declared() {
        let keys: toml::Table = toml::from_str(contract.defaults)?;
        tables.push((contract.section(), keys.into()));
    }
    let keys = tables.into_iter().flat_map(|(section, keys)| {
        let keys = keys.as_table().cloned().unwrap_or_default();
        keys.into_iter()
            .map(move |(key, value)| (format!("{section}.{key}"), value))
    });
    Ok(keys.collect())
}

/// The name of the environment variable for `section.key` or `contracts.<contract>.key`.
fn variable(key: &str) -> String {
    format!("LATCHKEY_{}", key.replace('.', "_").to_uppercase())
}

/// One key as the text of a TOML file.
fn toml_of(key: &str, value: &str) -> String {
    format!("{key} = {value}\n")
}
