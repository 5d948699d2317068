//! TLS: the certificate and its key, read when the server starts and again on SIGHUP.
//!
//! poem's acceptor speaks TLS 1.2 and 1.3 with AWS-LC, offers HTTP/2 and HTTP/1.1, and shakes hands in the connection's
//! own task. It neither notices a key that is not the certificate's, nor a file without a certificate, so that is
//! checked here (`files.rs`); what it is handed is good.

mod files;
mod sighup;

use std::io;

use poem::http::uri::Scheme;
use poem::listener::{Acceptor, AcceptorExt, RustlsConfig};
use poem::web::{LocalAddr, RemoteAddr};
use tokio::sync::{mpsc, oneshot};
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;

pub use self::files::{Files, TlsError};
pub use self::sighup::SighupSignal;

/// The certificate to begin with, and the way to later ones.
pub struct Tls {
    files: Files,
    first: RustlsConfig,
}

impl Tls {
    /// Reads the files for the first time.
    ///
    /// # Errors
    /// [`TlsError`].
    pub fn load(files: Files) -> Result<Self, TlsError> {
        Ok(Self {
            first: files.load()?,
            files,
        })
    }

    /// Speaks TLS over another acceptor's connections. The second part reads the files again at every SIGHUP, for as
    /// long as it is run.
    pub fn over<A: Acceptor>(
        self,
        inner: A,
        hangups: SighupSignal,
    ) -> (impl Acceptor + use<A>, impl Future<Output = ()>) {
        let Self { files, first } = self;
        let (changed, next) = mpsc::channel(1);
        let (loaded, is_loaded) = oneshot::channel();
        let mut loaded = Some(loaded);
        let configs = tokio_stream::once(first).chain(ReceiverStream::new(next));
        let configs = configs.map(move |config| {
            if let Some(loaded) = loaded.take() {
                // Nobody waits any more when the server has ended.
                let _ = loaded.send(());
            }
            config
        });
        let inner = Waiting {
            inner,
            is_loaded: Some(is_loaded),
        };
        (inner.rustls(configs), reload(files, hangups, changed))
    }
}

/// Says at every SIGHUP, without TLS, that it changes nothing: by itself, the signal would end the server.
pub async fn nothing_to_reload(mut hangups: SighupSignal) {
    loop {
        hangups.next().await;
        tracing::info!("SIGHUP: there is no TLS certificate to read again");
    }
}

/// A pair that cannot be used is logged, and the one before stays.
async fn reload(files: Files, mut hangups: SighupSignal, changed: mpsc::Sender<RustlsConfig>) {
    loop {
        hangups.next().await;
        match files.load() {
            Ok(config) => {
                if changed.send(config).await.is_err() {
                    return;
                }
                tracing::info!("the TLS certificate and its key were read again");
            }
            Err(error) => tracing::error!(%error, "the TLS certificate and its key stay as they are"),
        }
    }
}

/// Takes no connection before there is a certificate: poem would drop it.
struct Waiting<A> {
    inner: A,
    is_loaded: Option<oneshot::Receiver<()>>,
}

impl<A: Acceptor> Acceptor for Waiting<A> {
    type Io = A::Io;

    fn local_addr(&self) -> Vec<LocalAddr> {
        self.inner.local_addr()
    }

    async fn accept(&mut self) -> io::Result<(A::Io, LocalAddr, RemoteAddr, Scheme)> {
        if let Some(is_loaded) = &mut self.is_loaded {
            // It is sent before its sender goes.
            let _ = is_loaded.await;
            self.is_loaded = None;
        }
        self.inner.accept().await
    }
}
