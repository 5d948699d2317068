//! The interface between the writer and what depends on what it writes.

/// Follows the transactions of the write connection. [`crate::Database`] implements it to keep its cache exact.
pub trait TransactionObserver: Send + Sync {
    /// The write connection has taken the write lock: no other process commits until it gives the lock back.
    fn began(&self);

    /// The open transaction has written this row.
    fn changed(&self, table: &str, row: i64);

    /// The transaction is committed, and no other transaction of this process has begun since.
    fn committed(&self);

    /// The write lock was given back, and nothing is known to have changed.
    fn rolled_back(&self);
}
