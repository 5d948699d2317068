//! The server: listens, serves the application, and shuts down on a signal.
//!
//! `socket.rs` binds the address, `accept/` accepts and limits connections (`capacity.rs`: to how many), `tls/`
//! encrypts them, `framing/` refuses what is ambiguous or too much in them, `shutdown.rs` waits for the signal,
//! `reload.rs` has files read again, and `jobs.rs` has the periodic work. `admin.rs` serves metrics and health checks on
//! an address of their own. `systemd/` talks to the service manager. Webhooks are delivered beside it
//! ([`crate::webhooks`]).
//!
//! The server knows the application ([`crate::app`]), but not the command line.

pub mod accept;
mod admin;
mod capacity;
mod error;
mod framing;
mod jobs;
mod reload;
mod shutdown;
mod socket;
pub mod systemd;
mod tls;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use poem::listener::Acceptor;
use poem::{EndpointExt, Server};
use tokio::net::TcpListener;
use tokio::sync::watch;

use self::accept::{Connections, Deadlines, LimitedAcceptor, PeerLimits, Tcp};
pub use self::admin::{bind_admin, listen_admin};
use self::capacity::Capacity;
pub use self::error::ServeError;
use self::framing::StrictAcceptor;
pub use self::reload::{Reloader, Reloads, reloads};
pub use self::shutdown::shutdown_signal;
pub use self::socket::{BoundSocket, bind};
pub use self::tls::{SighupSignal, Tls, TlsError, TlsFiles};
use crate::app::App;
use crate::config::{Config, Http};
use crate::webhooks::Dispatcher;

/// How long open requests may take after the shutdown signal.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(10);
/// How long the leases of webhook endpoints may take to be given back.
const LEASES_BACK: Duration = Duration::from_secs(1);
/// How many requests one HTTP/2 connection may have open. The web server has no limit by default. Web pages need far
/// fewer, and each is work that one client causes.
const MAX_STREAMS: u32 = 32;

/// Where clients and monitoring connect.
pub struct Listeners {
    /// The login APIs.
    pub clients: TcpListener,
    /// Metrics and health checks.
    pub admin: Option<TcpListener>,
}

/// Logs that the server is ready, and returns its URL.
///
/// # Errors
/// [`ServeError::Io`] if a socket has no address.
pub fn log_ready(config: &Config, listeners: &Listeners) -> Result<String, ServeError> {
    let address = listeners.clients.local_addr().map_err(ServeError::Io)?;
    let admin = listeners.admin.as_ref().map(TcpListener::local_addr);
    let metrics = admin.transpose().map_err(ServeError::Io)?;
    let metrics = metrics.map(|address| format!("{}/metrics", local_url(address, false)));
    let local = local_url(address, config.http.tls_cert.is_some());
    let url = public_url(&config.http).unwrap_or_else(|| local.clone());
    let docs = config.docs.enabled.then(|| format!("{url}/docs"));
    tracing::info!(%address, url, database = %config.database.url, docs, metrics, "ready to answer requests");
    Ok(local)
}

fn public_url(http: &Http) -> Option<String> {
    let url = http.public_url.as_ref()?;
    Some(url.as_str().trim_end_matches('/').to_owned())
}

/// Serves requests until the shutdown signal, and then until open requests are finished.
///
/// # Errors
/// [`ServeError`] if it cannot start, or ends by itself.
pub async fn serve(
    app: &App,
    config: &Config,
    listeners: Listeners,
    (tls, reloads): (Option<Tls>, Reloads),
    stop: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let capacity = Capacity::of(config);
    let connections = connections(&config.http, capacity);
    let acceptor = LimitedAcceptor::new(Tcp(listeners.clients), capacity.all, connections.clone());
    let (stopping, stopped) = watch::channel(false);
    let mut ending = stopped.clone();
    let webhooks = tokio::spawn(Dispatcher::new(app.auth.clone()).run_until(stopped.clone()));
    let jobs = tokio::spawn(jobs::run_until(app.auth.clone(), stopped));
    let stop = async {
        stop.await;
        tracing::info!(
            seconds = SHUTDOWN_GRACE.as_secs(),
            "shutting down: no more connections, open requests are finished"
        );
        // The receivers are the tasks with the jobs and the webhooks. Nothing is lost when they are gone.
        let _ = stopping.send(true);
    };
    let h2c = config.http.h2c;
    let serve = async {
        match tls {
            None => {
                let reload = tokio::spawn(tls::ignore_reloads(reloads));
                let served = run(app, StrictAcceptor::new(acceptor, h2c), connections, stop).await;
                reload.abort();
                served
            }
            Some(tls) => {
                let (acceptor, reload) = tls.wrap(acceptor, reloads);
                let reload = tokio::spawn(reload);
                let served = run(app, StrictAcceptor::new(acceptor, h2c), connections, stop).await;
                reload.abort();
                served
            }
        }
    };
    let admin = async {
        if let Some(listener) = listeners.admin {
            // A load balancer that checks it sends nothing more to a server that ends.
            tokio::select! {
                () = admin::serve_admin(app, &config.http, listener) => {}
                _ = ending.wait_for(|ending| *ending) => {}
            }
        }
        // The clients are served without it.
        std::future::pending::<()>().await;
    };
    let served = tokio::select! {
        served = serve => served,
        () = admin => Ok(()),
    };
    jobs.abort();
    // They have stopped while open requests were finished, unless the database does not answer.
    if tokio::time::timeout(LEASES_BACK, webhooks).await.is_err() {
        tracing::warn!("leases of webhook endpoints were not given back; they end within a minute");
    }
    served
}

async fn run(
    app: &App,
    acceptor: impl Acceptor + 'static,
    connections: Arc<Connections>,
    stop: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let endpoint = app.endpoint()?;
    let endpoint = endpoint.around(move |next, request| accept::track_requests(connections.clone(), next, request));
    Server::new_with_acceptor(acceptor)
        .http2_max_concurrent_streams(MAX_STREAMS)
        .run_with_graceful_shutdown(endpoint, stop, Some(SHUTDOWN_GRACE))
        .await
        .map_err(ServeError::Io)
}

fn connections(http: &Http, capacity: Capacity) -> Arc<Connections> {
    let deadlines = Deadlines {
        head: http.head_timeout.get(),
        idle: http.idle_timeout.get(),
    };
    let limits = PeerLimits {
        max: capacity.per_peer,
        exempt: http.trusted_proxies.as_slice().into(),
    };
    Connections::new(deadlines, limits)
}

/// The URL of this address for clients on the same machine.
pub fn local_url(mut address: SocketAddr, tls: bool) -> String {
    if address.ip().is_unspecified() {
        address.set_ip(match address.ip() {
            IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::LOCALHOST),
        });
    }
    let scheme = if tls { "https" } else { "http" };
    format!("{scheme}://{address}")
}
