//! `latchkey key list`

use serde::Serialize;

use crate::auth::{Clock, SystemClock};
use crate::cli::error::CliError;
use crate::cli::global::Global;
use crate::cli::open_app::with_auth_read_only;
use crate::cli::output::{Listing, Row};
use crate::cli::times::rfc3339;
use crate::model::{SigningKey, Timestamp};

/// A signing key in a list.
#[derive(Serialize)]
struct KeyRow<'a> {
    id: String,
    algorithm: &'a str,
    status: &'static str,
    created_at: String,
    signs_from: String,
    signs_until: Option<String>,
    verifies_until: Option<String>,
    encrypted_with: Option<&'a str>,
}

impl<'a> KeyRow<'a> {
    /// `signs_until` is when the first later key begins to sign.
    fn new(key: &'a SigningKey, signs_until: Option<Timestamp>, now: Timestamp) -> Self {
        Self {
            id: key.id.to_string(),
            algorithm: &key.algorithm,
            status: status(key, signs_until, now),
            created_at: rfc3339(key.created_at),
            signs_from: rfc3339(key.signs_from),
            signs_until: signs_until.map(rfc3339),
            verifies_until: key.verifies_until.map(rfc3339),
            encrypted_with: key.encrypted_with.as_deref(),
        }
    }
}

fn status(key: &SigningKey, signs_until: Option<Timestamp>, now: Timestamp) -> &'static str {
    if key.has_ended(now) {
        "ended"
    } else if signs_until.is_some_and(|end| end <= now) {
        "verifies"
    } else if now < key.signs_from {
        "published"
    } else {
        "signs"
    }
}

impl Row for KeyRow<'_> {
    const HEADER: &'static [&'static str] = &[
        "id",
        "algorithm",
        "status",
        "created",
        "signs from",
        "signs until",
        "verifies until",
        "encrypted with",
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.algorithm.to_owned(),
            self.status.to_owned(),
            self.created_at.clone(),
            self.signs_from.clone(),
            self.signs_until.clone().unwrap_or_default(),
            self.verifies_until.clone().unwrap_or_default(),
            self.encrypted_with.unwrap_or("nothing").to_owned(),
        ]
    }
}

pub(super) async fn run(global: &Global, json: bool) -> Result<(), CliError> {
    with_auth_read_only(global, async |auth| {
        let keys = auth.signing_keys().await?;
        let now = SystemClock.now();
        let mut listing = Listing::of::<KeyRow<'_>>(json);
        let mut later = None;
        // The newest key comes first.
        for key in &keys {
            listing.add(&KeyRow::new(key, later, now));
            later = Some(later.map_or(key.signs_from, |later: Timestamp| later.min(key.signs_from)));
        }
        listing.finish()
    })
    .await
}
