//! Webhook endpoints, as operators manage them. Each change is an audit event within its transaction.

use sea_orm::sea_query::{Expr, ExprTrait, UpdateStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, UpdateMany};

use super::audit::record;
use super::entity::audit_event;
use super::entity::webhook_endpoint::{Column, Entity};
use super::error::StoreError;
use super::handle::Store;
use super::idempotency::{claim, settle};
use super::rows::audit_event::new_row as new_event;
use super::rows::webhook_endpoint::{names, new_row, progress_values, webhook};
use super::write::Write;
use crate::model::{
    Action, Added, Context, Idempotency, NewAuditEvent, NewWebhook, Patch, Revision, Subject, SwitchedOff, Timestamp,
    Webhook, WebhookId, WebhookProgress, WebhookSecrets, WebhookUpdate,
};

impl Store {
    /// Adds an endpoint. It gets the events after the one of its own addition.
    ///
    /// # Errors
    /// As every query.
    pub async fn add_webhook(
        &self,
        new: &NewWebhook,
        idempotency: Option<&Idempotency>,
        context: &Context,
    ) -> Result<Added<WebhookId>, StoreError> {
        let transaction = self.begin().await?;
        if let Some(known) = claim(&transaction, idempotency, new.created_at).await? {
            transaction.rollback().await?;
            return Ok(known.map(WebhookId));
        }
        let id = WebhookId(transaction.insert(Entity::insert(new_row(new)).into_query()).await?);
        let event = context.event(Action::WebhookAdded, new.created_at);
        let event = new_event(&event.about(Subject::Webhook(id)));
        let position = transaction
            .insert(audit_event::Entity::insert(event).into_query())
            .await?;
        let place = Entity::update_many()
            .col_expr(Column::Position, Expr::value(position))
            .filter(Column::Id.eq(id.0));
        transaction.execute(&place.into_query()).await?;
        settle(&transaction, idempotency, id.0).await?;
        transaction.commit().await?;
        Ok(Added::Now(id))
    }

    /// At most `limit` endpoints with a number above `after`, in the order of their numbers.
    ///
    /// # Errors
    /// As every query.
    pub async fn webhooks_after(&self, after: WebhookId, limit: u64) -> Result<Vec<Webhook>, StoreError> {
        let select = Entity::find().filter(Column::Id.gt(after.0));
        let rows = select.order_by_asc(Column::Id).limit(limit).all(&self.reader).await?;
        rows.into_iter()
            .map(|row| webhook(row).map(|(webhook, _)| webhook))
            .collect()
    }

    /// All endpoints with their secrets, in the order in which they were added.
    ///
    /// # Errors
    /// As every query.
    pub async fn webhooks(&self) -> Result<Vec<(Webhook, WebhookSecrets)>, StoreError> {
        let rows = Entity::find().order_by_asc(Column::Id).all(&self.reader).await?;
        rows.into_iter().map(webhook).collect()
    }

    /// An endpoint with its secrets.
    ///
    /// # Errors
    /// As every query.
    pub async fn webhook(&self, id: WebhookId) -> Result<Option<(Webhook, WebhookSecrets)>, StoreError> {
        let row = Entity::find_by_id(id.0).one(&self.reader).await?;
        row.map(webhook).transpose()
    }

    /// Changes an endpoint. Returns whether there is one, of this revision if one is given.
    ///
    /// # Errors
    /// As every query.
    pub async fn update_webhook(
        &self,
        id: WebhookId,
        update: &WebhookUpdate,
        revision: Option<Revision>,
        now: Timestamp,
        context: &Context,
    ) -> Result<bool, StoreError> {
        let mut query = changed(id).filter(is_of(revision));
        let mut changed = Vec::new();
        if let Some(url) = &update.url {
            query = query.col_expr(Column::Url, Expr::value(url.clone()));
            changed.push("url");
        }
        if update.description.is_change() {
            let description = match &update.description {
                Patch::Set(text) => Some(text.clone()),
                Patch::Keep | Patch::Clear => None,
            };
            query = query.col_expr(Column::Description, Expr::value(description));
            changed.push("description");
        }
        if let Some(events) = &update.events {
            query = query.col_expr(Column::Events, Expr::value(names(events)));
            changed.push("events");
        }
        if changed.is_empty() {
            let found = self.webhook(id).await?;
            return Ok(found.is_some_and(|(webhook, _)| revision.is_none_or(|one| one == webhook.revision)));
        }
        let event = context.event(Action::WebhookChanged, now);
        self.change(id, query.into_query(), event.with_detail(changed.join(", ")))
            .await
    }

