//! `[netxd]`: switches of the netxd contract.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The settings of the netxd contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Netxd {
    /// The issuer that stands before the colon of `qrToken`. Default: `Ledger`.
    pub qr_issuer: QrIssuer,
}

/// A name without a colon, because clients split `qrToken` at its colon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct QrIssuer(String);

/// A text that cannot stand before the colon of `qrToken`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("must not be empty or contain a colon")]
pub struct InvalidQrIssuer;

impl QrIssuer {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for QrIssuer {
    type Error = InvalidQrIssuer;

    fn try_from(text: String) -> Result<Self, InvalidQrIssuer> {
        if text.trim().is_empty() || text.contains(':') {
            Err(InvalidQrIssuer)
        } else {
            Ok(Self(text))
        }
    }
}

impl From<QrIssuer> for String {
    fn from(issuer: QrIssuer) -> Self {
        issuer.0
    }
}
