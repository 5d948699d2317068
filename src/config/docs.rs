//! `[docs]`: whether the API documentation is served.

use serde::{Deserialize, Serialize};
use url::Url;

/// The settings of the documentation pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Docs {
    /// Whether `/`, `/docs` and `/openapi` are there. Default: true.
    pub enabled: bool,
    /// Whom to tell of a vulnerability of this server, a `mailto:` or `https:` URI, in `/.well-known/security.txt`.
    /// Default: none, and no such file.
    #[serde(with = "contact")]
    pub security_contact: Option<Url>,
}

mod contact {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};
    use url::Url;

    pub fn serialize<S: Serializer>(url: &Option<Url>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(url.as_ref().map_or("", Url::as_str))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Url>, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.is_empty() {
            return Ok(None);
        }
        match Url::parse(&text) {
            Ok(url) if matches!(url.scheme(), "mailto" | "https" | "tel") => Ok(Some(url)),
            Ok(_) | Err(_) => Err(D::Error::custom("must be a mailto:, https: or tel: URI")),
        }
    }
}
