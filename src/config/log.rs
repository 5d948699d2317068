//! `[log]`: what is logged and in which form.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::EnvFilter;

use crate::settings::values::word;

/// The settings of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// For people or for machines. Default: `auto`.
    #[serde(deserialize_with = "word")]
    pub format: LogFormat,
    /// What is logged, in the language of tracing's `EnvFilter`. Default: `info`.
    pub filter: LogFilter,
}

/// The form of a line of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Text on a terminal, JSON elsewhere.
    Auto,
    /// A readable line.
    Text,
    /// One JSON object.
    Json,
}

/// A filter that is known to parse, kept as its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LogFilter(String);

/// Why a text is no filter.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InvalidLogFilter {
    /// It cannot be read.
    #[error("must be a filter such as `info` or `info,latchkey=debug`, not `{0}`")]
    Syntax(String),
    /// It has a word that is no level, and would count as the name of a target, of which there are no lines.
    #[error("has `{0}`, which is no level (off, error, warn, info, debug, trace); a target needs one: `{0}=debug`")]
    NoLevel(String),
}

impl LogFilter {
    /// The filter's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for LogFilter {
    type Error = InvalidLogFilter;

    fn try_from(text: String) -> Result<Self, InvalidLogFilter> {
        // An empty filter parses, and would leave errors only.
        if text.trim().is_empty() || EnvFilter::try_new(&text).is_err() {
            return Err(InvalidLogFilter::Syntax(text));
        }
        let words = text.split(',').map(str::trim);
        let is_target = |word: &&str| !word.contains(['=', '[']) && word.parse::<LevelFilter>().is_err();
        match words.filter(|word| !word.is_empty()).find(is_target) {
            Some(word) => Err(InvalidLogFilter::NoLevel(word.to_owned())),
            None => Ok(Self(text)),
        }
    }
}

impl From<LogFilter> for String {
    fn from(filter: LogFilter) -> Self {
        filter.0
    }
}
