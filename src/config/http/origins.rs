//! The web pages of other sites that may read answers.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::{Position, Url};

/// Origins, exactly as browsers write them (RFC 6454 section 6.2): `https://app.example.com`.
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

fn origin(text: String) -> Result<String, InvalidOrigin> {
    if text.contains('*') || text == "null" {
        return Err(InvalidOrigin::Anybody(text));
    }
    let Some(url) = Url::parse(&text).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https") && url[Position::BeforeUsername..Position::BeforeHost].is_empty()
    }) else {
        return Err(InvalidOrigin::Syntax(text));
    };
    let wanted = url.origin().ascii_serialization();
    if text == wanted {
        Ok(text)
    } else {
        Err(InvalidOrigin::NotCanonical { found: text, wanted })
    }
}
