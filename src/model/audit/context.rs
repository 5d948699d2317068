//! Who acts, and through what.

use std::borrow::Cow;
use std::fmt;

use super::action::Action;
use super::subject::Subject;
use crate::model::api_key::ApiKeyId;
use crate::model::client_info::ClientInfo;
use crate::model::network::Network;
use crate::model::session::AccountRef;
use crate::model::time::Timestamp;

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// The authenticated owner of an account.
    Account(AccountRef),
    /// A program, authenticated by its API key.
    ApiKey(ApiKeyId),
    /// An operator on the command line.
    Operator,
    /// The server itself.
    System,
    /// An unauthenticated client.
    Unknown,
}

impl fmt::Display for Actor {
    /// As it is stored: `users/1`, `api_keys/1`, `operator`, `system`, `unknown`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(account) => account.fmt(f),
            Self::ApiKey(id) => Subject::ApiKey(*id).fmt(f),
            Self::Operator => f.write_str("operator"),
            Self::System => f.write_str("system"),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

/// Who acts and through what: what all events of one request or command have in common.
#[derive(Debug, Clone)]
pub struct Context {
    /// Who acts.
    pub actor: Actor,
    /// The ident of the contract that was called, or `portal`.
    pub contract: Option<&'static str>,
    /// The network that the request came from.
    pub network: Option<Network>,
    /// The request id.
    pub request_id: Option<String>,
}

impl Context {
    /// A request of this actor.
    pub fn request(actor: Actor, client_info: &ClientInfo) -> Self {
        Self {
            actor,
            contract: client_info.contract,
            network: Some(Network::of(client_info.address)),
            request_id: Some(client_info.request_id.clone()),
        }
    }

    /// The same, through this contract or the portal.
    #[must_use]
    pub fn via(self, contract: &'static str) -> Self {
        Self {
            contract: Some(contract),
            ..self
        }
    }

    /// A command of an operator.
    pub const fn operator() -> Self {
        Self::local(Actor::Operator)
    }

    /// Work that the server does by itself.
    pub const fn system() -> Self {
        Self::local(Actor::System)
    }

    const fn local(actor: Actor) -> Self {
        Self {
            actor,
            contract: None,
            network: None,
            request_id: None,
        }
    }

    /// An event of this context.
    pub const fn event(&self, action: Action, at: Timestamp) -> NewAuditEvent<'_> {
        NewAuditEvent {
            at,
            action,
            context: self,
            account: None,
            subject: None,
            detail: None,
        }
    }
}

/// An event to be written.
#[derive(Debug, Clone)]
pub struct NewAuditEvent<'a> {
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub action: Action,
    /// Who did it, and through what.
    pub context: &'a Context,
    /// The affected account.
    pub account: Option<AccountRef>,
    /// What it is about, besides the account.
    pub subject: Option<Subject>,
    /// A detail that the action lacks: a word of our own, never a client's.
    pub detail: Option<Cow<'static, str>>,
}

impl NewAuditEvent<'_> {
    /// The event, affecting this account.
    #[must_use]
    pub const fn of(mut self, account: AccountRef) -> Self {
        self.account = Some(account);
        self
    }

    /// The event, about this subject.
    #[must_use]
    pub const fn about(mut self, subject: Subject) -> Self {
        self.subject = Some(subject);
        self
    }

    /// The event, with this detail.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}
