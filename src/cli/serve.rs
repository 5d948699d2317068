//! `latchkey serve`: starts the server, and ends it on a signal.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use clap::Args;

use super::demo;
use super::error::CliError;
use super::global::Global;
use super::open_app::open_app_for_serving;
use super::stop::Stop;
use crate::app::{App, AppError, Demo, configured_cutovers};
use crate::config::{AdminListenAddress, Config};
use crate::contracts;
use crate::server::systemd::{self, Inherited, notify};
use crate::server::{self, BoundSocket, Listeners, ServeError, SighupSignal, Tls, TlsFiles};
use crate::settings::values::Bounded;
use crate::telemetry::{self, Traces};

/// How long closing the database may take; it may be down.
const CLOSING: Duration = Duration::from_secs(1);

/// How long sending the last spans of traces may take; the collector may be away. Less, where requests took long to end.
const SENDING: Duration = Duration::from_secs(2);

/// Serve the login APIs
///
/// By default it listens on 127.0.0.1:8080 and stores everything in latchkey.db in the working directory; `latchkey
/// config` prints the configuration. On SIGTERM and Ctrl-C it accepts no more connections, finishes open requests
/// within 10 seconds, and exits with 0.
#[derive(Args)]
pub struct Serve {
    /// Serve the demonstration accounts, and print them, from a temporary database; on loopback only
    #[arg(long)]
    demo: bool,
    /// Return the documented error that a request asks for: `X-Demo-Error: 429` by status, or by the name of its
    /// example
    #[arg(long, requires = "demo")]
    demo_failures: bool,
    /// The IP address and port to listen on, instead of the configured ones; port 0 is any free port
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// Where to serve metrics and health checks, instead of the configured address; `auto` is loopback and the port
    /// of --listen plus 1000, `off` is nowhere
    #[arg(long, value_name = "ADDR")]
    admin_listen: Option<String>,
}

impl Serve {
    pub(super) async fn run(&self, global: &Global) -> Result<(), CliError> {
        let mut config = configuration(self, global)?;
        let sockets = self.sockets()?;
        let log = telemetry::start(&config.log);
        let traces = Traces::start(&config)?;
        // Take the address before the database is opened: a second server that is started by mistake fails at once, and
        // does not migrate the database of the first one, which may be of another version.
        let socket = listening(sockets.http, &config)?;
        let admin = match sockets.admin {
            Some(socket) => Some(socket),
            None => server::bind_admin(&config.http)?,
        };
        config.http.listen.0 = socket.address();
        let tls = TlsFiles::of(&config)
            .map(Tls::load)
            .transpose()
            .map_err(ServeError::from)?;
        let mut sighup = SighupSignal::listen().map_err(ServeError::Io)?;
        let (reload_files, reloads) = server::reloads();
        // Before the database is opened, which may be waited for: the first process of a container has no other way to
        // hear of a signal.
        let stop = Stop::on_signal().map_err(ServeError::Io)?;
        let opened = tokio::select! {
            opened = self.open(&config) => opened?,
            () = stop.clone().wait() => {
                tracing::info!("stopped before it was ready");
                return Ok(());
            }
        };
        let app = opened.with_dropped_lines(log.dropped_lines());
        // Listen last, so that every client that can connect gets a response.
        let listeners = Listeners {
            clients: socket.listen()?,
            admin: server::listen_admin(&config.http, admin)?,
        };
        // Reading all of them would hold up the first health checks, and no request is answered before this.
        app.auth.learn_all_password_hashes();
        let base = server::log_ready(&config, &listeners)?;
        let status = format!("answering requests at {base}");
        notify::ready(&status);
        if self.demo {
            demo::print(&base, self.demo_failures);
        }
        let serve = server::serve(&app, &config, listeners, (tls, reloads), stop.clone().wait());
        let follow = async {
            loop {
                sighup.next().await;
                notify::reloading();
                reload_files.reload().await;
                self.reload_cutovers(global, &app).await;
                notify::ready(&status);
            }
        };
        tokio::select! {
            served = serve => served?,
            () = follow => {}
            () = systemd::feed_watchdog(&app.auth) => {}
        }
        let last_spans = traces.end(SENDING.min(stop.left()));
        let (closed, ()) = tokio::join!(tokio::time::timeout(CLOSING, app.close()), last_spans);
        if !matches!(closed, Ok(Ok(()))) {
            tracing::warn!("the database was not closed in time");
        }
        tracing::info!("stopped");
        Ok(())
    }

