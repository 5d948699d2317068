//! Sessions: the rows that are the authority over every token.

use std::fmt;

use uuid::Uuid;

use super::{ClientInfo, Timestamp};

/// One of the two sets of accounts. A token of one is worth nothing to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Realm {
    /// Staff, administrators, resellers: people who work for the operator.
    Users,
    /// The operator's customers.
    Subscribers,
}

impl Realm {
    /// The word that is stored, and the `aud` of this realm's tokens.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Subscribers => "subscribers",
        }
    }

    /// Reads the stored word.
    pub fn from_stored(word: &str) -> Option<Self> {
        [Self::Users, Self::Subscribers]
            .into_iter()
            .find(|one| one.as_str() == word)
    }
}

/// An account of either realm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AccountRef {
    /// The set it belongs to.
    pub realm: Realm,
    /// Its number within that set.
    pub id: i64,
}

impl fmt::Display for AccountRef {
    /// As the record and the command line write it: `users/1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.realm.as_str(), self.id)
    }
}

impl AccountRef {
    /// Reads what `Display` writes.
    pub fn parse(text: &str) -> Option<Self> {
        let (realm, id) = text.split_once('/')?;
        Some(Self {
            realm: Realm::from_stored(realm)?,
            id: id.parse().ok()?,
        })
    }
}

/// The identifier of a session; in tokens as `sid`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SessionId(pub Uuid);

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The identifier of a token; in tokens as `jti`, written as 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenId(pub Uuid);

impl fmt::Display for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.simple().fmt(f)
    }
}

/// Why a session ended before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndReason {
    /// Its owner logged out.
    Logout,
    /// Its owner ended all sessions at once.
    LogoutAll,
    /// Its owner ended it from another device.
    EndedByOwner,
    /// The same device logged in again, under a contract that allows one session a device.
    Replaced,
    /// The account logged in again, and had as many sessions open as it may.
    TooMany,
    /// A spent token was refreshed (RFC 9700 section 4.14.2).
    TokenReuse,
    /// An operator disabled the account.
    AccountDisabled,
    /// The account's password was changed.
    PasswordChanged,
}

impl EndReason {
    /// The word that is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Logout => "logout",
            Self::LogoutAll => "logout_all",
            Self::EndedByOwner => "ended_by_owner",
            Self::Replaced => "replaced",
            Self::TooMany => "too_many",
            Self::TokenReuse => "token_reuse",
            Self::AccountDisabled => "account_disabled",
            Self::PasswordChanged => "password_changed",
        }
    }
}

/// A session to be opened.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Its identifier.
    pub id: SessionId,
    /// Who logged in.
    pub account: AccountRef,
    /// The identifier of the contract that was logged in through.
    pub contract: &'static str,
    /// The device, where the contract has clients name it.
    pub device: Option<String>,
    /// Where the login came from.
    pub client_info: ClientInfo,
    /// When.
    pub created_at: Timestamp,
    /// Its end, whatever happens.
    pub expires_at: Timestamp,
    /// Its end, unless it is used.
    pub idle_until: Timestamp,
    /// The first token's identifier.
    pub token_id: TokenId,
}

/// A session as it is stored.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its identifier.
    pub id: SessionId,
    /// Whose it is.
    pub account: AccountRef,
    /// The identifier of the contract that was logged in through.
    pub contract: String,
    /// The device, where the contract has clients name it.
    pub device: Option<String>,
    /// The address that logged in.
    pub address: String,
    /// The `User-Agent` that logged in.
    pub user_agent: Option<String>,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it was last used, to within a few minutes.
    pub seen_at: Timestamp,
    /// Its end, whatever happens.
    pub expires_at: Timestamp,
    /// Its end, unless it is used before.
    pub idle_until: Timestamp,
    /// The latest time at which something of it was refused because that was too late.
    pub refused_at: Timestamp,
    /// When it ended before its time.
    pub ended_at: Option<Timestamp>,
    /// The token that is good now.
    pub token_id: TokenId,
    /// Tokens that were refreshed lately, and when.
    pub spent: Vec<(TokenId, Timestamp)>,
}

impl Session {
    /// What this moment is for the session. A clock that is stepped back must not make good again what was refused, so
    /// for a session time does not go back to before a refusal.
    pub fn time(&self, now: Timestamp) -> Timestamp {
        now.max(self.refused_at)
    }

    /// Whether it is open at this moment, as [`Session::time`] tells it.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.ended_at.is_none() && now < self.expires_at && now < self.idle_until
    }
}
