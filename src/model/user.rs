//! Users: the people who work for the operator.

use uuid::Uuid;

use super::{AccountRef, EmailAddress, NewSetting, PasswordHash, Patch, Realm, Timestamp, Username};

/// The number of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct UserId(pub i64);

impl UserId {
    /// The same as an account of either realm.
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
    /// May.
    Active,
    /// May not.
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

    /// Reads the stored word.
    pub fn from_stored(word: &str) -> Option<Self> {
        [Self::Active, Self::Disabled]
            .into_iter()
            .find(|one| one.as_str() == word)
    }
}

/// A login that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastLogin {
    /// When.
    pub at: Timestamp,
    /// From which address.
    pub address: String,
}

/// What a user tells about themselves. Every member is optional.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonalProfile {
    /// A form of address, such as `Dr.`.
    pub title: Option<String>,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// The part of the company they work in.
    pub department: Option<String>,
    /// Date of birth.
    pub birth_date: Option<Timestamp>,
    /// A telephone number.
    pub phone: Option<String>,
    /// A mobile telephone number.
    pub mobile: Option<String>,
    /// A picture, in base64.
    pub image: Option<String>,
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

/// What the operator's books know about a user; empty where nothing is known.
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
    /// The same user for systems that want a GUID.
    pub uid: Uuid,
    /// Login name.
    pub username: String,
    /// E-mail address, a login name too.
    pub email: String,
    /// Full name.
    pub name: String,
    /// Role names; the first is the main one.
    pub roles: Vec<String>,
    /// Permissions, each `<module>.<action>`.
    pub permissions: Vec<String>,
    /// The provider they belong to.
    pub isp_id: Option<i64>,
    /// The branch they belong to.
    pub branch_id: Option<i64>,
    /// What they tell about themselves.
    pub personal: PersonalProfile,
    /// What the operator's books know.
    pub business: BusinessProfile,
    /// A sort order among users, set by operators.
    pub rank: Option<i64>,
    /// The customer's number, set by operators.
    pub customer_number: Option<i64>,
    /// Remarks of operators.
    pub notes: Option<String>,
    /// Whether they may log in.
    pub status: UserStatus,
    /// The newest login.
    pub last_login: Option<LastLogin>,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl User {
    /// The main role; empty for a user without one.
    pub fn main_role(&self) -> &str {
        self.roles.first().map_or("", String::as_str)
    }
}

/// A user to be made.
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
    /// What they tell about themselves.
    pub personal: PersonalProfile,
    /// What the operator's books know.
    pub business: BusinessProfile,
    /// The password's hash; nobody can log in without one.
    pub password_hash: Option<PasswordHash>,
}

/// A user's change of what is their own. [`Patch::Keep`] everywhere changes nothing.
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
    /// Settings to add or to give a new value; the others stay.
    pub settings: Vec<NewSetting>,
}
