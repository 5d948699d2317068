//! The record of events: who did what to which account, when, from where, and what came of it.
//!
//! An event is made by whoever did it, a [`Context`], which knows all that does not depend on the event:
//! `context.event(Action::LoggedOut, now).of(account).about(Subject::Session(id))`. Nothing in it is a text that a
//! client made up, but the request's id, which is plain by its own rule: people type passwords into fields for names.
//!
//! | action | when |
//! |---|---|
//! | `login.succeeded` | a session was opened; the subject is the session |
//! | `login.failed` | name and password do not belong together; the account is empty for a name that nobody has |
//! | `login.refused` | they do, but the account is disabled |
//! | `login.locked` | throttle reached a limit: once when the lock begins, not for each request that it refuses |
//! | `token.refreshed` | a token was exchanged; not again for a second request with the same token |
//! | `token.reused` | a spent token was presented |
//! | `logout` | the session of whoever asked ended |
//! | `logout.all` | the same, and all others of the account with it |
//! | `session.ended` | a session ended by anything but its own logout; the detail says why |
//! | `password.changed` | a password was set |
//! | `account.added`, `account.disabled`, `account.enabled` | an operator did so |
//! | `account.changed` | an account got another status, which is the detail |
//! | `key.created`, `key.rotated`, `key.deleted` | of the keys that sign tokens |
//! | `api_key.created`, `api_key.revoked` | of an API key |
//! | `api_key.refused` | a key that once was good was presented: at most every five minutes for each key |
//! | `permission.refused` | an API key is good, but does not permit what was asked; the detail is what it lacks |
//!
//! Each session that ends before its time is the subject of exactly one of `logout`, `logout.all` and `session.ended`.
//! Requests with no token or a bad one, and unknown API keys, leave no event: anybody could fill the record with them.

mod action;
mod context;

use std::fmt;

pub use action::{Action, ActionResult};
pub use context::{Actor, Context};

use super::{AccountRef, ApiKeyId, KeyId, SessionId, Timestamp};

/// The thing, beside the account, that an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A session.
    Session(SessionId),
    /// An API key.
    ApiKey(ApiKeyId),
    /// A signing key.
    Key(KeyId),
}

impl fmt::Display for Subject {
    /// As it is stored: the table and the row.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Session(id) => write!(f, "sessions/{id}"),
            Self::ApiKey(id) => write!(f, "api_keys/{}", id.0),
            Self::Key(id) => write!(f, "signing_keys/{id}"),
        }
    }
}

/// An event to be recorded.
#[derive(Debug, Clone)]
pub struct NewAuditEvent<'a> {
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub action: Action,
    /// Who did it, and how.
    pub context: &'a Context,
    /// The account that it was done to.
    pub account: Option<AccountRef>,
    /// The thing that it is about.
    pub subject: Option<Subject>,
    /// A word of ours that says more, where the action does not say all.
    pub detail: Option<&'static str>,
}

impl NewAuditEvent<'_> {
    /// Done to this account.
    #[must_use]
    pub const fn of(mut self, account: AccountRef) -> Self {
        self.account = Some(account);
        self
    }

    /// About this thing.
    #[must_use]
    pub const fn about(mut self, subject: Subject) -> Self {
        self.subject = Some(subject);
        self
    }

    /// With this word, which is ours.
    #[must_use]
    pub const fn saying(mut self, detail: &'static str) -> Self {
        self.detail = Some(detail);
        self
    }
}

/// An event as it was recorded. Names are read as they were written, by whichever version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// Its number: later events have higher ones.
    pub id: i64,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it: see [`Actor`].
    pub actor: String,
    /// What happened: see [`Action`].
    pub action: String,
    /// What came of it: see [`ActionResult`].
    pub result: String,
    /// The account that it was done to.
    pub account: Option<AccountRef>,
    /// The thing that it is about: see [`Subject`].
    pub subject: Option<String>,
    /// A word that says more.
    pub detail: Option<String>,
    /// The contract that was asked.
    pub contract: Option<String>,
    /// The network that the request came from.
    pub network: Option<String>,
    /// The name of the request.
    pub request_id: Option<String>,
}

/// Which events are wanted.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Those from this moment on.
    pub since: Option<Timestamp>,
    /// Those done to one of these accounts; `None` for whichever account.
    pub accounts: Option<Vec<AccountRef>>,
}
