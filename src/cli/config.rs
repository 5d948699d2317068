//! `latchkey config`

use std::io::{self, Write};

use clap::Args;

use super::error::CliError;
use super::global::Global;

/// Print the configuration in effect, with secrets masked
///
/// The output is TOML: the built-in defaults, overridden by the configuration file, the environment and the flags. With
/// the masks filled in, it can be loaded again.
#[derive(Args)]
pub struct ShowConfig {}

impl ShowConfig {
    pub(super) fn run(&self, global: &Global) -> Result<(), CliError> {
        let text = global.load()?.to_toml_masked()?;
        io::stdout().write_all(text.as_bytes()).map_err(CliError::Output)
    }
}
