//! Checks of the database, which is opened for reading only, but for a write that shows whether it takes any.

use super::finding::Finding;
use super::names::names;
use super::settings::sqlite_file;
use crate::app::App;
use crate::auth::{AuthService, SchemaState, SigningKeyError};
use crate::cli::times::rfc3339;
use crate::config::Config;
use crate::model::error_chain;

const REACHABLE: &str = "database";
const SCHEMA: &str = "schema";
const WRITES: &str = "writes";
const KEYS: &str = "signing-key";
const PASSWORDS: &str = "passwords";
const HASHES: &str = "hashes";
const CLOCK: &str = "clock";
const PROXIES: &str = "proxies";

/// Each check needs the one before it, so the first problem ends them.
pub async fn examine(config: &Config) -> Vec<Finding> {
    // Unreadable key files are reported by other checks; the rest can still be checked.
    let mut without_files = config.clone();
    without_files.tokens.secret_file = None;
    without_files.tokens.master_key_file = None;
    let has_files = config.read_secret().is_ok() && config.read_master_key().is_ok();
    let config = if has_files { config } else { &without_files };

    let url = &config.database.url;
    if sqlite_file(url.expose()).is_some_and(|path| !path.exists()) {
        let message = format!("{url}: there is no such file; `latchkey migrate` creates it");
        return vec![Finding::problem(REACHABLE, message)];
    }
    let app = match App::look(config).await {
        Ok(app) => app,
        Err(error) => return vec![Finding::problem(REACHABLE, error_chain(&error))],
    };
    let mut findings = vec![Finding::ok(REACHABLE, format!("{url} responds"))];
    match app.auth.schema_state().await {
        Ok(SchemaState::Current) => {
            findings.push(Finding::ok(SCHEMA, "is up to date"));
            findings.push(writes(config).await);
            findings.push(match has_files {
                true => signing_key(config, &app.auth).await,
                false => Finding::warning(KEYS, "not checked, because a key file cannot be used"),
            });
            findings.push(passwords(&app.auth).await);
            findings.push(hashes(&app.auth).await);
            findings.push(clock(&app.auth).await);
            findings.push(names(&app.auth).await);
            findings.push(proxies(config, &app.auth).await);
        }
        Ok(SchemaState::Missing) => {
            findings.push(Finding::problem(
                SCHEMA,
                "there are no tables; `latchkey migrate` makes them",
            ));
        }
        Ok(SchemaState::Outdated) => {
            findings.push(Finding::problem(SCHEMA, "is outdated: `latchkey migrate` updates it"));
        }
        Ok(SchemaState::Newer { step }) => findings.push(Finding::problem(
            SCHEMA,
            format!("is newer than this version of latchkey (step {step}); run that version"),
        )),
        Err(error) => findings.push(Finding::problem(SCHEMA, error_chain(&error))),
    }
    if let Err(error) = app.close().await {
        findings.push(Finding::warning(REACHABLE, error_chain(&error)));
    }
    findings
}

/// Commits a write to a row that is there for this. It is the only thing that `doctor` changes.
async fn writes(config: &Config) -> Finding {
    let app = match App::open(config).await {
        Ok(app) => app,
        Err(error) => return Finding::problem(WRITES, error_chain(&error)),
    };
    let written = app.auth.check_writes().await;
    let closed = app.close().await;
    match (written, closed) {
        (Ok(()), Ok(())) => Finding::ok(WRITES, "the database takes them"),
        (Err(error), _) => Finding::problem(WRITES, error_chain(&error)),
        (Ok(()), Err(error)) => Finding::problem(WRITES, error_chain(&error)),
    }
}

async fn signing_key(config: &Config, auth: &AuthService) -> Finding {
    match newest_key(config, auth).await {
        Ok(finding) => finding,
        Err(error) => Finding::problem(KEYS, error_chain(&error)),
    }
}

