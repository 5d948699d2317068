//! `latchkey openapi`: the documents, generated from the handlers. It reads no configuration and opens no database.

mod check;
mod files;

use std::fs;
use std::path::PathBuf;

use clap::Args;

use self::files::{document_path, failed, read, shown};
use super::error::CliError;
use super::output::print_line;
use crate::contracts;

/// Write the OpenAPI document of each contract, or check the existing ones
#[derive(Args)]
pub struct Openapi {
    /// Write nothing: print how the documents in DIR differ, and fail if they do
    #[arg(long)]
    check: bool,
    /// The folder of the documents
    #[arg(value_name = "DIR", default_value = "openapi")]
    directory: PathBuf,
}

impl Openapi {
    pub(super) fn run(&self) -> Result<(), CliError> {
        match self.check {
            true => check::check(&self.directory),
            false => self.write(),
        }
    }

    /// Files that are up to date are not touched, because build tools look at their modification times.
    fn write(&self) -> Result<(), CliError> {
        fs::create_dir_all(&self.directory).map_err(|cause| failed("create the folder", &self.directory, cause))?;
        let mut written = 0;
        for contract in contracts::all() {
            let (path, document) = (document_path(&self.directory, contract), (contract.document)());
            if read(&path)?.as_deref() != Some(document.as_bytes()) {
                fs::write(&path, document).map_err(|cause| failed("write", &path, cause))?;
                print_line(format_args!("wrote {}", shown(&path)))?;
                written += 1;
            }
        }
        match written {
            0 => print_line(format_args!("{} is up to date", shown(&self.directory))),
            _ => Ok(()),
        }
    }
}
