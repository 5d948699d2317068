//! The files with the keys of old backends' tokens.

use std::path::Path;

use secrecy::SecretSlice;
use url::Url;

use super::{KeyFileError, read_secret, refused};
use crate::config::Config;
use crate::settings::{LegacyKeyPlace, LegacyTokens};

/// What the files hold.
#[derive(Debug)]
pub enum LegacyKeyFiles {
    /// A secret.
    Secret(SecretSlice<u8>),
    /// A public key, as PEM.
    Public(Vec<u8>),
    /// Public keys are at an address.
    Published {
        /// The address.
        url: Url,
        /// The authorities that it is verified by, as PEM.
        authorities: Option<Vec<u8>>,
    },
}

impl Config {
    /// The files of the tokens of this contract's old backend. A secret must be one that could sign tokens of ours:
    /// an attacker who guesses it can log in as anybody.
    ///
    /// # Errors
    /// [`KeyFileError`].
    pub fn read_legacy_keys(&self, contract: &str, tokens: &LegacyTokens) -> Result<LegacyKeyFiles, KeyFileError> {
        let key = |name| format!("contracts.{contract}.legacy_tokens.{name}");
        // Nothing in these is secret.
        let read_public =
            |name, path: &Path| std::fs::read(path).map_err(|error| refused(key(name), path, error.into()));
        Ok(match &tokens.key {
            LegacyKeyPlace::Secret(path) => {
                let secret = read_secret(path, self.files);
                LegacyKeyFiles::Secret(secret.map_err(|problem| refused(key("secret_file"), path, problem))?)
            }
            LegacyKeyPlace::Public(path) => LegacyKeyFiles::Public(read_public("public_key_file", path)?),
            LegacyKeyPlace::Published { url, ca_file } => LegacyKeyFiles::Published {
                url: url.clone(),
                authorities: ca_file
                    .as_deref()
                    .map(|path| read_public("ca_file", path))
                    .transpose()?,
            },
        })
    }
}
