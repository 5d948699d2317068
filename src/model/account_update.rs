//! What an operator, an administrator or an import changes about an account.

use super::audit::Context;
use super::name::{EmailAddress, Username};
use super::patch::Patch;
use super::revision::Revision;
use super::secret::PasswordHash;
use super::subscriber::SubscriberStatus;
use super::time::Timestamp;
use super::user::UserStatus;

/// A password hash that replaces the stored one.
#[derive(Debug, Clone)]
pub enum NewPassword {
    /// Of a password that was set: it always replaces the stored one.
    Set(PasswordHash),
    /// Of another system: it replaces the stored one only if that is from an import, too, or missing.
    Imported(PasswordHash),
}

/// What changes about a user. What is `None`, or [`Patch::Keep`], stays.
#[derive(Debug, Clone, Default)]
pub struct UserUpdate {
    /// The username as it is written; its canonical form stays the same.
    pub username: Option<Username>,
    /// The e-mail address.
    pub email: Option<EmailAddress>,
    /// The full name.
    pub name: Option<String>,
    /// All roles, the main one first.
    pub roles: Option<Vec<String>>,
    /// All permissions.
    pub permissions: Option<Vec<String>>,
    /// The provider.
    pub isp_id: Patch<i64>,
    /// The branch.
    pub branch_id: Patch<i64>,
    /// The kind of user; may be empty.
    pub scope: Option<String>,
    /// The telephone number.
    pub phone: Patch<String>,
    /// The status.
    pub status: Option<UserStatus>,
    /// The password.
    pub password: Option<NewPassword>,
}

/// What changes about a subscriber. What is `None`, or [`Patch::Keep`], stays.
#[derive(Debug, Clone, Default)]
pub struct SubscriberUpdate {
    /// The username as it is written; its canonical form stays the same.
    pub username: Option<Username>,
    /// The customer number.
    pub customer_id: Option<String>,
    /// The given name; may be empty.
    pub firstname: Option<String>,
    /// The family name; may be empty.
    pub lastname: Option<String>,
    /// The e-mail address.
    pub email: Patch<EmailAddress>,
    /// The telephone number.
    pub phone: Patch<String>,
    /// The package.
    pub package_name: Patch<String>,
    /// When the package expires.
    pub expiration_date: Patch<Timestamp>,
    /// The provider.
    pub isp_id: Patch<i64>,
    /// The branch.
    pub branch_id: Patch<i64>,
    /// The status.
    pub status: Option<SubscriberStatus>,
    /// The password.
    pub password: Option<NewPassword>,
}

/// On what terms an account is changed, deleted or restored.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// The revision that the account must have.
    pub revision: Option<Revision>,
    /// Whether somebody must be left who is enabled and has the role [`super::ADMINISTRATOR`].
    pub keeps_administrator: bool,
    /// The detail of the audit event; the names of what changed otherwise.
    pub detail: Option<&'static str>,
    /// When it is.
    pub now: Timestamp,
    /// Who does it.
    pub context: &'a Context,
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// It was made.
    Done,
    /// There is no such account of that revision.
    NotFound,
    /// Nobody would be left who is enabled and has the role [`super::ADMINISTRATOR`].
    LastAdministrator,
}
