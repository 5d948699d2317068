//! What every test stands on.

pub mod clock;
pub mod database;
pub mod http;
pub mod random;

use std::sync::Arc;
use std::time::Duration;

use latchkey::app::{App, Parts};
use latchkey::cli::demo;
use latchkey::config::{Config, Overrides};
use latchkey::store::Store;
use poem::Response;
use poem::endpoint::BoxEndpoint;

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
    pub random: Arc<TestRandom>,
    pub database: TestDatabase,
    endpoint: BoxEndpoint<'static, Response>,
}

impl TestApp {
    /// With the default configuration.
    pub async fn start() -> Self {
        Self::with("").await
    }

    /// With these lines of configuration instead of the defaults.
    pub async fn with(toml: &str) -> Self {
        let database = TestDatabase::create().await;
        let clock = Arc::new(TestClock::default());
        let app = Self::node(&database, clock.clone(), 1, toml).await;
        demo::seed(&app.0.identity)
            .await
            .expect("the demonstration accounts fit into an empty database");
        Self {
            endpoint: app.0.endpoint().expect("a site"),
            app: app.0,
            random: app.1,
            clock,
            database,
        }
    }

    /// Another node over the same database and clock.
    pub async fn another_node(&self) -> Self {
        let (app, random) = Self::node(&self.database, self.clock.clone(), 2, "").await;
        Self {
            endpoint: app.endpoint().expect("a site"),
            app,
            random,
            clock: self.clock.clone(),
            database: self.database.share(),
        }
    }

    async fn node(database: &TestDatabase, clock: Arc<TestClock>, seed: u8, toml: &str) -> (App, Arc<TestRandom>) {
        let store = Store::connect(&database.options())
            .await
            .expect("the test database answers");
        let random = Arc::new(TestRandom::new(seed));
        let config = config(toml);
        let app = App::assemble(
            Parts {
                store,
                clock,
                random: random.clone(),
                bcrypt_cost: TEST_COST,
            },
            &config,
        );
        app.migrate().await.expect("migrations apply");
        app.identity
            .prepare_signing_keys()
            .await
            .expect("a signing key can be made");
        (app, random)
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

    /// Lets time pass.
    pub fn pass(&self, time: Duration) {
        self.clock.pass(time);
    }

    /// Logs in through a contract's login and returns the token.
    pub async fn token(&self, contract: &str) -> String {
        use serde_json::json;
        let (path, body, pointer) = match contract {
            "ispcrm" => (
                "/api/v1/subscriber/Login",
                json!({"username": "subscriber1", "password": "subscriber-password"}),
                "/token",
            ),
            "staff" => (
                "/api/v1/auth/login",
                json!({"email": "admin@example.com", "password": "your-password"}),
                "/data/token",
            ),
            "subscriber" => (
                "/api/v1/subscriber/login",
                json!({"username": "subscriber1", "password": "subscriber-password"}),
                "/data/token",
            ),
            "management" => (
                "/v1/auth/login",
                json!({"username": "admin", "password": "your-password"}),
                "/token",
            ),
            "netxd" => (
                "/rpc/admin/UserService/GetToken",
                json!({"emailid": "admin", "password": "your-password", "deviceID": "1"}),
                "/authResponse/JWT",
            ),
            other => panic!("no contract {other}"),
        };
        let answer = self.post(path, body).api_key(DEMO_KEY).send().await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.at(pointer).as_str().expect("a token").to_owned()
    }
}

/// The demonstration account's API key.
pub const DEMO_KEY: &str = "api_demo00000000000000000000";

/// A configuration of these lines over the defaults.
pub fn config(toml: &str) -> Config {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("latchkey.toml"), toml).expect("a file");
    Config::load_from(None, folder.path(), [], Overrides::default()).expect("a valid configuration")
}
