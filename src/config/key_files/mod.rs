//! The files that hold keys, which the configuration only names: reading them, and refusing what anybody could guess.
//!
//! A refusal names the key of the configuration and the file, and says nothing of what is in it.

mod collector;
mod guesses;
mod header_files;
mod legacy_tokens;
mod readers;
mod samples;
mod upstream;

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretBox, SecretSlice};
use thiserror::Error;

use super::{Algorithm, Config, Files};
pub use collector::CollectorFiles;
pub use legacy_tokens::LegacyKeyFiles;
pub use readers::{Exposed, Readers};
pub use upstream::UpstreamFiles;

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
    pub key: Cow<'static, str>,
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
    /// Other users can read it.
    #[error(transparent)]
    Exposed(#[from] Exposed),
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
    /// A secret of words and the like.
    #[error(
        "is made of words, sequences or rows of keys and could be guessed; make one with `openssl rand -base64 32`"
    )]
    Guessable,
    /// Bytes that are no text.
    #[error("must hold text")]
    NoText,
    /// Not a master key.
    #[error(
        "must hold {MASTER} random bytes as base64 or as 64 hexadecimal digits; `openssl rand -base64 32` makes them"
    )]
    NoMasterKey,
    /// A secret beside an algorithm that has none.
    #[error("is for tokens.algorithm = \"HS256\" only")]
    OtherAlgorithm,
}

impl Config {
    /// The secret in `tokens.secret_file`, if one is configured.
    ///
    /// # Errors
    /// [`KeyFileError`].
    pub fn read_secret(&self) -> Result<Option<SecretSlice<u8>>, KeyFileError> {
        let Some(path) = &self.tokens.secret_file else {
            return Ok(None);
        };
        let secret = match self.tokens.algorithm {
            Algorithm::Hs256 => read_secret(path, self.files),
            Algorithm::Es256 | Algorithm::EdDsa | Algorithm::Rs256 => Err(BadKeyFile::OtherAlgorithm),
        };
        secret
            .map(Some)
            .map_err(|problem| refused("tokens.secret_file", path, problem))
    }

    /// The key in `tokens.master_key_file`, if one is configured.
    ///
    /// # Errors
    /// [`KeyFileError`].
    pub fn read_master_key(&self) -> Result<Option<SecretBox<[u8; MASTER]>>, KeyFileError> {
        let Some(path) = &self.tokens.master_key_file else {
            return Ok(None);
        };
        let key = read_master_key(path, self.files);
        key.map(Some)
            .map_err(|problem| refused("tokens.master_key_file", path, problem))
    }
}

/// A master key that is named elsewhere than in the configuration, which is to be replaced: it is read even
/// where others can read its file, or can guess it.
///
/// # Errors
/// [`KeyFileError`], with `key` for what named it.
pub fn old_master_key(key: &'static str, path: &Path) -> Result<SecretBox<[u8; MASTER]>, KeyFileError> {
    let any = Files {
        allow_readable_keys: true,
    };
    read(path, any)
        .and_then(|file| parse_master_key(&file))
        .map_err(|problem| refused(key, path, problem))
}

fn refused(key: impl Into<Cow<'static, str>>, path: &Path, problem: BadKeyFile) -> KeyFileError {
    let (key, file) = (key.into(), path.display().to_string());
    KeyFileError { key, file, problem }
}

fn read_secret(path: &Path, files: Files) -> Result<SecretSlice<u8>, BadKeyFile> {
    let secret = read(path, files)?;
    let bytes = secret.expose_secret();
    let decoded = guesses::decoded(bytes);
    let is = |test: fn(&[u8]) -> bool| test(bytes) || decoded.as_deref().is_some_and(|decoded| test(decoded));
    // The sample first: that says more than its length does.
    if is(samples::is_sample) {
        return Err(BadKeyFile::Sample);
    }
    if bytes.len() < SHORTEST {
        return Err(BadKeyFile::TooShort(bytes.len()));
    }
    if is(samples::is_repetitive) {
        return Err(BadKeyFile::Repetitive);
    }
    if is(guesses::is_guessable) {
        return Err(BadKeyFile::Guessable);
    }
    Ok(secret)
}

fn read_master_key(path: &Path, files: Files) -> Result<SecretBox<[u8; MASTER]>, BadKeyFile> {
    let file = read(path, files)?;
    if samples::is_sample(file.expose_secret()) {
        return Err(BadKeyFile::Sample);
    }
    let key = parse_master_key(&file)?;
    let bytes = key.expose_secret();
    if samples::is_sample(bytes) {
        return Err(BadKeyFile::Sample);
    }
    if samples::is_repetitive(bytes) {
        return Err(BadKeyFile::Repetitive);
    }
    if guesses::is_guessable(bytes) {
        return Err(BadKeyFile::Guessable);
    }
    Ok(key)
}

fn parse_master_key(file: &SecretSlice<u8>) -> Result<SecretBox<[u8; MASTER]>, BadKeyFile> {
    let text = file.expose_secret();
    let bytes = match text.len() {
        64 => guesses::hexadecimal(text),
        _ => STANDARD.decode(text).ok(),
    };
    let bytes: SecretSlice<u8> = bytes.ok_or(BadKeyFile::NoMasterKey)?.into();
    let key = <&[u8; MASTER]>::try_from(bytes.expose_secret()).map_err(|_| BadKeyFile::NoMasterKey)?;
    Ok(SecretBox::new(Box::new(*key)))
}

/// The content of a file, without the line end that an editor puts behind it.
fn read(path: &Path, files: Files) -> Result<SecretSlice<u8>, BadKeyFile> {
    let mut bytes = Vec::new();
    let file = File::open(path)?;
    files.check_key(&file.metadata()?)?;
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
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
