//! What a node does that delivers: find endpoints that are due, lease one, read its events, say how it went.

use std::time::Duration;

use uuid::Uuid;

use super::retries::next_attempt;
use super::secrets::SigningSecret;
use crate::auth::AuthService;
use crate::auth::error::ServiceError;
use crate::auth::random::uuid;
use crate::auth::tokens::Unreadable;
use crate::model::{AuditEvent, Context, SwitchedOff, Timestamp, Webhook, WebhookFailing, WebhookId};
use crate::store::{Lease, Settled};

/// How long a node has an endpoint to itself before it has to say that it is still there.
const LEASED_FOR: Duration = Duration::from_secs(60);
/// When a lease is prolonged. What is left is more than one message may take, and than clocks of nodes may differ.
const PROLONGED_AFTER: Duration = Duration::from_secs(20);

/// What a node that delivers keeps from one look to the next.
#[derive(Debug)]
pub struct DeliveryState {
    /// The node's name in leases.
    pub node: Uuid,
    settled: Settled,
}

/// An endpoint that a node delivers to.
#[derive(Debug)]
pub struct LeasedWebhook {
    /// The endpoint, with how far it is.
    pub webhook: Webhook,
    /// What its messages are signed with, the current secret first.
    pub secrets: Result<Vec<SigningSecret>, Unreadable>,
    lease: Lease,
    until: Timestamp,
}

impl AuthService {
    /// The state of a node that begins to deliver.
    pub fn begin_delivery(&self) -> DeliveryState {
        DeliveryState {
            node: uuid(self.random.as_ref()),
            settled: Settled::default(),
        }
    }

    /// The endpoints to which something is to be delivered now, and the number of the event up to which it can be.
    /// `None` where there is no enabled endpoint at all.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn due_webhooks(&self, state: &mut DeliveryState) -> Result<Option<(Vec<WebhookId>, i64)>, ServiceError> {
        let now = self.clock.now();
        let all = self.store.webhook_backlogs().await?;
        if all.is_empty() {
            return Ok(None);
        }
        let is_due = |at: Option<Timestamp>| at.is_none_or(|at| at <= now);
        let mut due = all;
        due.retain(|backlog| {
            backlog.position < backlog.newest && is_due(backlog.next_attempt_at) && is_due(backlog.leased_until)
        });
        if due.is_empty() {
            return Ok(Some((Vec::new(), 0)));
        }
        let up_to = self.store.settle_events(&mut state.settled).await?;
        due.retain(|backlog| backlog.position < up_to);
        Ok(Some((due.into_iter().map(|backlog| backlog.id).collect(), up_to)))
    }

    /// Leases an endpoint, unless another node has it.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn lease_webhook(&self, id: WebhookId, node: Uuid) -> Result<Option<LeasedWebhook>, ServiceError> {
        let now = self.clock.now();
        let until = now.plus(LEASED_FOR);
        let leased = self.store.lease_webhook(id, node, now, until).await?;
        Ok(leased.map(|(webhook, secrets)| LeasedWebhook {
            secrets: self.signing(&secrets),
            lease: Lease {
                id,
                owner: node,
                position: webhook.progress.position,
            },
            webhook,
            until,
        }))
    }

    /// The next events of an endpoint, up to a settled one.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn webhook_events(
        &self,
        leased: &LeasedWebhook,
        up_to: i64,
        limit: u64,
    ) -> Result<Vec<AuditEvent>, ServiceError> {
        let (actions, position) = (&leased.webhook.events, leased.lease.position);
        Ok(self.store.settled_events(actions, position, up_to, limit).await?)
    }

    /// Prolongs the lease when it is time to. Returns whether the node may go on.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn keep_webhook(&self, leased: &mut LeasedWebhook) -> Result<bool, ServiceError> {
        let now = self.clock.now();
        if now.plus(LEASED_FOR) < leased.until.plus(PROLONGED_AFTER) {
            return Ok(true);
        }
        let until = now.plus(LEASED_FOR);
        leased.until = until;
        Ok(self.store.prolong_webhook_lease(&leased.lease, until).await?)
    }

    /// Saves that everything up to this event was taken or is not for this endpoint, and gives it back. Returns whether
    /// it was still the node's.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn advance_webhook(
        &self,
        mut leased: LeasedWebhook,
        position: i64,
        was_delivered: bool,
    ) -> Result<bool, ServiceError> {
        move_to(&mut leased, position, was_delivered, self.clock.now());
        let (progress, lease) = (&leased.webhook.progress, &leased.lease);
        let saved = self.store.save_webhook_progress(lease, progress).await?;
        if !saved {
            self.store.release_webhook(lease).await?;
        }
        Ok(saved)
    }

    /// Gives the endpoint back, for now.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn release_webhook(&self, leased: LeasedWebhook) -> Result<(), ServiceError> {
        Ok(self.store.release_webhook(&leased.lease).await?)
    }

    /// Saves that everything up to this event was taken, and then an attempt failed. It is made again later; after three
    /// days, or where the receiver says that it wants no more, the endpoint is switched off. Gives it back.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn fail_webhook(
        &self,
        mut leased: LeasedWebhook,
        position: i64,
        was_delivered: bool,
        error: String,
        is_gone: bool,
    ) -> Result<(), ServiceError> {
        let (now, id) = (self.clock.now(), leased.lease.id.0);
        // What was taken since begins the three days anew.
        move_to(&mut leased, position, was_delivered, now);
        let before = leased.webhook.progress.failing.take();
        let since = before.as_ref().map_or(now, |failing| failing.since);
        let failures = before.as_ref().map_or(0, |failing| failing.failures).saturating_add(1);
        let next = next_attempt(since, failures, now, self.random.as_ref());
        leased.webhook.progress.failing = Some(WebhookFailing {
            since,
            failures,
            error: error.clone(),
            next_attempt_at: next.unwrap_or(now),
        });
        let (progress, lease) = (&leased.webhook.progress, &leased.lease);
        let saved = match next {
            Some(next) if !is_gone => {
                let next_attempt_in = Duration::from_millis(u64::try_from(next.millis() - now.millis()).unwrap_or(0));
                tracing::info!(
                    endpoint = id,
                    error,
                    failures,
                    ?next_attempt_in,
                    "a webhook was not taken"
                );
                self.store.save_webhook_progress(lease, progress).await?
            }
            Some(_) | None => {
                let because = match is_gone {
                    true => SwitchedOff::Gone,
                    false => SwitchedOff::Failing,
                };
                let system = Context::system();
                let off = self
                    .store
                    .give_webhook_up(lease, progress, because, now, &system)
                    .await?;
                if off {
                    let because = because.as_str();
                    tracing::warn!(endpoint = id, error, because, "switched a webhook endpoint off");
                }
                off
            }
        };
        if !saved {
            self.store.release_webhook(&leased.lease).await?;
        }
        Ok(())
    }
}

fn move_to(leased: &mut LeasedWebhook, position: i64, was_delivered: bool, now: Timestamp) {
    let progress = &mut leased.webhook.progress;
    progress.position = position;
    if was_delivered {
        progress.failing = None;
        progress.last_delivered_at = Some(now);
    }
}
