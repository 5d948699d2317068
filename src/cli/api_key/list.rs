//! `latchkey api-key list`

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use crate::auth::{AuthService, Clock, SystemClock};
use crate::cli::error::CliError;
use crate::cli::global::Global;
use crate::cli::open_app::with_auth_read_only;
use crate::cli::output::{Listing, Row};
use crate::cli::times::rfc3339;
use crate::model::{ApiKey, Timestamp, User, UserId, UserStatus};

/// An API key in a list.
#[derive(Serialize)]
struct ApiKeyRow<'a> {
    id: i64,
    name: &'a str,
    owner: &'a str,
    owner_id: i64,
    key: &'a str,
    client_secret: &'a str,
    permissions: Vec<&'static str>,
    status: &'static str,
    created_at: String,
    expires_at: Option<String>,
    revoked_at: Option<String>,
    last_used_at: Option<String>,
}

impl<'a> ApiKeyRow<'a> {
    fn new(key: &'a ApiKey, owner: Option<&'a User>, now: Timestamp) -> Self {
        Self {
            id: key.id.0,
            name: &key.name,
            owner: owner.map_or("", |owner| &owner.username),
            owner_id: key.owner.0,
            key: &key.masked_key,
            client_secret: &key.masked_secret,
            permissions: key.permissions.names(),
            status: status(key, owner, now),
            created_at: rfc3339(key.created_at),
            expires_at: key.expires_at.map(rfc3339),
            revoked_at: key.revoked_at.map(rfc3339),
            last_used_at: key.last_used_at.map(rfc3339),
        }
    }
}

/// Whether a key works, or the first reason why it does not.
fn status(key: &ApiKey, owner: Option<&User>, now: Timestamp) -> &'static str {
    if key.revoked_at.is_some() {
        "revoked"
    } else if !key.is_valid(now) {
        "expired"
    } else if owner.is_none_or(|owner| owner.status == UserStatus::Disabled) {
        "owner_disabled"
    } else {
        "active"
    }
}

impl Row for ApiKeyRow<'_> {
    const HEADER: &'static [&'static str] = &[
        "id",
        "owner",
        "name",
        "key",
        "permissions",
        "status",
        "expires",
        "last used",
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.owner.to_owned(),
            self.name.to_owned(),
            self.key.to_owned(),
            self.permissions.join(", "),
            self.status.replace('_', " "),
            self.expires_at.clone().unwrap_or_else(|| "never".to_owned()),
            self.last_used_at.clone().unwrap_or_default(),
        ]
    }
}

pub(super) async fn run(global: &Global, json: bool) -> Result<(), CliError> {
    with_auth_read_only(global, async |auth| {
        let keys = auth.api_keys(None).await?;
        let owners = owners(auth, &keys).await?;
        let now = SystemClock.now();
        let mut listing = Listing::of::<ApiKeyRow<'_>>(json);
        for key in &keys {
            listing.add(&ApiKeyRow::new(key, owners.get(&key.owner).map(Arc::as_ref), now));
        }
        listing.finish()
    })
    .await
}

async fn owners(auth: &AuthService, keys: &[ApiKey]) -> Result<HashMap<UserId, Arc<User>>, CliError> {
    let mut owners = HashMap::new();
    for key in keys {
        if !owners.contains_key(&key.owner)
            && let Some(owner) = auth.find_account_by_id(key.owner.0).await?
        {
            owners.insert(key.owner, owner);
        }
    }
    Ok(owners)
}
