//! Headers whose values are in files.

use std::borrow::Cow;
use std::path::Path;

use secrecy::ExposeSecret;

use super::{BadKeyFile, KeyFileError, read, refused};
use crate::config::Files;
use crate::settings::HeaderFile;

/// The headers with their values. `key` is the key of the configuration that names the files.
pub(super) fn read_headers(
    key: impl Into<Cow<'static, str>>,
    headers: &[HeaderFile],
    files: Files,
) -> Result<Vec<(String, String)>, KeyFileError> {
    let key = key.into();
    let value = |path: &Path| -> Result<String, BadKeyFile> {
        let value = read(path, files)?;
        String::from_utf8(value.expose_secret().to_vec()).map_err(|_| BadKeyFile::NoText)
    };
    let headers = headers.iter().map(|one| {
        let value = value(&one.file).map_err(|problem| refused(key.clone(), &one.file, problem))?;
        Ok((one.name.clone(), value))
    });
    headers.collect()
}
