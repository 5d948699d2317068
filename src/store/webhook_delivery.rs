//! Which webhook endpoints have something to be delivered, and which node does that.
//!
//! A node leases an endpoint by one conditional statement, and what it saves later names the lease and the position that
//! it started from. So a node that was taken for dead writes nothing over what another one has done since.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryTrait, Statement};
use uuid::Uuid;

use super::entity::webhook_endpoint::{Column, Entity};
use super::error::StoreError;
use super::handle::Store;
use super::rows::webhook_endpoint::{progress_values, webhook};
use super::webhooks::{finish_change, switch_off};
use crate::model::{Action, Context, SwitchedOff, Timestamp, Webhook, WebhookId, WebhookProgress, WebhookSecrets};

/// The enabled endpoints, beside the newest event: what a node asks for every second. The newest is found by its index.
const BACKLOGS: &str = "SELECT id, position, next_attempt_at, lease_until,
(SELECT MAX(id) FROM audit_events) AS newest FROM webhook_endpoints WHERE disabled_at IS NULL ORDER BY id";

/// What an enabled endpoint has before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backlog {
    /// Which one.
    pub id: WebhookId,
    /// The number of the event up to which it has got everything.
    pub position: i64,
    /// The number of the newest event.
    pub newest: i64,
    /// Before when no attempt is made.
    pub next_attempt_at: Option<Timestamp>,
    /// Until when a node delivers to it.
    pub leased_until: Option<Timestamp>,
}

/// A node's hold on an endpoint.
#[derive(Debug, Clone, Copy)]
pub struct Lease {
    /// The endpoint.
    pub id: WebhookId,
    /// The node.
    pub owner: Uuid,
    /// The position that was read when it was taken.
    pub position: i64,
}

impl Store {
    /// The enabled endpoints.
    ///
    /// # Errors
    /// As every query.
    pub async fn webhook_backlogs(&self) -> Result<Vec<Backlog>, StoreError> {
        let query = Statement::from_string(self.reader.get_database_backend(), BACKLOGS);
        let mut backlogs = Vec::new();
        for row in self.reader.query_all_raw(query).await? {
            let at = |column| -> Result<_, StoreError> {
                let millis: Option<i64> = row.try_get("", column)?;
                Ok(millis.map(Timestamp::from_millis))
            };
            let newest: Option<i64> = row.try_get("", "newest")?;
            backlogs.push(Backlog {
                id: WebhookId(row.try_get("", "id")?),
                position: row.try_get("", "position")?,
                newest: newest.unwrap_or(0),
                next_attempt_at: at("next_attempt_at")?,
                leased_until: at("lease_until")?,
            });
        }
        Ok(backlogs)
    }

    /// Leases an enabled endpoint to a node, unless another one has it, or no attempt is to be made yet. Returns the
    /// endpoint as it then is.
    ///
    /// # Errors
    /// As every query.
    pub async fn lease_webhook(
        &self,
        id: WebhookId,
        owner: Uuid,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<(Webhook, WebhookSecrets)>, StoreError> {
        let free = Condition::any()
            .add(Column::LeaseUntil.is_null())
            .add(Column::LeaseUntil.lte(now.millis()))
            .add(Column::LeaseOwner.eq(owner));
        let due = Condition::any()
            .add(Column::NextAttemptAt.is_null())
            .add(Column::NextAttemptAt.lte(now.millis()));
        let lease = Entity::update_many()
            .col_expr(Column::LeaseOwner, Expr::value(owner))
            .col_expr(Column::LeaseUntil, Expr::value(until.millis()))
            .filter(Column::Id.eq(id.0))
            .filter(Column::DisabledAt.is_null())
            .filter(free)
            .filter(due);
        if self.writer.execute(&lease.into_query()).await? != 1 {
            return Ok(None);
        }
        let row = Entity::find_by_id(id.0).one(&self.reader).await?;
        row.map(webhook).transpose()
    }

    /// Prolongs a lease. Returns whether it was still the node's, and the endpoint enabled and where it was.
    ///
    /// # Errors
    /// As every query.
    pub async fn prolong_webhook_lease(&self, lease: &Lease, until: Timestamp) -> Result<bool, StoreError> {
        let prolong = Entity::update_many()
            .col_expr(Column::LeaseUntil, Expr::value(until.millis()))
            .filter(held(lease));
        Ok(self.writer.execute(&prolong.into_query()).await? == 1)
    }

    /// Saves how far deliveries are, and gives the lease back. Returns whether it was still the node's.
    ///
    /// # Errors
    /// As every query.
    pub async fn save_webhook_progress(&self, lease: &Lease, progress: &WebhookProgress) -> Result<bool, StoreError> {
        let mut save = Entity::update_many()
            .col_expr(Column::LeaseOwner, Expr::value(None::<Uuid>))
            .col_expr(Column::LeaseUntil, Expr::value(None::<i64>));
        for (column, value) in progress_values(progress) {
            save = save.col_expr(column, Expr::value(value));
        }
        Ok(self.writer.execute(&save.filter(held(lease)).into_query()).await? == 1)
    }

    /// Gives a lease back, whatever else has changed meanwhile.
    ///
    /// # Errors
    /// As every query.
    pub async fn release_webhook(&self, lease: &Lease) -> Result<(), StoreError> {
        let release = Entity::update_many()
            .col_expr(Column::LeaseOwner, Expr::value(None::<Uuid>))
            .col_expr(Column::LeaseUntil, Expr::value(None::<i64>))
            .filter(Column::Id.eq(lease.id.0))
            .filter(Column::LeaseOwner.eq(lease.owner));
        self.writer.execute(&release.into_query()).await?;
        Ok(())
    }

    /// Saves how far deliveries are, and switches the endpoint off. Returns whether the lease was still the node's.
    ///
    /// # Errors
    /// As every query.
    pub async fn give_webhook_up(
        &self,
        lease: &Lease,
        progress: &WebhookProgress,
        because: SwitchedOff,
        now: Timestamp,
        context: &Context,
    ) -> Result<bool, StoreError> {
        let mut query = switch_off(lease.id, because, now);
        query
            .value(Column::LeaseOwner, Expr::value(None::<Uuid>))
            .value(Column::LeaseUntil, Expr::value(None::<i64>))
            .values(progress_values(progress).map(|(column, value)| (column, Expr::value(value))))
            .cond_where(held(lease));
        let event = context.event(Action::WebhookDisabled, now);
        let event = event.with_detail(because.as_str());
        finish_change(self.begin().await?, lease.id, query, event).await
    }
}

/// That the lease is still the node's, and nobody has moved the endpoint or switched it off.
fn held(lease: &Lease) -> Condition {
    Condition::all()
        .add(Column::Id.eq(lease.id.0))
        .add(Column::LeaseOwner.eq(lease.owner))
        .add(Column::Position.eq(lease.position))
        .add(Column::DisabledAt.is_null())
}
