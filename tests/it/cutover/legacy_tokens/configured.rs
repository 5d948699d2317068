//! Configurations that cannot be meant.

use jsonwebtoken::Algorithm;
use latchkey::app::{App, Parts};
use latchkey::contracts;
use latchkey::model::error_chain;

use super::key::Key;
use super::{Issuer, SECRET};
use crate::support::clock::TestClock;
use crate::support::key_file::write_key_file;
use crate::support::random::TestRandom;
use crate::support::rows::empty_store;
use crate::support::{TEST_COST, config};

/// Why this configuration is refused, without the folder of its files.
async fn refused(toml: &str, folder: &std::path::Path) -> String {
    let (_database, store) = empty_store().await;
    let parts = Parts {
        store,
        clock: std::sync::Arc::new(TestClock::default()),
        random: std::sync::Arc::new(TestRandom::new(0)),
        bcrypt_cost: TEST_COST,
        contracts: contracts::all().copied().collect(),
    };
    match App::assemble(parts, &config(toml)) {
        Ok(_) => "not refused".to_owned(),
        Err(error) => error_chain(&error)
            .to_string()
            .replace(&folder.display().to_string(), ""),
    }
}

#[tokio::test]
async fn a_file_that_is_missing_or_has_no_key_of_the_algorithm_is_refused() {
    for (algorithm, content, expected) in [
        (
            "RS256",
            Some(b"nonsense".to_vec()),
            "contracts.staff.legacy_tokens, number 1: the file of its key cannot be used: it has no public key as PEM, \
             `-----BEGIN PUBLIC KEY-----`",
        ),
        (
            "RS256",
            Some(Key::of(Algorithm::ES256).file()),
            "contracts.staff.legacy_tokens, number 1: the file of its key cannot be used: its public key is not one for \
             RS256",
        ),
        (
            "ES384",
            Some(Key::of(Algorithm::ES256).file()),
            "contracts.staff.legacy_tokens, number 1: the file of its key cannot be used: its public key is not one for \
             ES384",
        ),
        (
            "EdDSA",
            Some(Key::of(Algorithm::RS256).file()),
            "contracts.staff.legacy_tokens, number 1: the file of its key cannot be used: its public key is not one for \
             EdDSA",
        ),
        (
            "ES256",
            None,
            "contracts.staff.legacy_tokens.public_key_file (/key): cannot be read: No such file or directory (os error 2)",
        ),
        (
            "HS256",
            Some(b"secret".to_vec()),
            "contracts.staff.legacy_tokens.secret_file (/key): is a sample that anybody can look up; make one with \
             `openssl rand -base64 32`",
        ),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("key");
        if let Some(content) = content {
            write_key_file(&file, content).expect("a file");
        }
        let kind = if algorithm.starts_with("HS") {
            "secret_file"
        } else {
            "public_key_file"
        };
        let toml = format!(
            "[[contracts.staff.legacy_tokens]]\nalgorithm = \"{algorithm}\"\n{kind} = \"{}\"\naccept_until = \
             \"2027-01-01\"\n",
            file.display()
        );
        assert_eq!(refused(&toml, folder.path()).await, expected, "{algorithm}");
    }
}

#[tokio::test]
async fn one_key_for_two_realms_needs_issuers_that_differ_and_is_never_our_own() {
    let of = |contract, keys: &str| Issuer::of(contract, Key::secret(), keys);
    let (staff, subscriber) = (of("staff", ""), of("subscriber", "issuer = \"old\""));
    let both = format!("{}{}", staff.toml(), subscriber.toml());
    let expected = "contracts.subscriber.legacy_tokens, number 1: it has the key of one of \
                    contracts.staff.legacy_tokens, and neither issuer nor audience tells them apart";
    // In the order of the list of contracts.
    assert_eq!(refused(&both, subscriber.folder.path()).await, expected);
    let named = of("staff", "issuer = \"staff\"");
    let apart = format!("{}{}", named.toml(), subscriber.toml());
    assert_eq!(refused(&apart, named.folder.path()).await, "not refused");

    let own = staff.folder.path().join("own");
    write_key_file(&own, SECRET).expect("a file");
    let toml = format!("[tokens]\nsecret_file = \"{}\"\n{}", own.display(), staff.toml());
    assert_eq!(
        refused(&toml, staff.folder.path()).await,
        "contracts.staff.legacy_tokens, number 1: secret_file holds the secret of tokens.secret_file: the old backend \
         could make tokens of this server"
    );
    let numbers = of("staff", "account_by = \"customer_number\"");
    assert_eq!(
        refused(&numbers.toml(), numbers.folder.path()).await,
        "contracts.staff.legacy_tokens, number 1: account_by: only subscribers have customer numbers"
    );
}
