//! `latchkey doctor`.

use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;

use super::Outcome;
use super::support::{Installation, Server};
use crate::support::key_file::{set_mode, write_key_file};

const KEY: &str = "5f1d9c02b7e84a63f0c8d1e29b3a4756687f90a1b2c3d4e5f6071829304a5b6c";

/// Its findings as `check: state`, and its exit code.
fn states(installation: &Installation) -> Result<(Vec<String>, Option<i32>), Box<dyn Error>> {
    let finished = installation.run(&["doctor", "--json"])?;
    let mut states = Vec::new();
    for line in finished.out.lines() {
        let finding: Value = serde_json::from_str(line)?;
        let text = |name: &str| finding[name].as_str().map(str::to_owned).ok_or(format!("{finding}"));
        assert!(!text("message")?.is_empty());
        states.push(format!("{}: {}", text("check")?, text("state")?));
    }
    Ok((states, finished.code))
}

fn message(installation: &Installation, check: &str) -> Result<String, Box<dyn Error>> {
    let finished = installation.run(&["doctor"])?;
    let line = finished
        .out
        .lines()
        .find(|line| line.split_whitespace().nth(1) == Some(check));
    Ok(line.ok_or(format!("{finished:?}"))?.to_owned())
}

/// What a new installation still lacks.
fn started() -> Result<Installation, Box<dyn Error>> {
    let installation = Installation::new()?;
    drop(Server::start(&installation, &[])?);
    Ok(installation)
}

#[test]
fn a_new_installation_is_well_with_warnings() -> Outcome {
    let installation = started()?;
    if installation.path("latchkey.db").exists() {
        set_mode(installation.path("latchkey.db"), 0o644)?;
    }
    let (states, code) = states(&installation)?;
    let database_file = match std::env::var("TEST_DATABASE_URL") {
        Ok(_) => "database-file: ok",
        Err(_) => "database-file: warning",
    };
    let expected = [
        "configuration: ok",
        "public-url: warning",
        "listen: ok",
        "tls: ok",
        "bcrypt-cost: warning",
        "secret-file: ok",
        "master-key: warning",
        database_file,
        "database: ok",
        "schema: ok",
        "writes: ok",
        "signing-key: ok",
        "passwords: ok",
        "hashes: ok",
        "clock: ok",
        "names: ok",
        "proxies: ok",
    ];
    assert_eq!(states, expected);
    assert_eq!(code, Some(0));
    assert_eq!(
        message(&installation, "master-key")?,
        "warning  master-key     tokens.master_key_file is not set: signing keys are unencrypted in the database and \
         its backups"
    );
    Ok(())
}

#[test]
fn an_installation_in_which_everything_is_as_it_should_be_has_no_warning() -> Outcome {
    let installation = Installation::new()?
        .env("LATCHKEY_TOKENS_MASTER_KEY_FILE", "master")
        .env("LATCHKEY_PASSWORDS_BCRYPT_COST", "12")
        .env("LATCHKEY_HTTP_PUBLIC_URL", "https://login.example.com")
        .env("LATCHKEY_HTTP_TRUSTED_PROXIES", "10.0.0.1");
    write_key_file(installation.path("master"), KEY)?;
    drop(Server::start(&installation, &[])?);
    if installation.path("latchkey.db").exists() {
        set_mode(installation.path("latchkey.db"), 0o600)?;
    }
    let (states, code) = states(&installation)?;
    assert!(states.iter().all(|one| one.ends_with(": ok")), "{states:?}");
    assert_eq!(code, Some(0));

    set_mode(installation.path("master"), 0o644)?;
    assert_eq!(
        message(&installation, "master-key")?,
        "problem  master-key     tokens.master_key_file (master): other users can read it (mode 0644); run \
         `chmod 600`, or set files.allow_readable_keys"
    );
    let allowing = installation.env("LATCHKEY_FILES_ALLOW_READABLE_KEYS", "true");
    assert_eq!(
        message(&allowing, "master-key")?,
        "warning  master-key     tokens.master_key_file: other users can read master (mode 0644); run chmod 600"
    );
    Ok(())
}

#[test]
fn a_proxy_that_is_not_trusted_is_named_once_in_the_log_and_by_doctor() -> Outcome {
    let installation = Installation::new()?;
    let server = Server::start(&installation, &[])?;
    for header in ["X-Forwarded-For: 203.0.113.5", "Forwarded: for=203.0.113.5"] {
        let mut stream = TcpStream::connect(server.address)?;
        write!(
            stream,
            "GET /livez HTTP/1.1\r\nHost: localhost\r\n{header}\r\nConnection: close\r\n\r\n"
        )?;
        let mut response = String::new();
        stream.read_to_string(&mut response)?;
        assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{response}");
    }
    server.signal("TERM")?;
    let (status, log) = server.wait()?;
    assert!(status.success());
    let said: Vec<_> = log
        .iter()
        .filter(|line| line.contains("http.trusted_proxies"))
        .collect();
    let [line] = said[..] else {
        return Err(format!("{log:?}").into());
    };
    let line: Value = serde_json::from_str(line)?;
    assert_eq!(
        (&line["level"], &line["proxy"], &line["message"]),
        (
            &Value::from("WARN"),
            &Value::from("127.0.0.1"),
            &Value::from(
                "forwarding headers of a proxy that http.trusted_proxies does not name are ignored: all its clients look \
                 like one, and share its rate limits"
            )
        )
    );
    let said = message(&installation, "proxies")?;
    assert!(
        said.starts_with("warning  proxies        forwarding headers came from 127.0.0.1 ("),
        "{said}"
    );
    let trusting = installation.env("LATCHKEY_HTTP_TRUSTED_PROXIES", "127.0.0.0/8");
    assert_eq!(
        message(&trusting, "proxies")?,
        "ok       proxies        no proxy was seen that is not trusted"
    );
    Ok(())
}

