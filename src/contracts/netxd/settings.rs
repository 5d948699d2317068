//! What an operator can set: `[contracts.netxd]`.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::settings::{ContractSettings, LegacyTokens, SessionSpan, Upstream};

/// The declaration of these settings.
pub const SETTINGS: ContractSettings = ContractSettings::new::<Settings>("netxd", include_str!("settings.toml"));

/// The settings, as handlers find them in the data of a request.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    session_idle: SessionSpan,
    session_lifetime: SessionSpan,
    #[serde(default, skip_serializing_if = "Upstream::is_default")]
    upstream: Upstream,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    legacy_tokens: Vec<LegacyTokens>,
    /// The issuer in `qrToken`.
    pub qr_issuer: QrIssuer,
}

/// A name without a colon, because clients split `qrToken` at its colon.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct QrIssuer(String);

/// A text that cannot stand before the colon of `qrToken`.
#[derive(Debug, Error)]
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
