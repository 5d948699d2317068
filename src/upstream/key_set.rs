//! The public keys that an old backend publishes, fetched.

use std::time::Duration;

use futures_util::StreamExt;
use reqwest::header::{ACCEPT, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, StatusCode, Url};
use tokio::time::timeout;

use super::old_backend::BadOldBackend;

/// How long it may take altogether.
const PATIENCE: Duration = Duration::from_secs(3);
/// More than any set of keys.
const MOST_BYTES: usize = 256 * 1024;

/// Why keys were not fetched.
#[derive(Debug, thiserror::Error)]
pub enum NotFetched {
    /// The connection failed.
    #[error("the connection failed")]
    Failed(#[from] reqwest::Error),
    /// There was another answer.
    #[error("the answer was {0}")]
    Status(StatusCode),
    /// Nothing that long is a set of keys.
    #[error("the answer is too long")]
    TooLong,
    /// They did not come in time.
    #[error("they did not come in time")]
    Late,
}

/// The client of the address that an old backend publishes its keys at.
#[derive(Debug)]
pub struct KeySetClient {
    client: Client,
    url: Url,
}

impl KeySetClient {
    /// Makes the client: it verifies the server by these authorities, as PEM, or those of the system, and follows no
    /// redirect. Nothing is connected yet.
    ///
    /// # Errors
    /// [`BadOldBackend`].
    pub fn new(url: Url, authorities: Option<&[u8]>) -> Result<Self, BadOldBackend> {
        let mut client = Client::builder()
            .redirect(Policy::none())
            .referer(false)
            .no_proxy()
            .http1_only()
            // It is seldom asked.
            .pool_max_idle_per_host(0)
            .connect_timeout(PATIENCE);
        if let Some(pem) = authorities {
            let authorities = Certificate::from_pem_bundle(pem).map_err(BadOldBackend::Tls)?;
            client = client.tls_certs_only(authorities);
        }
        Ok(Self {
            client: client.build().map_err(BadOldBackend::Tls)?,
            url,
        })
    }

    /// Fetches them.
    ///
    /// # Errors
    /// [`NotFetched`].
    pub async fn fetch(&self) -> Result<Vec<u8>, NotFetched> {
        let fetched = timeout(PATIENCE, self.fetch_whole()).await;
        fetched.unwrap_or(Err(NotFetched::Late))
    }

    async fn fetch_whole(&self) -> Result<Vec<u8>, NotFetched> {
        let request = self.client.get(self.url.clone());
        let json = HeaderValue::from_static("application/json");
        let answer = request.header(ACCEPT, json).send().await?;
        if answer.status() != StatusCode::OK {
            return Err(NotFetched::Status(answer.status()));
        }
        let (mut whole, mut parts) = (Vec::new(), answer.bytes_stream());
        while let Some(part) = parts.next().await {
            whole.extend_from_slice(&part?);
            if whole.len() > MOST_BYTES {
                return Err(NotFetched::TooLong);
            }
        }
        Ok(whole)
    }
}
