//! Sessions, whose rows are the authority over every token.

use std::fmt;
use std::time::Duration;

use uuid::Uuid;

use super::client_info::ClientInfo;
use super::time::Timestamp;

/// One of the two kinds of accounts. A token of one realm is invalid in the other.
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
    /// Its realm.
    pub realm: Realm,
    /// Its number within the realm.
    pub id: i64,
}

impl fmt::Display for AccountRef {
    /// As in the audit log and on the command line: `users/1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.realm.as_str(), self.id)
    }
}

impl AccountRef {
    /// Parses what `Display` writes.
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

/// Why a session ended early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndReason {
    /// Its owner logged out.
    Logout,
    /// Its owner ended all sessions at once.
    LogoutAll,
    /// Its owner ended it from another device.
    EndedByOwner,
    /// An operator ended it.
    EndedByOperator,
    /// The same device logged in again, under a contract that allows one session a device.
    Replaced,
    /// The account logged in again and had reached its limit of open sessions.
    TooMany,
    /// A spent token was presented (RFC 9700 section 4.14.2).
    TokenReuse,
    /// An operator disabled the account.
    AccountDisabled,
    /// An operator deleted the account.
    AccountDeleted,
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
            Self::EndedByOperator => "ended_by_operator",
            Self::Replaced => "replaced",
            Self::TooMany => "too_many",
            Self::TokenReuse => "token_reuse",
            Self::AccountDisabled => "account_disabled",
            Self::AccountDeleted => "account_deleted",
            Self::PasswordChanged => "password_changed",
        }
    }
}

/// A session to be opened.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Its identifier.
    pub id: SessionId,
    /// The account that logged in.
    pub account: AccountRef,
    /// The ident of the contract of the login.
    pub contract: &'static str,
    /// The device, if clients of the contract name it.
    pub device: Option<String>,
    /// The client of the login.
    pub client_info: ClientInfo,
    /// When it is opened.
    pub created_at: Timestamp,
    /// The end of its lifetime.
    pub expires_at: Timestamp,
    /// The end of its idle time.
    pub idle_until: Timestamp,
    /// The identifier of its first token.
    pub token_id: TokenId,
}

/// A session as it is stored.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its identifier.
    pub id: SessionId,
    /// Its account.
    pub account: AccountRef,
    /// The ident of the contract of the login.
    pub contract: String,
    /// The device, if clients of the contract name it.
    pub device: Option<String>,
    /// The client address of the login.
    pub address: String,
    /// The `User-Agent` of the login.
    pub user_agent: Option<String>,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it was last used, to within a few minutes.
    pub seen_at: Timestamp,
    /// The end of its lifetime.
    pub expires_at: Timestamp,
    /// The end of its idle time.
    pub idle_until: Timestamp,
    /// The latest time at which it was refused for being over.
    pub refused_at: Timestamp,
    /// When it ended early.
    pub ended_at: Option<Timestamp>,
    /// The identifier of the current token.
    pub token_id: TokenId,
    /// The newest spent tokens, those in their grace period among them, and when each was refreshed; the newest first.
    pub spent: Vec<(TokenId, Timestamp)>,
}

/// How many spent tokens a session remembers at least, however old they are.
const SPENT_LEAST: usize = 8;
/// For how long it remembers more of them: the longest grace period, and the time that refreshes are limited for.
const SPENT_KEPT: Duration = Duration::from_secs(5 * 60);

/// The exchange of a session's current token for the next one.
#[derive(Debug, Clone)]
pub struct TokenRotation {
    /// The token that must be the current one.
    pub presented: TokenId,
    /// The token that will be.
    pub next: TokenId,
    /// The tokens that the session then remembers as spent: see [`Session::spent_after_refresh`].
    pub spent: Vec<(TokenId, Timestamp)>,
    /// When that is.
    pub now: Timestamp,
    /// The session then ends at this time unless it is used again.
    pub idle_until: Timestamp,
}

impl Session {
    /// The current time for this session. A clock that is set back must not make valid again what was refused, so time
    /// never goes back before a refusal.
    pub fn time(&self, now: Timestamp) -> Timestamp {
        now.max(self.refused_at)
    }

    /// Whether a token is the current one, or was until less than `grace` ago.
    pub fn accepts(&self, token: TokenId, now: Timestamp, grace: Duration) -> bool {
        self.token_id == token || self.spent_at(token).is_some_and(|at| now < at.plus(grace))
    }

    /// When this token was refreshed, if it was refreshed lately.
    pub fn spent_at(&self, token: TokenId) -> Option<Timestamp> {
        let found = self.spent.iter().find(|(spent, _)| *spent == token);
        found.map(|(_, at)| *at)
    }

    /// How many spent tokens a session remembers at most. The limit of refreshes is no higher, so all those in their grace
    /// period are among them, unless an operator has taken the limit away.
    pub const REMEMBERED: usize = 64;

    /// The spent tokens once the current one is refreshed too: those of the last five minutes, and the newest few, which
    /// say how late a token came that is reused.
    pub fn spent_after_refresh(&self, now: Timestamp) -> Vec<(TokenId, Timestamp)> {
        let mut spent = self.spent.clone();
        spent.insert(0, (self.token_id, now));
        let lately = spent.iter().take_while(|(_, at)| now < at.plus(SPENT_KEPT)).count();
        spent.truncate(lately.clamp(SPENT_LEAST, Self::REMEMBERED));
        spent
    }

    /// Whether it is open at this time, which comes from [`Session::time`].
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.ended_at.is_none() && now < self.expires_at && now < self.idle_until
    }
}
