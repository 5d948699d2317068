//! A row of a file.

use super::importable::Importable;
use crate::auth::passwords::PasswordDigest;
use crate::model::Imported;

/// An account of another system, as a file has it.
#[derive(Debug)]
pub struct ImportRow<A: Importable> {
    /// The line that it begins in.
    pub line: u64,
    /// The account, with its password hash if the file has one.
    pub account: Imported<A::New, A::Status>,
    /// The unsalted digest of its password, where the file has that instead of a hash.
    pub digest: Option<PasswordDigest>,
}
