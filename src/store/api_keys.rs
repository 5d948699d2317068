//! API keys.

use std::time::Duration;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

use super::entity::api_key::{ActiveModel, Column, Entity, Model};
use super::entity::user;
use super::login::set;
use super::{Store, StoreError};
use crate::model::{ApiKey, ApiKeyId, HashedToken, NewApiKey, Permissions, Timestamp, UserId, UserStatus};

impl Store {
    /// Adds an API key.
    ///
    /// # Errors
    /// As every query.
    pub async fn add_api_key(&self, new: &NewApiKey) -> Result<ApiKeyId, StoreError> {
        let row = ActiveModel {
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
        };
        Ok(ApiKeyId(Entity::insert(row).exec(&self.writer).await?.last_insert_id))
    }

    /// The keys that begin like this and whose owner is not disabled, each with the hash to compare: usually one.
    ///
    /// # Errors
    /// As every query.
    pub async fn api_keys_by_prefix(&self, prefix: &str) -> Result<Vec<(ApiKey, HashedToken)>, StoreError> {
        let mut found = Vec::new();
        for row in Entity::find()
            .filter(Column::Prefix.eq(prefix))
            .all(&self.reader)
            .await?
        {
            let active = Condition::all()
                .add(user::Column::Id.eq(row.owner_id))
                .add(user::Column::Status.eq(UserStatus::Active.as_str()));
            let owner = user::Entity::find().filter(active).one(&self.reader).await?;
            if let (Some(_), Some(hash)) = (owner, HashedToken::from_stored(&row.key_hash)) {
                found.push((api_key(row), hash));
            }
        }
        Ok(found)
    }

    /// The hash of the client secret that goes with a key.
    ///
    /// # Errors
    /// As every query.
    pub async fn client_secret(&self, id: ApiKeyId) -> Result<Option<HashedToken>, StoreError> {
        let row = Entity::find_by_id(id.0).one(&self.reader).await?;
        Ok(row.and_then(|row| HashedToken::from_stored(&row.secret_hash)))
    }

    /// The keys of one user, or of all, in the order in which they were made.
    ///
    /// # Errors
    /// As every query.
    pub async fn api_keys(&self, owner: Option<UserId>) -> Result<Vec<ApiKey>, StoreError> {
        let mut query = Entity::find();
        if let Some(owner) = owner {
            query = query.filter(Column::OwnerId.eq(owner.0));
        }
        Ok(query
            .order_by_asc(Column::Id)
            .all(&self.reader)
            .await?
            .into_iter()
            .map(api_key)
            .collect())
    }

    /// Withdraws a key for good. Returns whether there was such a key that had not been withdrawn.
    ///
    /// # Errors
    /// As every query.
    pub async fn revoke_api_key(&self, id: ApiKeyId, now: Timestamp) -> Result<bool, StoreError> {
        let revoked = Entity::update_many()
            .col_expr(Column::RevokedAt, Expr::value(now.millis()))
            .filter(Column::Id.eq(id.0))
            .filter(Column::RevokedAt.is_null())
            .exec(&self.writer)
            .await?;
        Ok(revoked.rows_affected == 1)
    }

    /// Notes that the key was used, unless that was noted less than `every` ago.
    ///
    /// # Errors
    /// As every query.
    pub async fn touch_api_key(&self, id: ApiKeyId, now: Timestamp, every: Duration) -> Result<(), StoreError> {
        let stale = Condition::any()
            .add(Column::LastUsedAt.is_null())
            .add(Column::LastUsedAt.lte(now.minus(every).millis()));
        Entity::update_many()
            .col_expr(Column::LastUsedAt, Expr::value(now.millis()))
            .filter(Column::Id.eq(id.0))
            .filter(stale)
            .exec(&self.writer)
            .await?;
        Ok(())
    }
}

fn api_key(row: Model) -> ApiKey {
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
    }
}
