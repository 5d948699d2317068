//! The files of an old backend: who verifies it, and the headers that it gets.

use std::path::Path;

use secrecy::ExposeSecret;

use super::{BadKeyFile, KeyFileError, read, refused};
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
        let header = |path: &Path| -> Result<String, BadKeyFile> {
            let value = read(path, self.files)?;
            String::from_utf8(value.expose_secret().to_vec()).map_err(|_| BadKeyFile::NoText)
        };
        let headers = upstream.header_files.iter().map(|one| {
            let value = header(&one.file).map_err(|problem| refused(key("header_files"), &one.file, problem))?;
            Ok((one.name.clone(), value))
        });
        Ok(UpstreamFiles {
            authorities: authorities.transpose()?,
            headers: headers.collect::<Result<_, _>>()?,
        })
    }
}
