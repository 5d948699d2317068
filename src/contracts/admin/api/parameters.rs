//! What the operations on all kinds of things have in common.

use poem_openapi::Tags;
use poem_openapi::param::{Header, Path};

use crate::contracts::admin::error::Error;
use crate::contracts::kit::access::Authorized;
use crate::contracts::kit::entity::{IfMatch, KeyText};
use crate::contracts::kit::query::{NumberPath, Parameter};

/// The kinds of things.
#[derive(Tags)]
pub enum Tag {
    /// Users: the people who work for the operator.
    Users,
    /// Subscribers: the operator's customers.
    Subscribers,
    /// Roles and their permissions.
    Roles,
    /// API keys of users.
    ApiKeys,
    /// Sessions of accounts.
    Sessions,
    /// Accounts whose logins are refused because too many failed.
    Locks,
    /// The audit log.
    Audit,
    /// Imports of accounts of other systems.
    Imports,
    /// Contracts that are taken over from their old backends.
    Cutovers,
    /// Webhook endpoints: where audit events are delivered to.
    Webhooks,
}

/// A caller whose credentials are valid.
pub type Caller = Authorized<Error>;
/// The number of a thing, for `Path<Number>`, which the framework only knows by that name.
pub type Number = Parameter<NumberPath>;
/// The header `If-Match`.
pub type Match = Header<Option<Parameter<IfMatch>>>;
/// The header `Idempotency-Key`.
pub type Key = Header<Option<Parameter<KeyText>>>;

/// The number in a path. Nothing has the number 0.
pub fn number(id: &Path<Number>) -> i64 {
    id.0.read().unwrap_or(0)
}
