//! Partial changes.

/// What a change does to one optional member.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Patch<T> {
    /// The member was absent: it stays.
    #[default]
    Keep,
    /// The member was null: it is emptied.
    Clear,
    /// The member gets this value.
    Set(T),
}

impl<T> Patch<T> {
    /// Converts the value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Patch<U> {
        match self {
            Self::Keep => Patch::Keep,
            Self::Clear => Patch::Clear,
            Self::Set(value) => Patch::Set(f(value)),
        }
    }
}
