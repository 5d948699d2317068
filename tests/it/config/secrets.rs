//! A password in the configuration is used, and shown nowhere.

use latchkey::config::{Config, DatabaseUrl};

use super::{Outcome, Place};

#[test]
fn no_refusal_repeats_a_password() -> Outcome {
    for url in [
        "mysql://user:hunter2@host/db",
        "postgres://user:hunter2@ho st/db",
        "postgres://user:hunter2@host:x/db",
    ] {
        let place = Place::new()?.file(&format!("database.url = \"{url}\"\n"))?;
        assert!(!place.refusal()?.contains("hunter2"));
        assert!(!Place::new()?.database_url(url).refusal()?.contains("hunter2"));
    }
    let refusal = Place::new()?
        .file("[database]\nurl = \"postgres://user:hunter2@host/db\n")?
        .refusal()?;
    assert!(refusal.starts_with("latchkey.toml line 2: "), "{refusal}");
    assert!(!refusal.contains("hunter2"));
    Ok(())
}

#[test]
fn a_database_url_shows_everything_but_its_secrets() -> Outcome {
    for (url, shown) in [
        ("sqlite://latchkey.db?mode=rwc", "sqlite://latchkey.db?mode=rwc"),
        ("sqlite::memory:", "sqlite::memory:"),
        (
            "postgres://user:hunter2@host:5433/db",
            "postgres://user:****@host:5433/db",
        ),
        (
            "postgresql://user:hunter2@host/db?sslmode=require",
            "postgresql://user:****@host/db?sslmode=require",
        ),
        ("postgres://user:hun%40ter2@host/db", "postgres://user:****@host/db"),
        ("postgres://user@host/db", "postgres://user@host/db"),
        (
            "postgres://host/db?user=u&password=hunter2",
            "postgres://host/db?user=u&password=****",
        ),
        (
            "postgres://host/db?sslkey=hunter2&ssl-key=hunter2",
            "postgres://host/db?sslkey=****&ssl-key=****",
        ),
        (
            "postgres:///db?host=%2Frun&password=hunter2",
            "postgres:///db?host=%2Frun&password=****",
        ),
        (
            "postgres://user:hunter2@one:5433,two/db?target_session_attrs=any",
            "postgres://user:****@one:5433,two/db?target_session_attrs=any",
        ),
    ] {
        let parsed: DatabaseUrl = url.parse()?;
        assert_eq!(parsed.to_string(), shown);
        assert_eq!(format!("{parsed:?}"), format!("DatabaseUrl({shown})"));
        assert_eq!(parsed.expose(), url);
    }
    Ok(())
}

#[test]
fn each_server_of_a_database_url_has_a_url_of_its_own() -> Outcome {
    for (url, servers, requires_writable) in [
        ("sqlite://a,b.db", &["sqlite://a,b.db"][..], false),
        ("postgres://user:pass@one/db", &["postgres://user:pass@one/db"], false),
        (
            "postgres://one/db?target_session_attrs=read-write&sslmode=require",
            &["postgres://one/db?sslmode=require"],
            true,
        ),
        (
            "postgres://user:p%2Cass@one:5433,[::1],three:1/db",
            &[
                "postgres://user:p%2Cass@one:5433/db",
                "postgres://user:p%2Cass@[::1]/db",
                "postgres://user:p%2Cass@three:1/db",
            ],
            true,
        ),
        (
            "postgres://one,two/db?target_session_attrs=primary",
            &["postgres://one/db", "postgres://two/db"],
            true,
        ),
        (
            "postgres://one,two/db?sslmode=require&target_session_attrs=any",
            &["postgres://one/db?sslmode=require", "postgres://two/db?sslmode=require"],
            false,
        ),
    ] {
        let parsed: DatabaseUrl = url.parse()?;
        assert_eq!(parsed.expose_servers(), servers, "{url}");
        assert_eq!(parsed.requires_writable(), requires_writable, "{url}");
    }
    Ok(())
}

#[test]
fn what_is_shown_has_no_secret_and_can_be_loaded_again() -> Outcome {
    let place = Place::new()?
        .database_url("postgres://user:hunter2@host/db")
        .listen("[::]:443")
        .env("LATCHKEY_HTTP_PUBLIC_URL", "https://login.example.com")
        .env("LATCHKEY_TOKENS_ON_REUSE", "reject")
        .env("LATCHKEY_LOG_FORMAT", "json");
    let config = place.load()?;
    let shown = config.to_toml_masked()?;
    assert!(!shown.contains("hunter2"), "{shown}");
    assert!(!format!("{config:?}").contains("hunter2"));

    let again = Place::new()?.file(&shown)?.load()?;
    assert_eq!(again.database.url.expose(), "postgres://user:****@host/db");
    assert_eq!(
        Config {
            database: config.database.clone(),
            ..again
        },
        config
    );
    Ok(())
}
