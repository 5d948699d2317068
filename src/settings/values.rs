//! Types and serde helpers that the settings of several sections use. Each refuses a bad value while it is read, with
//! a message that begins after the key: "must be ...".

use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::{Host, Url};

/// A whole number from `MIN` to `MAX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "u32")]
pub struct Bounded<const MIN: u32, const MAX: u32>(u32);

/// A number that is not within its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("must be a whole number from {min} to {max}, not {found}")]
pub struct OutOfRange {
    min: u32,
    max: u32,
    found: i64,
}

impl<const MIN: u32, const MAX: u32> Bounded<MIN, MAX> {
    /// The lowest number of the range.
    pub const LOWEST: Self = Self(MIN);
    /// The highest number of the range.
    pub const HIGHEST: Self = Self(MAX);

    /// This number, or the end of the range that is nearer to it. For defaults.
    pub const fn within(number: u32) -> Self {
        Self(if number < MIN {
            MIN
        } else if number > MAX {
            MAX
        } else {
            number
        })
    }

    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl<const MIN: u32, const MAX: u32> TryFrom<i64> for Bounded<MIN, MAX> {
    type Error = OutOfRange;

    fn try_from(found: i64) -> Result<Self, OutOfRange> {
        match u32::try_from(found) {
            Ok(number) if (MIN..=MAX).contains(&number) => Ok(Self(number)),
            _ => Err(OutOfRange {
                min: MIN,
                max: MAX,
                found,
            }),
        }
    }
}

impl<const MIN: u32, const MAX: u32> From<Bounded<MIN, MAX>> for u32 {
    fn from(number: Bounded<MIN, MAX>) -> Self {
        number.0
    }
}

/// A text that is more than white space.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NonEmpty(String);

/// A text that has nothing in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("must not be empty")]
pub struct Empty;

impl NonEmpty {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for NonEmpty {
    type Error = Empty;

    fn try_from(text: String) -> Result<Self, Empty> {
        if text.trim().is_empty() {
            Err(Empty)
        } else {
            Ok(Self(text))
        }
    }
}

impl From<NonEmpty> for String {
    fn from(text: NonEmpty) -> Self {
        text.0
    }
}

/// A span of time from `MIN` to `MAX` seconds, written with its unit: `30s`, `15m`, `12h`, `90d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Span<const MIN: u64, const MAX: u64>(Duration);

/// A text that is no span of time, or one out of its range.
#[derive(Debug, Error)]
pub enum InvalidSpan {
    /// Not a number with a unit.
    #[error("must be a span of time such as 30s, 15m, 12h or 90d, not `{0}`")]
    Syntax(String),
    /// Too short or too long.
    #[error("must be from {min} to {max}, not {found}")]
    Range {
        /// The shortest.
        min: String,
        /// The longest.
        max: String,
        /// What it was.
        found: String,
    },
}

impl<const MIN: u64, const MAX: u64> Span<MIN, MAX> {
    /// This span, or the end of the range that is nearer to it. For defaults.
    pub const fn from_seconds(seconds: u64) -> Self {
        Self(Duration::from_secs(if seconds < MIN {
            MIN
        } else if seconds > MAX {
            MAX
        } else {
            seconds
        }))
    }

    /// The span.
    pub fn get(self) -> Duration {
        self.0
    }
}

impl<const MIN: u64, const MAX: u64> TryFrom<String> for Span<MIN, MAX> {
    type Error = InvalidSpan;

    fn try_from(text: String) -> Result<Self, InvalidSpan> {
        let found = humantime::parse_duration(&text).map_err(|_| InvalidSpan::Syntax(text))?;
        let (min, max) = (Duration::from_secs(MIN), Duration::from_secs(MAX));
        if found < min || found > max {
            let [min, max, found] = [min, max, found].map(written);
            return Err(InvalidSpan::Range { min, max, found });
        }
        Ok(Self(found))
    }
}

impl<const MIN: u64, const MAX: u64> From<Span<MIN, MAX>> for String {
    fn from(span: Span<MIN, MAX>) -> Self {
        written(span.0)
    }
}

/// A span as people write it: whole days, hours, minutes or seconds. humantime would make months of 90 days.
fn written(span: Duration) -> String {
    let seconds = span.as_secs();
    let units = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];
    let unit = units.into_iter().find(|(length, _)| seconds.is_multiple_of(*length));
    match unit.filter(|_| span.subsec_nanos() == 0 && seconds > 0) {
        Some((length, unit)) => format!("{}{unit}", seconds / length),
        None => humantime::format_duration(span).to_string(),
    }
}

/// `#[serde(deserialize_with = "word")]` for an enum of words. Without it figment takes the number of a variant too.
///
/// # Errors
/// The deserializer's, naming the value that is none of the words.
pub fn word<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    use serde::de::IntoDeserializer;
    T::deserialize(String::deserialize(deserializer)?.into_deserializer())
}

/// Whether what is sent to an address crosses a network in clear.
pub fn is_plain(url: &Url) -> bool {
    let is_local = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    url.scheme() == "http" && !is_local
}

/// `#[serde(with = "http_url")]` for an optional `http://` or `https://` URL. The empty text is none, because TOML has
/// no null, and because a later layer must be able to take away what an earlier one set.
pub mod http_url {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};
    use url::Url;

    /// Writes the URL, or the empty text.
    ///
    /// # Errors
    /// The serializer's.
    pub fn serialize<S: Serializer>(url: &Option<Url>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(url.as_ref().map_or("", Url::as_str))
    }

    /// Reads a URL, or none from the empty text.
    ///
    /// # Errors
    /// The deserializer's, saying why the text is no address.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Url>, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.is_empty() {
            return Ok(None);
        }
        let url = Url::parse(&text).map_err(|error| D::Error::custom(format!("must be a URL: {error}")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(D::Error::custom(format!(
                "must begin with http:// or https://, not {}:",
                url.scheme()
            )));
        }
        // Nothing that clients are shown may carry a credential; besides, it would be printed with the configuration.
        if !url.username().is_empty() || url.password().is_some() {
            return Err(D::Error::custom("must not contain a user name or password"));
        }
        Ok(Some(url))
    }
}

/// `#[serde(with = "path")]` for the optional path of a file. The empty text is none, as for [`http_url`].
pub mod path {
    use std::path::PathBuf;

    use serde::ser::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes the path, or the empty text.
    ///
    /// # Errors
    /// The serializer's, and one for a path that is not valid UTF-8, which none that was read is.
    pub fn serialize<S: Serializer>(path: &Option<PathBuf>, serializer: S) -> Result<S::Ok, S::Error> {
        let text = path.as_ref().map_or(Some(""), |path| path.to_str());
        serializer.serialize_str(text.ok_or_else(|| S::Error::custom("a path is not valid UTF-8"))?)
    }

    /// Reads a path, or none from the empty text.
    ///
    /// # Errors
    /// The deserializer's.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<PathBuf>, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok((!text.is_empty()).then(|| PathBuf::from(text)))
    }
}