    /// Opens the database, and makes what the first request needs.
    async fn open(&self, config: &Config) -> Result<App, CliError> {
        let app = open_app_for_serving(config).await?.with_demo(self.demo());
        app.auth.prepare_signing_keys().await?;
        app.auth.prepare_webhook_secrets().await?;
        app.auth.prepare_cutovers().await?;
        if self.demo {
            demo::seed(&app.auth).await?;
        }
        if app.auth.an_administrator().await?.is_none() {
            tracing::warn!("no user has the role admin: `latchkey init` adds the first one");
        }
        Ok(app)
    }

    /// Takes from the configuration how far contracts are to be taken over. Everything else in it needs a restart.
    async fn reload_cutovers(&self, global: &Global, app: &App) {
        let reloaded = async {
            let config = configuration(self, global)?;
            let contracts: Vec<_> = contracts::all().copied().collect();
            let configured = configured_cutovers(&config, &contracts).map_err(AppError::from)?;
            Ok::<_, CliError>(app.auth.configure_cutovers(&configured).await?)
        };
        match reloaded.await {
            Ok(changed) if changed.is_empty() => {}
            Ok(changed) => tracing::info!(
                contracts = changed.join(", "),
                "reloaded how far contracts are taken over"
            ),
            Err(error) => tracing::error!(
                error = &error as &dyn std::error::Error,
                "cannot reload the configuration; what was configured before stays"
            ),
        }
    }

    /// The sockets that the service manager has handed over. Where they listen is its decision, so the demonstration takes
    /// none.
    fn sockets(&self) -> Result<Inherited, CliError> {
        let sockets = systemd::inherited()?;
        if self.demo && (sockets.http.is_some() || sockets.admin.is_some()) {
            let why = "--demo takes no sockets of a service manager; it listens on loopback only";
            return Err(CliError::Usage(why.to_owned()));
        }
        Ok(sockets)
    }

    fn demo(&self) -> Option<Demo> {
        self.demo.then(|| Demo {
            failures: self.demo_failures,
            try_it: demo::try_it(),
        })
    }
}

/// The socket of the service manager, or else one at the configured address.
fn listening(inherited: Option<BoundSocket>, config: &Config) -> Result<BoundSocket, ServeError> {
    let Some(socket) = inherited else {
        return server::bind(config.http.listen.0);
    };
    tracing::info!(address = %socket.address(), "the service manager listens, instead of http.listen");
    Ok(socket)
}

/// The configuration, with the flags of `serve`.
fn configuration(serve: &Serve, global: &Global) -> Result<Config, CliError> {
    let mut overrides = global.overrides();
    overrides.listen = serve.listen.clone();
    overrides.admin_listen = serve.admin_listen.clone();
    if !serve.demo {
        return Ok(global.load_over(overrides)?);
    }
    if overrides.database_url.is_some() {
        let why = "--demo has a temporary database of its own, so --database-url cannot be used with it";
        return Err(CliError::Usage(why.to_owned()));
    }
    overrides.database_url = Some("sqlite::memory:".to_owned());
    let mut config = global.load_over(overrides)?;
    restrict_to_loopback(serve, &mut config)?;
    // These passwords are public: a costlier hash would only slow down the start.
    config.passwords.bcrypt_cost = Bounded::LOWEST;
    // So is an address for monitoring.
    if let AdminListenAddress::At(address) = config.http.admin_listen
        && !address.ip().is_loopback()
    {
        config.http.admin_listen = AdminListenAddress::Auto;
    }
    // A configured certificate is for the name of the real server.
    (config.http.tls_cert, config.http.tls_key) = (None, None);
    Ok(config)
}

/// Accounts with public passwords must not be reachable from other machines. An address from a flag is refused; a
/// configured one, which is meant for the real server, is replaced.
fn restrict_to_loopback(serve: &Serve, config: &mut Config) -> Result<(), CliError> {
    let address = &mut config.http.listen.0;
    if address.ip().is_loopback() {
        return Ok(());
    }
    if serve.listen.is_some() {
        let why = format!("--demo listens on loopback only, such as 127.0.0.1:8080, not on {address}");
        return Err(CliError::Usage(why));
    }
    address.set_ip(IpAddr::V4(Ipv4Addr::LOCALHOST));
    Ok(())
}
