//! Where the server is: what its flags mean for the configuration, and what its address is as a URL.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::Serve;
use crate::cli::{CliError, Global};
use crate::config::Config;
use crate::config::values::Bounded;

/// The configuration with the flags of `serve`.
pub fn configuration(serve: &Serve, global: &Global) -> Result<Config, CliError> {
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

/// The URL to reach this address at from the same machine.
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
