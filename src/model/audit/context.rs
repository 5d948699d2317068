//! Who did it, and how they came in.

use std::fmt;

use super::{Action, NewAuditEvent, Subject};
use crate::model::{AccountRef, ApiKeyId, ClientInfo, Network, Timestamp};

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// The owner of an account, who had proved to be that.
    Account(AccountRef),
    /// A program, by its API key.
    ApiKey(ApiKeyId),
    /// Somebody at the command line.
    Operator,
    /// The server by itself.
    System,
    /// Somebody who has not proved who they are.
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

/// Who does something, and by which way: what all events of one request or command have in common.
#[derive(Debug, Clone)]
pub struct Context {
    /// Who does it.
    pub actor: Actor,
    /// The identifier of the contract that was asked, or `portal`.
    pub contract: Option<&'static str>,
    /// The network that the request came from.
    pub network: Option<Network>,
    /// The name of the request.
    pub request_id: Option<String>,
}

impl Context {
    /// Something that this actor asked for by a request.
    pub fn request(actor: Actor, client_info: &ClientInfo) -> Self {
        Self {
            actor,
            contract: client_info.contract,
            network: Some(Network::of(client_info.address)),
            request_id: Some(client_info.request_id.clone()),
        }
    }

    /// The same through this contract, or whatever else it is that was asked.
    #[must_use]
    pub fn through(self, contract: &'static str) -> Self {
        Self {
            contract: Some(contract),
            ..self
        }
    }

    /// Something that an operator does at the command line.
    pub const fn operator() -> Self {
        Self::local(Actor::Operator)
    }

    /// Something that the server does by itself.
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

    /// An event that this context causes.
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
