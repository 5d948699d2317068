//! The values that are refused, with the words of the refusal.

use super::{Outcome, Place, toml_of, variable};

/// Values that are refused: the key, the value as text, and what is said about it.
const REFUSED: &[(&str, &str, &str)] = &[
    (
        "http.listen",
        "localhost:8080",
        "must be an IP address and a port, such as 127.0.0.1:8080 or [::1]:8080, not `localhost:8080`",
    ),
    (
        "http.public_url",
        "login.example.com",
        "must be a URL: relative URL without a base",
    ),
    (
        "http.public_url",
        "ftp://login.example.com",
        "must begin with http:// or https://, not ftp:",
    ),
    (
        "http.public_url",
        "https://a:b@login.example.com",
        "must not contain a user name or password",
    ),
    (
        "http.forwarded_header",
        "x-real-ip",
        "must be one of any, forwarded, x-forwarded-for, not `x-real-ip`",
    ),
    (
        "http.head_timeout",
        "10 apples",
        "must be a span of time such as 30s, 15m, 12h or 90d, not `10 apples`",
    ),
    ("http.head_timeout", "0s", "must be from 1s to 1h, not 0s"),
    ("http.body_timeout", "2h", "must be from 1s to 1h, not 2h"),
    ("http.idle_timeout", "500ms", "must be from 1s to 1h, not 500ms"),
    (
        "http.max_connections",
        "9",
        "must be a whole number from 10 to 1000000, not 9",
    ),
    (
        "http.max_connections_per_peer",
        "0",
        "must be a whole number from 1 to 1000000, not 0",
    ),
    (
        "database.url",
        "mysql://a:hunter2@host/db",
        "must begin with sqlite: or postgres:// or postgresql://",
    ),
    (
        "database.url",
        "postgres://a:hun/ter2@host/db",
        "cannot be read as a URL: invalid port number",
    ),
    (
        "database.max_connections",
        "0",
        "must be a whole number from 1 to 1000, not 0",
    ),
    (
        "database.max_connections",
        "1001",
        "must be a whole number from 1 to 1000, not 1001",
    ),
    (
        "database.acquire_timeout",
        "0",
        "must be a whole number from 1 to 300, not 0",
    ),
    (
        "passwords.bcrypt_cost",
        "9",
        "must be a whole number from 10 to 14, not 9",
    ),
    (
        "passwords.bcrypt_cost",
        "15",
        "must be a whole number from 10 to 14, not 15",
    ),
    (
        "passwords.bcrypt_cost",
        "-12",
        "must be a whole number from 10 to 14, not -12",
    ),
    (
        "passwords.bcrypt_cost",
        "4294967308",
        "must be a whole number from 10 to 14, not 4294967308",
    ),
    (
        "passwords.min_length",
        "7",
        "must be a whole number from 8 to 64, not 7",
    ),
    (
        "passwords.min_length",
        "65",
        "must be a whole number from 8 to 64, not 65",
    ),
    ("passwords.lanes", "0", "must be a whole number from 1 to 5, not 0"),
    ("passwords.lanes", "6", "must be a whole number from 1 to 5, not 6"),
    ("passwords.nice", "20", "must be a whole number from 0 to 19, not 20"),
    ("passwords.threads", "65", "must be a whole number from 0 to 64, not 65"),
    (
        "passwords.max_waiting",
        "0",
        "must be a whole number from 1 to 100000, not 0",
    ),
    ("throttle.window", "30s", "must be from 1m to 1d, not 30s"),
    (
        "throttle.consecutive_failures",
        "9",
        "must be a whole number from 10 to 100, not 9",
    ),
    ("contracts.staff.session_idle", "9m", "must be from 10m to 400d, not 9m"),
    (
        "contracts.staff.session_lifetime",
        "401d",
        "must be from 10m to 400d, not 401d",
    ),
    ("tokens.issuer", "  ", "must not be empty"),
    ("tokens.on_reuse", "ignore", "must be one of end, reject, not `ignore`"),
    ("audit.keep", "1d", "must be from 2d to 3650d, not 1d"),
    ("audit.keep", "4000d", "must be from 2d to 3650d, not 4000d"),
    (
        "audit.keep",
        "long",
        "must be a span of time such as 30s, 15m, 12h or 90d, not `long`",
    ),
    (
        "tokens.algorithm",
        "HS512",
        "must be one of HS256, ES256, EdDSA, RS256, not `HS512`",
    ),
    (
        "tokens.algorithm",
        "none",
        "must be one of HS256, ES256, EdDSA, RS256, not `none`",
    ),
    ("tokens.rotate_every", "59m", "must be from 1h to 3650d, not 59m"),
    ("tokens.rotate_every", "3651d", "must be from 1h to 3650d, not 3651d"),
    (
        "tokens.rotate_every",
        "never",
        "must be a span of time such as 30s, 15m, 12h or 90d, not `never`",
    ),
    ("contracts.netxd.qr_issuer", "", "must not be empty or contain a colon"),
    (
        "contracts.netxd.qr_issuer",
        "Led:ger",
        "must not be empty or contain a colon",
    ),
    (
        "contracts.subscriber.portal_url",
        "javascript:alert(1)",
        "must begin with http:// or https://, not javascript:",
    ),
    ("log.format", "xml", "must be one of auto, text, json, not `xml`"),
    (
        "log.filter",
        "info,=,",
        "must be a filter such as `info` or `info,latchkey=debug`, not `info,=,`",
    ),
    (
        "log.filter",
        "",
        "must be a filter such as `info` or `info,latchkey=debug`, not ``",
    ),
    (
        "log.filter",
        "info,warning",
        "has `warning`, which is no level (off, error, warn, info, debug, trace); a target needs one: `warning=debug`",
    ),
    ("telemetry.sample_ratio", "1.5", "must be from 0 to 1, not 1.5"),
    (
        "telemetry.otlp_endpoint",
        "localhost:4318",
        "must begin with http:// or https://, not localhost:",
    ),
    ("telemetry.service_name", "", "must not be empty"),
    (
        "database.url",
        "sqlite://latchkey.db?timeout=5",
        "has a parameter that is unknown; there are mode, cache, immutable, vfs",
    ),
    (
        "database.url",
        "postgres://db/latchkey?sslmod=verify-full",
        "has a parameter that is unknown; there are sslmode, ssl-mode, sslrootcert, ssl-root-cert, ssl-ca, sslcert, \
         ssl-cert, sslkey, ssl-key, statement-cache-capacity, host, hostaddr, port, dbname, user, password, \
         application_name, options, target_session_attrs",
    ),
    (
        "database.url",
        "postgres://db/latchkey?sslmode=verify",
        "has an unknown sslmode; there are disable, allow, prefer, require, verify-ca, verify-full",
    ),
    (
        "database.url",
        "postgres://one,two/latchkey?target_session_attrs=standby",
        "has an unknown target_session_attrs; there are any, primary, read-write",
    ),
    (
        "database.url",
        "postgres:///latchkey?host=one,two",
        "names several hosts in a parameter; write them in place of the one: postgres://user@one,two:5433/name",
    ),
    (
        "database.url",
        "postgres://one,,two/latchkey",
        "cannot be read as a URL: empty host",
    ),
    (
        "database.url",
        "postgres://one:5432,two:x/latchkey",
        "cannot be read as a URL: invalid port number",
    ),
    (
        "database.pooler",
        "statement",
        "must be one of none, transaction, not `statement`",
    ),
];

