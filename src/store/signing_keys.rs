//! Signing keys.

use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QueryTrait};

use super::audit::{record, record_all};
use super::entity::signing_key::{Column, Entity};
use super::error::StoreError;
use super::handle::Store;
use super::rows::signing_key::{new_row, signing_key};
use crate::model::{Action, Context, KeyId, SigningKey, Subject, Timestamp};

impl Store {
    /// Stores the key that follows the one of generation `after`, which is 0 where there is none, and lets tokens of
    /// all earlier keys be taken until `earlier_until` at the latest. Does nothing when that generation has a
    /// successor already: of several nodes that want the next key at once, the first to come makes it for all.
    /// Returns whether it was this one. An earlier key of the same name makes way.
    ///
    /// # Errors
    /// As every query.
    pub async fn add_signing_key(
        &self,
        key: &SigningKey,
        after: i64,
        earlier_until: Timestamp,
        context: &Context,
    ) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        let make_way = Entity::delete_many()
            .filter(Column::Id.eq(key.id.0))
            .filter(Column::Generation.lte(after));
        transaction.execute(&make_way.into_query()).await?;
        // A conflict of any kind: nodes that bring the same secret bring the same name with it.
        let insert = Entity::insert(new_row(key, after + 1)).on_conflict(OnConflict::new().do_nothing().to_owned());
        if transaction.execute(&insert.into_query()).await? != 1 {
            transaction.rollback().await?;
            return Ok(false);
        }
        let end_earlier = Entity::update_many()
            .col_expr(Column::VerifiesUntil, Expr::value(earlier_until.millis()))
            .filter(Column::Generation.lte(after))
            .filter(Column::VerifiesUntil.is_null());
        transaction.execute(&end_earlier.into_query()).await?;
        let action = if after == 0 {
            Action::KeyCreated
        } else {
            Action::KeyRotated
        };
        let event = context.event(action, key.created_at);
        record(&transaction, &event.about(Subject::Key(key.id))).await?;
        transaction.commit().await?;
        Ok(true)
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
        Ok(rows.into_iter().map(signing_key).collect())
    }

    /// Stores the material of a key in another form, unless another node did so first: `was` is what the key is
    /// still encrypted with. Returns whether it was done.
    ///
    /// # Errors
    /// As every query.
    pub async fn reencrypt_signing_key(&self, key: &SigningKey, was: Option<&str>) -> Result<bool, StoreError> {
        let unchanged = match was {
            Some(fingerprint) => Column::SealedBy.eq(fingerprint),
            None => Column::SealedBy.is_null(),
        };
        let update = Entity::update_many()
            .col_expr(Column::Secret, Expr::value(key.expose().to_vec()))
            .col_expr(Column::SealedBy, Expr::value(key.encrypted_with.clone()))
            .filter(Column::Id.eq(key.id.0))
            .filter(unchanged);
        Ok(self.writer.execute(&update.into_query()).await? == 1)
    }

    /// Deletes the keys whose tokens are not taken any more. Returns how many those were.
    ///
    /// # Errors
    /// As every query.
    pub async fn delete_ended_signing_keys(&self, now: Timestamp, context: &Context) -> Result<usize, StoreError> {
        let mut delete = Query::delete();
        delete
            .from_table(Entity)
            .and_where(Column::VerifiesUntil.lte(now.millis()))
            .returning_col(Column::Id);
        let transaction = self.begin().await?;
        let mut deleted = Vec::new();
        for row in transaction.query(&delete).await? {
            deleted.push(KeyId(row.get("id")?));
        }
        let events = deleted.iter().map(|id| {
            let event = context.event(Action::KeyDeleted, now);
            event.about(Subject::Key(*id))
        });
        record_all(&transaction, &events.collect::<Vec<_>>()).await?;
        transaction.commit().await?;
        Ok(deleted.len())
    }
}
