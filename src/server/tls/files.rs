//! The files with the certificate and its key.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use poem::listener::{RustlsCertificate, RustlsConfig};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;

use crate::config::key_files::Exposed;
use crate::config::{Config, Files};
use crate::model::os_reason;

/// The paths of the certificate and its key.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    certificate: PathBuf,
    key: PathBuf,
    files: Files,
}

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("{key}: cannot read {}: {}", .path.display(), os_reason(.cause))]
    Unreadable {
        /// The configuration's key.
        key: &'static str,
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        cause: io::Error,
    },
    /// Other users can read the key.
    #[error("http.tls_key ({}): {why}", .path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
        /// What is the matter.
        why: Exposed,
    },
    /// A file lacks what it should have.
    #[error("{key}: {} has no {missing}", .path.display())]
    Empty {
        /// The configuration's key.
        key: &'static str,
        /// The file.
        path: PathBuf,
        /// What it should have.
        missing: &'static str,
    },
    /// The certificate and the key do not match, or are of an unsupported kind.
    #[error(
        "http.tls_cert, http.tls_key: {} and {} cannot be used together: {cause}",
        .certificate.display(),
        .key.display()
    )]
    Unusable {
        /// The file with the certificate.
        certificate: PathBuf,
        /// The file with the key.
        key: PathBuf,
        /// Why not.
        cause: rustls::Error,
    },
}

impl TlsFiles {
    /// The configured paths.
    pub fn of(config: &Config) -> Option<Self> {
        Some(Self {
            certificate: config.http.tls_cert.clone()?,
            key: config.http.tls_key.clone()?,
            files: config.files,
        })
    }

    /// The file with the key.
    pub fn key(&self) -> &Path {
        &self.key
    }

    /// Reads both files, and checks that they can be used.
    ///
    /// # Errors
    /// [`TlsError`].
    pub fn load(&self) -> Result<RustlsConfig, TlsError> {
        let certificate = read("http.tls_cert", &self.certificate)?;
        let key = self.read_key()?;
        self.check(&certificate, &key)?;
        let pair = RustlsCertificate::new().cert(certificate).key(key);
        Ok(RustlsConfig::new().fallback(pair))
    }

    fn read_key(&self) -> Result<Vec<u8>, TlsError> {
        let unreadable = |cause| unreadable("http.tls_key", &self.key, cause);
        let mut file = File::open(&self.key).map_err(unreadable)?;
        let metadata = file.metadata().map_err(unreadable)?;
        self.files.check_key(&metadata).map_err(|why| TlsError::Exposed {
            path: self.key.clone(),
            why,
        })?;
        let mut key = Vec::new();
        file.read_to_end(&mut key).map_err(unreadable)?;
        Ok(key)
    }

    fn check(&self, certificate: &[u8], key: &[u8]) -> Result<(), TlsError> {
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(certificate).collect();
        let chain = chain.ok().filter(|chain| !chain.is_empty()).ok_or(TlsError::Empty {
            key: "http.tls_cert",
            path: self.certificate.clone(),
            missing: "certificate in PEM",
        })?;
        let private = PrivateKeyDer::from_pem_slice(key).map_err(|_| TlsError::Empty {
            key: "http.tls_key",
            path: self.key.clone(),
            missing: "private key in PEM that is not encrypted",
        })?;
        match CertifiedKey::from_der(chain, private, &aws_lc_rs::default_provider()) {
            Ok(_) => Ok(()),
            Err(cause) => Err(TlsError::Unusable {
                certificate: self.certificate.clone(),
                key: self.key.clone(),
                cause,
            }),
        }
    }
}

fn read(key: &'static str, path: &Path) -> Result<Vec<u8>, TlsError> {
    std::fs::read(path).map_err(|cause| unreadable(key, path, cause))
}

fn unreadable(key: &'static str, path: &Path, cause: io::Error) -> TlsError {
    TlsError::Unreadable {
        key,
        path: path.to_owned(),
        cause,
    }
}
