//! Times, in arguments and output. All are in UTC, so that they mean the same everywhere.

use std::time::Duration;

use time::format_description::BorrowedFormatItem;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime, PrimitiveDateTime};

use crate::model::Timestamp;

const DATE: &[BorrowedFormatItem<'static>] = format_description!("[year]-[month]-[day]");
const DATE_AND_TIME: &[BorrowedFormatItem<'static>] =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");

/// Why a text is not a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTime {
    /// Where a date or a time is expected.
    #[error("must be a date such as 2027-01-01 or a time such as 2027-01-01T12:00:00Z")]
    DateOrTime,
    /// Where a span is expected.
    #[error("must be a span such as 24h or 7d")]
    Span,
    /// Where the start of a period is expected.
    #[error("must be a span such as 24h, a date such as 2027-01-01 or a time such as 2027-01-01T12:00:00Z")]
    Since,
    /// Where a date with a time of day is expected.
    #[error("must be date and time such as '2027-12-31 23:59:59'")]
    DateAndTime,
}

/// Formats a time as in RFC 3339.
pub fn rfc3339(at: Timestamp) -> String {
    let at = OffsetDateTime::from(at);
    // RFC 3339 ends with the year 9999, and so do our times.
    at.format(&Rfc3339).unwrap_or_else(|_| at.to_string())
}

/// Parses a date, which means midnight, or an RFC 3339 time.
pub fn date_or_time(text: &str) -> Result<Timestamp, InvalidTime> {
    let midnight = Date::parse(text, &DATE).map(|date| date.midnight().assume_utc());
    let time = midnight.or_else(|_| OffsetDateTime::parse(text, &Rfc3339));
    time.map(Timestamp::from).map_err(|_| InvalidTime::DateOrTime)
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

/// Parses a span such as `24h`, or what [`date_or_time`] parses.
pub fn since(text: &str) -> Result<Since, InvalidTime> {
    let ago = humantime::parse_duration(text).map(Since::Ago);
    ago.or_else(|_| date_or_time(text).map(Since::At))
        .map_err(|_| InvalidTime::Since)
}

/// Parses a span such as `24h`.
pub fn duration(text: &str) -> Result<Duration, InvalidTime> {
    humantime::parse_duration(text).map_err(|_| InvalidTime::Span)
}

/// Parses whatever the other functions here take for a time: a date, an RFC 3339 time, or `YYYY-MM-DD HH:MM:SS`.
pub fn any_time(text: &str) -> Result<Timestamp, InvalidTime> {
    date_or_time(text).or_else(|error| date_and_time(text).map_err(|_| error))
}

/// Parses `YYYY-MM-DD HH:MM:SS`.
pub fn date_and_time(text: &str) -> Result<Timestamp, InvalidTime> {
    let at = PrimitiveDateTime::parse(text, &DATE_AND_TIME).map_err(|_| InvalidTime::DateAndTime)?;
    Ok(at.assume_utc().into())
}
