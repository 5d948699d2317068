//! The URL of the database: SQLite or PostgreSQL, one server or several.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize, Serializer};
use thiserror::Error;
use url::Url;

/// What stands in the place of a secret.
const MASK: &str = "****";

/// A URL that begins with `sqlite:`, `postgres://` or `postgresql://`. It may hold a password, so `Debug`, `Display`
/// and serde write it masked; the only way to the whole text is [`DatabaseUrl::expose`].
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct DatabaseUrl(String);

/// Why a text is no database URL. The messages do not repeat the text, because of the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidDatabaseUrl {
    /// Neither SQLite nor PostgreSQL.
    #[error("must begin with sqlite: or postgres:// or postgresql://")]
    Scheme,
    /// PostgreSQL, but not a URL; often a password whose special characters are not percent-encoded.
    #[error("cannot be read as a URL: {0}")]
    Syntax(#[from] url::ParseError),
    /// A parameter that no driver knows, and that would be ignored: a misspelt `sslmode` connects unverified.
    #[error("has a parameter that is unknown; there are {}", .known.join(", "))]
    Parameter {
        /// Those of this database.
        known: &'static [&'static str],
    },
    /// A mode of TLS that there is not.
    #[error("has an unknown sslmode; there are {}", SSL_MODES.join(", "))]
    SslMode,
    /// A kind of server to look for that there is not, or that this server cannot use.
    #[error("has an unknown target_session_attrs; there are {}", TARGETS.join(", "))]
    Target,
    /// Several hosts in a parameter.
    #[error("names several hosts in a parameter; write them in place of the one: postgres://user@one,two:5433/name")]
    Hosts,
}

/// The parameters of an SQLite URL, <https://www.sqlite.org/uri.html>.
const SQLITE_PARAMETERS: &[&str] = &["mode", "cache", "immutable", "vfs"];
/// The parameters of a PostgreSQL URL that the driver reads, and its other spellings of them
/// (<https://docs.rs/sqlx/latest/sqlx/postgres/struct.PgConnectOptions.html>).
const POSTGRES_PARAMETERS: &[&str] = &[
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "statement-cache-capacity",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
    TARGET,
];
/// libpq's parameter that says which of several servers to use,
/// <https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNECT-TARGET-SESSION-ATTRS>.
const TARGET: &str = "target_session_attrs";
/// The values of it that leave a server to write to.
const TARGETS: [&str; 3] = ["any", "primary", "read-write"];
const SSL_MODES: [&str; 6] = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

impl DatabaseUrl {
    /// The whole URL, with its password: for the connection and nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The URL of each server, with the password: several hosts stand in the place of the one, with commas between them,
    /// each with its port, as in libpq. An SQLite file is one.
    pub fn expose_servers(&self) -> Vec<String> {
        let Some(parts) = self.parts() else {
            return vec![self.0.clone()];
        };
        let hosts = parts.hosts.split(',');
        hosts.map(|host| without_target(parts.with_host(host))).collect()
    }

    /// Whether only a server that takes writes will do: it is asked for, or there are several and nothing else is asked
    /// for. libpq would use any.
    pub fn requires_writable(&self) -> bool {
        let Some(parts) = self.parts() else {
            return false;
        };
        match parts.target() {
            Some(target) => target != "any",
            None => parts.hosts.contains(','),
        }
    }

    /// None for SQLite.
    fn parts(&self) -> Option<Parts<'_>> {
        (!self.0.starts_with("sqlite:")).then(|| Parts::of(&self.0)).flatten()
    }
}

/// The parts of a PostgreSQL URL.
#[derive(Clone, Copy)]
struct Parts<'a> {
    /// The scheme, the user and the password.
    before: &'a str,
    /// Hosts with their ports.
    hosts: &'a str,
    /// Everything behind the hosts.
    after: &'a str,
}

impl<'a> Parts<'a> {
    fn of(url: &'a str) -> Option<Self> {
        let start = url.find("://")? + "://".len();
        let end = url[start..].find(['/', '?', '#']).map_or(url.len(), |at| start + at);
        let hosts = url[start..end].rfind('@').map_or(start, |at| start + at + 1);
        Some(Self {
            before: &url[..hosts],
            hosts: &url[hosts..end],
            after: &url[end..],
        })
    }

    /// The URL with this in the place of the hosts.
    fn with_host(self, host: &str) -> String {
        format!("{}{host}{}", self.before, self.after)
    }

