//! `[management]`: switches of the management contract.

use serde::{Deserialize, Serialize};

/// The settings of the management contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Management {
    /// Whether its login itself needs a credential, an API key or a token, as its page says. Default: true.
    pub login_requires_credential: bool,
}
