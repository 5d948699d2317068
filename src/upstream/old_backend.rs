//! An old backend, as its client.

use std::error::Error;
use std::io;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt};
use reqwest::header::{HOST, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Body, Client, Method, StatusCode, Url};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};

use super::breaker::Breaker;
use super::client::{BadOldBackend, Parts, verifying};
use super::headers::remove_hop_by_hop;
use crate::traces::{Span, method, put_into};

/// How long an unused connection is kept.
const IDLE: Duration = Duration::from_secs(30);

/// How an old backend is reached.
#[derive(Debug, Clone)]
pub struct OldBackendOptions {
    /// Its address. A path is put before those of the requests.
    pub url: Url,
    /// How long it may take until its answer begins, and then with each part of it.
    pub timeout: Duration,
    /// How many requests it gets at once.
    pub max_concurrent: usize,
    /// The authorities that it is verified by, as PEM; those of the system without.
    pub authorities: Option<Vec<u8>>,
    /// Headers that each request gets, in the place of the client's.
    pub headers: Vec<(String, String)>,
}

/// A request to it.
pub struct Exchange {
    /// The method.
    pub method: Method,
    /// The path, with the query if there is one.
    pub path_and_query: String,
    /// The headers. Those of the client's connection are not passed on.
    pub headers: HeaderMap,
    /// The body, if there is one.
    pub body: Option<Parts>,
}

impl Exchange {
    /// A GET request of this path, with nothing else in it.
    pub fn get(path: &str) -> Self {
        Self {
            method: Method::GET,
            path_and_query: path.to_owned(),
            headers: HeaderMap::new(),
            body: None,
        }
    }
}

/// Its answer.
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers, without those of its connection.
    pub headers: HeaderMap,
    /// The body.
    pub body: Parts,
}

/// Why a request got no answer.
#[derive(Debug, thiserror::Error)]
pub enum Unreachable {
    /// Its path would be another one there.
    #[error("the path leads elsewhere")]
    Path,
    /// It has as many requests as it may have.
    #[error("it has too many requests already")]
    Busy,
    /// It did not answer lately, and is not asked now.
    #[error("it did not answer lately")]
    Down,
    /// It did not answer in time.
    #[error("it did not answer in time")]
    Late,
    /// The connection failed.
    #[error("the connection failed")]
    Failed(#[source] reqwest::Error),
}

impl Unreachable {
    /// What failed, with the first cause. Those in between name the whole address, whose query may hold a token.
    pub fn reason(&self) -> String {
        let mut cause = self.source();
        while let Some(deeper) = cause.and_then(Error::source) {
            cause = Some(deeper);
        }
        match cause.filter(|cause| !cause.is::<reqwest::Error>()) {
            Some(cause) => format!("{self}: {cause}"),
            None => self.to_string(),
        }
    }
}

/// See the module.
#[derive(Debug)]
pub struct OldBackend {
    client: Client,
    url: Url,
    timeout: Duration,
    headers: HeaderMap,
    slots: Semaphore,
    breaker: Breaker,
}

impl OldBackend {
    /// Makes the client. Nothing is connected yet.
    ///
    /// # Errors
    /// [`BadOldBackend`].
    pub fn new(options: OldBackendOptions) -> Result<Self, BadOldBackend> {
        let client = verifying(options.authorities.as_deref())?
            .connect_timeout(options.timeout)
            .read_timeout(options.timeout)
            .pool_idle_timeout(IDLE);
        let mut headers = HeaderMap::new();
        for (name, value) in options.headers {
            let parsed = name.parse::<HeaderName>().ok().zip(HeaderValue::try_from(value).ok());
            let (known, mut value) = parsed.ok_or(BadOldBackend::Header { name })?;
            value.set_sensitive(true);
            headers.insert(known, value);
        }
        Ok(Self {
            client: client.build().map_err(BadOldBackend::Tls)?,
            slots: Semaphore::new(options.max_concurrent),
            breaker: Breaker::default(),
            url: options.url,
            timeout: options.timeout,
            headers,
        })
    }

