//! Accounts from another system, a batch at a time: which are there already (`existing.rs`), the new ones (`add.rs`), and
//! those that changed (`update.rs`). `seen.rs` remembers which names a file has had.

mod add;
mod existing;
mod seen;
mod update;

pub use existing::Wanted;
pub use seen::SeenNames;
