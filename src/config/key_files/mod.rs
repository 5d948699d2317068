//! The files that hold keys, which the configuration only names: reading them, and refusing what anybody could guess.
//!
//! A refusal names the key of the configuration and the file, and says nothing of what is in it.

mod samples;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretBox, SecretSlice};
use thiserror::Error;

use super::{Algorithm, Tokens};

/// The shortest secret for HS256, in bytes (RFC 7518 section 3.2).
const SHORTEST: usize = 32;
/// The length of the master key, in bytes.
const MASTER: usize = 32;
/// More than any key; what a path leads to need not have an end.
const MOST_BYTES: u64 = 16 * 1024;

/// Why a file with a key cannot be used.
#[derive(Debug, Error)]
#[error("{key} ({file}): {problem}")]
pub struct KeyFileError {
    /// The key of the configuration that names the file.
    pub key: &'static str,
    /// The file, as it was given.
    pub file: String,
    /// What is the matter.
    #[source]
    pub problem: BadKeyFile,
}

/// What can be wrong with a file that holds a key.
#[derive(Debug, Error)]
pub enum BadKeyFile {
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// Nothing that large is a key.
    #[error("must not be larger than {MOST_BYTES} bytes")]
    TooLarge,
    /// A secret that is too short.
    #[error("must hold at least {SHORTEST} bytes, not {0}")]
    TooShort(usize),
    /// A secret from documentation, or one that stands for a secret still to be made.
    #[error("is a sample that anybody can look up; make one with `openssl rand -base64 32`")]
    Sample,
    /// A secret in which too little differs.
    #[error("repeats itself and could be guessed; make one with `openssl rand -base64 32`")]
    Repetitive,
    /// Not a master key.
    #[error(
        "must hold {MASTER} random bytes as base64 or as 64 hexadecimal digits; `openssl rand -base64 32` makes them"
    )]
    NoMasterKey,
    /// A secret beside an algorithm that has none.
    #[error("is for tokens.algorithm = \"HS256\" only")]
    OtherAlgorithm,
}

impl Tokens {
    /// The secret in `secret_file`, if one is configured.
    ///
    /// # Errors
    /// [`KeyFileError`].
    pub fn read_secret(&self) -> Result<Option<SecretSlice<u8>>, KeyFileError> {
        let Some(path) = &self.secret_file else {
            return Ok(None);
        };
        let secret = match self.algorithm {
            Algorithm::Hs256 => read_secret(path),
            Algorithm::Es256 | Algorithm::EdDsa | Algorithm::Rs256 => Err(BadKeyFile::OtherAlgorithm),
        };
        secret
            .map(Some)
            .map_err(|problem| refused("tokens.secret_file", path, problem))
    }

    /// The key in `master_key_file`, if one is configured.
    ///
    /// # Errors
    /// [`KeyFileError`].
    pub fn read_master_key(&self) -> Result<Option<SecretBox<[u8; MASTER]>>, KeyFileError> {
        let Some(path) = &self.master_key_file else {
            return Ok(None);
        };
        let key = read_master_key(path);
        key.map(Some)
            .map_err(|problem| refused("tokens.master_key_file", path, problem))
    }
}

/// A master key that is named elsewhere than in the configuration.
///
/// # Errors
/// [`KeyFileError`], with `key` for what named it.
pub fn master_key(key: &'static str, path: &Path) -> Result<SecretBox<[u8; MASTER]>, KeyFileError> {
    read_master_key(path).map_err(|problem| refused(key, path, problem))
}

fn refused(key: &'static str, path: &Path, problem: BadKeyFile) -> KeyFileError {
    let file = path.display().to_string();
    KeyFileError { key, file, problem }
}

fn read_secret(path: &Path) -> Result<SecretSlice<u8>, BadKeyFile> {
    let secret = read(path)?;
    let bytes = secret.expose_secret();
    // The sample first: that says more than its length does.
    if samples::is_sample(bytes) {
        return Err(BadKeyFile::Sample);
    }
    if bytes.len() < SHORTEST {
        return Err(BadKeyFile::TooShort(bytes.len()));
    }
    if samples::is_repetitive(bytes) {
        return Err(BadKeyFile::Repetitive);
    }
    Ok(secret)
}

fn read_master_key(path: &Path) -> Result<SecretBox<[u8; MASTER]>, BadKeyFile> {
    let file = read(path)?;
    let text = file.expose_secret();
    if samples::is_sample(text) {
        return Err(BadKeyFile::Sample);
    }
    let bytes = match text.len() {
        64 => hexadecimal(text),
        _ => STANDARD.decode(text).ok(),
    };
    let bytes: SecretSlice<u8> = bytes.ok_or(BadKeyFile::NoMasterKey)?.into();
    let key = <&[u8; MASTER]>::try_from(bytes.expose_secret()).map_err(|_| BadKeyFile::NoMasterKey)?;
    if samples::is_repetitive(key) {
        return Err(BadKeyFile::Repetitive);
    }
    Ok(SecretBox::new(Box::new(*key)))
}

/// The content of a file, without the line end that an editor puts behind it.
fn read(path: &Path) -> Result<SecretSlice<u8>, BadKeyFile> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > MOST_BYTES) {
        return Err(BadKeyFile::TooLarge);
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
    }
    Ok(bytes.into())
}

fn hexadecimal(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    };
    text.chunks(2).map(pair).collect()
}

/// Whether a file can be read by others than its owner. Systems without such modes say no.
///
/// # Errors
/// The operating system's.
pub fn is_exposed(path: &Path) -> io::Result<bool> {
    let metadata = std::fs::metadata(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        Ok(metadata.permissions().mode() & 0o044 != 0)
    }
    #[cfg(not(unix))]
    {
        drop(metadata);
        Ok(false)
    }
}
