//! `latchkey serve`: from the configuration to a server that answers, and from a signal to its end.

pub mod accept;
mod keys;
mod place;
mod socket;
mod stop;
mod sweep;
mod tls;

use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use poem::listener::Acceptor;
use poem::{EndpointExt, Server};
use tokio::net::TcpListener;
use tokio::sync::watch;

use self::accept::{Connections, Deadlines, Guarded, PeerLimits, Tcp};
pub use self::tls::{Files as TlsFiles, TlsError};
use self::tls::{Hangups, Tls};
use super::{CliError, Global, accounts, demo, logging};
use crate::app::{App, Demo};
use crate::config::{Config, Http};

/// How long requests that are under way may take when the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);
/// How long closing the database may take after that; it may not answer any more.
const CLOSING: Duration = Duration::from_secs(1);
/// How many requests one connection may send at a time over HTTP/2; unless it is told, the web server below has no
/// limit. Web pages ask for far fewer, and each is work that one client can cause at once.
const MAX_STREAMS: u32 = 32;
/// How many open files are kept free for what is no connection of a client: the log, the listening socket, files that
/// are read. Each connection of the database needs up to three more.
const OTHER_FILES: usize = 64;

/// Serve the login APIs
///
/// Listens on 127.0.0.1:8080 and keeps everything in latchkey.db in the working directory, unless configured otherwise;
/// `latchkey config` prints what is configured. On SIGTERM and Ctrl-C it takes no more connections, finishes what is
/// under way, for at most 10 seconds, and exits with 0.
#[derive(Args)]
pub struct Serve {
    /// Serve the demonstration accounts, and print them, from a database that is gone afterwards; on loopback only
    #[arg(long)]
    demo: bool,
    /// Answer any operation that is called with the header `X-Demo-Error: 429` with its documented error of that status,
    /// or of that name
    #[arg(long, requires = "demo")]
    demo_failures: bool,
    /// The IP address and port to listen on, in place of the configured one; port 0 is any free port
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
}

impl Serve {
    pub(super) async fn run(&self, global: &Global) -> Result<(), CliError> {
        let mut config = place::configuration(self, global)?;
        let _log = logging::start(&config.log);
        // The address first, and then the database: a second server that is started by mistake is told so at once,
        // and has not migrated the database under the first one, whose version it may not have.
        let socket = socket::bind(config.http.listen.0)?;
        config.http.listen.0 = socket.address();
        let tls = TlsFiles::of(&config.http).map(Tls::load).transpose()?;
        let hangups = Hangups::listen().map_err(CliError::Serve)?;
        let app = accounts::open(&config).await?.with_demo(self.demo());
        app.identity.prepare_signing_keys().await?;
        if self.demo {
            demo::seed(&app.identity).await?;
        }
        // Listening comes last: whoever can connect is answered. Signals are waited for before that, so that one which
        // comes right after the line below is not missed.
        let stop = stop::told().map_err(CliError::Serve)?;
        let listener = socket.listen()?;
        let base = announce(&config, &listener)?;
        if self.demo {
            demo::print(&base, self.demo_failures);
        }
        answer(&app, &config, listener, (tls, hangups), stop).await?;
        if !matches!(tokio::time::timeout(CLOSING, app.close()).await, Ok(Ok(()))) {
            tracing::warn!("the database was not closed in time");
        }
        tracing::info!("stopped");
        Ok(())
    }

    fn demo(&self) -> Option<Demo> {
        self.demo.then(|| Demo {
            failures: self.demo_failures,
            try_it: demo::try_it(),
        })
    }
}

/// Logs the one line that says the server is there, and returns the URL it is at.
fn announce(config: &Config, listener: &TcpListener) -> Result<String, CliError> {
    let address = listener.local_addr().map_err(CliError::Serve)?;
    let local = place::local_url(address, config.http.tls_cert.is_some());
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
async fn answer(
    app: &App,
    config: &Config,
    listener: TcpListener,
    (tls, hangups): (Option<Tls>, Hangups),
    stop: impl Future<Output = ()>,
) -> Result<(), CliError> {
    let connections = connections(&config.http);
    let acceptor = Guarded::new(Tcp(listener), room(config), connections.clone());
    let (stopping, stopped) = watch::channel(false);
    let keeper = tokio::spawn(keys::keep_until(app.identity.clone(), stopped.clone()));
    let sweeper = tokio::spawn(sweep::sweep_until(app.identity.clone(), stopped));
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
) -> Result<(), CliError> {
    let endpoint = app.endpoint()?;
    let endpoint = endpoint.around(move |next, request| accept::mark(connections.clone(), next, request));
    Server::new_with_acceptor(acceptor)
        .http2_max_concurrent_streams(MAX_STREAMS)
        .run_with_graceful_shutdown(endpoint, stop, Some(GRACE))
        .await
        .map_err(CliError::Serve)
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
