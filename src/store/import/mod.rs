//! Accounts from another system, a batch at a time: which are there already (`existing.rs`), and the new
//! ones (`add.rs`). `seen.rs` remembers which names a file has had.

mod add;
mod existing;
mod seen;

pub use existing::Wanted;
pub use seen::SeenNames;
