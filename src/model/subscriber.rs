//! Subscribers: the operator's customers.

use super::name::{EmailAddress, Username};
use super::revision::Revision;
use super::secret::PasswordHash;
use super::session::{AccountRef, Realm};
use super::time::Timestamp;

/// The number of a subscriber.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SubscriberId(pub i64);

impl SubscriberId {
    /// The account.
    pub const fn reference(self) -> AccountRef {
        AccountRef {
            realm: Realm::Subscribers,
            id: self.0,
        }
    }
}

impl From<SubscriberId> for i64 {
    fn from(id: SubscriberId) -> Self {
        id.0
    }
}

/// The state of a subscription. Only [`SubscriberStatus::Disabled`] prevents logins: a subscriber whose package has
/// expired must be able to log in to renew it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubscriberStatus {
    /// In use.
    Active,
    /// Not in use.
    Inactive,
    /// Ordered, not yet in use.
    Pending,
    /// Expired.
    Expired,
    /// Disabled by an operator.
    Disabled,
}

impl SubscriberStatus {
    /// All statuses.
    pub const ALL: [Self; 5] = [
        Self::Active,
        Self::Inactive,
        Self::Pending,
        Self::Expired,
        Self::Disabled,
    ];

    /// The word that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Pending => "pending",
            Self::Expired => "expired",
            Self::Disabled => "disabled",
        }
    }

    /// Parses the stored word.
    pub fn from_stored(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }
}

/// A subscriber as it is stored, without the password hash.
#[derive(Debug, Clone)]
pub struct Subscriber {
    /// Number.
    pub id: SubscriberId,
    /// The customer number on their bills.
    pub customer_id: String,
    /// Login name.
    pub username: String,
    /// Given name.
    pub firstname: String,
    /// Family name.
    pub lastname: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// The package that they bought.
    pub package_name: Option<String>,
    /// When the package expires.
    pub expiration_date: Option<Timestamp>,
    /// The provider they belong to.
    pub isp_id: Option<i64>,
    /// The branch they belong to.
    pub branch_id: Option<i64>,
    /// The state of the subscription.
    pub status: SubscriberStatus,
    /// When the account was added.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// How often it was changed: each change that somebody makes counts, a login does not.
    pub revision: Revision,
    /// When it was deleted. It is disabled and has no names then, until it is restored or purged.
    pub deleted_at: Option<Timestamp>,
}

impl Subscriber {
    /// Given and family name in one text.
    pub fn fullname(&self) -> String {
        format!("{} {}", self.firstname, self.lastname).trim().to_owned()
    }
}

/// A subscriber to be added.
#[derive(Debug, Clone)]
pub struct NewSubscriber {
    /// The customer number on their bills.
    pub customer_id: String,
    /// Login name.
    pub username: Username,
    /// Given name.
    pub firstname: String,
    /// Family name.
    pub lastname: String,
    /// E-mail address.
    pub email: Option<EmailAddress>,
    /// Telephone number.
    pub phone: Option<String>,
    /// The package that they bought.
    pub package_name: Option<String>,
    /// When the package expires.
    pub expiration_date: Option<Timestamp>,
    /// The provider they belong to.
    pub isp_id: Option<i64>,
    /// The branch they belong to.
    pub branch_id: Option<i64>,
    /// The password hash. Without one, nobody can log in.
    pub password_hash: Option<PasswordHash>,
}
