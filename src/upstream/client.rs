//! What all clients of old backends have in common.

use std::io;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, ClientBuilder};

/// Why an old backend cannot be asked at all.
#[derive(Debug, thiserror::Error)]
pub enum BadOldBackend {
    /// The file has no certificates, or the client could not be made of them.
    #[error("it cannot be verified")]
    Tls(#[source] reqwest::Error),
    /// A header that cannot be sent.
    #[error("the header {name} cannot be sent")]
    Header {
        /// Its name.
        name: String,
    },
}

/// A body, part by part.
pub type Parts = BoxStream<'static, io::Result<Bytes>>;

/// Why a body was not read.
#[derive(Debug, thiserror::Error)]
pub enum NotWhole {
    /// The connection failed within it.
    #[error("the connection failed within it")]
    Failed(#[source] io::Error),
    /// It is longer than it may be.
    #[error("it is too long")]
    TooLong,
}

/// A client that verifies servers by these authorities, as PEM, or by those of the system, and goes nowhere but where it
/// is sent.
pub(super) fn verifying(authorities: Option<&[u8]>) -> Result<ClientBuilder, BadOldBackend> {
    let client = Client::builder()
        .redirect(Policy::none())
        .referer(false)
        .no_proxy()
        .http1_only();
    Ok(match authorities {
        Some(pem) => client.tls_certs_only(Certificate::from_pem_bundle(pem).map_err(BadOldBackend::Tls)?),
        None => client,
    })
}

/// Reads a body of at most so many bytes.
///
/// # Errors
/// [`NotWhole`].
pub async fn whole(mut parts: Parts, most: usize) -> Result<Bytes, NotWhole> {
    let mut all = BytesMut::new();
    while let Some(part) = parts.next().await {
        all.extend_from_slice(&part.map_err(NotWhole::Failed)?);
        if all.len() > most {
            return Err(NotWhole::TooLong);
        }
    }
    Ok(all.freeze())
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    async fn read(parts: Vec<io::Result<Bytes>>) -> Result<Bytes, String> {
        let read = whole(stream::iter(parts).boxed(), 4).await;
        read.map_err(|error| error.to_string())
    }

    #[tokio::test]
    async fn a_body_is_read_to_its_end_and_no_further_than_it_may_be_long() {
        let part = |text: &'static str| Ok(Bytes::from_static(text.as_bytes()));
        assert_eq!(
            read(vec![part("ab"), part("cd")]).await,
            Ok(Bytes::from_static(b"abcd"))
        );
        assert_eq!(
            read(vec![part("ab"), part("cde")]).await,
            Err("it is too long".to_owned())
        );
        assert_eq!(
            read(vec![part("ab"), Err(io::Error::other("gone"))]).await,
            Err("the connection failed within it".to_owned())
        );
    }
}
