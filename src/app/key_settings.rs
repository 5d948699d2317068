//! How tokens are signed, as it is configured.

use crate::auth::{KeySettings, MasterKey, SigningAlgorithm};
use crate::config::key_files::KeyFileError;
use crate::config::{Algorithm, Config};

/// Reads the files with keys that are configured.
///
/// # Errors
/// [`KeyFileError`].
pub(super) fn key_settings(config: &Config) -> Result<KeySettings, KeyFileError> {
    let tokens = &config.tokens;
    Ok(KeySettings {
        algorithm: match tokens.algorithm {
            Algorithm::Hs256 => SigningAlgorithm::Hs256,
            Algorithm::Es256 => SigningAlgorithm::Es256,
            Algorithm::EdDsa => SigningAlgorithm::EdDsa,
            Algorithm::Rs256 => SigningAlgorithm::Rs256,
        },
        rotate_every: tokens.rotate_every.get(),
        secret: config.read_secret()?,
        master_key: config.read_master_key()?.map(MasterKey::new),
    })
}