async fn newest_key(config: &Config, auth: &AuthService) -> Result<Finding, SigningKeyError> {
    let keys = auth.signing_keys().await?;
    let Some(newest) = keys.first() else {
        return Ok(Finding::problem(KEYS, "there is none; `latchkey serve` creates it"));
    };
    auth.check_signing_keys().await?;
    let (id, algorithm, count) = (newest.id, newest.algorithm.as_str(), keys.len());
    Ok(if !auth.is_current_signing_key(newest) {
        let message = format!("{id} ({algorithm}) does not match the configuration; the next start creates another");
        Finding::warning(KEYS, message)
    } else if config.tokens.master_key_file.is_some() && keys.iter().any(|key| key.encrypted_with.is_none()) {
        Finding::warning(KEYS, "some keys are not encrypted; the next start encrypts them")
    } else {
        Finding::ok(KEYS, format!("{id} ({algorithm}); {count} in all, all readable"))
    })
}

async fn passwords(auth: &AuthService) -> Finding {
    match auth.count_without_password().await {
        Ok(0) => Finding::ok(PASSWORDS, "every account has a password"),
        Ok(count) => Finding::ok(
            PASSWORDS,
            format!("accounts without one, so that nobody can log in to them: {count}"),
        ),
        Err(error) => Finding::problem(PASSWORDS, error_chain(&error)),
    }
}

/// Counts password hashes by kind, and names those with which nobody can log in.
async fn hashes(auth: &AuthService) -> Finding {
    let counts = match auth.count_password_hashes().await {
        Ok(counts) => counts,
        Err(error) => return Finding::problem(HASHES, error_chain(&error)),
    };
    let kinds = counts.kinds.iter().map(|(kind, count)| format!("{kind}: {count}"));
    let kinds = kinds.collect::<Vec<_>>().join(", ");
    if counts.unusable.is_empty() {
        let message = if kinds.is_empty() {
            "there are none".to_owned()
        } else {
            kinds
        };
        return Finding::ok(HASHES, message);
    }
    let unusable = counts.unusable.iter().map(|(reason, (count, first))| {
        let first = first.map(|account| account.to_string()).unwrap_or_default();
        format!("that of {first} {reason} ({count} in all)")
    });
    let unusable = unusable.collect::<Vec<_>>().join("; ");
    Finding::problem(
        HASHES,
        format!("some cannot be verified, so that their owners cannot log in: {unusable}; others: {kinds}"),
    )
}

async fn clock(auth: &AuthService) -> Finding {
    match auth.measure_clock_offset().await {
        Ok(None) => Finding::ok(CLOCK, "the database is a file: its clock is this machine's"),
        Ok(Some(offset)) => {
            let message = format!("this machine's and the database's are {} ms apart", offset.distance());
            if offset.is_too_large() {
                Finding::problem(CLOCK, format!("{message}: `latchkey serve` is not ready"))
            } else if offset.is_large() {
                Finding::warning(CLOCK, format!("{message}: synchronize them"))
            } else {
                Finding::ok(CLOCK, message)
            }
        }
        Err(error) => Finding::problem(CLOCK, error_chain(&error)),
    }
}

/// Names a proxy that the server has seen and does not trust.
async fn proxies(config: &Config, auth: &AuthService) -> Finding {
    let trusted = config.http.trusted_proxies.as_slice();
    let seen = match auth.untrusted_proxy().await {
        Ok(seen) => seen,
        Err(error) => return Finding::problem(PROXIES, error_chain(&error)),
    };
    if let Some((address, at)) = seen
        && !trusted.iter().any(|network| network.contains(&address))
    {
        let at = rfc3339(at);
        return Finding::warning(
            PROXIES,
            format!(
                "forwarding headers came from {address} ({at}), which http.trusted_proxies does not name: all its \
                 clients look like one, and share its rate limits"
            ),
        );
    }
    let terminates_tls = config.http.is_https() && config.http.tls_cert.is_none();
    if terminates_tls && trusted.is_empty() {
        return Finding::warning(
            PROXIES,
            "a proxy terminates TLS, and http.trusted_proxies does not name it: all clients look like one",
        );
    }
    Finding::ok(PROXIES, "no proxy was seen that is not trusted")
}
