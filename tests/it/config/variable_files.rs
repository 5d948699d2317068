//! Variables that name a file with the value of a key.

use std::path::PathBuf;

use super::{Outcome, Place, defaults, variable, written_defaults};

/// A place with this file in it, and the file's path.
fn place(text: &str) -> Result<(Place, PathBuf), std::io::Error> {
    let place = Place::new()?;
    let path = place.directory.path().join("value");
    std::fs::write(&path, text)?;
    Ok((place, path))
}

#[test]
fn every_key_can_come_from_a_file() -> Outcome {
    for (key, value) in written_defaults()? {
        let value = match value {
            toml::Value::String(text) => text,
            toml::Value::Array(items) if items.is_empty() => continue,
            toml::Value::Array(items) => items
                .iter()
                .filter_map(|item| item.as_str())
                .collect::<Vec<_>>()
                .join(","),
            other => other.to_string(),
        };
        let (place, path) = place(&format!("{value}\n"))?;
        let place = place.env(&format!("{}_FILE", variable(&key)), path);
        assert_eq!(place.load()?, defaults()?, "{key}");
    }
    Ok(())
}

#[test]
fn a_file_overrides_what_an_earlier_layer_set_and_one_line_end_is_not_part_of_it() -> Outcome {
    for text in [
        "https://login.example.com",
        "https://login.example.com\n",
        "https://login.example.com\r\n",
    ] {
        let (place, _) = place(text)?;
        let place = place.file("tokens.issuer = 'other'\n")?;
        let config = place.env("LATCHKEY_TOKENS_ISSUER_FILE", "value").load()?;
        assert_eq!(config.tokens.issuer.as_str(), "https://login.example.com");
    }
    Ok(())
}

#[test]
fn a_file_that_is_wrong_is_refused_with_its_variable() -> Outcome {
    let (place, _) = place("many\n")?;
    let place = place.env("LATCHKEY_HTTP_MAX_CONNECTIONS_FILE", "value");
    assert_eq!(
        place.refusal()?,
        "http.max_connections (environment variable LATCHKEY_HTTP_MAX_CONNECTIONS_FILE): must be a whole number, not `many`"
    );
    let missing = Place::new()?.env("LATCHKEY_DATABASE_URL_FILE", "missing");
    assert_eq!(
        missing.refusal()?,
        "cannot read the file that LATCHKEY_DATABASE_URL_FILE names: No such file or directory (os error 2)"
    );
    let both = Place::new()?
        .env("LATCHKEY_DATABASE_URL_FILE", "value")
        .env("LATCHKEY_DATABASE_URL", "sqlite://latchkey.db");
    assert_eq!(
        both.refusal()?,
        "both LATCHKEY_DATABASE_URL and LATCHKEY_DATABASE_URL_FILE are set: one of them is enough"
    );
    let unknown = Place::new()?.env("LATCHKEY_HTTP_NAME_FILE", "value").refusal()?;
    assert!(
        unknown.starts_with("http.name_file (environment variable LATCHKEY_HTTP_NAME_FILE): unknown key; "),
        "{unknown}"
    );
    Ok(())
}
