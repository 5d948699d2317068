//! The files of the OpenAPI documents.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::cli::error::CliError;
use crate::contracts::Contract;
use crate::telemetry::printable;

/// The file of a contract's document.
pub fn document_path(directory: &Path, contract: &Contract) -> PathBuf {
    directory.join(format!("{}.json", contract.ident))
}

/// The content of a file; `None` if there is no such file.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, CliError> {
    match fs::read(path) {
        Ok(content) => Ok(Some(content)),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(failed("read", path, cause)),
    }
}

/// The error of an attempt that failed.
pub fn failed(attempt: &'static str, path: &Path, cause: std::io::Error) -> CliError {
    CliError::File {
        attempt,
        path: path.to_owned(),
        cause,
    }
}

/// A path as it is printed.
pub fn shown(path: &Path) -> String {
    printable(&path.display().to_string())
}
