//! The flags that every subcommand takes, and the configuration that results from them.

use std::path::PathBuf;

use clap::Args;

use crate::config::{Config, ConfigError, DEFAULT_FILE, Overrides};
use crate::contracts;

/// The flags that every subcommand takes, before or after its name.
#[derive(Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Global {
    /// The configuration file [default: latchkey.toml in the working directory, if it exists]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The database, instead of the configured one: `sqlite://FILE` or `postgres://USER:PASSWORD@HOST/NAME`
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
}

impl Global {
    /// The configuration from these flags, the environment and the file.
    pub(super) fn load(&self) -> Result<Config, ConfigError> {
        self.load_over(self.overrides())
    }

    /// The same, with further flags.
    pub(super) fn load_over(&self, overrides: Overrides) -> Result<Config, ConfigError> {
        Config::load(
            self.config.as_deref(),
            overrides,
            &contracts::settings(contracts::all()),
        )
    }

    /// Where a new configuration file belongs.
    pub(super) fn file_to_write(&self) -> PathBuf {
        self.config.clone().unwrap_or_else(|| DEFAULT_FILE.into())
    }

    /// The database that was given.
    pub(super) fn database_url(&self) -> Option<&str> {
        self.database_url.as_deref()
    }

    pub(super) fn overrides(&self) -> Overrides {
        Overrides {
            database_url: self.database_url.clone(),
            ..Overrides::default()
        }
    }
}
