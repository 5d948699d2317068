//! Times, as arguments and as output. All of them are UTC: a list that is read elsewhere must mean the same there.

use std::time::Duration;

use time::format_description::BorrowedFormatItem;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime, PrimitiveDateTime};

use crate::model::Timestamp;

const DATE: &[BorrowedFormatItem<'static>] = format_description!("[year]-[month]-[day]");
const DATE_AND_TIME: &[BorrowedFormatItem<'static>] =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");

/// Why a text is no time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTime {
    /// Where a date or a moment is wanted.
    #[error("must be a date such as 2027-01-01, or a moment such as 2027-01-01T12:00:00Z")]
    Moment,
    /// Where the beginning of a time is wanted.
    #[error("must be a span such as 24h, a date such as 2027-01-01, or a moment such as 2027-01-01T12:00:00Z")]
    Since,
    /// Where date and time of day are wanted.
    #[error("must be date and time such as '2027-12-31 23:59:59'")]
    DateAndTime,
}

/// Writes a moment as RFC 3339.
pub fn rfc3339(at: Timestamp) -> String {
    let at = OffsetDateTime::from(at);
    // RFC 3339 ends with the year 9999, which no moment of ours passes.
    at.format(&Rfc3339).unwrap_or_else(|_| at.to_string())
}

/// Reads a date, which means its midnight, or a moment as RFC 3339.
pub fn moment(text: &str) -> Result<Timestamp, InvalidTime> {
    let midnight = Date::parse(text, &DATE).map(|date| date.midnight().assume_utc());
    let moment = midnight.or_else(|_| OffsetDateTime::parse(text, &Rfc3339));
    moment.map(Timestamp::from).map_err(|_| InvalidTime::Moment)
}

/// From when on: a moment, or so long before now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// This moment.
    Moment(Timestamp),
    /// So long ago.
    Ago(Duration),
}

impl Since {
    /// The moment that it is.
    pub fn moment(self, now: Timestamp) -> Timestamp {
        match self {
            Self::Moment(at) => at,
            Self::Ago(span) => now.minus(span),
        }
    }
}

/// Reads a span of time such as `24h`, or what [`moment`] reads.
pub fn since(text: &str) -> Result<Since, InvalidTime> {
    let ago = humantime::parse_duration(text).map(Since::Ago);
    ago.or_else(|_| moment(text).map(Since::Moment))
        .map_err(|_| InvalidTime::Since)
}

/// Reads `YYYY-MM-DD HH:MM:SS`.
pub fn date_and_time(text: &str) -> Result<Timestamp, InvalidTime> {
    let at = PrimitiveDateTime::parse(text, &DATE_AND_TIME).map_err(|_| InvalidTime::DateAndTime)?;
    Ok(at.assume_utc().into())
}
