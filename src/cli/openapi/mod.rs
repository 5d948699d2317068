//! `latchkey openapi`: the documents, from the handlers alone. No configuration is read and no database is opened.

mod check;
mod files;

use std::fs;
use std::path::PathBuf;

use clap::Args;

use self::files::{document_path, failed, read, shown};
use super::error::CliError;
use super::output::print_line;
use crate::contracts;

/// Write the OpenAPI document of each contract, or check those that are there
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

    /// Files that are right already are left alone, so that their times mean something to build tools.
    fn write(&self) -> Result<(), CliError> {
        fs::create_dir_all(&self.directory).map_err(|cause| failed("make the folder", &self.directory, cause))?;
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
