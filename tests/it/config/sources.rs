//! What is refused whatever the value is: files that cannot be read, keys that do not exist.

use std::ffi::OsString;

use super::{DEFAULTS, Outcome, Place};

#[test]
fn a_named_file_that_is_missing_is_refused() -> Outcome {
    let refusal = Place::new()?.named("missing.toml").refusal()?;
    assert_eq!(
        refusal,
        "cannot read the configuration file missing.toml: No such file or directory (os error 2)"
    );
    Ok(())
}

#[test]
fn a_file_that_cannot_be_read_is_refused_even_when_it_was_not_named() -> Outcome {
    let place = Place::new()?;
    std::fs::create_dir(place.directory.path().join("latchkey.toml"))?;
    let refusal = place.refusal()?;
    assert!(
        refusal.starts_with("cannot read the configuration file latchkey.toml: "),
        "{refusal}"
    );
    Ok(())
}

#[test]
fn a_file_that_is_not_toml_is_refused_with_its_line() -> Outcome {
    let refusal = Place::new()?
        .file("[http]\n# fine\nlisten = 127.0.0.1:8080\n")?
        .refusal()?;
    assert!(refusal.starts_with("latchkey.toml line 3: "), "{refusal}");
    assert_eq!(refusal.lines().count(), 1, "{refusal}");

    let refusal = Place::new()?
        .file("[docs]\nenabled = true\nenabled = false\n")?
        .refusal()?;
    assert_eq!(refusal, "latchkey.toml line 3: duplicate key");
    Ok(())
}

#[test]
fn an_unknown_key_is_refused_with_the_keys_there_are() -> Outcome {
    let known = "unknown key; [passwords] has min_length, bcrypt_cost, threads, lanes, nice, max_waiting";
    let refusal = Place::new()?.file("[passwords]\nbcrypt_csot = 12\n")?.refusal()?;
    assert_eq!(refusal, format!("passwords.bcrypt_csot (latchkey.toml): {known}"));

    let refusal = Place::new()?.env("LATCHKEY_PASSWORDS_COST", "12").refusal()?;
    assert_eq!(
        refusal,
        format!("passwords.cost (environment variable LATCHKEY_PASSWORDS_COST): {known}")
    );
    Ok(())
}

#[test]
fn an_unknown_section_is_refused_with_the_sections_there_are() -> Outcome {
    let known = "unknown section; there are http, database, passwords, throttle, accounts, sessions, tokens, files, audit, webhooks, docs, log, telemetry, contracts";
    let refusal = Place::new()?.file("[server]\nport = 1\n")?.refusal()?;
    assert_eq!(refusal, format!("server (latchkey.toml): {known}"));

    let refusal = Place::new()?.env("LATCHKEY_SERVER_PORT", "1").refusal()?;
    assert_eq!(
        refusal,
        format!("server (environment variable LATCHKEY_SERVER_PORT): {known}")
    );
    Ok(())
}

#[test]
fn every_section_refuses_a_key_that_it_does_not_have() -> Outcome {
    let sections: toml::Table = toml::from_str(DEFAULTS)?;
    for section in sections.keys() {
        let refusal = Place::new()?.file(&format!("{section}.nothing = 1"))?.refusal()?;
        let expected = format!("{section}.nothing (latchkey.toml): unknown key; [{section}] has ");
        assert!(refusal.starts_with(&expected), "{refusal}");
    }
    Ok(())
}

#[test]
fn a_variable_that_names_no_key_is_refused() -> Outcome {
    for name in ["LATCHKEY_", "LATCHKEY_PORT", "LATCHKEY_HTTP_", "LATCHKEY__LISTEN"] {
        let refusal = Place::new()?.env(name, "1").refusal()?;
        assert_eq!(
            refusal,
            format!(
                "environment variable {name} names no key; the form is LATCHKEY_<SECTION>_<KEY> or LATCHKEY_CONTRACTS_<CONTRACT>_<KEY>"
            )
        );
    }
    Ok(())
}

#[test]
fn of_several_bad_variables_the_same_one_is_always_reported() -> Outcome {
    for names in [["LATCHKEY_A_B", "LATCHKEY_C_D"], ["LATCHKEY_C_D", "LATCHKEY_A_B"]] {
        let [first, second] = names;
        let refusal = Place::new()?.env(first, "1").env(second, "1").refusal()?;
        assert!(
            refusal.starts_with("a (environment variable LATCHKEY_A_B): "),
            "{refusal}"
        );
    }
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_utf8_is_refused() -> Outcome {
    use std::os::unix::ffi::OsStringExt;
    let refusal = Place::new()?
        .env("LATCHKEY_TOKENS_ISSUER", OsString::from_vec(vec![0xff]))
        .refusal()?;
    assert_eq!(
        refusal,
        "tokens.issuer (environment variable LATCHKEY_TOKENS_ISSUER): is not valid UTF-8"
    );
    Ok(())
}

#[test]
fn a_refusal_is_one_line_whatever_the_value_is() -> Outcome {
    let refusal = Place::new()?.env("LATCHKEY_HTTP_LISTEN", "a\nb\u{1b}[0m").refusal()?;
    assert!(refusal.ends_with(r"not `a\nb\u{1b}[0m`"), "{refusal}");
    let refusal = Place::new()?.file("[docs]\n\"a\\nb\" = 1\n")?.refusal()?;
    assert!(
        refusal.starts_with(r"docs.a\nb (latchkey.toml): unknown key"),
        "{refusal}"
    );
    let refusal = Place::new()?.named("two\nlines.toml").refusal()?;
    assert!(refusal.contains(r"two\nlines.toml"), "{refusal}");
    Ok(())
}
