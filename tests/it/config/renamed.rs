//! Keys of earlier versions are refused with their new name.

use super::{Outcome, Place, declared, toml_of, variable};

const RENAMED: [(&str, &str); 10] = [
    ("limits.window", "throttle.window"),
    ("limits.account_failures", "throttle.account_failures"),
    ("limits.place_failures", "throttle.source_failures"),
    ("limits.network_failures", "throttle.network_failures"),
    ("limits.failures_in_a_row", "throttle.consecutive_failures"),
    ("tokens.remembered", "tokens.cache_entries"),
    ("database.memory_mib", "database.cache_mib"),
    (
        "management.login_requires_credential",
        "contracts.management.login_requires_credential",
    ),
    ("netxd.qr_issuer", "contracts.netxd.qr_issuer"),
    ("portal.url", "contracts.subscriber.portal_url"),
];

fn assert_refused(old: &str, new: &str) -> Outcome {
    let refusal = Place::new()?.file(&toml_of(old, "1"))?.refusal()?;
    assert_eq!(refusal, format!("{old} (latchkey.toml): was renamed to {new}"));

    let (name, new_name) = (variable(old), variable(new));
    let refusal = Place::new()?.env(&name, "1").refusal()?;
    assert_eq!(
        refusal,
        format!("{old} (environment variable {name}): was renamed to {new}, and the variable to {new_name}")
    );
    Ok(())
}

#[test]
fn a_key_of_an_earlier_version_is_refused_with_its_new_name() -> Outcome {
    for (old, new) in RENAMED {
        assert_refused(old, new)?;
    }
    Ok(())
}

#[test]
fn the_old_session_lifetimes_are_refused_with_the_settings_of_their_contract() -> Outcome {
    for contract in declared() {
        let ident = contract.ident;
        assert_refused(
            &format!("sessions.idle_{ident}"),
            &format!("contracts.{ident}.session_idle"),
        )?;
        assert_refused(
            &format!("sessions.absolute_{ident}"),
            &format!("contracts.{ident}.session_lifetime"),
        )?;
    }
    Ok(())
}

#[test]
fn every_new_name_is_a_key_that_there_is() -> Outcome {
    let keys: Vec<String> = super::written_defaults()?.into_iter().map(|(key, _)| key).collect();
    for (_, new) in RENAMED {
        assert!(keys.iter().any(|key| key == new), "{new}");
    }
    Ok(())
}
