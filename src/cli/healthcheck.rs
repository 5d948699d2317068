//! `latchkey healthcheck`: the health check of a running server, for containers and other places without an HTTP client.

use std::time::Duration;

use clap::Args;
use url::Url;

use super::error::CliError;
use super::global::Global;
use super::old_server::server_url;
use super::output::print_line;
use crate::config::Config;
use crate::server::local_url;
use crate::upstream::{Exchange, OldBackend, OldBackendOptions};

/// How long the server has. Its own check of the database gives up before that.
const PATIENCE: Duration = Duration::from_secs(3);

/// Check whether the configured server is ready
///
/// For the health checks of containers, which have no HTTP client. It requests /readyz at http.admin_listen on this machine,
/// and exits with 0 if the server is ready within 3 seconds, and with 1 otherwise. If http.admin_listen is "off" or its port
/// is 0, it exits with 2; use --url then. It needs no database.
#[derive(Args)]
pub struct Healthcheck {
    /// Check only that it runs (/livez), whatever its database does
    #[arg(long)]
    live: bool,
    /// The address of the server, instead of http.admin_listen
    #[arg(long, value_name = "URL", value_parser = server_url)]
    url: Option<Url>,
}

impl Healthcheck {
    pub(super) async fn run(&self, global: &Global) -> Result<(), CliError> {
        let url = match &self.url {
            Some(url) => url.clone(),
            None => configured(&global.load()?)?,
        };
        let (path, healthy) = if self.live {
            ("/livez", "alive")
        } else {
            ("/readyz", "ready")
        };
        match ask(&url, path).await? {
            Ok(200) => print_line(healthy),
            Ok(status) => Err(unhealthy(&url, format!("{path} is answered with {status}"))),
            Err(reason) => Err(unhealthy(&url, reason)),
        }
    }
}

/// Where the configured server is asked how it is, from this machine. It answers there without TLS, and also when it has
/// as many clients as it may have.
fn configured(config: &Config) -> Result<Url, CliError> {
    let address = config.http.admin_listen.address(config.http.listen.0);
    let Some(address) = address.filter(|address| address.port() != 0) else {
        let why = "the configuration does not say where: set http.admin_listen to an address, or use --url";
        return Err(CliError::Usage(why.to_owned()));
    };
    let url = local_url(address, false);
    url.parse().map_err(|_| CliError::Usage(format!("{url} is no address")))
}

/// The status of the answer, or why there is none.
async fn ask(url: &Url, path: &str) -> Result<Result<u16, String>, CliError> {
    let options = OldBackendOptions {
        url: url.clone(),
        timeout: PATIENCE,
        max_concurrent: 1,
        // A container may have no authorities at all, and without TLS there is nothing to verify.
        authorities: (url.scheme() == "http").then(Vec::new),
        headers: Vec::new(),
    };
    let server = OldBackend::new(options).map_err(|cause| CliError::OldServer {
        url: url.clone(),
        cause,
    })?;
    let answer = server.send(Exchange::get(path)).await;
    Ok(answer
        .map(|answer| answer.status.as_u16())
        .map_err(|error| error.reason()))
}

fn unhealthy(url: &Url, reason: String) -> CliError {
    CliError::Unhealthy {
        url: url.clone(),
        reason,
    }
}
