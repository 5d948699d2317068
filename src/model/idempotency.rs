//! Requests that are carried out once, however often they are sent
//! (<https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/>).

use super::secret::HashedToken;

/// What a creation is recognised by when it is sent again.
#[derive(Debug, Clone)]
pub struct Idempotency {
    /// Who sends it: see [`super::Actor`]. Two callers may use the same key.
    pub caller: String,
    /// The hash of the key.
    pub key: HashedToken,
    /// The MAC of the request under the key. The key itself is not stored, so the MAC says nothing about a password in
    /// the request.
    pub request: Vec<u8>,
    /// What the answer has that can be made only once, encrypted under the key.
    pub sealed: Option<Vec<u8>>,
}

/// What became of a creation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Added<I> {
    /// It was carried out, and made this.
    Now(I),
    /// It was carried out before, and made this.
    Before {
        /// The number of what it made.
        id: I,
        /// See [`Idempotency::sealed`].
        sealed: Option<Vec<u8>>,
    },
    /// Another request was sent with this key before.
    OtherRequest,
}

impl<I> Added<I> {
    /// The same with another kind of number.
    pub fn map<J>(self, f: impl FnOnce(I) -> J) -> Added<J> {
        match self {
            Self::Now(id) => Added::Now(f(id)),
            Self::Before { id, sealed } => Added::Before { id: f(id), sealed },
            Self::OtherRequest => Added::OtherRequest,
        }
    }
}
