//! A schema of its own for each test, where the tests run on PostgreSQL.

use std::error::Error;
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::ConnectionTrait;

static MADE: AtomicU32 = AtomicU32::new(0);

/// A schema that is dropped with this.
pub struct Database {
    server: String,
    schema: String,
}

impl Database {
    /// Makes one on the server of `TEST_DATABASE_URL`, if that is set.
    pub fn from_environment() -> Result<Option<Self>, Box<dyn Error>> {
        let Ok(server) = std::env::var("TEST_DATABASE_URL") else {
            return Ok(None);
        };
        let schema = format!("cli_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        execute(&server, &format!("CREATE SCHEMA {schema}"))?;
        Ok(Some(Self { server, schema }))
    }

    /// The URL by which a command gets to this schema and no other.
    pub fn url(&self) -> String {
        let separator = if self.server.contains('?') { '&' } else { '?' };
        format!("{}{separator}options=-c%20search_path%3D{}", self.server, self.schema)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let _ = execute(&self.server, &format!("DROP SCHEMA IF EXISTS {} CASCADE", self.schema));
    }
}

/// Runs a statement.
pub fn execute(server: &str, statement: &str) -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let connection = sea_orm::Database::connect(server).await?;
        connection.execute_unprepared(statement).await?;
        Ok(connection.close().await?)
    })
}
