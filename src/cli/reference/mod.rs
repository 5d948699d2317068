//! `latchkey reference`: the reference of the configuration and of the command line, for `docs/reference/`. Hidden from
//! the help, because only this source tree needs it.

mod command_line;
mod configuration;
mod note;

use std::path::PathBuf;

use clap::{Args, Command};

use super::error::CliError;
use super::generated::{Generated, Mode};

/// Write the reference of the configuration and the command line, or check what is there
#[derive(Args)]
pub struct Reference {
    #[command(flatten)]
    mode: Mode,
    /// The folder of the pages
    #[arg(value_name = "DIR", default_value = "docs/reference")]
    directory: PathBuf,
}

impl Reference {
    pub(super) fn run(&self, command: Command) -> Result<(), CliError> {
        let pages = [
            ("configuration.md", configuration::page()),
            ("command-line.md", command_line::page(command)),
        ];
        Generated {
            directory: &self.directory,
            files: pages.map(|(name, text)| (name.to_owned(), text)).into(),
            owns: None,
            command: "reference",
            target: "reference",
        }
        .run(&self.mode)
    }
}
