//! The arguments about a server that is asked over HTTP, and its client.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use url::Url;

use super::error::CliError;
use super::times::duration;
use crate::upstream::{OldBackend, OldBackendOptions};

/// How servers are asked.
#[derive(Args)]
pub struct Asking {
    /// How long a server may take to begin its response
    #[arg(long, value_name = "SPAN", default_value = "10s", value_parser = duration)]
    pub timeout: Duration,
    /// A PEM file with the authorities that servers are verified by, instead of the system's
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
}

impl Asking {
    /// The client of a server, which gets this many requests at once.
    pub fn server(&self, url: &Url, max_concurrent: usize) -> Result<OldBackend, CliError> {
        let read = |path: &PathBuf| {
            fs::read(path).map_err(|cause| CliError::File {
                attempt: "read",
                path: path.clone(),
                cause,
            })
        };
        let options = OldBackendOptions {
            url: url.clone(),
            timeout: self.timeout,
            max_concurrent,
            authorities: self.ca_file.as_ref().map(read).transpose()?,
            headers: Vec::new(),
        };
        OldBackend::new(options).map_err(|cause| CliError::OldServer {
            url: url.clone(),
            cause,
        })
    }
}

/// The address of a server. A password in it would be printed.
pub fn server_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("must be a URL: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err("must begin with http:// or https://".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not contain a user name or password".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("must end with its path".to_owned());
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_of_http_without_secrets() {
        assert_eq!(
            server_url("https://old.example/app").map(String::from).as_deref(),
            Ok("https://old.example/app")
        );
        for (text, expected) in [
            ("old.example", "must be a URL: relative URL without a base"),
            ("ftp://old.example", "must begin with http:// or https://"),
            ("http://a:b@old.example", "must not contain a user name or password"),
            ("http://old.example/?a=b", "must end with its path"),
        ] {
            assert_eq!(server_url(text).unwrap_err(), expected);
        }
    }
}
