//! `[telemetry]`: where traces are sent, and which.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::Url;

use crate::settings::HeaderFile;
use crate::settings::values::{NonEmpty, Span, http_url, path};

/// The settings of traces.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Telemetry {
    /// The collector that traces are sent to, by OTLP over HTTP. Default: none, and no traces.
    #[serde(with = "http_url")]
    pub otlp_endpoint: Option<Url>,
    /// What this server is called there. Default: `latchkey`.
    pub service_name: NonEmpty,
    /// The share of requests whose traces are recorded, from 0 to 1. Default: 1.
    pub sample_ratio: Ratio,
    /// Whether requests from trusted proxies continue the trace in their `traceparent`. Default: false.
    pub continue_traces: bool,
    /// Headers that the collector gets, such as a token, each `NAME:FILE`. Default: none.
    pub header_files: Vec<HeaderFile>,
    /// The authorities that the collector is verified by. Default: those of the system.
    #[serde(with = "path")]
    pub ca_file: Option<PathBuf>,
    /// How long sending a batch may take. Default: `10s`.
    pub timeout: Span<1, 60>,
}

/// A number from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Ratio(f64);

/// A number that is no ratio.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
#[error("must be from 0 to 1, not {0}")]
pub struct InvalidRatio(f64);

impl Ratio {
    /// The number.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for Ratio {
    type Error = InvalidRatio;

    fn try_from(number: f64) -> Result<Self, InvalidRatio> {
        match (0.0..=1.0).contains(&number) {
            true => Ok(Self(number)),
            false => Err(InvalidRatio(number)),
        }
    }
}

impl From<Ratio> for f64 {
    fn from(ratio: Ratio) -> Self {
        ratio.0
    }
}
