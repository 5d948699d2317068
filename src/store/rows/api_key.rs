//! Rows of `api_keys`.

use crate::model::{ApiKey, ApiKeyId, NewApiKey, Permissions, Timestamp, UserId};
use crate::store::columns::set;
use crate::store::entity::api_key::{ActiveModel, Model};

/// An API key from its row.
pub(in crate::store) fn api_key(row: Model) -> ApiKey {
    ApiKey {
        id: ApiKeyId(row.id),
        name: row.name,
        masked_key: row.masked_key,
        masked_secret: row.masked_secret,
        owner: UserId(row.owner_id),
        permissions: Permissions::from_bits(row.permissions),
        description: row.description,
        created_at: Timestamp::from_millis(row.created_at),
        expires_at: row.expires_at.map(Timestamp::from_millis),
        revoked_at: row.revoked_at.map(Timestamp::from_millis),
        last_used_at: row.last_used_at.map(Timestamp::from_millis),
        refused_at: row.refused_at.map(Timestamp::from_millis),
    }
}

/// The row of a new API key.
pub(in crate::store) fn new_row(new: &NewApiKey) -> ActiveModel {
    ActiveModel {
        owner_id: set(new.owner.0),
        name: set(new.name.clone()),
        description: set(new.description.clone()),
        prefix: set(new.prefix.clone()),
        key_hash: set(new.key_hash.bytes().to_vec()),
        masked_key: set(new.masked_key.clone()),
        secret_hash: set(new.secret_hash.bytes().to_vec()),
        masked_secret: set(new.masked_secret.clone()),
        permissions: set(new.permissions.bits()),
        created_at: set(new.created_at.millis()),
        expires_at: set(new.expires_at.map(Timestamp::millis)),
        ..Default::default()
    }
}
