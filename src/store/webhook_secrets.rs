//! The secrets of webhook endpoints: another one, or the same in another form.

use std::time::Duration;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryTrait};

use super::entity::webhook_endpoint::{Column, Entity};
use super::error::StoreError;
use super::handle::Store;
use super::webhooks::changed;
use crate::model::{Action, Context, StoredSecret, Timestamp, WebhookId, WebhookSecrets};

impl Store {
    /// Gives an endpoint another secret. The one before it signs, too, for this long. Returns whether there is one.
    ///
    /// # Errors
    /// As every query.
    pub async fn rotate_webhook_secret(
        &self,
        id: WebhookId,
        secret: &StoredSecret,
        overlap: Duration,
        now: Timestamp,
        context: &Context,
    ) -> Result<bool, StoreError> {
        let mut query = changed(id);
        query = match overlap.is_zero() {
            true => query
                .col_expr(Column::PreviousSecret, Expr::value(None::<Vec<u8>>))
                .col_expr(Column::PreviousSealedBy, Expr::value(None::<String>))
                .col_expr(Column::PreviousUntil, Expr::value(None::<i64>)),
            false => query
                .col_expr(Column::PreviousSecret, Expr::col(Column::Secret))
                .col_expr(Column::PreviousSealedBy, Expr::col(Column::SealedBy))
                .col_expr(Column::PreviousUntil, Expr::value(now.plus(overlap).millis())),
        };
        query = query
            .col_expr(Column::Secret, Expr::value(secret.expose().to_vec()))
            .col_expr(Column::SealedBy, Expr::value(secret.encrypted_with.clone()));
        let event = context.event(Action::WebhookSecretRotated, now);
        self.change(id, query.into_query(), event).await
    }

    /// Stores the secrets of an endpoint in another form, unless they were rotated or stored in another form meanwhile.
    /// Returns whether it was done.
    ///
    /// # Errors
    /// As every query.
    pub async fn reencrypt_webhook_secrets(
        &self,
        id: WebhookId,
        secrets: &WebhookSecrets,
        was: &WebhookSecrets,
    ) -> Result<bool, StoreError> {
        let previous = secrets.previous.as_ref().map(|(secret, _)| secret);
        let update = Entity::update_many()
            .col_expr(Column::Secret, Expr::value(secrets.current.expose().to_vec()))
            .col_expr(Column::SealedBy, Expr::value(secrets.current.encrypted_with.clone()))
            .col_expr(
                Column::PreviousSecret,
                Expr::value(previous.map(|secret| secret.expose().to_vec())),
            )
            .col_expr(
                Column::PreviousSealedBy,
                Expr::value(previous.and_then(|secret| secret.encrypted_with.clone())),
            )
            .filter(Column::Id.eq(id.0))
            .filter(Column::Secret.eq(was.current.expose().to_vec()));
        Ok(self.writer.execute(&update.into_query()).await? == 1)
    }
}
