//! `latchkey serve`: from the configuration to a server that answers, and from a signal to its end.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use clap::Args;

use super::demo;
use super::error::CliError;
use super::global::Global;
use super::open_app::open_app;
use crate::app::Demo;
use crate::config::Config;
use crate::config::values::Bounded;
use crate::server::{self, ServeError, SighupSignal, Tls, TlsFiles};
use crate::telemetry;

/// How long closing the database may take after that; it may not answer any more.
const CLOSING: Duration = Duration::from_secs(1);

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
        let mut config = configuration(self, global)?;
        let _log = telemetry::start(&config.log);
        // The address first, and then the database: a second server that is started by mistake is told so at once,
        // and has not migrated the database under the first one, whose version it may not have.
        let socket = server::bind(config.http.listen.0)?;
        config.http.listen.0 = socket.address();
        let tls = TlsFiles::of(&config.http)
            .map(Tls::load)
            .transpose()
            .map_err(ServeError::from)?;
        let hangups = SighupSignal::listen().map_err(ServeError::Io)?;
        let app = open_app(&config).await?.with_demo(self.demo());
        app.auth.prepare_signing_keys().await?;
        if self.demo {
            demo::seed(&app.auth).await?;
        }
        // Listening comes last: whoever can connect is answered. Signals are waited for before that, so that one which
        // comes right after the line below is not missed.
        let stop = server::shutdown_signal().map_err(ServeError::Io)?;
        let listener = socket.listen()?;
        let base = server::announce(&config, &listener)?;
        if self.demo {
            demo::print(&base, self.demo_failures);
        }
        server::answer(&app, &config, listener, (tls, hangups), stop).await?;
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

/// The configuration with the flags of `serve`.
fn configuration(serve: &Serve, global: &Global) -> Result<Config, CliError> {
    let mut overrides = global.overrides();
    overrides.listen = serve.listen.clone();
    if !serve.demo {
        return Ok(global.load_over(overrides)?);
    }
    if overrides.database_url.is_some() {
        let why = "--demo has a throw-away database of its own, so --database-url cannot be used with it";
        return Err(CliError::Usage(why.to_owned()));
    }
    overrides.database_url = Some("sqlite::memory:".to_owned());
    let mut config = global.load_over(overrides)?;
    keep_private(serve, &mut config)?;
    // Everybody knows these passwords: a costlier hash would only make the start slower.
    config.passwords.bcrypt_cost = Bounded::LOWEST;
    // The certificate is the real server's, and its name is not this one's.
    (config.http.tls_cert, config.http.tls_key) = (None, None);
    Ok(config)
}

/// Accounts with well-known passwords are for this machine only. An address that was asked for is refused, not
/// replaced; a configured one is meant for the real server.
fn keep_private(serve: &Serve, config: &mut Config) -> Result<(), CliError> {
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
