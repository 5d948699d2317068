//! What an operator or an import changes about an account.

use super::name::{EmailAddress, Username};
use super::patch::Patch;
use super::secret::PasswordHash;
use super::subscriber::SubscriberStatus;
use super::time::Timestamp;
use super::user::UserStatus;

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
    /// The password hash of another system. It takes effect only where the stored one is from an import, too, or missing.
    pub password_hash: Option<PasswordHash>,
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
    /// The status.
    pub status: Option<SubscriberStatus>,
    /// The password hash of another system. It takes effect only where the stored one is from an import, too, or missing.
    pub password_hash: Option<PasswordHash>,
}
