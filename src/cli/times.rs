//! Times, in arguments and output. All are in UTC, so that they mean the same everywhere.

use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::model::Timestamp;
pub use crate::model::{date_and_time, date_or_time};

/// Why a text is not a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTime {
    /// Where a span is expected.
    #[error("must be a span such as 24h or 7d")]
    Span,
    /// Where the start of a period is expected.
    #[error("must be a span such as 24h, a date such as 2027-01-01 or a time such as 2027-01-01T12:00:00Z")]
    Since,
}

/// Formats a time as in RFC 3339.
pub fn rfc3339(at: Timestamp) -> String {
    let at = OffsetDateTime::from(at);
    // RFC 3339 ends with the year 9999, and so do our times.
    at.format(&Rfc3339).unwrap_or_else(|_| at.to_string())
}

/// The start of a period: a time, or a span before now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// This time.
    At(Timestamp),
    /// This long ago.
    Ago(Duration),
}

impl Since {
    /// The time that it means now.
    pub fn resolve(self, now: Timestamp) -> Timestamp {
        match self {
            Self::At(at) => at,
            Self::Ago(span) => now.minus(span),
        }
    }
}

/// Parses a span such as `24h`, or a date or a time.
pub fn since(text: &str) -> Result<Since, InvalidTime> {
    let ago = humantime::parse_duration(text).map(Since::Ago);
    ago.or_else(|_| date_or_time(text).map(Since::At))
        .map_err(|_| InvalidTime::Since)
}

/// Parses a span such as `24h`.
pub fn duration(text: &str) -> Result<Duration, InvalidTime> {
    humantime::parse_duration(text).map_err(|_| InvalidTime::Span)
}
