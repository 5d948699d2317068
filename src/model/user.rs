//! Users: the people who work for the operator.

use uuid::Uuid;

use super::name::{EmailAddress, Username};
use super::patch::Patch;
use super::revision::Revision;
use super::secret::PasswordHash;
use super::session::{AccountRef, Realm};
use super::setting::NewSetting;
use super::time::Timestamp;

/// The role of users who administer everything: it comes with every permission of the admin API.
pub const ADMINISTRATOR: &str = "admin";

/// The number of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct UserId(pub i64);

impl UserId {
    /// The account.
    pub const fn reference(self) -> AccountRef {
        AccountRef {
            realm: Realm::Users,
            id: self.0,
        }
    }
}

impl From<UserId> for i64 {
    fn from(id: UserId) -> Self {
        id.0
    }
}

/// Whether a user may log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserStatus {
    /// They may.
    Active,
    /// They may not.
    Disabled,
}

impl UserStatus {
    /// The word that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Disabled => "disabled",
        }
    }

    /// Parses the stored word.
    pub fn from_stored(word: &str) -> Option<Self> {
        [Self::Active, Self::Disabled]
            .into_iter()
            .find(|one| one.as_str() == word)
    }
}

/// A past login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastLogin {
    /// When it was.
    pub at: Timestamp,
    /// The client address.
    pub address: String,
}

/// What users enter about themselves. Every member is optional.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonalProfile {
    /// A form of address, such as `Dr.`.
    pub title: Option<String>,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Their department.
    pub department: Option<String>,
    /// Date of birth.
    pub birth_date: Option<Timestamp>,
    /// A telephone number.
    pub phone: Option<String>,
    /// A mobile telephone number.
    pub mobile: Option<String>,
    /// Street and number.
    pub address: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// State, province or the like.
    pub region: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// Country, in words.
    pub country: Option<String>,
    /// Country, as an ISO 3166-1 code.
    pub country_code: Option<String>,
    /// When they last dismissed the messages shown to them.
    pub last_dismiss_messages: Option<Timestamp>,
}

/// Business data about a user, from the operator; empty if unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BusinessProfile {
    /// The kind of user, such as `ADMIN`; also the scope of their tokens where a contract has one.
    pub scope: String,
    /// The legal representative they act for.
    pub legal_rep_id: String,
    /// The customer they act for.
    pub customer_id: String,
    /// That customer's name.
    pub customer_name: String,
    /// The vendor they act for.
    pub vendor_id: String,
    /// The bank they act for.
    pub bank_id: String,
    /// That bank's name.
    pub bank_name: String,
}

/// A user as it is stored, without the password hash.
#[derive(Debug, Clone)]
pub struct User {
    /// Number.
    pub id: UserId,
    /// Their GUID, for systems that need one.
    pub uid: Uuid,
    /// Login name.
    pub username: String,
    /// E-mail address, which is also a login name.
    pub email: String,
    /// Full name.
    pub name: String,
    /// Role names; the first is the main one.
    pub roles: Vec<String>,
    /// Permissions of their own, each `<module>.<action>`.
    pub permissions: Vec<String>,
    /// Permissions of their roles.
    pub role_permissions: Vec<String>,
    /// The provider they belong to.
    pub isp_id: Option<i64>,
    /// The branch they belong to.
    pub branch_id: Option<i64>,
    /// What they enter about themselves.
    pub personal: PersonalProfile,
    /// Whether they have a picture, which is stored apart.
    pub has_image: bool,
    /// Business data from the operator.
    pub business: BusinessProfile,
    /// A sort order among users, set by operators.
    pub rank: Option<i64>,
    /// The customer's number, set by operators.
    pub customer_number: Option<i64>,
    /// Notes of operators.
    pub notes: Option<String>,
    /// Whether they may log in.
    pub status: UserStatus,
    /// The newest login.
    pub last_login: Option<LastLogin>,
    /// When the account was added.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// How often it was changed: each change that somebody makes counts, a login does not.
    pub revision: Revision,
    /// When it was deleted. It is disabled and has no names then, until it is restored or purged.
    pub deleted_at: Option<Timestamp>,
}

impl User {
    /// The main role; empty for a user without one.
    pub fn main_role(&self) -> &str {
        self.roles.first().map_or("", String::as_str)
    }

    /// All permissions, each once: their own, then those of their roles.
    pub fn all_permissions(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self.permissions.iter().map(String::as_str).collect();
        for of_role in &self.role_permissions {
            if !self.permissions.contains(of_role) {
                all.push(of_role);
            }
        }
        all
    }
}

/// A user to be added.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Login name; contains no `@`.
    pub username: Username,
    /// E-mail address.
    pub email: EmailAddress,
    /// Full name.
    pub name: String,
    /// Role names; the first is the main one.
    pub roles: Vec<String>,
    /// Permissions.
    pub permissions: Vec<String>,
    /// The provider they belong to.
    pub isp_id: Option<i64>,
    /// The branch they belong to.
    pub branch_id: Option<i64>,
    /// What they enter about themselves.
    pub personal: PersonalProfile,
    /// Business data from the operator.
    pub business: BusinessProfile,
    /// The password hash. Without one, nobody can log in.
    pub password_hash: Option<PasswordHash>,
}

/// A user's change of their own profile. [`Patch::Keep`] keeps a member.
#[derive(Debug, Clone, Default)]
pub struct ProfileChange {
    /// See [`PersonalProfile`], member by member.
    pub title: Patch<String>,
    /// Given name.
    pub first_name: Patch<String>,
    /// Family name.
    pub last_name: Patch<String>,
    /// Department.
    pub department: Patch<String>,
    /// Date of birth.
    pub birth_date: Patch<Timestamp>,
    /// Telephone.
    pub phone: Patch<String>,
    /// Mobile telephone.
    pub mobile: Patch<String>,
    /// Picture, base64.
    pub image: Patch<String>,
    /// Street and number.
    pub address: Patch<String>,
    /// Postal code.
    pub postal_code: Patch<String>,
    /// Region.
    pub region: Patch<String>,
    /// Town.
    pub city: Patch<String>,
    /// Country.
    pub country: Patch<String>,
    /// Country code.
    pub country_code: Patch<String>,
    /// Last dismissal of messages.
    pub last_dismiss_messages: Patch<Timestamp>,
    /// Settings to add or change; the others stay.
    pub settings: Vec<NewSetting>,
}
