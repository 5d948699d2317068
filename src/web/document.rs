//! What the site reads from a contract's OpenAPI document.

use std::collections::HashMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::error::SiteError;

/// An OpenAPI document.
#[derive(Debug, Deserialize)]
pub struct Document {
    info: Info,
    #[serde(rename = "paths")]
    _paths: HashMap<String, IgnoredAny>,
}

#[derive(Debug, Deserialize)]
struct Info {
    title: String,
    #[serde(default)]
    description: String,
}

impl Document {
    /// Reads a contract's document.
    ///
    /// # Errors
    /// [`SiteError::Document`].
    pub fn parse(contract: &'static str, text: &str) -> Result<Self, SiteError> {
        serde_json::from_str(text).map_err(|cause| SiteError::Document { contract, cause })
    }

    /// Its title.
    pub fn title(&self) -> &str {
        &self.info.title
    }

    /// What it says of the contract as a whole.
    pub fn description(&self) -> &str {
        &self.info.description
    }
}
