//! Delivering to one endpoint: batch after batch, the events of an account one after the other, those of several
//! accounts at once.

use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::StreamExt;
use futures_util::stream;
use tokio::sync::{Mutex, watch};
use uuid::Uuid;

use super::failure::SendFailure;
use super::message::Message;
use super::sender::Sender;
use crate::auth::{AuthService, LeasedWebhook, ServiceError};
use crate::model::{AccountRef, AuditEvent, WebhookId, error_chain};

/// How many events are read at a time.
const BATCH: u64 = 100;
/// How many messages are under way to an endpoint at once.
const AT_ONCE: usize = 8;

/// What delivers.
#[derive(Clone, Copy)]
pub(super) struct Deliverer<'a> {
    pub(super) auth: &'a AuthService,
    pub(super) sender: &'a Sender,
    pub(super) node: Uuid,
}

/// How the events of one account went.
struct GroupOutcome {
    /// The numbers of those that were taken.
    taken: Vec<i64>,
    /// The number of the first that was not, and why, unless it was not tried.
    missed: Option<(i64, Option<SendFailure>)>,
}

/// How a batch went.
struct BatchOutcome {
    /// The number of the first event that was not taken, and the first failure, if any.
    missed: Option<i64>,
    failure: Option<SendFailure>,
    taken: Vec<i64>,
}

impl Deliverer<'_> {
    /// Delivers what an endpoint is to get, up to this event, until it fails or `stop` becomes true. Returns how many
    /// messages were taken. The endpoint is read anew for each batch: it may have another URL or secret by then.
    pub(super) async fn deliver(
        &self,
        id: WebhookId,
        up_to: i64,
        stop: watch::Receiver<bool>,
    ) -> Result<usize, ServiceError> {
        let mut total = 0;
        while !*stop.borrow() {
            let Some(leased) = self.auth.lease_webhook(id, self.node).await? else {
                break;
            };
            let (taken, may_go_on) = self.deliver_next(leased, up_to, stop.clone()).await?;
            total += taken;
            if !may_go_on {
                break;
            }
        }
        Ok(total)
    }

    /// Delivers a batch, and gives the endpoint back. Returns how many messages were taken, and whether to go on.
    async fn deliver_next(
        &self,
        leased: LeasedWebhook,
        up_to: i64,
        stop: watch::Receiver<bool>,
    ) -> Result<(usize, bool), ServiceError> {
        let progress = &leased.webhook.progress;
        if progress.position >= up_to {
            self.auth.release_webhook(leased).await?;
            return Ok((0, false));
        }
        // An endpoint that fails is tried with one message.
        let limit = match progress.failing {
            Some(_) => 1,
            None => BATCH,
        };
        let events = self.auth.webhook_events(&leased, up_to, limit).await?;
        let end = match events.last() {
            Some(last) if u64::try_from(events.len()).is_ok_and(|count| count == limit) => last.id,
            Some(_) | None => up_to,
        };
        let leased = Mutex::new(leased);
        let outcome = self.deliver_batch(&events, &leased, stop).await;
        let leased = leased.into_inner();
        let position = outcome.missed.map_or(end, |missed| missed - 1);
        let was_delivered = outcome.taken.iter().any(|taken| *taken <= position);
        let saved = match outcome.failure {
            Some(failure) => {
                let (error, is_gone) = (failure.to_string(), failure.is_gone());
                self.auth
                    .fail_webhook(leased, position, was_delivered, error, is_gone)
                    .await?;
                false
            }
            None => self.auth.advance_webhook(leased, position, was_delivered).await?,
        };
        let may_go_on = saved && outcome.missed.is_none() && position < up_to;
        Ok((outcome.taken.len(), may_go_on))
    }

    async fn deliver_batch(
        &self,
        events: &[AuditEvent],
        leased: &Mutex<LeasedWebhook>,
        stop: watch::Receiver<bool>,
    ) -> BatchOutcome {
        let halt = AtomicBool::new(false);
        let groups = by_account(events);
        let mut work = Vec::with_capacity(groups.len());
        for group in &groups {
            work.push(self.deliver_group(group, leased, &halt, stop.clone()));
        }
        let outcomes: Vec<GroupOutcome> = stream::iter(work).buffer_unordered(AT_ONCE).collect().await;
        let missed = || outcomes.iter().filter_map(|outcome| outcome.missed);
        BatchOutcome {
            missed: missed().map(|(id, _)| id).min(),
            failure: missed().find_map(|(_, failure)| failure),
            taken: outcomes.iter().flat_map(|outcome| outcome.taken.clone()).collect(),
        }
    }

    /// Delivers events one after the other, until one is not taken, or another group has failed.
    async fn deliver_group(
        &self,
        events: &[&AuditEvent],
        leased: &Mutex<LeasedWebhook>,
        halt: &AtomicBool,
        mut stop: watch::Receiver<bool>,
    ) -> GroupOutcome {
        let mut taken = Vec::new();
        for event in events {
            let failure = if halt.load(Ordering::SeqCst) {
                None
            } else {
                tokio::select! {
                    biased;
                    () = stopped(&mut stop) => None,
                    sent = self.deliver_event(event, leased) => match sent {
                        Ok(true) => {
                            taken.push(event.id);
                            continue;
                        }
                        // The lease is lost. Its new holder goes on.
                        Ok(false) => None,
                        Err(failure) => Some(failure),
                    },
                }
            };
            halt.store(true, Ordering::SeqCst);
            let missed = Some((event.id, failure));
            return GroupOutcome { taken, missed };
        }
        GroupOutcome { taken, missed: None }
    }

    /// Returns whether the event was taken; it is not sent where the lease is lost.
    async fn deliver_event(&self, event: &AuditEvent, leased: &Mutex<LeasedWebhook>) -> Result<bool, SendFailure> {
        let (url, secrets) = {
            let mut leased = leased.lock().await;
            match self.auth.keep_webhook(&mut leased).await {
                Ok(true) => {}
                Ok(false) => return Ok(false),
                Err(error) => {
                    tracing::warn!(error = error_chain(&error), "a webhook waits for the database");
                    return Ok(false);
                }
            }
            (leased.webhook.url.clone(), leased.secrets.clone())
        };
        let secrets = secrets.map_err(|why| {
            tracing::error!(%why, "the secret of a webhook cannot be read");
            SendFailure::Secret
        })?;
        let message = Message::of(event);
        self.sender.send(&url, &message, &secrets, self.auth.now()).await?;
        Ok(true)
    }
}

/// The events of each account, and those of none, in their order.
fn by_account(events: &[AuditEvent]) -> Vec<Vec<&AuditEvent>> {
    let mut groups: Vec<(Option<AccountRef>, Vec<&AuditEvent>)> = Vec::new();
    for event in events {
        match groups.iter_mut().find(|(account, _)| *account == event.account) {
            Some((_, group)) => group.push(event),
            None => groups.push((event.account, vec![event])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// Waits until deliveries are to stop; they are, too, when nobody is left who could say so.
pub(super) async fn stopped(stop: &mut watch::Receiver<bool>) {
    drop(stop.wait_for(|stop| *stop).await);
}
