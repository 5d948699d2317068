//! What only SQLite can do: reads on the calling thread, and an exact cache of sessions, accounts, API keys and settings.
//!
//! The mechanism is the crate `sqlite-inline`. Here is what it caches (`entry.rs`), how that is read (`loader.rs`),
//! which writes make it stale (`invalidation.rs`) and how much memory it takes (`size.rs`). `inline.rs` puts it together.

pub(super) mod entry;
mod error;
pub(super) mod inline;
mod invalidation;
mod loader;
mod size;
pub(super) mod statement;
#[cfg(test)]
mod tests;
