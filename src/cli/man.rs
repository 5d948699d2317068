//! `latchkey man`

use std::fs;
use std::path::PathBuf;

use clap::{Args, Command};

use super::error::CliError;
use super::output::print_line;

/// Write the manual pages, one for each command
#[derive(Args)]
pub struct Man {
    /// The folder, such as /usr/local/share/man/man1
    folder: PathBuf,
}

impl Man {
    pub(super) fn run(&self, command: Command) -> Result<(), CliError> {
        let cannot_write = |cause| CliError::File {
            attempt: "write to",
            path: self.folder.clone(),
            cause,
        };
        fs::create_dir_all(&self.folder).map_err(cannot_write)?;
        // The page of `latchkey help` would repeat all others.
        clap_mangen::generate_to(command.disable_help_subcommand(true), &self.folder).map_err(cannot_write)?;
        print_line(format_args!("wrote the manual pages to {}", self.folder.display()))
    }
}
