//! `[docs]`: whether the API documentation is served.

use serde::{Deserialize, Serialize};

/// The settings of the documentation pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Docs {
    /// Whether `/docs` and `/openapi/<contract>.json` are there. Default: true.
    pub enabled: bool,
}