    fn target(self) -> Option<String> {
        let (_, query) = self.after.split_once('?')?;
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        let found = pairs.find(|(name, _)| name == TARGET)?;
        Some(found.1.into_owned())
    }
}

/// The URL without the parameter that the driver does not know.
fn without_target(url: String) -> String {
    let Some((address, query)) = url.split_once('?') else {
        return url;
    };
    let is_other = |pair: &&str| pair.split('=').next() != Some(TARGET);
    let rest: Vec<&str> = query.split('&').filter(is_other).collect();
    match rest.is_empty() {
        true => address.to_owned(),
        false => format!("{address}?{}", rest.join("&")),
    }
}

impl FromStr for DatabaseUrl {
    type Err = InvalidDatabaseUrl;

    fn from_str(text: &str) -> Result<Self, InvalidDatabaseUrl> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            let parts = Parts::of(text).ok_or(InvalidDatabaseUrl::Scheme)?;
            for host in parts.hosts.split(',') {
                if host.is_empty() && parts.hosts.contains(',') {
                    return Err(url::ParseError::EmptyHost.into());
                }
                // What cannot be parsed could not be masked later.
                check_postgres(&Url::parse(&parts.with_host(host))?)?;
            }
        } else if text.starts_with("sqlite:") {
            check_sqlite(text)?;
        } else {
            return Err(InvalidDatabaseUrl::Scheme);
        }
        Ok(Self(text.to_owned()))
    }
}

fn check_sqlite(text: &str) -> Result<(), InvalidDatabaseUrl> {
    let query = text.split_once('?').map_or("", |(_, query)| query);
    match url::form_urlencoded::parse(query.as_bytes()).all(|(name, _)| SQLITE_PARAMETERS.contains(&name.as_ref())) {
        true => Ok(()),
        false => Err(InvalidDatabaseUrl::Parameter {
            known: SQLITE_PARAMETERS,
        }),
    }
}

fn check_postgres(url: &Url) -> Result<(), InvalidDatabaseUrl> {
    for (name, value) in url.query_pairs() {
        // `options[search_path]=x` sets one option of the server.
        let name = name.split('[').next().unwrap_or_default();
        if !POSTGRES_PARAMETERS.contains(&name) {
            return Err(InvalidDatabaseUrl::Parameter {
                known: POSTGRES_PARAMETERS,
            });
        }
        if matches!(name, "sslmode" | "ssl-mode") && !SSL_MODES.contains(&value.to_ascii_lowercase().as_str()) {
            return Err(InvalidDatabaseUrl::SslMode);
        }
        if name == TARGET && !TARGETS.contains(&value.as_ref()) {
            return Err(InvalidDatabaseUrl::Target);
        }
        if matches!(name, "host" | "hostaddr" | "port") && value.contains(',') {
            return Err(InvalidDatabaseUrl::Hosts);
        }
    }
    Ok(())
}

impl TryFrom<String> for DatabaseUrl {
    type Error = InvalidDatabaseUrl;

    fn try_from(text: String) -> Result<Self, InvalidDatabaseUrl> {
        text.parse()
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A path of SQLite is not always a URL, and has no password.
        if self.0.starts_with("sqlite:") {
            return f.write_str(&self.0);
        }
        match self.parts().and_then(shown) {
            Some(url) => f.write_str(&url),
            None => f.write_str(MASK),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

impl Serialize for DatabaseUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The URL with its secrets masked, and with all its hosts.
fn shown(parts: Parts<'_>) -> Option<String> {
    let first = parts.hosts.split(',').next()?;
    let masked = masked(Url::parse(&parts.with_host(first)).ok()?)?;
    let masked = Parts::of(masked.as_str())?;
    Some(masked.with_host(parts.hosts))
}

/// Masks the password before the host, and the parameters that PostgreSQL clients take secrets from. None where that
/// cannot be done.
fn masked(mut url: Url) -> Option<Url> {
    let is_secret = |name: &str| name.contains("password") || name == "sslkey" || name == "ssl-key";
    if url.query_pairs().any(|(name, _)| is_secret(&name)) {
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        url.query_pairs_mut().clear().extend_pairs(
            pairs
                .iter()
                .map(|(name, value)| (name, if is_secret(name) { MASK } else { value })),
        );
    }
    if url.password().is_some() {
        url.set_password(Some(MASK)).ok()?;
    }
    Some(url)
}
