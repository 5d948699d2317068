//! API keys.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use sqlite_inline::NotRead;

use super::audit::record;
use super::cache::Findable;
use super::entity::api_key::{Column, Entity};
use super::entity::user;
use super::error::StoreError;
use super::handle::Store;
use super::idempotency::{claim, settle};
use super::rows::api_key::{api_key, new_row};
use super::sqlite::entry::{Candidates, Key, Value};
use super::write_behind::queue::{LastUse, UsedRow};
use crate::model::{
    Action, Added, ApiKey, ApiKeyId, Bounds, Context, HashedToken, Idempotency, NewApiKey, NewAuditEvent, Setting,
    Subject, Timestamp, User, UserId, UserStatus,
};

/// A key that may be the one that was presented.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The key.
    pub key: Arc<ApiKey>,
    /// What it is recognised by.
    pub hash: HashedToken,
    /// Whose it is, where that came along.
    pub owner: Option<Arc<User>>,
}

impl Store {
    /// Adds an API key.
    ///
    /// # Errors
    /// As every query.
    pub async fn add_api_key(
        &self,
        new: &NewApiKey,
        idempotency: Option<&Idempotency>,
        context: &Context,
    ) -> Result<Added<ApiKeyId>, StoreError> {
        let transaction = self.begin().await?;
        if let Some(known) = claim(&transaction, idempotency, new.created_at).await? {
            transaction.rollback().await?;
            return Ok(known.map(ApiKeyId));
        }
        let id = ApiKeyId(transaction.insert(Entity::insert(new_row(new)).into_query()).await?);
        let event = context.event(Action::ApiKeyCreated, new.created_at);
        let event = event.of(new.owner.reference()).about(Subject::ApiKey(id));
        record(&transaction, &event).await?;
        settle(&transaction, idempotency, id.0).await?;
        transaction.commit().await?;
        Ok(Added::Now(id))
    }

    /// Gives a key that still works a successor, and ends it at this time unless it ends before. Returns the number of the
    /// successor; `None` if there is no such key that works.
    ///
    /// # Errors
    /// As every query.
    pub async fn rotate_api_key(
        &self,
        old: ApiKeyId,
        new: &NewApiKey,
        end: Timestamp,
        context: &Context,
    ) -> Result<Option<ApiKeyId>, StoreError> {
        let now = new.created_at;
        let works = Condition::all().add(Column::RevokedAt.is_null()).add(
            Condition::any()
                .add(Column::ExpiresAt.is_null())
                .add(Column::ExpiresAt.gt(now.millis())),
        );
        let ends = Expr::case(Column::ExpiresAt.lt(end.millis()), Expr::col(Column::ExpiresAt)).finally(end.millis());
        let mut expire = Query::update();
        expire
            .table("api_keys")
            .value(Column::ExpiresAt, ends)
            .and_where(Column::Id.eq(old.0))
            .cond_where(works);
        let transaction = self.begin().await?;
        if transaction.execute(&expire).await? == 0 {
            transaction.rollback().await?;
            return Ok(None);
        }
        let id = ApiKeyId(transaction.insert(Entity::insert(new_row(new)).into_query()).await?);
        let of_owner = |action| context.event(action, now).of(new.owner.reference());
        let rotated = of_owner(Action::ApiKeyRotated).about(Subject::ApiKey(old));
        let created = of_owner(Action::ApiKeyCreated).about(Subject::ApiKey(id));
        record(&transaction, &rotated.with_detail(id.0.to_string())).await?;
        record(&transaction, &created).await?;
        transaction.commit().await?;
        Ok(Some(id))
    }

    /// Finds a key by number.
    ///
    /// # Errors
    /// As every query.
    pub async fn api_key(&self, id: ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
        Ok(Entity::find_by_id(id.0).one(&self.reader).await?.map(api_key))
    }

    /// At most `limit` keys with a number above `after`, in the order of their numbers: of one user, or of all users
    /// within these bounds.
    ///
    /// # Errors
    /// As every query.
    pub async fn api_keys_after(
        &self,
        owner: Option<UserId>,
        bounds: Bounds,
        after: ApiKeyId,
        limit: u64,
    ) -> Result<Vec<ApiKey>, StoreError> {
        let mut query = Entity::find().filter(Column::Id.gt(after.0));
        if let Some(owner) = owner {
            query = query.filter(Column::OwnerId.eq(owner.0));
        }
        if !bounds.is_open() {
            let mut inside = user::Entity::find().select_only().column(user::Column::Id);
            if let Some(isp_id) = bounds.isp_id {
                inside = inside.filter(user::Column::IspId.eq(isp_id));
            }
            if let Some(branch_id) = bounds.branch_id {
                inside = inside.filter(user::Column::BranchId.eq(branch_id));
            }
            query = query.filter(Column::OwnerId.in_subquery(inside.into_query()));
        }
        let rows = query.order_by_asc(Column::Id).limit(limit).all(&self.reader).await?;
        Ok(rows.into_iter().map(api_key).collect())
    }

