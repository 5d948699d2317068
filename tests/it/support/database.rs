//! A database for each test, gone when the test is.

use std::sync::Arc;
use std::time::Duration;

use latchkey::store::StoreOptions;
use sea_orm::{ConnectionTrait, Database, StatementBuilder};

/// An SQLite file, or a schema of a PostgreSQL database. Shared by the nodes of a test.
#[derive(Clone)]
pub struct TestDatabase(Arc<Backing>);

enum Backing {
    File(tempfile::TempDir),
    Schema { server: String, name: String },
}

impl TestDatabase {
    /// An empty one.
    pub async fn create() -> Self {
        let Ok(server) = std::env::var("TEST_DATABASE_URL") else {
            return Self::file();
        };
        let name = format!("test_{}", uuid_from_system());
        run(&server, &format!("CREATE SCHEMA {name}")).await;
        Self(Arc::new(Backing::Schema { server, name }))
    }

    /// An empty SQLite file, for tests of what only SQLite has. They run there whichever database the others run on.
    pub fn file() -> Self {
        Self(Arc::new(Backing::File(
            tempfile::tempdir().expect("a temporary folder"),
        )))
    }

    /// The same one again.
    pub fn share(&self) -> Self {
        self.clone()
    }

    /// Its address.
    pub fn url(&self) -> String {
        match self.0.as_ref() {
            Backing::File(folder) => format!("sqlite://{}", folder.path().join("test.db").display()),
            Backing::Schema { server, name } => {
                let joint = if server.contains('?') { '&' } else { '?' };
                format!("{server}{joint}options[search_path]={name}&application_name={name}")
            }
        }
    }

    /// How to open it.
    pub fn options(&self) -> StoreOptions {
        StoreOptions {
            url: self.url(),
            other_servers: Vec::new(),
            must_take_writes: false,
            is_pooled: false,
            max_connections: 4,
            acquire_timeout: Duration::from_secs(10),
            statement_timeout: None,
            cache_bytes: 1 << 20,
        }
    }

    /// Runs a statement that the application has no words for.
    pub async fn execute(&self, sql: &str) {
        run(&self.url(), sql).await;
    }

    /// Runs a statement with values that the two databases write differently, such as bytes.
    pub async fn run(&self, statement: &impl StatementBuilder) {
        let connection = Database::connect(self.url()).await.expect("the test database answers");
        connection.execute(statement).await.expect("a good statement");
        connection.close().await.expect("closing");
    }

    /// The number in the first column of the only row of a query that counts.
    pub async fn count(&self, what: &str) -> u64 {
        let text = self.text(&format!("SELECT CAST(COUNT(*) AS TEXT) FROM {what}")).await;
        text.and_then(|digits| digits.parse().ok()).expect("a number")
    }

    /// The first column of the first row, as text.
    pub async fn text(&self, sql: &str) -> Option<String> {
        let connection = Database::connect(self.url()).await.expect("the test database answers");
        let backend = connection.get_database_backend();
        let row = connection
            .query_one_raw(sea_orm::Statement::from_string(backend, sql))
            .await
            .expect("a good query");
        let text = row.and_then(|row| row.try_get_by_index::<Option<String>>(0).expect("a text"));
        connection.close().await.expect("closing");
        text
    }
}

impl Drop for Backing {
    fn drop(&mut self) {
        if let Self::Schema { server, name } = self {
            // The test's connections are still there, perhaps within a transaction that failed and whose rollback waits
            // for this very thread.
            let sql = format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{name}';
                 DROP SCHEMA IF EXISTS {name} CASCADE"
            );
            let server = server.clone();
            let dropped = std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                runtime.expect("a runtime").block_on(run(&server, &sql));
            });
            // A failure to clean up must not hide the failure of the test.
            drop(dropped.join());
        }
    }
}

async fn run(url: &str, sql: &str) {
    let connection = Database::connect(url).await.expect("the test database answers");
    connection.execute_unprepared(sql).await.expect("a good statement");
    connection.close().await.expect("closing");
}

/// Schemas of one server must differ between runs, so this is not the test's own randomness.
#[expect(
    clippy::disallowed_methods,
    reason = "the name of a schema is no business of the application"
)]
fn uuid_from_system() -> String {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("system randomness");
    uuid::Builder::from_random_bytes(bytes).into_uuid().simple().to_string()
}
