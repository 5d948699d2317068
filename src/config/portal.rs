//! `[portal]`: where subscribers land after a mobile login.

use serde::{Deserialize, Serialize};
use url::Url;

use super::values::http_url;

/// The settings of the subscribers' portal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Portal {
    /// Somebody else's portal to send subscribers to. Default: none, which is the built-in one at `/portal`.
    #[serde(with = "http_url")]
    pub url: Option<Url>,
}
