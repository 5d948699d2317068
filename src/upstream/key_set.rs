//! The public keys that an old backend publishes, fetched.

use std::io;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt};
use reqwest::header::{ACCEPT, HeaderValue};
use reqwest::{Client, StatusCode, Url};
use tokio::time::timeout;

use super::client::{BadOldBackend, NotWhole, verifying, whole};

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
    /// The answer was not read. Nothing very long is a set of keys.
    #[error("the answer was not read")]
    NotWhole(#[from] NotWhole),
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
        let client = verifying(authorities)?
            // It is seldom asked.
            .pool_max_idle_per_host(0)
            .connect_timeout(PATIENCE);
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
        let parts = answer.bytes_stream().map_err(io::Error::other).boxed();
        Ok(whole(parts, MOST_BYTES).await?.into())
    }
}
