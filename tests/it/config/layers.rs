//! The layers: the defaults, the file, the environment, the flags, and which of them wins.

use latchkey::config::{Algorithm, ForwardedHeader, LogFormat, OnReuse};
use latchkey::settings::{LEGACY_TOKENS_DEFAULTS, UPSTREAM_DEFAULTS};

use super::{DEFAULTS, Outcome, Place, declared, defaults, variable, written_defaults};

#[test]
fn without_file_environment_and_flags_the_defaults_hold() -> Outcome {
    let config = Place::new()?.load()?;
    assert_eq!(config, defaults()?);
    assert_eq!(config.http.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.http.public_url, None);
    assert!(!config.http.is_https());
    assert_eq!((&config.http.tls_cert, &config.http.tls_key), (&None, &None));
    assert!(!config.http.h2c);
    assert!(config.http.trusted_proxies.as_slice().is_empty());
    assert_eq!(config.http.forwarded_header, ForwardedHeader::Any);
    assert!(config.http.cors_origins.as_slice().is_empty());
    assert_eq!(config.http.head_timeout.get().as_secs(), 10);
    assert_eq!(config.http.body_timeout.get().as_secs(), 30);
    assert_eq!(config.http.idle_timeout.get().as_secs(), 60);
    assert_eq!(config.http.max_connections.get(), 10_000);
    assert_eq!(config.http.max_connections_per_peer.get(), 1_000);
    assert_eq!(config.database.url.expose(), "sqlite://latchkey.db");
    assert_eq!(config.database.max_connections.get(), 10);
    assert_eq!(config.database.acquire_timeout().as_secs(), 5);
    assert_eq!(config.passwords.min_length.get(), 15);
    assert_eq!(config.passwords.bcrypt_cost.get(), 12);
    assert_eq!(config.passwords.threads.get(), 0);
    assert_eq!(config.passwords.lanes.get(), 5);
    assert_eq!(config.passwords.nice.get(), 19);
    assert!(config.passwords.thread_count().get() >= 1);
    assert_eq!(config.passwords.max_waiting.get(), 256);
    assert_eq!(config.tokens.issuer.as_str(), "latchkey");
    assert_eq!(config.tokens.on_reuse, OnReuse::End);
    assert_eq!(config.audit.keep.get().as_secs(), 400 * 24 * 60 * 60);
    assert_eq!(config.tokens.algorithm, Algorithm::Hs256);
    assert_eq!(config.tokens.rotate_every.get().as_secs(), 90 * 24 * 60 * 60);
    assert_eq!((config.tokens.secret_file, config.tokens.master_key_file), (None, None));
    assert_eq!(config.tokens.cache_entries.get(), 75_000);
    assert_eq!(config.database.cache_bytes(), 48 << 20);
    assert_eq!(config.throttle.window.get().as_secs(), 15 * 60);
    assert_eq!(config.throttle.account_failures.get(), 10);
    assert_eq!(config.throttle.source_failures.get(), 10);
    assert_eq!(config.throttle.network_failures.get(), 100);
    assert_eq!(config.throttle.consecutive_failures.get(), 100);
    assert_eq!(config.throttle.session_refreshes.get(), 60);
    assert_eq!(config.throttle.account_refreshes.get(), 600);
    assert_eq!(config.sessions.max_per_account.get(), 100);
    assert!(!config.files.allow_readable_keys);
    assert!(config.docs.enabled);
    assert_eq!(config.log.format, LogFormat::Auto);
    assert_eq!(config.log.filter.as_str(), "info");
    Ok(())
}

#[test]
fn every_key_has_a_default_that_is_written_down() -> Outcome {
    let mut effective = Vec::new();
    let shown: toml::Table = toml::from_str(&defaults()?.to_toml_masked()?)?;
    let table = |value: &toml::Value| value.as_table().cloned().unwrap_or_default();
    for (section, keys) in shown {
        for (key, value) in table(&keys) {
            match section.as_str() {
                "contracts" => effective.extend(
                    table(&value)
                        .into_iter()
                        .map(|(inner, value)| (format!("{section}.{key}.{inner}"), value)),
                ),
                _ => effective.push((format!("{section}.{key}"), value)),
            }
        }
    }
    let mut written = written_defaults()?;
    let by_name = |one: &(String, toml::Value), other: &(String, toml::Value)| one.0.cmp(&other.0);
    effective.sort_by(by_name);
    written.sort_by(by_name);
    assert_eq!(written, effective);
    Ok(())
}

#[test]
fn every_default_is_explained_in_the_line_above_it() {
    let declared = declared();
    let texts =
        declared
            .iter()
            .map(|contract| contract.defaults)
            .chain([DEFAULTS, UPSTREAM_DEFAULTS, LEGACY_TOKENS_DEFAULTS]);
    for text in texts {
        let mut above = "";
        for line in text.lines() {
            if !line.is_empty() && !line.starts_with(['#', '[']) {
                assert!(above.starts_with("# "), "no comment above: {line}");
            }
            above = line;
        }
    }
}

