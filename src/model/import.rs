//! Accounts on their way in from another system.

use uuid::Uuid;

use super::secret::PasswordHash;
use super::time::Timestamp;

/// An account of another system: a new account (`N`), and what no account that is merely added has.
#[derive(Debug, Clone)]
pub struct Imported<N, S> {
    /// The account.
    pub new: N,
    /// Its status; active if the other system names none.
    pub status: Option<S>,
    /// Its GUID there, which users keep. A new one otherwise.
    pub uid: Option<Uuid>,
    /// When it was added there; now otherwise.
    pub created_at: Option<Timestamp>,
}

/// An account that is there already, for comparing it with another system's.
#[derive(Debug, Clone)]
pub struct Existing<A> {
    /// The account.
    pub account: A,
    /// What its username is found by.
    pub username_folded: String,
    /// What its e-mail address is found by.
    pub email_folded: Option<String>,
    /// Its password hash.
    pub password_hash: Option<PasswordHash>,
    /// Whether that hash still is as an import wrote it.
    pub password_imported: bool,
}
