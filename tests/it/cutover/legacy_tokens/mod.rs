//! Tokens that an old backend has issued.

mod accepted;
mod configured;
mod key;
mod key_set;
mod refused;
mod session;
mod taking_over;

use latchkey::auth::Clock;
use latchkey::model::{Changed, Context, Realm, Terms, UserId};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::clock::START;
use crate::support::key_file::write_key_file;
use crate::support::{TEST_COST, TestApp};
use key::Key;

const ME: &str = "/api/v1/auth/me";
const LOGOUT: &str = "/api/v1/auth/logout";
const REFRESH: &str = "/api/v1/auth/refresh";
/// A secret that nobody guesses.
const SECRET: &str = "kJ8#vq2!mZ0^xT5&rL9*wB3(nC7)yH1-";

/// An old backend's issuer, and the configuration that accepts its tokens.
struct Issuer {
    key: Key,
    /// With the file of its key.
    folder: TempDir,
    contract: &'static str,
    keys: String,
}

impl Issuer {
    /// That of the staff contract, with these keys of its table besides those of its key. Usernames are in `sub`.
    fn of_staff(key: Key, keys: &str) -> Self {
        Self::of("staff", key, keys)
    }

    /// One that signs by a secret.
    fn with_secret() -> Self {
        Self::of_staff(Key::secret(), "")
    }

    /// That of a contract.
    fn of(contract: &'static str, key: Key, keys: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("key");
        write_key_file(&file, key.file()).expect("a file");
        let until = match keys.contains("accept_until") {
            true => "",
            false => "accept_until = \"2027-01-01\"\n",
        };
        let keys = format!("{} = \"{}\"\n{until}{keys}\n", key.kind(), file.display());
        Self {
            key,
            folder,
            contract,
            keys,
        }
    }

    fn toml(&self) -> String {
        let (contract, algorithm) = (self.contract, self.key.algorithm);
        format!(
            "[[contracts.{contract}.legacy_tokens]]\nalgorithm = \"{algorithm:?}\"\n{}",
            self.keys
        )
    }

    async fn app(&self) -> TestApp {
        TestApp::with(&self.toml()).await
    }

    async fn another_node(&self, app: &TestApp) -> TestApp {
        app.another_node_with(&self.toml(), TEST_COST).await
    }

    /// A token of this account.
    fn token(&self, account: &str) -> String {
        self.key.sign(&claims(account))
    }
}

/// What a token says that was issued a minute ago, for an hour.
fn claims(account: &str) -> Value {
    json!({ "sub": account, "iat": START - 60, "exp": START + 3540, "iss": "old", "aud": "app" })
}

/// The claims with one changed; without it for a null.
fn with(claim: &str, value: Value) -> Value {
    let mut all = claims("admin");
    match value {
        Value::Null => drop(all.as_object_mut().expect("an object").remove(claim)),
        value => all[claim] = value,
    }
    all
}

impl TestApp {
    /// How many sessions were made of tokens of old backends.
    async fn adopted(&self) -> (u64, u64) {
        let events = "audit_events WHERE action = 'session.adopted'";
        (
            self.database.count("legacy_tokens").await,
            self.database.count(events).await,
        )
    }

    /// Deletes a user.
    async fn delete(&self, id: UserId) {
        let terms = Terms {
            revision: None,
            keeps_administrator: true,
            detail: None,
            now: self.clock.now(),
            context: &Context::operator(),
        };
        let deleted = self.store.delete_account(id.reference(), &terms).await;
        assert_eq!(deleted.expect("a database"), Changed::Done);
    }

    async fn users_take(&self, token: &str) -> bool {
        self.takes(Realm::Users, token).await
    }
}
