//! Table `api_keys`: a row as an [`ApiKey`].

use crate::model::{ApiKey, ApiKeyId, Permissions, Timestamp, UserId};
use crate::store::entity::api_key::Model;

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
