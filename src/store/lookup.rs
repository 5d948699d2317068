//! What looking for a row inline comes to.

/// The result of looking for something in the cache or the SQLite file, in the calling thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lookup<T> {
    /// It is there.
    Hit(T),
    /// The database has no such row.
    Missing,
    /// It cannot be told inline: ask the pool.
    AskPool,
}

impl<T, E> From<Result<Option<T>, E>> for Lookup<T> {
    fn from(read: Result<Option<T>, E>) -> Self {
        match read {
            Ok(Some(value)) => Self::Hit(value),
            Ok(None) => Self::Missing,
            Err(_) => Self::AskPool,
        }
    }
}

impl<T> Lookup<T> {
    /// Turns the value into something else. A value that cannot be turned is missing.
    pub(super) fn and_then<U>(self, convert: impl FnOnce(T) -> Option<U>) -> Lookup<U> {
        match self {
            Self::Hit(value) => convert(value).map_or(Lookup::Missing, Lookup::Hit),
            Self::Missing => Lookup::Missing,
            Self::AskPool => Lookup::AskPool,
        }
    }
}
