//! Helpers of all tests.

pub mod accounts;
pub mod admin;
pub mod audit;
pub mod clock;
pub mod concurrently;
pub mod database;
pub mod http;
pub mod jwt;
pub mod key_file;
pub mod login;
pub mod proxy;
pub mod random;
pub mod rows;
pub mod store;
pub mod tokens;
pub mod wal;

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use latchkey::app::{App, Parts};
use latchkey::cli::demo;
use latchkey::config::{Config, Overrides};
use latchkey::contracts::{self, Contract};
use latchkey::store::Store;
use poem::endpoint::BoxEndpoint;
use poem::{EndpointExt, Response};

use clock::TestClock;
use database::TestDatabase;
use http::Call;
use random::TestRandom;

/// The cheapest cost that bcrypt knows. Only tests may use it; the configuration's lowest is 10.
pub const TEST_COST: u32 = 4;

/// The application over a database of its own, with the demonstration accounts in it.
pub struct TestApp {
    pub app: App,
    pub clock: Arc<TestClock>,
    pub database: TestDatabase,
    /// What the application keeps its data in, for looking behind it.
    pub store: Store,
    /// How many nodes there are over the database: each has randomness of its own.
    nodes: Arc<AtomicU8>,
    contracts: Vec<Contract>,
    endpoint: BoxEndpoint<'static, Response>,
    monitoring: BoxEndpoint<'static, Response>,
}

impl TestApp {
    /// With the default configuration.
    pub async fn start() -> Self {
        Self::with("").await
    }

    /// With these lines of configuration instead of the defaults.
    pub async fn with(toml: &str) -> Self {
        Self::with_cost(toml, TEST_COST).await
    }

    /// The same, with this bcrypt cost.
    pub async fn with_cost(toml: &str, cost: u32) -> Self {
        Self::seeded(all(), toml, cost).await
    }

    /// With these contracts and these lines of configuration.
    pub async fn with_contracts(contracts: Vec<Contract>, toml: &str) -> Self {
        Self::seeded(contracts, toml, TEST_COST).await
    }

    async fn seeded(contracts: Vec<Contract>, toml: &str, cost: u32) -> Self {
        let first = Self::start_node(
            &TestDatabase::create().await,
            Arc::default(),
            Arc::default(),
            (contracts, toml),
            cost,
        )
        .await;
        demo::seed(&first.app.auth)
            .await
            .expect("the demonstration accounts fit into an empty database");
        first
    }

    /// Another node over the same database and clock.
    pub async fn another_node(&self) -> Self {
        self.another_node_with("", TEST_COST).await
    }

    /// Another node, configured otherwise.
    pub async fn another_node_with(&self, toml: &str, cost: u32) -> Self {
        let (clock, nodes) = (self.clock.clone(), self.nodes.clone());
        Self::start_node(&self.database, clock, nodes, (self.contracts.clone(), toml), cost).await
    }

    /// One of several nodes that start together on a database without accounts. They share what counts them.
    pub async fn start_on(database: &TestDatabase, nodes: Arc<AtomicU8>) -> Self {
        Self::start_node(database, Arc::default(), nodes, (all(), ""), TEST_COST).await
    }

    /// Another node, put together but not started.
    pub fn unprepared_node(&self, toml: &str) -> App {
        let parts = Parts {
            store: self.store.clone(),
            clock: self.clock.clone(),
            random: Arc::new(TestRandom::new(self.nodes.fetch_add(1, Ordering::SeqCst))),
            bcrypt_cost: TEST_COST,
            contracts: self.contracts.clone(),
        };
        App::assemble(parts, &config_of(&self.contracts, toml)).expect("key files, if any, are good")
    }

    /// Starts another node, which may not succeed.
    pub async fn try_another_node(&self, toml: &str) -> Result<(), latchkey::auth::SigningKeyError> {
        self.unprepared_node(toml).auth.prepare_signing_keys().await
    }

    async fn start_node(
        database: &TestDatabase,
        clock: Arc<TestClock>,
        nodes: Arc<AtomicU8>,
        (contracts, toml): (Vec<Contract>, &str),
        bcrypt_cost: u32,
    ) -> Self {
        let store = Store::connect(&database.options())
            .await
            .expect("the test database answers");
        let parts = Parts {
            store: store.clone(),
            clock: clock.clone(),
            random: Arc::new(TestRandom::new(nodes.fetch_add(1, Ordering::SeqCst))),
            bcrypt_cost,
            contracts: contracts.clone(),
        };
        let app = App::assemble(parts, &config_of(&contracts, toml)).expect("key files, if any, are good");
        app.migrate().await.expect("migrations apply");
        app.auth
            .prepare_signing_keys()
            .await
            .expect("a signing key can be made");
        app.auth.prepare_cutovers().await.expect("the database answers");
        Self {
            endpoint: app.endpoint().expect("a site").boxed(),
            monitoring: app.monitoring().boxed(),
            app,
            clock,
            database: database.share(),
            store,
            nodes,
            contracts,
        }
    }

    /// A request to be sent.
    pub fn call(&self, method: &str, path: &str) -> Call<'_> {
        Call::new(&self.endpoint, method, path)
    }

    /// A POST with this JSON.
    pub fn post(&self, path: &str, body: serde_json::Value) -> Call<'_> {
        self.call("POST", path).json(&body)
    }

    /// A GET.
    pub fn get(&self, path: &str) -> Call<'_> {
        self.call("GET", path)
    }

    /// A GET to where the server is watched.
    pub fn watch(&self, path: &str) -> Call<'_> {
        Call::new(&self.monitoring, "GET", path)
    }

    /// Lets time pass.
    pub fn pass(&self, time: Duration) {
        self.clock.pass(time);
    }

    /// Waits until the uses of sessions and keys are written that are written behind.
    pub async fn flush(&self) {
        self.store.flush().await.expect("the database answers");
    }

    /// Breaks the database: it answers, but there is no table of sessions in it.
    pub async fn break_sessions(&self) {
        self.database.execute("ALTER TABLE sessions RENAME TO mislaid").await;
    }

    /// Takes the database away: from now on it cannot be reached.
    pub async fn lose_database(&self) {
        self.store.clone().close().await.expect("connections close");
    }
}

/// Lines of configuration for tests that guess more often than anybody may, about something else.
pub const MANY_GUESSES: &str = "[throttle]\naccount_failures = 100\nsource_failures = 100\nnetwork_failures = 1000";

/// The demonstration account's API key.
pub const DEMO_KEY: &str = "api_demo00000000000000000000";

/// A configuration of these lines over the defaults. Tests keep all cores busy, so hashing that gives way would starve.
pub fn config(toml: &str) -> Config {
    config_of(&all(), toml)
}

/// The contracts that are built in.
fn all() -> Vec<Contract> {
    contracts::all().copied().collect()
}

fn config_of(contracts: &[Contract], toml: &str) -> Config {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("latchkey.toml"), toml).expect("a file");
    let environment = [("LATCHKEY_PASSWORDS_NICE".into(), "0".into())];
    let declared = contracts::settings(contracts);
    Config::load_from(None, folder.path(), environment, Overrides::default(), &declared).expect("a valid configuration")
}
