//! Passes the requests of a contract on to its old backend, and the answers back, unchanged.
//!
//! Neither side notices: what belongs to the two connections is taken away, and the old backend gets the address of the
//! client in `X-Forwarded-For`, as from any proxy. Nothing is kept.

use std::sync::Arc;

use futures_util::StreamExt;
use poem::http::HeaderMap;
use poem::http::header::{FORWARDED, HOST, HeaderName, HeaderValue};
use poem::{Body, Request, Response};

use crate::auth::AuthService;
use crate::model::{ClientInfo, CutoverMode, error_chain};
use crate::upstream::{Answer, Exchange, OldBackend, Unreachable};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The old backend of a contract.
pub struct Takeover {
    /// The ident of the contract.
    pub contract: &'static str,
    /// The client of the old backend.
    pub old_backend: Arc<OldBackend>,
    /// Makes the contract's answer when the old backend is away.
    pub unavailable: Box<dyn Fn() -> Response + Send + Sync>,
    /// Makes its answer to a path that does not exist.
    pub not_found: Box<dyn Fn() -> Response + Send + Sync>,
    /// Whether clients reach this server over https.
    pub https: bool,
}

/// Marks an answer of an old backend: nothing is added to it.
#[derive(Debug, Clone, Copy)]
pub struct Unchanged;

impl Takeover {
    /// Whether the old backend answers.
    pub async fn passes_on(&self, auth: &AuthService) -> bool {
        match auth.cutover(self.contract).await.mode {
            CutoverMode::Proxy => true,
            CutoverMode::Off | CutoverMode::Done => false,
        }
    }

    /// Has the old backend answer.
    pub async fn pass_on(&self, mut request: Request) -> Response {
        let client = request
            .extensions()
            .get::<ClientInfo>()
            .map(|client| client.address.to_string());
        let body = request.take_body();
        let path = request.uri().path_and_query();
        let exchange = Exchange {
            method: request.method().clone(),
            path_and_query: path.map_or_else(|| "/".to_owned(), ToString::to_string),
            headers: self.headers(&request, client.as_deref()),
            body: (!body.is_empty()).then(|| body.into_bytes_stream().boxed()),
        };
        match self.old_backend.send(exchange).await {
            Ok(answer) => unchanged(answer),
            Err(Unreachable::Path) => (self.not_found)(),
            Err(error) => {
                tracing::warn!(
                    contract = self.contract,
                    error = error_chain(&error),
                    "the old backend did not answer"
                );
                (self.unavailable)()
            }
        }
    }

    fn headers(&self, request: &Request, client: Option<&str>) -> HeaderMap {
        let mut headers = request.headers().clone();
        // What others say of the client was looked at when its address was determined.
        headers.remove(FORWARDED);
        let host = headers.get(HOST).cloned();
        let proto = HeaderValue::from_static(if self.https { "https" } else { "http" });
        let client = client.and_then(|client| HeaderValue::from_str(client).ok());
        for (name, value) in [
            (X_FORWARDED_FOR, client),
            (X_FORWARDED_HOST, host),
            (X_FORWARDED_PROTO, Some(proto)),
        ] {
            match value {
                Some(value) => drop(headers.insert(name, value)),
                None => drop(headers.remove(name)),
            }
        }
        headers
    }
}

fn unchanged(answer: Answer) -> Response {
    let mut response = Response::builder().status(answer.status).finish();
    *response.headers_mut() = answer.headers;
    response.set_body(Body::from_bytes_stream(answer.body));
    response.set_data(Unchanged);
    response
}
