//! What an operator can set: `[contracts.subscriber]`.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::contracts::Setup;
use crate::settings::values::http_url;
use crate::settings::{ContractSettings, LegacyTokens, SessionSpan, SettingsError, Upstream};

/// The declaration of these settings.
pub const SETTINGS: ContractSettings = ContractSettings::new::<Settings>("subscriber", include_str!("settings.toml"));

/// Where the built-in portal is.
const BUILT_IN: &str = "/portal";

/// The settings.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    session_idle: SessionSpan,
    session_lifetime: SessionSpan,
    #[serde(default, skip_serializing_if = "Upstream::is_default")]
    upstream: Upstream,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    legacy_tokens: Vec<LegacyTokens>,
    /// The page that web views are sent to. None: the built-in portal.
    #[serde(with = "http_url")]
    portal_url: Option<Url>,
}

/// Where web views are sent. Handlers find it in the data of a request.
#[derive(Debug, Clone)]
pub struct PortalAddress {
    /// The value of the `Location` header. Nothing in a request can change it.
    pub location: String,
    /// Whether clients reach this server over https.
    pub https: bool,
}

impl PortalAddress {
    /// As it is configured.
    ///
    /// # Errors
    /// [`SettingsError`], when the settings are not those of this contract.
    pub fn of(setup: &Setup<'_>) -> Result<Self, SettingsError> {
        let url = setup.settings.get::<Settings>()?.portal_url;
        Ok(Self {
            location: url.map_or_else(|| BUILT_IN.to_owned(), String::from),
            https: setup.server.https,
        })
    }

    /// Whether this is the built-in portal.
    pub fn is_built_in(&self) -> bool {
        self.location == BUILT_IN
    }
}
