//! The audit log: who did what to which account, when, from where, and with what result.
//!
//! A [`Context`] holds what all events of a request have in common, and makes them:
//! `context.event(Action::LoggedOut, now).of(account).about(Subject::Session(id))`. Events hold no text from clients,
//! because people type passwords into fields for names. The exception is the request id, whose characters are checked.
//!
//! | action | when |
//! |---|---|
//! | `login.succeeded` | a session was opened; the subject is the session |
//! | `login.failed` | the name is unknown or the password is wrong; an unknown name has no account |
//! | `login.refused` | the password is right, but the account is disabled |
//! | `login.locked` | a login limit was reached: once when the lock begins, not for each refused request |
//! | `token.refreshed` | a token was refreshed; once for several requests with the same token |
//! | `token.reused` | a spent token was presented after its grace period; the detail is how late |
//! | `logout` | the session of the request was ended |
//! | `logout.all` | all sessions of the account were ended |
//! | `session.ended` | a session ended early, other than by its own logout; the detail is the reason |
//! | `password.changed` | a password was set |
//! | `account.added`, `account.disabled`, `account.enabled` | an operator added, disabled or enabled an account |
//! | `account.changed` | the account changed otherwise; the detail is the new status, or what has changed |
//! | `account.deleted`, `account.restored`, `account.purged` | the account was deleted, restored, or removed for good |
//! | `role.added`, `role.changed`, `role.deleted` | a role was added, changed or deleted |
//! | `setting.changed`, `setting.deleted` | an operator changed or deleted a setting of the user |
//! | `key.created`, `key.rotated`, `key.deleted` | a signing key was created, rotated or deleted |
//! | `api_key.created`, `api_key.revoked` | an API key was created or revoked |
//! | `api_key.rotated` | an API key got a successor, which is the detail |
//! | `api_key.refused` | a key that was valid once was presented: at most every five minutes for each key |
//! | `permission.refused` | an API key is valid, but lacks a permission, which is the detail |
//! | `webhook.added`, `webhook.removed` | a webhook endpoint was added or removed |
//! | `webhook.changed` | it was changed; the detail names what: `url, events`, or `enabled` |
//! | `webhook.secret_rotated` | it got another secret |
//! | `webhook.disabled` | it was switched off; the detail is why: `operator`, `failing` or `gone` |
//!
//! Of refusals that a caller can repeat at will, the first is an event, and five minutes later the others are one more,
//! by `system`, whose detail says how many: `read, 199_more`.
//!
//! Each session that ends early is the subject of exactly one of `logout`, `logout.all` and `session.ended`. Requests
//! without a valid token cause no event: anybody could fill the audit log with them.

mod action;
mod context;
mod subject;

pub use action::{Action, ActionResult};
pub use context::{Actor, Context, NewAuditEvent};
pub use subject::Subject;

use super::session::AccountRef;
use super::time::Timestamp;

/// An event as stored. Its names may come from another version of this program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// Its number. Later events have higher ones.
    pub id: i64,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it: see [`Actor`].
    pub actor: String,
    /// What happened: see [`Action`].
    pub action: String,
    /// The result: see [`ActionResult`].
    pub result: String,
    /// The affected account.
    pub account: Option<AccountRef>,
    /// What it is about: see [`Subject`].
    pub subject: Option<String>,
    /// A detail.
    pub detail: Option<String>,
    /// The ident of the contract, or `portal`.
    pub contract: Option<String>,
    /// The network that the request came from.
    pub network: Option<String>,
    /// The request id.
    pub request_id: Option<String>,
}

/// Which events to read.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Events from this time on.
    pub since: Option<Timestamp>,
    /// Events that affect one of these accounts; `None` for all events.
    pub accounts: Option<Vec<AccountRef>>,
}
