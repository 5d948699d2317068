//! The files of an old backend: who verifies it, and the headers that it gets.

use super::header_files::read_headers;
use super::{KeyFileError, refused};
use crate::config::Config;
use crate::settings::Upstream;

/// What the files hold.
#[derive(Debug)]
pub struct UpstreamFiles {
    /// The certificate authorities, as PEM.
    pub authorities: Option<Vec<u8>>,
    /// Headers with their values.
    pub headers: Vec<(String, String)>,
}

impl Config {
    /// The files of the old backend of this contract.
    ///
    /// # Errors
    /// [`KeyFileError`].
    pub fn read_upstream_files(&self, contract: &str, upstream: &Upstream) -> Result<UpstreamFiles, KeyFileError> {
        let key = |name| format!("contracts.{contract}.upstream.{name}");
        let authorities = upstream.ca_file.as_deref().map(|path| {
            // Nothing in it is secret.
            std::fs::read(path).map_err(|error| refused(key("ca_file"), path, error.into()))
        });
        Ok(UpstreamFiles {
            authorities: authorities.transpose()?,
            headers: read_headers(key("header_files"), &upstream.header_files, self.files)?,
        })
    }
}
