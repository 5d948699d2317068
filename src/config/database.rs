//! `[database]`: where accounts and sessions are kept.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize, Serializer};
use thiserror::Error;
use url::Url;

use crate::settings::values::Bounded;

/// What stands in the place of a secret.
const MASK: &str = "****";

/// The settings of the database and its connections.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// Which database, and how to get there. Default: `sqlite://latchkey.db`.
    pub url: DatabaseUrl,
    /// How many connections one node may hold open. 1 to 1000, default 10.
    pub max_connections: Bounded<1, 1000>,
    /// How long a request waits for a free connection before it fails, in seconds. 1 to 300, default 5.
    pub acquire_timeout: Bounded<1, 300>,
    /// How long a server waits for one statement, the wait for a connection included, before it answers with 503, in
    /// seconds. 0 to 300, default 2; 0 is without end.
    pub statement_timeout: Bounded<0, 300>,
    /// How long a server that starts waits for a database server that does not respond yet, in seconds. 0 to 3600, default
    /// 30. A wrong password or name is refused at once.
    pub startup_timeout: Bounded<0, 3600>,
    /// The size of the cache of sessions, accounts and API keys over an SQLite file, in MiB. One holds about 1,600
    /// sessions with their accounts. The cache is never older than the file. PostgreSQL has none. 0 to 4096, default 48.
    pub cache_mib: Bounded<0, 4096>,
}

impl Database {
    /// `acquire_timeout` as a duration.
    pub fn acquire_timeout(&self) -> Duration {
        Duration::from_secs(self.acquire_timeout.get().into())
    }

    /// `statement_timeout` as a duration, if there is one.
    pub fn statement_timeout(&self) -> Option<Duration> {
        let seconds = self.statement_timeout.get();
        (seconds > 0).then(|| Duration::from_secs(seconds.into()))
    }

    /// `startup_timeout` as a duration.
    pub fn startup_timeout(&self) -> Duration {
        Duration::from_secs(self.startup_timeout.get().into())
    }

    /// `cache_mib` in bytes.
    pub fn cache_bytes(&self) -> u64 {
        u64::from(self.cache_mib.get()) << 20
    }
}

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
];
const SSL_MODES: [&str; 6] = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

impl DatabaseUrl {
    /// The whole URL, with its password: for the connection and nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for DatabaseUrl {
    type Err = InvalidDatabaseUrl;

    fn from_str(text: &str) -> Result<Self, InvalidDatabaseUrl> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            // What cannot be parsed could not be masked later.
            check_postgres(&Url::parse(text)?)?;
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
        match Url::parse(&self.0).ok().and_then(masked) {
            Some(url) => f.write_str(url.as_str()),
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
