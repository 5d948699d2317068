//! The accounts of `latchkey serve --demo`: those that the products' published pages log in with, so that every request
//! printed there works as printed.
//!
//! **To add an account:** add a `Login` in `accounts.rs`, its account in `seed.rs` and its row in `print.rs`. Accounts
//! are numbered in the order of `seed`.

mod accounts;
mod print;
mod seed;

pub use self::accounts::try_it;
pub use self::print::print;
pub use self::seed::seed;
