//! What the cache has to know about an application's tables.

use std::hash::Hash;

/// Describes what is cached, and which writes make it stale.
pub trait Schema: Sized + 'static {
    /// What an entry is found by.
    type Key: Clone + Eq + Hash + Send;
    /// A cached value. It is cloned at each hit, so it should be an [`std::sync::Arc`] or small.
    type Entry: Clone + Send;
    /// Identifies a row of the tables whose keys do not say their row; `i64` if there is one such table.
    type Row: Copy + Eq + Hash + Send;

    /// Which entries a write to this row makes stale. Return [`Invalidation::Everything`] for a table that is not known.
    fn invalidated_by(table: &str, row: i64) -> Invalidation<Self::Key, Self::Row>;

    /// The row of an entry that [`Invalidation::Row`] must find.
    fn row(key: &Self::Key, entry: &Self::Entry) -> Option<Self::Row>;

    /// About how many bytes of heap the key and the entry take.
    fn size(key: &Self::Key, entry: &Self::Entry) -> usize;
}

/// The entries that a write makes stale.
#[derive(Debug, Clone, Copy)]
pub enum Invalidation<K, R> {
    /// None: nothing of the table is cached.
    Nothing,
    /// The entry with this key.
    Key(K),
    /// The entry whose [`Schema::row`] is this one.
    Row(R),
    /// Each entry whose key matches.
    Matching(fn(&K) -> bool),
    /// All of them.
    Everything,
}
