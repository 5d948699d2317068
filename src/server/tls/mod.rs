//! TLS: the certificate and its key, read when the server starts and again on SIGHUP.
//!
//! poem's acceptor offers TLS 1.2 and 1.3 with AWS-LC, and HTTP/2 and HTTP/1.1, and does the handshake in the
//! connection's own task. It notices neither a key that does not match the certificate, nor a file without a
//! certificate, so `files.rs` checks both before.

mod files;
mod sighup;

use std::io;

use poem::http::uri::Scheme;
use poem::listener::{Acceptor, AcceptorExt, RustlsConfig};
use poem::web::{LocalAddr, RemoteAddr};
use tokio::sync::{mpsc, oneshot};
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;

pub use self::files::{TlsError, TlsFiles};
pub use self::sighup::SighupSignal;
use super::reload::Reloads;

/// The first certificate, and the files to read later ones from.
pub struct Tls {
    files: TlsFiles,
    first: RustlsConfig,
}

impl Tls {
    /// Reads the files for the first time.
    ///
    /// # Errors
    /// [`TlsError`].
    pub fn load(files: TlsFiles) -> Result<Self, TlsError> {
        Ok(Self {
            first: files.load()?,
            files,
        })
    }

    /// Adds TLS to another acceptor. The second part of the result reloads the files whenever it is asked to, as long as
    /// it runs.
    pub fn wrap<A: Acceptor>(self, inner: A, reloads: Reloads) -> (impl Acceptor + use<A>, impl Future<Output = ()>) {
        let Self { files, first } = self;
        let (changed, next) = mpsc::channel(1);
        let (loaded, is_loaded) = oneshot::channel();
        let mut loaded = Some(loaded);
        let configs = tokio_stream::once(first).chain(ReceiverStream::new(next));
        let configs = configs.map(move |config| {
            if let Some(loaded) = loaded.take() {
                // The receiver is gone if the server has ended.
                let _ = loaded.send(());
            }
            config
        });
        let inner = AwaitCertificate {
            inner,
            is_loaded: Some(is_loaded),
        };
        (inner.rustls(configs), reload(files, reloads, changed))
    }
}

/// Without TLS, logs at every SIGHUP that there is nothing to reload here.
pub async fn ignore_reloads(mut reloads: Reloads) {
    loop {
        let _reload = reloads.next().await;
        tracing::info!("SIGHUP: there is no TLS certificate to reload");
    }
}

/// Reloads the files whenever it is asked to. If they cannot be used, the certificate in use stays.
async fn reload(files: TlsFiles, mut reloads: Reloads, changed: mpsc::Sender<RustlsConfig>) {
    loop {
        let _reload = reloads.next().await;
        match files.load() {
            Ok(config) => {
                if changed.send(config).await.is_err() {
                    return;
                }
                tracing::info!("reloaded the TLS certificate and its key");
            }
            Err(error) => {
                tracing::error!(%error, "cannot reload the TLS certificate and its key; the ones in use stay")
            }
        }
    }
}

/// Accepts no connection before the certificate is loaded: poem would drop it.
struct AwaitCertificate<A> {
    inner: A,
    is_loaded: Option<oneshot::Receiver<()>>,
}

impl<A: Acceptor> Acceptor for AwaitCertificate<A> {
    type Io = A::Io;

    fn local_addr(&self) -> Vec<LocalAddr> {
        self.inner.local_addr()
    }

    async fn accept(&mut self) -> io::Result<(A::Io, LocalAddr, RemoteAddr, Scheme)> {
        if let Some(is_loaded) = &mut self.is_loaded {
            // It is sent before its sender is dropped.
            let _ = is_loaded.await;
            self.is_loaded = None;
        }
        self.inner.accept().await
    }
}
