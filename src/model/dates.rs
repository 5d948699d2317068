//! Dates and times as people write them. All are in UTC, so that they mean the same everywhere.

use time::format_description::BorrowedFormatItem;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime, PrimitiveDateTime};

use super::time::Timestamp;

const DATE: &[BorrowedFormatItem<'static>] = format_description!("[year]-[month]-[day]");
const DATE_AND_TIME: &[BorrowedFormatItem<'static>] =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");

/// Why a text is no date or time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDate {
    /// Where a date or a time is expected.
    #[error("must be a date such as 2027-01-01 or a time such as 2027-01-01T12:00:00Z")]
    DateOrTime,
    /// Where a date with a time of day is expected.
    #[error("must be date and time such as '2027-12-31 23:59:59'")]
    DateAndTime,
}

/// Parses a date, which means midnight, or an RFC 3339 time.
///
/// # Errors
/// [`InvalidDate`].
pub fn date_or_time(text: &str) -> Result<Timestamp, InvalidDate> {
    let midnight = Date::parse(text, &DATE).map(|date| date.midnight().assume_utc());
    let time = midnight.or_else(|_| OffsetDateTime::parse(text, &Rfc3339));
    time.map(Timestamp::from).map_err(|_| InvalidDate::DateOrTime)
}

/// Parses `YYYY-MM-DD HH:MM:SS`.
///
/// # Errors
/// [`InvalidDate`].
pub fn date_and_time(text: &str) -> Result<Timestamp, InvalidDate> {
    let at = PrimitiveDateTime::parse(text, &DATE_AND_TIME).map_err(|_| InvalidDate::DateAndTime)?;
    Ok(at.assume_utc().into())
}

/// Parses whatever the other functions here take: a date, an RFC 3339 time, or `YYYY-MM-DD HH:MM:SS`.
///
/// # Errors
/// [`InvalidDate`].
pub fn any_time(text: &str) -> Result<Timestamp, InvalidDate> {
    date_or_time(text).or_else(|error| date_and_time(text).map_err(|_| error))
}
