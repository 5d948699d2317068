//! The server: from a bound socket to answers, and from a signal to its end.
//!
//! `socket.rs` takes the address, `accept/` takes connections and limits them, `tls/` encrypts them, `shutdown.rs` waits
//! for the signal, and `sweep.rs` and `keys.rs` work in the background meanwhile.
//!
//! The server knows the application ([`crate::app`]) and nothing of the command line.

pub mod accept;
mod error;
mod keys;
mod shutdown;
mod socket;
mod sweep;
mod tls;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use poem::listener::Acceptor;
use poem::{EndpointExt, Server};
use tokio::net::TcpListener;
use tokio::sync::watch;

use self::accept::{Connections, Deadlines, Guarded, PeerLimits, Tcp};
pub use self::error::ServeError;
pub use self::shutdown::told as shutdown_signal;
pub use self::socket::{Bound, bind};
pub use self::tls::{Files as TlsFiles, SighupSignal, Tls, TlsError};
use crate::app::App;
use crate::config::{Config, Http};

/// How long requests that are under way may take when the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);
/// How many requests one connection may send at a time over HTTP/2; unless it is told, the web server below has no
/// limit. Web pages ask for far fewer, and each is work that one client can cause at once.
const MAX_STREAMS: u32 = 32;
/// How many open files are kept free for what is no connection of a client: the log, the listening socket, files that
/// are read. Each connection of the database needs up to three more.
const OTHER_FILES: usize = 64;

/// Logs the one line that says the server is there, and returns the URL it is at.
///
/// # Errors
/// [`ServeError::Io`], when the socket has no address.
pub fn announce(config: &Config, listener: &TcpListener) -> Result<String, ServeError> {
    let address = listener.local_addr().map_err(ServeError::Io)?;
    let local = local_url(address, config.http.tls_cert.is_some());
    let url = public_url(&config.http).unwrap_or_else(|| local.clone());
    let docs = config.docs.enabled.then(|| format!("{url}/docs"));
    tracing::info!(%address, url, database = %config.database.url, docs, "ready to answer requests");
    Ok(local)
}

fn public_url(http: &Http) -> Option<String> {
    let url = http.public_url.as_ref()?;
    Some(url.as_str().trim_end_matches('/').to_owned())
}

/// Answers requests until the server is told to stop and what was under way is done.
///
/// # Errors
/// [`ServeError`], when it cannot begin, or stops by itself.
pub async fn answer(
    app: &App,
    config: &Config,
    listener: TcpListener,
    (tls, hangups): (Option<Tls>, SighupSignal),
    stop: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let connections = connections(&config.http);
    let acceptor = Guarded::new(Tcp(listener), room(config), connections.clone());
    let (stopping, stopped) = watch::channel(false);
    let keeper = tokio::spawn(keys::keep_until(app.auth.clone(), stopped.clone()));
    let sweeper = tokio::spawn(sweep::sweep_until(app.auth.clone(), stopped));
    let stop = async {
        stop.await;
        tracing::info!(
            seconds = GRACE.as_secs(),
            "stopping: no more connections, requests under way are finished"
        );
        // The receivers are the two tasks; nothing is lost when they have gone.
        let _ = stopping.send(true);
    };
    let served = match tls {
        None => {
            let reload = tokio::spawn(tls::nothing_to_reload(hangups));
            let served = run(app, acceptor, connections, stop).await;
            reload.abort();
            served
        }
        Some(tls) => {
            let (acceptor, reload) = tls.over(acceptor, hangups);
            let reload = tokio::spawn(reload);
            let served = run(app, acceptor, connections, stop).await;
            reload.abort();
            served
        }
    };
    sweeper.abort();
    keeper.abort();
    served
}

async fn run(
    app: &App,
    acceptor: impl Acceptor + 'static,
    connections: Arc<Connections>,
    stop: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let endpoint = app.endpoint()?;
    let endpoint = endpoint.around(move |next, request| accept::mark(connections.clone(), next, request));
    Server::new_with_acceptor(acceptor)
        .http2_max_concurrent_streams(MAX_STREAMS)
        .run_with_graceful_shutdown(endpoint, stop, Some(GRACE))
        .await
        .map_err(ServeError::Io)
}

fn connections(http: &Http) -> Arc<Connections> {
    let deadlines = Deadlines {
        head: http.head_timeout.get(),
        idle: http.idle_timeout.get(),
    };
    let limits = PeerLimits {
        max: http.max_connections_per_peer.get(),
        exempt: http.trusted_proxies.as_slice().into(),
    };
    Connections::new(deadlines, limits)
}

/// How many connections there is room for.
fn room(config: &Config) -> usize {
    let number = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    let others = OTHER_FILES.saturating_add(number(config.database.max_connections.get()).saturating_mul(3));
    accept::raise_limit(number(config.http.max_connections.get()), others)
}

/// The URL to reach this address at from the same machine.
fn local_url(mut address: SocketAddr, tls: bool) -> String {
    if address.ip().is_unspecified() {
        address.set_ip(match address.ip() {
            IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::LOCALHOST),
        });
    }
    let scheme = if tls { "https" } else { "http" };
    format!("{scheme}://{address}")
}
