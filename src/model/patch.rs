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
    /// Sets what there is, and keeps the rest.
    pub fn set_or_keep(value: Option<T>) -> Self {
        value.map_or(Self::Keep, Self::Set)
    }

    /// Whether it changes anything.
    pub const fn is_change(&self) -> bool {
        !matches!(self, Self::Keep)
    }

    /// Converts the value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Patch<U> {
        match self {
            Self::Keep => Patch::Keep,
            Self::Clear => Patch::Clear,
            Self::Set(value) => Patch::Set(f(value)),
        }
    }
}
