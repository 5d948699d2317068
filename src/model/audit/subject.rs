//! What an event is about.

use std::fmt;

use crate::model::api_key::ApiKeyId;
use crate::model::role::RoleId;
use crate::model::session::SessionId;
use crate::model::signing_key::KeyId;
use crate::model::webhook::WebhookId;

/// What an event is about, besides the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A session.
    Session(SessionId),
    /// An API key.
    ApiKey(ApiKeyId),
    /// A signing key.
    Key(KeyId),
    /// A role.
    Role(RoleId),
    /// A setting.
    Setting(i64),
    /// A webhook endpoint.
    Webhook(WebhookId),
}

impl fmt::Display for Subject {
    /// As stored: the table and the row.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Session(id) => write!(f, "sessions/{id}"),
            Self::ApiKey(id) => write!(f, "api_keys/{}", id.0),
            Self::Key(id) => write!(f, "signing_keys/{id}"),
            Self::Role(id) => write!(f, "roles/{}", id.0),
            Self::Setting(id) => write!(f, "settings/{id}"),
            Self::Webhook(id) => write!(f, "webhook_endpoints/{}", id.0),
        }
    }
}
