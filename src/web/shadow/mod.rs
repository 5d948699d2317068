//! Mode `shadow`: what this server would have answered is compared with what the old backend has.
//!
//! A request passes through as in mode `proxy`; a copy of both bodies is kept as they pass (`tee.rs`). Once the client has
//! its answer, the pair (`exchanged.rs`) waits in a queue for the one worker of its contract (`worker.rs`), which puts the
//! request to the same handlers, over a core that is a copy. Differences are counted (`found.rs`) and written down every
//! other second.
//!
//! No client ever waits for any of this: where the queue is full, an exchange is not compared.

mod exchanged;
mod found;
mod shadowed;
mod tee;
mod worker;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use futures_util::StreamExt;
use poem::http::header::CONTENT_LENGTH;
use poem::http::{HeaderMap, StatusCode};
use poem::{Body, Request};
use tokio::sync::mpsc::{self, Sender};

use crate::auth::AuthService;
use crate::model::CutoverCount;
use crate::upstream::Parts;
use exchanged::{Asked, Exchanged};
pub use shadowed::{Handlers, Shadowed, Tell};
use tee::{Tee, Whole};
use worker::Worker;

/// The longest body of a request that is compared.
const MAX_REQUEST: usize = 64 * 1024;
/// The longest body of an answer that is compared.
const MAX_ANSWER: usize = 256 * 1024;
/// How many exchanges wait.
const QUEUE: usize = 64;

/// The shadow of a contract. Cheap to clone.
#[derive(Clone)]
pub struct Shadow {
    shadowed: Arc<Shadowed>,
    /// The way to the worker, while there is one.
    queue: Arc<Mutex<Option<Sender<Exchanged>>>>,
}

/// A request that passes through and is compared.
pub struct Comparison {
    shadow: Shadow,
    handlers: Weak<dyn Handlers>,
    auth: AuthService,
    asked: Asked,
    body: Arc<Mutex<Option<Vec<u8>>>>,
}

impl Shadow {
    /// That of this contract.
    pub fn of(shadowed: Shadowed) -> Self {
        Self {
            shadowed: Arc::new(shadowed),
            queue: Arc::default(),
        }
    }

    /// Begins to look at a request for this operation, if it is for any. `None` where there is nothing to compare.
    pub fn look(
        &self,
        handlers: &Arc<dyn Handlers>,
        auth: &AuthService,
        request: &Request,
        operation: Option<&str>,
    ) -> Option<Comparison> {
        Some(Comparison {
            shadow: self.clone(),
            handlers: Arc::downgrade(handlers),
            auth: auth.clone(),
            asked: Asked::of(request, operation)?,
            body: Arc::default(),
        })
    }
}

impl Comparison {
    /// Keeps the body of the request as it passes, if it has one.
    pub fn of_request(&self, body: Option<Parts>) -> Option<Parts> {
        let kept = self.body.clone();
        let keep = move |whole| *kept.lock().unwrap_or_else(PoisonError::into_inner) = whole;
        let Some(body) = body else {
            keep(Some(Vec::new()));
            return None;
        };
        let length = length_of(&self.asked.headers);
        Some(Tee::new(body, MAX_REQUEST, length, Box::new(keep)).boxed())
    }

    /// Keeps the body of the answer as it passes, and has the two compared then.
    pub fn of_answer(self, status: StatusCode, headers: &HeaderMap, body: Parts) -> Body {
        let length = length_of(headers);
        let headers = headers.clone();
        let whole: Whole = Box::new(move |whole| {
            let sent = self.body.lock().unwrap_or_else(PoisonError::into_inner).take();
            let Self {
                shadow,
                handlers,
                auth,
                asked,
                ..
            } = self;
            match (whole, sent) {
                (Some(answer), Some(body)) => {
                    let exchanged = Exchanged {
                        asked,
                        body,
                        status,
                        headers,
                        answer,
                    };
                    shadow.submit(exchanged, handlers, auth);
                }
                (_, _) => auth.count_cutover(shadow.shadowed.contract, CutoverCount::ShadowSkipped),
            }
        });
        if length == Some(0) {
            whole(Some(Vec::new()));
            return Body::empty();
        }
        Body::from_bytes_stream(Tee::new(body, MAX_ANSWER, length, whole))
    }
}

impl Shadow {
    /// Hands an exchange to the worker, and starts one if there is none. Where too many wait, it is left out.
    fn submit(&self, exchanged: Exchanged, handlers: Weak<dyn Handlers>, auth: AuthService) {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = match queue.take() {
            Some(sender) if !sender.is_closed() => sender,
            Some(_) | None => {
                let (sender, exchanges) = mpsc::channel(QUEUE);
                let worker = Worker::new(self.shadowed.clone(), handlers, auth.clone());
                drop(tokio::spawn(worker.work(exchanges)));
                sender
            }
        };
        if sender.try_send(exchanged).is_err() {
            auth.count_cutover(self.shadowed.contract, CutoverCount::ShadowSkipped);
        }
        *queue = Some(sender);
    }
}

fn length_of(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

impl fmt::Debug for Shadow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Shadow").field(&self.shadowed.contract).finish()
    }
}
