//! Webhook endpoints: where audit events are delivered to.

use std::fmt;

use secrecy::{ExposeSecret, SecretSlice};

use super::audit::Action;
use super::patch::Patch;
use super::revision::Revision;
use super::time::Timestamp;

/// The number of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WebhookId(pub i64);

/// An endpoint, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Its number.
    pub id: WebhookId,
    /// Where messages are posted to.
    pub url: String,
    /// What it is for.
    pub description: Option<String>,
    /// The names of the actions whose events it gets; none for all. Another version of this program may know more.
    pub events: Vec<String>,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was switched off, and why: see [`SwitchedOff`].
    pub disabled: Option<(Timestamp, String)>,
    /// Until when messages are signed with the secret before this one, too.
    pub previous_secret_until: Option<Timestamp>,
    /// How far its deliveries are.
    pub progress: WebhookProgress,
    /// Changes with every change, not with a delivery.
    pub revision: Revision,
}

/// How far the deliveries of an endpoint are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WebhookProgress {
    /// The number of the audit event up to which it has got all it is to get.
    pub position: i64,
    /// When a message was taken last.
    pub last_delivered_at: Option<Timestamp>,
    /// What is wrong, as long as nothing is taken.
    pub failing: Option<WebhookFailing>,
}

/// An endpoint that does not take what it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookFailing {
    /// Since when.
    pub since: Timestamp,
    /// How many attempts have failed since.
    pub failures: u32,
    /// What went wrong the last time, in our own words.
    pub error: String,
    /// When the next attempt is made.
    pub next_attempt_at: Timestamp,
}

/// Why an endpoint was switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SwitchedOff {
    /// An operator did it.
    ByOperator,
    /// It took nothing for three days.
    Failing,
    /// It answered 410 (Gone), by which a receiver says that it wants no more.
    Gone,
}

impl SwitchedOff {
    /// The word that is stored and printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ByOperator => "operator",
            Self::Failing => "failing",
            Self::Gone => "gone",
        }
    }
}

/// A secret as it is stored.
#[derive(Clone)]
pub struct StoredSecret {
    material: SecretSlice<u8>,
    /// The fingerprint of the master key that it is encrypted with; `None` if it is not encrypted.
    pub encrypted_with: Option<String>,
}

impl StoredSecret {
    /// A secret in this form.
    pub fn new(material: Vec<u8>, encrypted_with: Option<String>) -> Self {
        Self {
            material: material.into(),
            encrypted_with,
        }
    }

    /// Its bytes, encrypted if [`StoredSecret::encrypted_with`] says so.
    pub fn expose(&self) -> &[u8] {
        self.material.expose_secret()
    }
}

impl fmt::Debug for StoredSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoredSecret(redacted)")
    }
}

/// The secrets of an endpoint.
#[derive(Debug, Clone)]
pub struct WebhookSecrets {
    /// The one that signs.
    pub current: StoredSecret,
    /// The one before it, with the time until when it signs, too.
    pub previous: Option<(StoredSecret, Timestamp)>,
}

/// An endpoint to be added.
#[derive(Debug, Clone)]
pub struct NewWebhook {
    /// Where messages are posted to.
    pub url: String,
    /// What it is for.
    pub description: Option<String>,
    /// The actions whose events it gets; none for all.
    pub events: Vec<Action>,
    /// What its messages are signed with.
    pub secret: StoredSecret,
    /// When it is added.
    pub created_at: Timestamp,
}

/// A change of an endpoint.
#[derive(Debug, Clone, Default)]
pub struct WebhookUpdate {
    /// Another URL.
    pub url: Option<String>,
    /// Another description.
    pub description: Patch<String>,
    /// Other actions; none for all.
    pub events: Option<Vec<Action>>,
}
