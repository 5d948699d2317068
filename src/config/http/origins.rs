//! The web pages of other sites that may read answers.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::{Position, Url};

/// Origins, exactly as browsers write them (RFC 6454 section 6.2): `https://app.example.com`. Apps in a web view have
/// schemes of their own: `capacitor://localhost`. A `*` as the first label stands for any one: `https://*.example.com`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct Origins(Vec<String>);

/// A text that is no origin, or that stands for too many.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InvalidOrigin {
    /// `*`, or `null`, which any page can make itself be.
    #[error(
        "must name each origin, not `{0}`: it would let every web page that somebody visits log in as them and read \
         their tokens"
    )]
    Anybody(String),
    /// A `*` that stands for more, or for less, than one label below a domain.
    #[error("must have `*` only as the first label below a domain, such as https://*.example.com, not `{0}`")]
    Wildcard(String),
    /// Something else that browsers would never send.
    #[error("must be a list of origins such as https://app.example.com, not `{0}`")]
    Syntax(String),
    /// An origin with something before or behind it, or in other letters.
    #[error("must be written as browsers write it, `{wanted}`, not `{found}`")]
    NotCanonical {
        /// What it was.
        found: String,
        /// What it should be.
        wanted: String,
    },
}

impl Origins {
    /// The origins.
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }
}

impl TryFrom<Vec<String>> for Origins {
    type Error = InvalidOrigin;

    fn try_from(texts: Vec<String>) -> Result<Self, InvalidOrigin> {
        texts.into_iter().map(origin).collect::<Result<_, _>>().map(Self)
    }
}

impl From<Origins> for Vec<String> {
    fn from(origins: Origins) -> Self {
        origins.0
    }
}

/// What a wildcard is read as, to check the rest.
const ANY_LABEL: &str = "any-label";

fn origin(text: String) -> Result<String, InvalidOrigin> {
    if text == "*" || text == "null" {
        return Err(InvalidOrigin::Anybody(text));
    }
    if !text.contains('*') {
        let wanted = serialized(&text).ok_or_else(|| InvalidOrigin::Syntax(text.clone()))?;
        return canonical(text, wanted);
    }
    // Below one label there may be everybody: https://*.com.
    let is_below_domain = |(_, domain): (&str, &str)| domain.contains('.') && !domain.contains('*');
    if !text.split_once("://*.").is_some_and(is_below_domain) {
        return Err(InvalidOrigin::Wildcard(text));
    }
    let wanted = serialized(&text.replacen('*', ANY_LABEL, 1)).ok_or_else(|| InvalidOrigin::Syntax(text.clone()))?;
    canonical(text, wanted.replacen(ANY_LABEL, "*", 1))
}

fn canonical(found: String, wanted: String) -> Result<String, InvalidOrigin> {
    if found == wanted {
        Ok(found)
    } else {
        Err(InvalidOrigin::NotCanonical { found, wanted })
    }
}

/// The origin of a URL that has one, as browsers write it: scheme, host, and the port unless it is the usual one.
fn serialized(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let host = url.host_str().filter(|host| !host.is_empty())?;
    if !url[Position::BeforeUsername..Position::BeforeHost].is_empty() {
        return None;
    }
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    Some(format!("{}://{}{port}", url.scheme(), host.to_ascii_lowercase()))
}
