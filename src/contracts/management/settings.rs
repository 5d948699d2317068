//! What an operator can set: `[contracts.management]`.

use serde::{Deserialize, Serialize};

use crate::settings::{ContractSettings, LegacyTokens, SessionSpan, Upstream};

/// The declaration of these settings.
pub const SETTINGS: ContractSettings = ContractSettings::new::<Settings>("management", include_str!("settings.toml"));

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
    /// Whether a login needs an API key or a bearer token.
    pub login_requires_credential: bool,
}
