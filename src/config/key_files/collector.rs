//! The files of the collector that traces are sent to: who verifies it, and the headers that it gets.

use super::header_files::read_headers;
use super::{KeyFileError, refused};
use crate::config::Config;

/// What the files hold.
#[derive(Debug, Default)]
pub struct CollectorFiles {
    /// The certificate authorities, as PEM.
    pub authorities: Option<Vec<u8>>,
    /// Headers with their values.
    pub headers: Vec<(String, String)>,
}

impl Config {
    /// The files of `[telemetry]`.
    ///
    /// # Errors
    /// [`KeyFileError`].
    pub fn read_collector_files(&self) -> Result<CollectorFiles, KeyFileError> {
        let authorities = self.telemetry.ca_file.as_deref().map(|path| {
            // Nothing in it is secret.
            std::fs::read(path).map_err(|error| refused("telemetry.ca_file", path, error.into()))
        });
        Ok(CollectorFiles {
            authorities: authorities.transpose()?,
            headers: read_headers("telemetry.header_files", &self.telemetry.header_files, self.files)?,
        })
    }
}