    /// The keys that begin like this and whose owner is not disabled: usually one.
    ///
    /// # Errors
    /// As every query.
    pub async fn api_keys_by_prefix(&self, prefix: &str) -> Result<Vec<Candidate>, StoreError> {
        match self.inline.as_ref().map(|inline| inline.keys_with_owners(prefix)) {
            Some(Ok((keys, owners))) => Ok(of_the_active(&keys, owners)),
            Some(Err(NotRead)) | None => Box::pin(self.read_active(prefix)).await,
        }
    }

    async fn read_active(&self, prefix: &str) -> Result<Vec<Candidate>, StoreError> {
        let active = user::Entity::find()
            .select_only()
            .column(user::Column::Id)
            .filter(user::Column::Status.eq(UserStatus::Active.as_str()));
        let found = Entity::find()
            .filter(Column::Prefix.eq(prefix))
            .filter(Column::OwnerId.in_subquery(active.into_query()))
            .all(&self.reader)
            .await?;
        let candidates = found.into_iter().filter_map(|row| {
            let hash = HashedToken::from_stored(&row.key_hash)?;
            let key = Arc::new(api_key(row));
            Some(Candidate { key, hash, owner: None })
        });
        Ok(candidates.collect())
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
        let query = match owner {
            Some(owner) => Entity::find().filter(Column::OwnerId.eq(owner.0)),
            None => Entity::find(),
        };
        let rows = query.order_by_asc(Column::Id).all(&self.reader).await?;
        Ok(rows.into_iter().map(api_key).collect())
    }

    /// The API keys of a user and their settings, each in the order in which they were added.
    ///
    /// # Errors
    /// As every query.
    pub async fn belongings(&self, user: UserId) -> Result<(Arc<[ApiKey]>, Arc<[Setting]>), StoreError> {
        match self.find_both((Key::KeysOf(user), Key::SettingsOf(user))) {
            Ok((keys, settings)) => Ok((keys.unwrap_or_default(), settings.unwrap_or_default())),
            Err(NotRead) => {
                Box::pin(async { Ok((self.api_keys(Some(user)).await?.into(), self.settings(user).await?)) }).await
            }
        }
    }

    /// The number of the key with this hash, whether it works or not.
    ///
    /// # Errors
    /// As every query.
    pub async fn api_key_by_hash(&self, prefix: &str, hash: &HashedToken) -> Result<Option<ApiKeyId>, StoreError> {
        let found: Option<i64> = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::Prefix.eq(prefix))
            .filter(Column::KeyHash.eq(hash.bytes().to_vec()))
            .into_tuple()
            .one(&self.reader)
            .await?;
        Ok(found.map(ApiKeyId))
    }

    /// Withdraws a key for good. Returns whether there was such a key that had not been withdrawn.
    ///
    /// # Errors
    /// As every query.
    pub async fn revoke_api_key(&self, id: ApiKeyId, now: Timestamp, context: &Context) -> Result<bool, StoreError> {
        let unless_revoked = Condition::all().add(Column::RevokedAt.is_null());
        self.mark(
            id,
            Column::RevokedAt,
            unless_revoked,
            context.event(Action::ApiKeyRevoked, now),
        )
        .await
    }

    /// Records that a key was presented which works no more, unless that was recorded less than `every` ago. Returns
    /// whether it was recorded now.
    ///
    /// # Errors
    /// As every query.
    pub async fn refuse_api_key(
        &self,
        id: ApiKeyId,
        now: Timestamp,
        every: Duration,
        context: &Context,
    ) -> Result<bool, StoreError> {
        let unless_lately = Condition::any()
            .add(Column::RefusedAt.is_null())
            .add(Column::RefusedAt.lte(now.minus(every).millis()));
        self.mark(
            id,
            Column::RefusedAt,
            unless_lately,
            context.event(Action::ApiKeyRefused, now),
        )
        .await
    }

    /// Sets a time of a key, on a condition, and records the event. Returns whether it was so.
    async fn mark(
        &self,
        id: ApiKeyId,
        column: Column,
        when: Condition,
        event: NewAuditEvent<'_>,
    ) -> Result<bool, StoreError> {
        let mut update = Query::update();
        update
            .table("api_keys")
            .value(column, event.at.millis())
            .and_where(Column::Id.eq(id.0))
            .cond_where(when)
            .returning_col("owner_id");
        let transaction = self.begin().await?;
        let Some(row) = transaction.query_one(&update).await? else {
            transaction.rollback().await?;
            return Ok(false);
        };
        let owner = UserId(row.get("owner_id")?);
        record(&transaction, &event.of(owner.reference()).about(Subject::ApiKey(id))).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Notes that the key was used, unless that was noted less than `every` ago. Write-behind does that.
    pub fn touch_api_key(&self, id: ApiKeyId, now: Timestamp, every: Duration) {
        let new = LastUse {
            at: now,
            every,
            idle_until: None,
        };
        self.note(UsedRow::ApiKey(id), new);
    }
}

fn of_the_active(keys: &Candidates, owners: Vec<Option<Value>>) -> Vec<Candidate> {
    let candidates = keys.iter().zip(owners).filter_map(|((key, hash), owner)| {
        let owner = owner.and_then(Arc::<User>::of);
        let is_active = owner.as_ref().is_some_and(|owner| owner.status == UserStatus::Active);
        let (key, hash) = (key.clone(), hash.clone());
        is_active.then_some(Candidate { key, hash, owner })
    });
    candidates.collect()
}
