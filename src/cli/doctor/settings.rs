//! Checks of the configuration.

use std::path::{Path, PathBuf};

use super::finding::Finding;
use crate::config::Config;
use crate::config::key_files::Readers;
use crate::model::error_chain;
use crate::server::TlsFiles;

/// The default cost of hashes. Each step less halves the work of cracking stolen ones.
const DEFAULT_COST: u32 = 12;

/// The checks, in the order in which they are printed.
pub const CHECKS: [fn(&Config) -> Finding; 7] = [
    public_url,
    listen,
    tls,
    bcrypt_cost,
    secret_file,
    master_key,
    database_file,
];

fn public_url(config: &Config) -> Finding {
    const CHECK: &str = "public-url";
    match &config.http.public_url {
        Some(url) if config.http.is_https() => Finding::ok(CHECK, format!("clients use {url}")),
        Some(url) => Finding::warning(
            CHECK,
            format!("http.public_url is {url}: passwords are sent unencrypted"),
        ),
        None => Finding::warning(
            CHECK,
            "http.public_url is not set: set it to the https:// URL that clients use",
        ),
    }
}

fn listen(config: &Config) -> Finding {
    const CHECK: &str = "listen";
    let address = config.http.listen.0;
    if address.ip().is_loopback() {
        return Finding::ok(CHECK, format!("{address} is reachable from this machine only"));
    }
    if config.http.tls_cert.is_some() {
        return Finding::ok(CHECK, format!("{address} is reachable from other machines, over TLS"));
    }
    Finding::warning(
        CHECK,
        format!(
            "{address} is reachable from other machines, without TLS: only a proxy that terminates TLS should connect"
        ),
    )
}

fn tls(config: &Config) -> Finding {
    const CHECK: &str = "tls";
    let Some(files) = TlsFiles::of(config) else {
        return Finding::ok(CHECK, "the server does not terminate TLS");
    };
    match files.load() {
        Ok(_) => check_permissions(CHECK, "http.tls_key", files.key()),
        Err(error) => Finding::problem(CHECK, error_chain(&error)),
    }
}

fn bcrypt_cost(config: &Config) -> Finding {
    const CHECK: &str = "bcrypt-cost";
    match config.passwords.bcrypt_cost.get() {
        cost if cost < DEFAULT_COST => Finding::warning(
            CHECK,
            format!("passwords.bcrypt_cost is {cost}, and {DEFAULT_COST} by default"),
        ),
        cost => Finding::ok(CHECK, format!("passwords.bcrypt_cost is {cost}")),
    }
}

fn secret_file(config: &Config) -> Finding {
    const CHECK: &str = "secret-file";
    match (&config.tokens.secret_file, config.read_secret()) {
        (_, Err(error)) => Finding::problem(CHECK, error_chain(&error)),
        (Some(path), Ok(_)) => check_permissions(CHECK, "tokens.secret_file", path),
        (None, Ok(_)) => Finding::ok(CHECK, "not set: the server creates the signing keys"),
    }
}

fn master_key(config: &Config) -> Finding {
    const CHECK: &str = "master-key";
    match (&config.tokens.master_key_file, config.read_master_key()) {
        (_, Err(error)) => Finding::problem(CHECK, error_chain(&error)),
        (Some(path), Ok(_)) => check_permissions(CHECK, "tokens.master_key_file", path),
        (None, Ok(_)) => Finding::warning(
            CHECK,
            "tokens.master_key_file is not set: signing keys are unencrypted in the database and its backups",
        ),
    }
}

fn database_file(config: &Config) -> Finding {
    const CHECK: &str = "database-file";
    match sqlite_file(config.database.url.expose()) {
        Some(path) if path.exists() => check_permissions(CHECK, "database.url", &path),
        Some(_) | None => Finding::ok(CHECK, "no file to check"),
    }
}

/// The file of an SQLite database, from a URL as sqlx reads it: `sqlite:FILE` or `sqlite://FILE`, with `?parameters`.
pub fn sqlite_file(url: &str) -> Option<PathBuf> {
    let rest = url.strip_prefix("sqlite:")?;
    let path = rest.strip_prefix("//").unwrap_or(rest);
    let path = path.split('?').next().filter(|path| *path != ":memory:")?;
    Some(path.into())
}

fn check_permissions(check: &'static str, key: &str, path: &Path) -> Finding {
    let shown = path.display();
    match Readers::of(path) {
        Ok(Readers::Owner) => Finding::ok(check, format!("{key}: only its owner can read {shown}")),
        Ok(Readers::RootAndGroup) => Finding::ok(check, format!("{key}: only root and its group can read {shown}")),
        Ok(Readers::Others { mode }) => Finding::warning(
            check,
            format!("{key}: other users can read {shown} (mode {mode:04o}); run chmod 600"),
        ),
        Err(error) => Finding::problem(check, format!("{key}: {shown}: {error}")),
    }
}
