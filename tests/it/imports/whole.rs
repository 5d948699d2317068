//! 100,000 accounts with eight forms of hashes: in, logged in, out.

use serde_json::{Value, json};

use super::{Known, Outcome, known, numbered, printed, rows, subscriber, sums, user};
use crate::cli::support::{Connection, Installation, Server};
use crate::support::login::{LOGINS, Login};
use latchkey::model::Realm;

const EACH: usize = 50_000;
/// Every so many accounts of each realm one logs in: 250 of them, of every form and password.
const STEP: usize = 199;

fn name(realm: Realm, number: usize) -> String {
    match realm {
        Realm::Users => format!("user{number:05}"),
        Realm::Subscribers => format!("s-{number:05}"),
    }
}

fn file(realm: Realm, known: &[Known]) -> String {
    numbered(EACH, |number| {
        let hash = &known[number % known.len()].hash;
        let is_even = number % 2 == 0;
        let role = if is_even { "staff" } else { "reseller" };
        let status = if is_even { "active" } else { "expired" };
        let (name, phone) = (name(realm, number), format!("0171{number:07}"));
        match realm {
            Realm::Users => user(
                &name,
                json!({
                    "roles": [role, "all"], "permissions": ["a.view", "b.view"],
                    "isp_id": number % 9, "phone": phone, "scope": "ADMIN", "password_hash": hash,
                }),
            ),
            Realm::Subscribers => subscriber(
                &name,
                json!({
                    "firstname": "Rui", "lastname": "Melo", "email": format!("{name}@example.com"), "phone": phone,
                    "package_name": "20MB, \"fast\"", "expiration_date": "2031-06-30 23:59:59",
                    "status": status, "password_hash": hash,
                }),
            ),
        }
    })
}

fn log_in(
    connection: &mut Connection,
    login: &Login,
    name: &str,
    password: &str,
    key: &str,
) -> Result<u16, Box<dyn std::error::Error>> {
    let name = if login.by_username {
        name.to_owned()
    } else {
        format!("{name}@example.com")
    };
    let body = login.body(&name, password).to_string();
    let (path, length) = (login.path, body.len());
    connection.write(&format!(
        "POST {path} HTTP/1.1\r\nHost: test\r\nX-Api-Key: {key}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    ))?;
    Ok(connection.read()?.status)
}

#[test]
fn a_hundred_thousand_accounts_go_in_log_in_with_their_old_passwords_and_come_out() -> Outcome {
    let (installation, known) = (Installation::new()?, known());
    for (realm, noun) in [(Realm::Users, "users"), (Realm::Subscribers, "subscribers")] {
        let path = installation.path(format!("{noun}.ndjson"));
        std::fs::write(&path, file(realm, &known))?;
        let path = path.to_str().ok_or("a path")?;
        for what in ["added", "unchanged"] {
            let finished = installation.run(&["import", noun, path, "--json"])?;
            assert_eq!(finished.code, Some(0), "{finished:?}");
            let expected = sums(json!({ "rows": EACH, what: EACH }));
            assert_eq!(printed(&finished)?, (vec![], expected), "{noun}");
        }
    }
    let key = [
        "api-key",
        "create",
        "--owner",
        "user00000",
        "--name",
        "test",
        "--permissions",
        "read",
        "--json",
    ];
    let key: Value = serde_json::from_str(&installation.succeed(&key, b"")?)?;
    let key = key["key"].as_str().ok_or("no key")?;
    let server = Server::start(&installation, &[])?;
    let mut connection = Connection::open(server.address)?;
    for realm in [Realm::Users, Realm::Subscribers] {
        let all: Vec<_> = LOGINS.iter().filter(|login| login.realm() == realm).collect();
        for (nth, number) in (0..EACH).step_by(STEP).enumerate() {
            let (name, known) = (name(realm, number), &known[number % known.len()]);
            for login in &all {
                if nth % 50 == 0 {
                    let wrong = format!("{}!", known.password);
                    let status = log_in(&mut connection, login, &name, &wrong, key)?;
                    assert!(matches!(status, 401 | 403), "{} {name}: {status}", login.contract);
                }
                let status = log_in(&mut connection, login, &name, &known.password, key)?;
                assert_eq!(status, 200, "{} {name} {}", login.contract, known.form);
            }
        }
    }
    drop(server);
    for (realm, noun) in [(Realm::Users, "users"), (Realm::Subscribers, "subscribers")] {
        let exported = rows(&installation, &["export", noun, "--with-hashes"])?;
        assert_eq!(exported.len(), EACH);
        let originals = file(realm, &known);
        for ((number, original), exported) in originals.lines().enumerate().zip(&exported) {
            let mut original: Value = serde_json::from_str(original)?;
            if let Some(at) = original.get_mut("expiration_date") {
                *at = "2031-06-30T23:59:59Z".into();
            }
            let hash = original["password_hash"].take();
            if number % STEP == 0 {
                let renewed = exported["password_hash"].as_str().unwrap_or_default();
                let is_long = known[number % known.len()].password.len() > 72;
                assert!(
                    renewed.starts_with(if is_long { "$bcrypt-sha256$" } else { "$2b$10$" }),
                    "{exported}"
                );
            } else {
                assert_eq!(exported["password_hash"], hash, "{number}");
            }
            for (member, value) in original.as_object().ok_or("an object")? {
                if member != "password_hash" {
                    assert_eq!(&exported[member], value, "{number} {member}");
                }
            }
        }
    }
    Ok(())
}
