//! What a recording holds.

use std::time::Duration;

use bytes::Bytes;
use poem::http::{HeaderMap, Method};

use crate::compare::Answer;
use crate::model::Timestamp;

/// A request and what it was answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// When it was sent, where that is known.
    pub started_at: Option<Timestamp>,
    /// How long the answer took, where that is known.
    pub took: Option<Duration>,
    /// The request.
    pub request: RecordedRequest,
    /// The answer, if there was one.
    pub answer: Option<RecordedAnswer>,
}

/// A recorded request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedRequest {
    /// The method.
    pub method: Method,
    /// Scheme, host and port that it was sent to, such as `https://old.example.com`, where that is known.
    pub origin: Option<String>,
    /// The path, with the query if there is one.
    pub target: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
}

impl RecordedRequest {
    /// The path without the query, which may hold what nobody may read.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }
}

/// A recorded answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedAnswer {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
}

impl RecordedAnswer {
    /// The same for comparing. A body that was left out counts as empty.
    pub fn answer(&self) -> Answer<'_> {
        Answer {
            status: self.status,
            headers: &self.headers,
            body: self.body.bytes().unwrap_or_default(),
        }
    }
}

/// A recorded body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// All of it. Empty where there was none.
    Whole(Bytes),
    /// There was one, and the recording does not have it.
    LeftOut,
}

impl Body {
    /// No body.
    pub const NONE: Self = Self::Whole(Bytes::new());

    /// The bytes, if they were recorded.
    pub fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Whole(bytes) => Some(bytes),
            Self::LeftOut => None,
        }
    }

    /// The bytes, if they were recorded and are text.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(self.bytes()?).ok()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Self::Whole(text.into())
    }
}