#[test]
fn a_value_out_of_its_range_is_refused_with_its_key_and_its_place() -> Outcome {
    for (key, value, problem) in REFUSED {
        let written = if value.parse::<f64>().is_ok() {
            (*value).to_owned()
        } else {
            format!("'{value}'")
        };
        let refusal = Place::new()?.file(&toml_of(key, &written))?.refusal()?;
        assert_eq!(refusal, format!("{key} (latchkey.toml): {problem}"));

        // An empty variable counts as not set.
        if value.is_empty() {
            continue;
        }
        let name = variable(key);
        let refusal = Place::new()?.env(&name, *value).refusal()?;
        assert_eq!(refusal, format!("{key} (environment variable {name}): {problem}"));
    }
    let refusal = Place::new()?.listen("8080").refusal()?;
    assert!(
        refusal.starts_with("http.listen (--listen): must be an IP address and a port"),
        "{refusal}"
    );
    let refusal = Place::new()?.database_url("latchkey.db").refusal()?;
    assert!(
        refusal.starts_with("database.url (--database-url): must begin with sqlite:"),
        "{refusal}"
    );
    Ok(())
}

#[test]
fn a_value_of_another_type_is_refused() -> Outcome {
    for (key, value, problem) in [
        (
            "passwords.bcrypt_cost",
            "\"12\"",
            "must be a whole number, not a string",
        ),
        (
            "passwords.bcrypt_cost",
            "12.0",
            "must be a whole number, not a fraction",
        ),
        (
            "passwords.bcrypt_cost",
            "99999999999999999999",
            "must be a whole number, not one that large",
        ),
        ("tokens.issuer", "5", "must be a string, not a number"),
        ("tokens.on_reuse", "1", "must be a string, not a number"),
        ("log.format", "true", "must be a string, not true or false"),
        ("docs.enabled", "1", "must be true or false, not a number"),
        ("docs.enabled", "\"yes\"", "must be true or false, not a string"),
        ("http.listen", "[\"127.0.0.1:8080\"]", "must be a string, not a list"),
        ("http.trusted_proxies", "\"10.0.0.0/8\"", "must be a list, not a string"),
        (
            "contracts.subscriber.portal_url",
            "{ of = \"a\" }",
            "must be a string, not a table",
        ),
        ("http", "8080", "must be a table, not a number"),
    ] {
        let refusal = Place::new()?.file(&toml_of(key, value))?.refusal()?;
        let key = key.trim_end_matches(".of");
        let problem = if problem.is_empty() {
            "must be a string, not a table"
        } else {
            problem
        };
        assert_eq!(refusal, format!("{key} (latchkey.toml): {problem}"));
    }
    for (key, value, problem) in [
        (
            "passwords.bcrypt_cost",
            "twelve",
            "must be a whole number, not `twelve`",
        ),
        ("passwords.bcrypt_cost", " ", "must be a whole number, not ` `"),
        ("docs.enabled", "yes", "must be true or false, not `yes`"),
    ] {
        let name = variable(key);
        let refusal = Place::new()?.env(&name, value).refusal()?;
        assert_eq!(refusal, format!("{key} (environment variable {name}): {problem}"));
    }
    Ok(())
}

#[test]
fn a_mistake_is_reported_although_a_later_layer_hides_it() -> Outcome {
    let place = Place::new()?
        .file("passwords.bcrypt_cost = 99\n")?
        .env("LATCHKEY_PASSWORDS_BCRYPT_COST", "12");
    let refusal = place.refusal()?;
    assert!(
        refusal.starts_with("passwords.bcrypt_cost (latchkey.toml): "),
        "{refusal}"
    );
    Ok(())
}
