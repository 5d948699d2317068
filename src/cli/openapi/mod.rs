//! `latchkey openapi`: the documents, from the handlers alone. No configuration is read and no database is opened.

mod check;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::Args;

use super::CliError;
use super::output::print_line;
use crate::contracts::{self, Contract};
use crate::telemetry::printable;

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
            let (path, document) = (path(&self.directory, contract), (contract.document)());
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

/// Where the document of a contract is kept.
fn path(directory: &Path, contract: &Contract) -> PathBuf {
    directory.join(format!("{}.json", contract.ident))
}

/// The content of a file, if there is one.
fn read(path: &Path) -> Result<Option<Vec<u8>>, CliError> {
    match fs::read(path) {
        Ok(content) => Ok(Some(content)),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(failed("read", path, cause)),
    }
}

fn failed(attempt: &'static str, path: &Path, cause: std::io::Error) -> CliError {
    CliError::File {
        attempt,
        path: path.to_owned(),
        cause,
    }
}

/// A path as it is printed.
fn shown(path: &Path) -> String {
    printable(&path.display().to_string())
}