    /// Its address.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Sends a request. Returns the answer once its head is there, whatever its status is.
    ///
    /// # Errors
    /// [`Unreachable`].
    pub async fn send(&self, exchange: Exchange) -> Result<Answer, Unreachable> {
        let url = self.url_of(&exchange.path_and_query).ok_or(Unreachable::Path)?;
        let pass = self.breaker.pass(Instant::now()).ok_or(Unreachable::Down)?;
        // Held until the head of the answer is there.
        let _slot = self.slots.try_acquire().map_err(|_| Unreachable::Busy)?;
        let mut headers = exchange.headers;
        remove_hop_by_hop(&mut headers);
        headers.remove(HOST);
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        let span = Span::begin_call("old_backend");
        span.set("http.request.method", method(&exchange.method));
        let request = self.client.request(exchange.method, url);
        let request = match exchange.body {
            Some(parts) => request.body(Body::wrap_stream(parts)),
            None => request,
        };
        let work = async {
            put_into(&mut headers);
            timeout(self.timeout, request.headers(headers).send()).await
        };
        let answered = span.around(work).await;
        match &answered {
            Ok(Ok(response)) => span.set("http.response.status_code", i64::from(response.status().as_u16())),
            Ok(Err(_)) | Err(_) => span.fail(),
        }
        drop(span);
        match answered {
            Ok(Ok(mut response)) => {
                pass.succeeded();
                let mut headers = std::mem::take(response.headers_mut());
                remove_hop_by_hop(&mut headers);
                Ok(Answer {
                    status: response.status(),
                    headers,
                    body: response.bytes_stream().map_err(io::Error::other).boxed(),
                })
            }
            // The client has broken off its own request.
            Ok(Err(error)) if error.is_body() => Err(Unreachable::Failed(error)),
            Ok(Err(error)) => {
                pass.failed(Instant::now());
                Err(if error.is_timeout() {
                    Unreachable::Late
                } else {
                    Unreachable::Failed(error)
                })
            }
            Err(_) => {
                pass.failed(Instant::now());
                Err(Unreachable::Late)
            }
        }
    }

    /// The address of a path. `None` for one with `..` in it, however that is written: it would lead to what is not
    /// the contract's.
    fn url_of(&self, path_and_query: &str) -> Option<Url> {
        let path = path_and_query.split_once('?').map_or(path_and_query, |(path, _)| path);
        let before = self.url.path().trim_end_matches('/');
        let mut url = self.url.clone();
        url.set_path("");
        url.set_query(None);
        url.set_fragment(None);
        let origin = url.as_str().trim_end_matches('/');
        let url = Url::parse(&format!("{origin}{before}{path_and_query}")).ok()?;
        (url.path() == format!("{before}{path}")).then_some(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(url: &str) -> OldBackendOptions {
        OldBackendOptions {
            url: url.parse().unwrap(),
            timeout: Duration::from_secs(1),
            max_concurrent: 1,
            authorities: None,
            headers: Vec::new(),
        }
    }

    #[test]
    fn a_path_goes_behind_the_one_of_the_address_and_nowhere_else() {
        let url = |base: &str, path: &str| OldBackend::new(options(base)).unwrap().url_of(path).map(String::from);
        for (base, path, expected) in [
            ("http://old.example", "/a/b?c=d", Some("http://old.example/a/b?c=d")),
            ("http://old.example:81/", "/a", Some("http://old.example:81/a")),
            ("http://old.example/app/", "/a", Some("http://old.example/app/a")),
            ("http://old.example/app", "/a/", Some("http://old.example/app/a/")),
            ("http://old.example/app", "/a/../../b", None),
            ("http://old.example", "/a/%2e%2E/b", None),
            ("http://old.example", "/a/./b", None),
            ("http://old.example", "/a\\..\\b", None),
            ("http://old.example", "/a%20b", Some("http://old.example/a%20b")),
        ] {
            assert_eq!(url(base, path).as_deref(), expected, "{base} {path}");
        }
    }

    #[test]
    fn a_file_without_certificates_is_refused() {
        let options = OldBackendOptions {
            authorities: Some(b"-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n".to_vec()),
            ..options("https://old.example")
        };
        assert!(matches!(OldBackend::new(options), Err(BadOldBackend::Tls(_))));
    }

    #[test]
    fn a_header_that_cannot_be_sent_is_refused_without_its_value() {
        for (name, value) in [("X Key", "a"), ("X-Key", "a\nb")] {
            let options = OldBackendOptions {
                headers: vec![(name.to_owned(), value.to_owned())],
                ..options("https://old.example")
            };
            let refused = OldBackend::new(options).unwrap_err().to_string();
            assert_eq!(refused, format!("the header {name} cannot be sent"));
        }
    }
}
