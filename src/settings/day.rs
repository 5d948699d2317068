//! `#[serde(with = "day")]` for an optional day, as `2027-06-30`: its midnight, in UTC. The empty text is none, as for URLs.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};
use time::OffsetDateTime;

use crate::model::{Timestamp, date_or_time};

/// The length of a date, which is no time.
const LENGTH: usize = "2027-06-30".len();

/// Writes the day, or the empty text.
///
/// # Errors
/// The serializer's.
pub fn serialize<S: Serializer>(day: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    let text = day.map(|day| OffsetDateTime::from(day).date().to_string());
    serializer.serialize_str(text.as_deref().unwrap_or_default())
}

/// Reads a day, or none from the empty text.
///
/// # Errors
/// The deserializer's, saying what a day looks like.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.is_empty() {
        return Ok(None);
    }
    let day = date_or_time(&text).ok().filter(|_| text.len() == LENGTH);
    let refused = || D::Error::custom(format!("must be a date such as 2027-06-30, not `{text}`"));
    day.map(Some).ok_or_else(refused)
}
