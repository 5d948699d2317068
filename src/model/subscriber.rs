//! Subscribers: the operator's customers.

use super::{AccountRef, EmailAddress, PasswordHash, Realm, Timestamp, Username};

/// The number of a subscriber.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SubscriberId(pub i64);

impl SubscriberId {
    /// The same as an account of either realm.
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

/// The state of a subscription. Only [`SubscriberStatus::Disabled`] keeps its owner out: one whose package has run out
/// must be able to log in to renew it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubscriberStatus {
    /// In use.
    Active,
    /// Not in use.
    Inactive,
    /// Ordered, not yet in use.
    Pending,
    /// Run out.
    Expired,
    /// Locked by the operator.
    Disabled,
}

impl SubscriberStatus {
    /// Every status there is.
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

    /// Reads the stored word.
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
    /// What they bought.
    pub package_name: Option<String>,
    /// When that runs out.
    pub expiration_date: Option<Timestamp>,
    /// The state of the subscription.
    pub status: SubscriberStatus,
    /// When the account was made.
    pub created_at: Timestamp,
}

impl Subscriber {
    /// Given and family name, as one text.
    pub fn fullname(&self) -> String {
        format!("{} {}", self.firstname, self.lastname).trim().to_owned()
    }
}

/// A subscriber to be made.
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
    /// What they bought.
    pub package_name: Option<String>,
    /// When that runs out.
    pub expiration_date: Option<Timestamp>,
    /// The password's hash; nobody can log in without one.
    pub password_hash: Option<PasswordHash>,
}
