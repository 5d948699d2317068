//! The client of a collector.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client};
use tokio::runtime::Handle;

use crate::model::error_chain;

/// The most of an answer that is read. It says how many spans were refused, if any.
const MAX_ANSWER: usize = 64 * 1024;
/// Collectors see who calls.
const USER_AGENT: &str = concat!("Latchkey/", env!("CARGO_PKG_VERSION"));

/// Why the last request failed, for the log.
pub(super) type LastFailure = Arc<Mutex<Option<String>>>;

/// Posts to a collector. It follows no redirect and asks no proxy, so that a token goes nowhere else.
#[derive(Debug)]
pub(super) struct Collector {
    client: Client,
    /// Where requests are sent from: the thread that waits for them has no runtime.
    runtime: Handle,
    last_failure: LastFailure,
}

impl Collector {
    /// A client that verifies the collector by these authorities, as PEM, or by those of the system, and gives up after
    /// this time. Nothing is connected yet.
    pub(super) fn new(authorities: Option<&[u8]>, time: Duration) -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .user_agent(USER_AGENT)
            .redirect(Policy::none())
            .referer(false)
            .no_proxy()
            .http1_only()
            .timeout(time);
        let client = match authorities {
            Some(pem) => client.tls_certs_only(Certificate::from_pem_bundle(pem)?),
            None => client,
        };
        Ok(Self {
            client: client.build()?,
            runtime: Handle::current(),
            last_failure: LastFailure::default(),
        })
    }

    /// Why the last request failed.
    pub(super) fn last_failure(&self) -> LastFailure {
        self.last_failure.clone()
    }
}

#[async_trait::async_trait]
impl HttpClient for Collector {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let sent = self.runtime.spawn(post(self.client.clone(), request)).await;
        let failure = match &sent {
            Ok(Ok(answer)) if answer.status().is_success() => None,
            Ok(Ok(answer)) => Some(format!("the answer was {}", answer.status())),
            Ok(Err(error)) => Some(error_chain(error.as_ref())),
            Err(_) => Some("the server ends".to_owned()),
        };
        *self.last_failure.lock().unwrap_or_else(PoisonError::into_inner) = failure;
        sent?
    }
}

async fn post(client: Client, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
    let request = reqwest::Request::try_from(request).map_err(reqwest::Error::without_url)?;
    let mut answer = client.execute(request).await.map_err(reqwest::Error::without_url)?;
    let mut answered = Response::new(Bytes::new());
    *answered.status_mut() = answer.status();
    *answered.headers_mut() = std::mem::take(answer.headers_mut());
    let mut body = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(reqwest::Error::without_url)? {
        body.extend_from_slice(&part);
        if body.len() > MAX_ANSWER {
            body.clear();
            break;
        }
    }
    *answered.body_mut() = body.into();
    Ok(answered)
}
