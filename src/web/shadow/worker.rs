//! The worker of a contract: it answers one request after the other over a copy, and compares.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Weak};
use std::time::Duration;

use futures_util::FutureExt;
use poem::http::{HeaderMap, StatusCode};
use tokio::sync::mpsc::Receiver;
use tokio::time::{Instant, sleep, timeout};

use super::exchanged::Exchanged;
use super::found::Found;
use super::shadowed::{Handlers, Shadowed};
use crate::auth::{AuthService, CopyError, ServiceError};
use crate::compare::{Answer, Carried, differences};
use crate::model::{CutoverCount, error_chain};

/// How often what was found is written down.
const WRITE_EVERY: Duration = Duration::from_secs(2);
/// How long the worker pauses after an exchange, at most: clients come first.
const LONGEST_PAUSE: Duration = Duration::from_millis(5);
/// After how much time without a request the worker ends, and its copy with it.
const IDLE: Duration = Duration::from_secs(10 * 60);
/// How many requests a copy answers. The next one begins empty, so that it does not grow.
const OF_ONE_COPY: usize = 20_000;
/// How many tokens of clients are remembered.
const CARRIED: usize = 10_000;
/// The longest answer of ours that is looked at.
const MAX_ANSWER: usize = 1024 * 1024;

/// See the module.
pub(super) struct Worker {
    shadowed: Arc<Shadowed>,
    handlers: Weak<dyn Handlers>,
    auth: AuthService,
    copy: Option<Copied>,
    found: Found,
}

/// A copy, and which token of it stands for which of the old backend.
struct Copied {
    auth: AuthService,
    carried: Carried,
    answered: usize,
}

/// What became of an exchange.
enum Outcome {
    Same,
    Different,
    /// It began before anybody looked, or there is no such handler any more.
    Skipped,
}

/// Why an exchange was not compared.
#[derive(Debug, thiserror::Error)]
enum CompareError {
    #[error(transparent)]
    Copy(#[from] CopyError),
    #[error(transparent)]
    Service(#[from] ServiceError),
    #[error("the answer has no end")]
    Body,
}

impl Worker {
    pub(super) fn new(shadowed: Arc<Shadowed>, handlers: Weak<dyn Handlers>, auth: AuthService) -> Self {
        Self {
            shadowed,
            handlers,
            auth,
            copy: None,
            found: Found::default(),
        }
    }

    /// Compares until nothing has come for a while, or the server is gone.
    pub(super) async fn work(mut self, mut exchanges: Receiver<Exchanged>) {
        let (mut written, mut last) = (Instant::now(), Instant::now());
        while last.elapsed() < IDLE {
            match timeout(WRITE_EVERY, exchanges.recv()).await {
                Ok(Some(exchanged)) => {
                    let began = Instant::now();
                    self.look_at(exchanged).await;
                    last = Instant::now();
                    sleep(began.elapsed().min(LONGEST_PAUSE)).await;
                }
                Ok(None) => break,
                Err(_) => {}
            }
            if written.elapsed() >= WRITE_EVERY {
                self.found.write(&self.auth).await;
                written = Instant::now();
            }
        }
        self.found.write(&self.auth).await;
    }

    async fn look_at(&mut self, exchanged: Exchanged) {
        let contract = self.shadowed.contract;
        let compared = AssertUnwindSafe(self.compare(&exchanged)).catch_unwind().await;
        let outcome = match compared {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => {
                tracing::warn!(contract, error = error_chain(&error), "an answer was not compared");
                self.copy = None;
                Outcome::Skipped
            }
            Err(_) => {
                tracing::error!(contract, "a comparison panicked");
                self.copy = None;
                Outcome::Skipped
            }
        };
        let count = match outcome {
            Outcome::Same => CutoverCount::ShadowCompared,
            Outcome::Different => CutoverCount::ShadowDifferent,
            Outcome::Skipped => CutoverCount::ShadowSkipped,
        };
        self.auth.count_cutover(contract, count);
    }

    async fn compare(&mut self, exchanged: &Exchanged) -> Result<Outcome, CompareError> {
        let Some(handlers) = self.handlers.upgrade() else {
            return Ok(Outcome::Skipped);
        };
        if exchanged.is_about_nothing() {
            return Ok(Outcome::Skipped);
        }
        let copied = match self.copy.take().filter(|copied| copied.answered < OF_ONE_COPY) {
            Some(copied) => copied,
            None => Copied {
                auth: self.auth.copy(self.shadowed.old_backends.clone()).await?,
                carried: Carried::new(CARRIED),
                answered: 0,
            },
        };
        let copied = self.copy.insert(copied);
        if exchanged.is_of_unknown_session(&copied.carried) {
            return Ok(Outcome::Skipped);
        }
        copied.answered += 1;
        let request = exchanged.request(&copied.carried);
        let login = &self.shadowed.login;
        if let Some(key) = (login.api_key)(request.headers()) {
            self.auth.copy_owner(&key, &copied.auth).await?;
        }
        if exchanged.asked.operation.as_deref() == Some(login.operation) {
            let content_type = request.content_type().unwrap_or_default();
            if let Some(name) = (login.name)(content_type, &exchanged.body) {
                self.auth.copy_account(self.shadowed.realm, &name, &copied.auth).await?;
            }
            (self.shadowed.tell)(exchanged.status, &exchanged.answer);
        }
        let answered = handlers.answer(&copied.auth, request).await;
        let (parts, body) = answered.into_parts();
        let body = body
            .into_bytes_limit(MAX_ANSWER)
            .await
            .map_err(|_| CompareError::Body)?;
        let is_busy = parts.status == StatusCode::SERVICE_UNAVAILABLE;
        if is_busy || exchanged.has_ended_unseen(parts.status, &copied.carried) {
            return Ok(Outcome::Skipped);
        }
        let (expected, actual) = (
            exchanged.expected(),
            answer(parts.status.as_u16(), &parts.headers, &body),
        );
        let different = differences(&expected, &actual);
        copied.carried.learn(&expected, &actual);
        if different.is_empty() {
            return Ok(Outcome::Same);
        }
        let (contract, now) = (self.shadowed.contract, self.auth.now());
        self.found.add(contract, &exchanged.asked.told(), different, now);
        Ok(Outcome::Different)
    }
}

fn answer<'a>(status: u16, headers: &'a HeaderMap, body: &'a [u8]) -> Answer<'a> {
    Answer { status, headers, body }
}
