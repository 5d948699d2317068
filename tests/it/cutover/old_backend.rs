//! An old backend that answers as a test says, and keeps what it was asked.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use poem::http::{HeaderMap, HeaderValue, Uri};
use poem::listener::{AcceptorExt, RustlsCertificate, RustlsConfig, TcpAcceptor};
use poem::{Body, IntoResponse, Request, Response, Server, endpoint};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A request that has arrived.
#[derive(Debug, Clone)]
pub struct Asked {
    pub method: String,
    pub uri: Uri,
    pub headers: HeaderMap,
    pub text: String,
}

type Answers = dyn Fn(&Asked) -> Answered + Send + Sync;

/// What it does with a request.
pub enum Answered {
    With(Response),
    /// Never.
    NotAtAll,
}

impl<R: IntoResponse> From<R> for Answered {
    fn from(response: R) -> Self {
        Self::With(response.into_response())
    }
}

/// See the module.
pub struct OldBackend {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    answers: Arc<Answers>,
    certificate: Option<Certificate>,
    task: Option<JoinHandle<()>>,
}

/// A certificate and its key, as PEM.
#[derive(Clone)]
pub struct Certificate {
    pub chain: String,
    pub key: String,
}

impl OldBackend {
    /// One that answers like this.
    pub async fn start<A: Into<Answered>>(answers: impl Fn(&Asked) -> A + Send + Sync + 'static) -> Self {
        Self::start_as(None, answers).await
    }

    /// The same over TLS with this certificate, as `localhost`.
    pub async fn start_with_tls<A: Into<Answered>>(
        certificate: Certificate,
        answers: impl Fn(&Asked) -> A + Send + Sync + 'static,
    ) -> Self {
        Self::start_as(Some(certificate), answers).await
    }

    async fn start_as<A: Into<Answered>>(
        certificate: Option<Certificate>,
        answers: impl Fn(&Asked) -> A + Send + Sync + 'static,
    ) -> Self {
        let mut old = Self {
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            asked: Arc::default(),
            answers: Arc::new(move |asked| answers(asked).into()),
            certificate,
            task: None,
        };
        old.come_back().await;
        old
    }

    /// Where it is.
    pub fn url(&self) -> String {
        match self.certificate {
            Some(_) => format!("https://localhost:{}", self.address.port()),
            None => format!("http://{}", self.address),
        }
    }

    /// What it was asked.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("no panic").clone()
    }

    /// Ends it with all its connections. Nobody listens any more.
    pub async fn kill(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
            drop(task.await);
        }
    }

    /// Starts it again, where it was.
    pub async fn come_back(&mut self) {
        let listener = TcpListener::bind(self.address).await.expect("a free port");
        self.address = listener.local_addr().expect("an address");
        let (asked, answers) = (self.asked.clone(), self.answers.clone());
        let endpoint = endpoint::make(move |request| answer(request, asked.clone(), answers.clone()));
        let acceptor = TcpAcceptor::from_tokio(listener).expect("an acceptor");
        let certificate = self.certificate.clone();
        self.task = Some(tokio::spawn(async move {
            match certificate {
                None => Server::new_with_acceptor(acceptor).run(endpoint).await,
                Some(Certificate { chain, key }) => {
                    let certificate = RustlsCertificate::new().cert(chain).key(key);
                    let config = RustlsConfig::new().fallback(certificate);
                    let acceptor = acceptor.rustls(futures_util::stream::iter([config]));
                    Server::new_with_acceptor(acceptor).run(endpoint).await
                }
            }
            .expect("a server");
        }));
    }
}

async fn answer(mut request: Request, log: Arc<Mutex<Vec<Asked>>>, answers: Arc<Answers>) -> poem::Result<Response> {
    let body: Body = request.take_body();
    let asked = Asked {
        method: request.method().to_string(),
        uri: request.uri().clone(),
        headers: request.headers().clone(),
        text: String::from_utf8_lossy(&body.into_vec().await?).into_owned(),
    };
    log.lock().expect("no panic").push(asked.clone());
    match answers(&asked) {
        Answered::With(mut response) => {
            // So that it is gone at once when it is killed.
            response
                .headers_mut()
                .append("connection", HeaderValue::from_static("close"));
            Ok(response)
        }
        Answered::NotAtAll => std::future::pending().await,
    }
}
