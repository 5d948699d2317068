//! Signing keys.

use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, QueryOrder, TryInsertResult};

use super::audit::record;
use super::entity::signing_key::{ActiveModel, Column, Entity};
use super::login::set;
use super::{Store, StoreError};
use crate::model::{Action, Context, KeyId, SigningKey, Subject, Timestamp};

impl Store {
    /// Stores the very first key; does nothing when there is one already. Of several nodes that start together, the
    /// first to come makes the key of all. Returns whether it was this one.
    ///
    /// # Errors
    /// As every query.
    pub async fn add_first_signing_key(&self, key: &SigningKey, context: &Context) -> Result<bool, StoreError> {
        let row = ActiveModel {
            id: set(key.id.0),
            generation: set(1),
            algorithm: set(key.algorithm.clone()),
            secret: set(key.expose().to_vec()),
            created_at: set(key.created_at.millis()),
        };
        let transaction = self.begin().await?;
        let inserted = Entity::insert(row)
            .on_conflict(OnConflict::column(Column::Generation).do_nothing().to_owned())
            .try_insert()
            .exec_without_returning(&transaction)
            .await?;
        let is_first = match inserted {
            TryInsertResult::Inserted(rows) => rows == 1,
            TryInsertResult::Empty | TryInsertResult::Conflicted => false,
        };
        if is_first {
            let event = context.event(Action::KeyCreated, key.created_at);
            record(&transaction, &event.about(Subject::Key(key.id))).await?;
        }
        transaction.commit().await?;
        Ok(is_first)
    }

    /// All keys, the newest first.
    ///
    /// # Errors
    /// As every query.
    pub async fn signing_keys(&self) -> Result<Vec<SigningKey>, StoreError> {
        let rows = Entity::find()
            .order_by_desc(Column::Generation)
            .all(&self.reader)
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| {
                SigningKey::new(
                    KeyId(row.id),
                    row.algorithm,
                    row.secret,
                    Timestamp::from_millis(row.created_at),
                )
            })
            .collect())
    }
}
