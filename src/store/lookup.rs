//! The result of looking something up on the calling thread.

use sqlite_inline::NotRead;

/// What a lookup came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lookup<T> {
    /// It is there.
    Hit(T),
    /// It is not in the database.
    Missing,
    /// It cannot be told here: ask the pool.
    AskPool,
}

impl<T> From<Result<Option<T>, NotRead>> for Lookup<T> {
    fn from(read: Result<Option<T>, NotRead>) -> Self {
        match read {
            Ok(Some(found)) => Self::Hit(found),
            Ok(None) => Self::Missing,
            Err(NotRead) => Self::AskPool,
        }
    }
}
