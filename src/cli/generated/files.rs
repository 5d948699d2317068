//! The generated files, and reading what is there of them.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::cli::error::CliError;
use crate::telemetry::printable;

/// Generated files of one folder.
pub struct Generated<'a> {
    /// The folder.
    pub directory: &'a Path,
    /// The texts, by the names of their files, which may be in folders below.
    pub files: BTreeMap<String, String>,
    /// Other files with this extension are reported as left over.
    pub owns: Option<&'static str>,
    /// The subcommand that writes them.
    pub command: &'static str,
    /// The `make` target that does so in the source tree.
    pub target: &'static str,
}

/// The content of a file, if there is one.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, CliError> {
    match fs::read(path) {
        Ok(content) => Ok(Some(content)),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(failed("read", path, cause)),
    }
}

/// The error of an attempt that failed.
pub(super) fn failed(attempt: &'static str, path: &Path, cause: std::io::Error) -> CliError {
    CliError::File {
        attempt,
        path: path.to_owned(),
        cause,
    }
}

/// A path as it is printed.
pub(super) fn shown(path: &Path) -> String {
    printable(&path.display().to_string())
}
