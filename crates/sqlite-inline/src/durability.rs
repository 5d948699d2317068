//! What a commit promises.

/// What is true of a write once its commit has returned. Either way it is visible to everybody, and survives the end of
/// the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// It survives a power cut.
    Full,
    /// It survives a power cut once a later commit with [`Durability::Full`] has returned. This costs no `fsync` and no
    /// other thread, and is for what only has to last once something else does.
    Relaxed,
}

impl Durability {
    /// The setting of a connection that commits like that (<https://www.sqlite.org/pragma.html#pragma_synchronous>).
    pub(crate) const fn setting(self) -> &'static str {
        match self {
            Self::Full => "PRAGMA synchronous = FULL",
            Self::Relaxed => "PRAGMA synchronous = NORMAL",
        }
    }
}
