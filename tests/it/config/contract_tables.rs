//! `[contracts.<contract>]`: what the contracts declare is layered, checked and reported like everything else.

use super::{Outcome, Place, declared};

const IDLE: &str = "LATCHKEY_CONTRACTS_STAFF_SESSION_IDLE";

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_default() -> Outcome {
    let idle = |place: Place| -> Result<u64, Box<dyn std::error::Error>> {
        let config = place.load()?;
        Ok(config.contracts["staff"].login()?.session_idle.get().as_secs())
    };
    let hour = 60 * 60;
    assert_eq!(idle(Place::new()?)?, 7 * 24 * hour);
    let file = "[contracts.staff]\nsession_idle = \"2h\"\n";
    assert_eq!(idle(Place::new()?.file(file)?)?, 2 * hour);
    assert_eq!(idle(Place::new()?.file(file)?.env(IDLE, "3h"))?, 3 * hour);

    let config = Place::new()?.file(file)?.load()?;
    let lifetime = config.contracts["staff"].login()?.session_lifetime.get();
    assert_eq!(lifetime.as_secs(), 7 * 24 * hour, "the other key keeps its default");
    Ok(())
}

#[test]
fn an_unknown_key_is_refused_with_the_keys_of_the_contract() -> Outcome {
    let known = "unknown key; [contracts.staff] has session_idle, session_lifetime, upstream, legacy_tokens";
    let refusal = Place::new()?
        .file("[contracts.staff]\nsession_idel = \"1h\"\n")?
        .refusal()?;
    assert_eq!(
        refusal,
        format!("contracts.staff.session_idel (latchkey.toml): {known}")
    );

    let variable = "LATCHKEY_CONTRACTS_STAFF_IDLE";
    let refusal = Place::new()?.env(variable, "1h").refusal()?;
    assert_eq!(
        refusal,
        format!("contracts.staff.idle (environment variable {variable}): {known}")
    );
    Ok(())
}

#[test]
fn an_unknown_contract_is_refused_with_the_contracts_there_are() -> Outcome {
    let idents: Vec<_> = declared().iter().map(|contract| contract.ident).collect();
    let known = format!("unknown contract; there are {}", idents.join(", "));
    let refusal = Place::new()?
        .file("[contracts.stuff]\nsession_idle = \"1h\"\n")?
        .refusal()?;
    assert_eq!(refusal, format!("contracts.stuff (latchkey.toml): {known}"));

    let variable = "LATCHKEY_CONTRACTS_STUFF_SESSION_IDLE";
    let refusal = Place::new()?.env(variable, "1h").refusal()?;
    assert_eq!(
        refusal,
        format!("contracts.stuff (environment variable {variable}): {known}")
    );
    Ok(())
}

#[test]
fn what_is_no_table_is_refused() -> Outcome {
    let refusal = Place::new()?.file("contracts = 1\n")?.refusal()?;
    assert_eq!(refusal, "contracts (latchkey.toml): must be a table, not a number");
    let refusal = Place::new()?.file("contracts.staff = 1\n")?.refusal()?;
    assert_eq!(
        refusal,
        "contracts.staff (latchkey.toml): must be a table, not a number"
    );
    Ok(())
}

#[test]
fn a_variable_that_names_no_contract_or_no_key_is_refused() -> Outcome {
    for name in [
        "LATCHKEY_CONTRACTS_STAFF",
        "LATCHKEY_CONTRACTS_STAFF_",
        "LATCHKEY_CONTRACTS__SESSION_IDLE",
    ] {
        let refusal = Place::new()?.env(name, "1").refusal()?;
        let expected = format!(
            "environment variable {name} names no key; the form is LATCHKEY_<SECTION>_<KEY> or \
             LATCHKEY_CONTRACTS_<CONTRACT>_<KEY>"
        );
        assert_eq!(refusal, expected);
    }
    Ok(())
}

#[test]
fn every_login_contract_has_the_settings_of_sessions() -> Outcome {
    let config = super::defaults()?;
    for contract in &latchkey::contracts::CONTRACTS {
        let settings = config.contracts.get(contract.ident);
        settings.ok_or(contract.ident)?.login()?;
    }
    Ok(())
}

#[test]
fn tokens_of_an_old_backend_are_tables_of_the_file_and_a_mistake_names_them() -> Outcome {
    let variable = "LATCHKEY_CONTRACTS_STAFF_LEGACY_TOKENS";
    let refusal = Place::new()?.env(variable, "HS256").refusal()?;
    let expected =
        format!("contracts.staff.legacy_tokens (environment variable {variable}): must be a list, not a string");
    assert_eq!(refusal, expected);
    for (keys, expected) in [
        ("secret_file = \"a\"", "missing field `accept_until`"),
        (
            "accept_until = \"2027-01-01\"",
            "must have one of secret_file, public_key_file and jwks_url",
        ),
        ("sekret_file = \"a\"", "unknown"),
    ] {
        let table = format!("[[contracts.staff.legacy_tokens]]\nalgorithm = \"HS256\"\n{keys}\n");
        let refusal = Place::new()?.file(&table)?.refusal()?;
        let (place, problem) = refusal.split_once(": ").ok_or("no place")?;
        assert!(place.starts_with("contracts.staff.legacy_tokens"), "{refusal}");
        assert!(place.ends_with("(latchkey.toml)"), "{refusal}");
        assert!(problem.contains(expected), "{refusal}");
    }
    Ok(())
}