    /// Enables an endpoint, if it is not, and has the next attempt made at once. With `skip` it gets only what happens
    /// from now on. Returns whether there is one.
    ///
    /// # Errors
    /// As every query.
    pub async fn enable_webhook(
        &self,
        id: WebhookId,
        skip: bool,
        now: Timestamp,
        context: &Context,
    ) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        let mut progress = WebhookProgress::default();
        if skip {
            progress.position = newest_event(&transaction).await?;
        }
        let mut query = changed(id)
            .col_expr(Column::DisabledAt, Expr::value(None::<i64>))
            .col_expr(Column::DisabledBecause, Expr::value(None::<String>));
        for (column, value) in progress_values(&progress) {
            let is_kept = match column {
                Column::Position => !skip,
                Column::LastDeliveredAt => true,
                _ => false,
            };
            if !is_kept {
                query = query.col_expr(column, Expr::value(value));
            }
        }
        let event = context.event(Action::WebhookChanged, now).with_detail("enabled");
        finish_change(transaction, id, query.into_query(), event).await
    }

    /// Switches an endpoint off, unless it is. Returns whether there is one.
    ///
    /// # Errors
    /// As every query.
    pub async fn disable_webhook(
        &self,
        id: WebhookId,
        because: SwitchedOff,
        now: Timestamp,
        context: &Context,
    ) -> Result<bool, StoreError> {
        let event = context.event(Action::WebhookDisabled, now);
        let done = self
            .change(id, switch_off(id, because, now), event.with_detail(because.as_str()))
            .await?;
        Ok(done || self.webhook(id).await?.is_some())
    }

    /// Removes an endpoint. Returns whether there was one, of this revision if one is given.
    ///
    /// # Errors
    /// As every query.
    pub async fn remove_webhook(
        &self,
        id: WebhookId,
        revision: Option<Revision>,
        now: Timestamp,
        context: &Context,
    ) -> Result<bool, StoreError> {
        let delete = Entity::delete_many()
            .filter(Column::Id.eq(id.0))
            .filter(is_of(revision));
        let delete = delete.into_query();
        let transaction = self.begin().await?;
        if transaction.execute(&delete).await? != 1 {
            transaction.rollback().await?;
            return Ok(false);
        }
        let event = context.event(Action::WebhookRemoved, now);
        record(&transaction, &event.about(Subject::Webhook(id))).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Changes the row of an endpoint, and records that. Returns whether the statement took effect.
    pub(super) async fn change(
        &self,
        id: WebhookId,
        query: UpdateStatement,
        event: NewAuditEvent<'_>,
    ) -> Result<bool, StoreError> {
        finish_change(self.begin().await?, id, query, event).await
    }
}

/// The beginning of a statement that changes an endpoint: it is of another revision then.
pub(super) fn changed(id: WebhookId) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::Revision, Expr::col(Column::Revision).add(1))
        .filter(Column::Id.eq(id.0))
}

/// That an endpoint is of this revision, if one is given.
fn is_of(revision: Option<Revision>) -> Condition {
    Condition::all().add_option(revision.map(|revision| Column::Revision.eq(revision.0)))
}

/// The statement that switches an endpoint off, unless it is.
pub(super) fn switch_off(id: WebhookId, because: SwitchedOff, now: Timestamp) -> UpdateStatement {
    let query = changed(id)
        .col_expr(Column::DisabledAt, Expr::value(now.millis()))
        .col_expr(Column::DisabledBecause, Expr::value(because.as_str()))
        .filter(Column::DisabledAt.is_null());
    query.into_query()
}

/// Runs a statement that changes an endpoint, and records that, within a transaction that it ends.
pub(super) async fn finish_change(
    transaction: Write,
    id: WebhookId,
    query: UpdateStatement,
    event: NewAuditEvent<'_>,
) -> Result<bool, StoreError> {
    if transaction.execute(&query).await? != 1 {
        transaction.rollback().await?;
        return Ok(false);
    }
    record(&transaction, &event.about(Subject::Webhook(id))).await?;
    transaction.commit().await?;
    Ok(true)
}

async fn newest_event(transaction: &Write) -> Result<i64, StoreError> {
    let newest = audit_event::Entity::find()
        .select_only()
        .column(audit_event::Column::Id)
        .order_by_desc(audit_event::Column::Id)
        .limit(1);
    let row = transaction.query_one(&newest.into_query()).await?;
    Ok(row.map(|row| row.get("id")).transpose()?.unwrap_or(0))
}