#[test]
fn a_section_and_a_contract_have_no_underscore_because_it_ends_them_in_a_variable() -> Outcome {
    let written: toml::Table = toml::from_str(DEFAULTS)?;
    assert_eq!(written.keys().find(|section| section.contains('_')), None);
    let mut idents = declared().into_iter().map(|contract| contract.ident);
    assert_eq!(idents.find(|ident| ident.contains('_')), None);
    Ok(())
}

#[test]
fn every_key_can_be_set_by_its_environment_variable() -> Outcome {
    for (key, value) in written_defaults()? {
        let name = variable(&key);
        let text = match value {
            toml::Value::String(text) => text,
            toml::Value::Array(items) => items
                .iter()
                .filter_map(toml::Value::as_str)
                .collect::<Vec<_>>()
                .join(","),
            other => other.to_string(),
        };
        let config = Place::new()?
            .env(&name, text)
            .load()
            .map_err(|error| format!("{name}: {error}"))?;
        assert_eq!(config, defaults()?, "{name}");
    }
    Ok(())
}

#[test]
fn the_file_of_the_working_directory_is_read_without_being_named() -> Outcome {
    let config = Place::new()?.file("[passwords]\nbcrypt_cost = 10\n")?.load()?;
    assert_eq!(config.passwords.bcrypt_cost.get(), 10);
    assert_eq!(
        config.passwords.max_waiting.get(),
        256,
        "the other keys of the section keep their defaults"
    );
    Ok(())
}

#[test]
fn a_named_file_is_read_instead_of_the_one_in_the_working_directory() -> Outcome {
    let place = Place::new()?.file("[tokens]\nissuer = \"here\"\n")?.named("other.toml");
    std::fs::write(place.directory.path().join("other.toml"), "[audit]\nkeep = \"10d\"\n")?;
    let config = place.load()?;
    assert_eq!(config.audit.keep.get().as_secs(), 10 * 24 * 60 * 60);
    assert_eq!(config.tokens.issuer.as_str(), "latchkey");
    Ok(())
}

#[test]
fn flags_win_over_the_environment_and_the_environment_over_the_file() -> Outcome {
    let place = || Place::new()?.file("[http]\nlisten = \"127.0.0.1:1\"\n[database]\nurl = \"sqlite://file.db\"\n");
    let config = place()?.load()?;
    assert_eq!(config.http.listen.to_string(), "127.0.0.1:1");
    assert_eq!(config.database.url.expose(), "sqlite://file.db");

    let with_environment = || -> Result<Place, std::io::Error> {
        let place = place()?.env("LATCHKEY_HTTP_LISTEN", "127.0.0.1:2");
        Ok(place.env("LATCHKEY_DATABASE_URL", "sqlite://environment.db"))
    };
    let config = with_environment()?.load()?;
    assert_eq!(config.http.listen.to_string(), "127.0.0.1:2");
    assert_eq!(config.database.url.expose(), "sqlite://environment.db");

    let config = with_environment()?
        .listen("[::1]:3")
        .database_url("sqlite::memory:")
        .load()?;
    assert_eq!(config.http.listen.to_string(), "[::1]:3");
    assert_eq!(config.database.url.expose(), "sqlite::memory:");
    Ok(())
}

#[test]
fn a_variable_that_looks_like_a_number_or_a_bool_is_still_a_text_where_a_text_is_wanted() -> Outcome {
    for text in ["12345", "true", "1.5", "[a]", "\"quoted\"", "a=b,c"] {
        let config = Place::new()?.env("LATCHKEY_TOKENS_ISSUER", text).load()?;
        assert_eq!(config.tokens.issuer.as_str(), text);
    }
    Ok(())
}

#[test]
fn variables_of_other_programs_are_none_of_our_business() -> Outcome {
    let place = Place::new()?
        .env("PATH", "/bin")
        .env("LATCHKEYS_HTTP_LISTEN", "x")
        .env("MY_LATCHKEY_A_B", "x");
    assert_eq!(place.load()?, defaults()?);
    Ok(())
}

#[test]
fn an_empty_url_in_a_file_is_none_and_an_empty_variable_is_not_set() -> Outcome {
    let file = "[http]\npublic_url = \"https://login.example.com\"\n";
    let config = Place::new()?.file(file)?.load()?;
    assert!(config.http.is_https());
    let config = Place::new()?.file(file)?.env("LATCHKEY_HTTP_PUBLIC_URL", "").load()?;
    assert!(config.http.is_https());
    for empty in [variable("http.max_connections"), "LATCHKEY_NO_KEY".to_owned()] {
        assert_eq!(Place::new()?.env(&empty, "").load()?, defaults()?);
    }
    let file = "[http]\npublic_url = \"\"\n";
    assert_eq!(Place::new()?.file(file)?.load()?.http.public_url, None);
    Ok(())
}
