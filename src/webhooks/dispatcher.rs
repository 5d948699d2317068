//! The loop that delivers, on every node. It is no periodic job: a slow receiver must not hold those up, nor one receiver
//! another.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::{Instant, sleep_until};

use super::delivery::{Deliverer, stopped};
use super::sender::Sender;
use crate::auth::{AuthService, DeliveryState, ServiceError};
use crate::model::{WebhookId, error_chain};

/// How often it looks for events: one query, where nothing is to be done.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How often it looks whether there is an endpoint, where there is none, and for a database that does not answer.
const LOOK_SELDOM: Duration = Duration::from_secs(5);

/// How many endpoints are delivered to at a time. The others wait until one of them is done.
const AT_ONCE: usize = 64;

/// Delivers events to the endpoints that are due.
pub struct Dispatcher {
    auth: AuthService,
    /// Made for the first message.
    sender: Option<Arc<Sender>>,
    state: DeliveryState,
    tasks: JoinSet<Result<usize, ServiceError>>,
    /// The endpoints that the tasks are for.
    busy: HashMap<Id, WebhookId>,
}

impl Dispatcher {
    /// Reads and sends nothing yet.
    pub fn new(auth: AuthService) -> Self {
        Self {
            sender: None,
            state: auth.begin_delivery(),
            auth,
            tasks: JoinSet::new(),
            busy: HashMap::new(),
        }
    }

    /// Delivers until `stop` becomes true. Then messages that are under way are given up, to be sent again, and leases
    /// are given back.
    pub async fn run_until(mut self, mut stop: watch::Receiver<bool>) {
        let (mut next, for_tasks) = (Instant::now(), stop.clone());
        while !*stop.borrow() {
            tokio::select! {
                () = stopped(&mut stop) => break,
                Some(done) = self.tasks.join_next_with_id() => drop(self.finish(done)),
                () = sleep_until(next) => {
                    let wait = match self.start_due(&for_tasks).await {
                        Ok(true) => LOOK_EVERY,
                        Ok(false) => LOOK_SELDOM,
                        Err(error) => {
                            tracing::warn!(error = error_chain(&error), "cannot look for webhooks to deliver");
                            LOOK_SELDOM
                        }
                    };
                    next = Instant::now() + wait;
                }
            }
        }
        while let Some(done) = self.tasks.join_next_with_id().await {
            self.finish(done);
        }
    }

    /// Looks once, and delivers what is due then. Returns how many messages were taken.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn run_once(&mut self) -> Result<usize, ServiceError> {
        let (_stopping, stop) = watch::channel(false);
        self.start_due(&stop).await?;
        let mut total = 0;
        while let Some(done) = self.tasks.join_next_with_id().await {
            total += self.finish(done);
        }
        Ok(total)
    }

    /// Starts a task for each endpoint that is due and has none. Returns whether there is any endpoint.
    async fn start_due(&mut self, stop: &watch::Receiver<bool>) -> Result<bool, ServiceError> {
        let Some((due, up_to)) = self.auth.due_webhooks(&mut self.state).await? else {
            return Ok(false);
        };
        for id in due {
            if self.busy.len() >= AT_ONCE {
                break;
            }
            if self.busy.values().any(|busy| *busy == id) {
                continue;
            }
            let sender = self.sender.get_or_insert_with(|| {
                let rules = self.auth.webhook_addresses().clone();
                Arc::new(Sender::new(rules))
            });
            let (auth, sender) = (self.auth.clone(), sender.clone());
            let (node, stop) = (self.state.node, stop.clone());
            let task = self.tasks.spawn(async move {
                let deliverer = Deliverer {
                    auth: &auth,
                    sender: &sender,
                    node,
                };
                deliverer.deliver(id, up_to, stop).await
            });
            self.busy.insert(task.id(), id);
        }
        Ok(true)
    }

    /// Forgets a task that has ended. Returns how many messages were taken.
    fn finish(&mut self, done: Result<(Id, Result<usize, ServiceError>), JoinError>) -> usize {
        match done {
            Ok((task, delivered)) => {
                self.busy.remove(&task);
                delivered.unwrap_or_else(|error| {
                    // The lease ends by itself, and what was taken meanwhile is sent again.
                    tracing::warn!(error = error_chain(&error), "webhooks are not delivered");
                    0
                })
            }
            Err(error) => {
                self.busy.remove(&error.id());
                tracing::error!(%error, "a delivery of webhooks ended");
                0
            }
        }
    }
}