#[test]
fn a_proxy_that_terminates_tls_must_be_trusted() -> Outcome {
    let installation = started()?.env("LATCHKEY_HTTP_PUBLIC_URL", "https://login.example.com");
    assert_eq!(
        message(&installation, "proxies")?,
        "warning  proxies        a proxy terminates TLS, and http.trusted_proxies does not name it: all clients look like \
         one"
    );
    Ok(())
}

#[test]
fn doctor_makes_no_database_and_changes_none() -> Outcome {
    let installation = Installation::on_sqlite()?;
    let (states, code) = states(&installation)?;
    assert_eq!(states.last().map(String::as_str), Some("database: problem"));
    assert_eq!(code, Some(1));
    assert_eq!(std::fs::read_dir(installation.path(""))?.count(), 0, "no file was made");

    // A database of which nothing is known, in the journal mode that SQLite has by itself.
    std::fs::write(installation.path("latchkey.db"), b"")?;
    assert!(message(&installation, "schema")?.starts_with("problem  schema         there are no tables"));
    assert_eq!(std::fs::read(installation.path("latchkey.db"))?, b"");
    assert_eq!(std::fs::read_dir(installation.path(""))?.count(), 1);

    drop(Server::start(&installation, &[])?);
    let before = installation.succeed(&["key", "list", "--json"], b"")?;
    installation.succeed(&["doctor"], b"")?;
    assert_eq!(std::fs::read_dir(installation.path(""))?.count(), 1);
    assert_eq!(installation.succeed(&["key", "list", "--json"], b"")?, before);
    Ok(())
}

#[test]
fn what_does_not_work_is_a_problem_and_1() -> Outcome {
    let installation = started()?.env("LATCHKEY_TOKENS_MASTER_KEY_FILE", "missing");
    let (found, code) = states(&installation)?;
    assert!(found.contains(&"master-key: problem".to_owned()), "{found:?}");
    assert!(found.contains(&"signing-key: warning".to_owned()), "{found:?}");
    assert_eq!(code, Some(1));
    let finished = installation.run(&["doctor"])?;
    assert_eq!(finished.err, "latchkey: problems: 1\n");

    let installation = installation.env("LATCHKEY_TOKENS_MASTER_KEY_FILE", "master");
    write_key_file(installation.path("master"), KEY)?;
    assert!(message(&installation, "signing-key")?.contains("some keys are not encrypted"));
    drop(Server::start(&installation, &[])?);
    let installation = installation.env("LATCHKEY_TOKENS_MASTER_KEY_FILE", "");
    let line = message(&installation, "signing-key")?;
    assert!(
        line.starts_with("problem  signing-key    signing key ") && line.contains("it is encrypted with"),
        "{line}"
    );

    let installation = installation.env("LATCHKEY_LOG_FORMAT", "xml");
    let (found, code) = states(&installation)?;
    assert_eq!((found, code), (vec!["configuration: problem".to_owned()], Some(1)));
    Ok(())
}

#[test]
fn listening_for_everybody_and_another_algorithm_are_worth_a_warning() -> Outcome {
    let installation = started()?
        .env("LATCHKEY_HTTP_LISTEN", "0.0.0.0:8080")
        .env("LATCHKEY_TOKENS_ALGORITHM", "ES256");
    let (found, code) = states(&installation)?;
    assert!(found.contains(&"listen: warning".to_owned()), "{found:?}");
    assert!(found.contains(&"signing-key: warning".to_owned()), "{found:?}");
    assert_eq!(code, Some(0));
    Ok(())
}

#[test]
fn a_certificate_is_looked_at_with_its_key_and_makes_listening_for_everybody_well() -> Outcome {
    let installation = Installation::on_sqlite()?
        .env("LATCHKEY_HTTP_LISTEN", "0.0.0.0:8443")
        .env("LATCHKEY_HTTP_TLS_CERT", "cert.pem")
        .env("LATCHKEY_HTTP_TLS_KEY", "key.pem");
    assert_eq!(
        message(&installation, "tls")?,
        "problem  tls            http.tls_cert: cannot read cert.pem: no such file or directory"
    );
    let pair = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
    std::fs::write(installation.path("cert.pem"), pair.cert.pem())?;
    write_key_file(
        installation.path("key.pem"),
        rcgen::KeyPair::generate()?.serialize_pem(),
    )?;
    assert!(message(&installation, "tls")?.contains("cannot be used together"));

    write_key_file(installation.path("key.pem"), pair.signing_key.serialize_pem())?;
    assert_eq!(
        message(&installation, "tls")?,
        "ok       tls            http.tls_key: only its owner can read key.pem"
    );
    assert_eq!(
        message(&installation, "listen")?,
        "ok       listen         0.0.0.0:8443 is reachable from other machines, over TLS"
    );

    set_mode(installation.path("key.pem"), 0o604)?;
    assert_eq!(
        message(&installation, "tls")?,
        "problem  tls            http.tls_key (key.pem): other users can read it (mode 0604); run `chmod 600`, or set \
         files.allow_readable_keys"
    );
    let allowing = installation.env("LATCHKEY_FILES_ALLOW_READABLE_KEYS", "true");
    assert_eq!(
        message(&allowing, "tls")?,
        "warning  tls            http.tls_key: other users can read key.pem (mode 0604); run chmod 600"
    );
    Ok(())
}
