//! Login names: as their owners write them, and the one form of each that everything else works with.
//!
//! A name has two texts. One is what its owner wrote, which answers return. The other is its **canonical form**, which is
//! stored beside it, is unique, is looked up, and is counted by the limits. That form is made here and nowhere else, and
//! every rule about a name is a rule about it: a check of the text as written would miss the `＠` that becomes an `@`.
//!
//! - [`Username::canonical`]: the profile `UsernameCaseMapped` of RFC 8265, which refuses what nobody sees.
//! - [`EmailAddress::canonical`]: the same for the local part, IDNA for the domain.
//!
//! Both say which character they refuse. The command line, and whatever else adds or names an account, goes by them.
//!
//! **A login is total.** Any text can be typed at one, and accounts that were added before these rules keep working, so
//! [`Username::typed`] and [`EmailAddress::typed`] refuse nothing: what the rules refuse stays in the older form,
//! [`FoldedName::of`], and can only be what an account was stored as. The limits count by the same value as the lookup,
//! so that all spellings of one name share one counter.
//!
//! For a username that the rules take, the canonical form is the older form; `tests.rs` proves it over all of Unicode.
//! For an e-mail address it is too, unless its domain is written in A-labels (`xn--`), or in a few Greek and Cherokee
//! letters. Then both forms are looked up.

mod email;
mod error;
mod folded;
mod identifier;
#[cfg(test)]
mod tests;
mod username;
mod visible;

pub use email::{EmailAddress, EmailForms};
pub use error::NameError;
pub use folded::{FoldedName, trimmed};
pub use username::Username;
pub use visible::visible;
