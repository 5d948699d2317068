//! Bringing the schema up to date, and asking whether it is.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, EntityName, EntityTrait, SqliteTransactionMode, TransactionOptions};
use sea_orm_migration::{IntoSchemaManagerConnection, MigratorTrait, SchemaManager, seaql_migrations};

use super::error::StoreError;
use super::handle::Store;
use super::migration::Migrator;
use crate::metrics::StatementKind;

/// Any number will do, as long as every node takes the same one.
const MIGRATION_LOCK: i64 = 7_205_759_403_792_793;

/// How the schema relates to what this version needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemaState {
    /// It has every step that this version knows, and no other.
    Current,
    /// There are no tables.
    Missing,
    /// It lacks steps.
    Outdated,
    /// It has every step that this version knows, and others. A node that runs may go on; none may start.
    Newer {
        /// The first of the others.
        step: String,
    },
}

impl Store {
    /// Applies the schema steps that are missing, all or none, under a lock, so that nodes may start together.
    /// Returns how many it applied.
    ///
    /// # Errors
    /// As every query; [`StoreError::NewerSchema`].
    pub async fn migrate(&self) -> Result<usize, StoreError> {
        // A node starts on a standby too, or while the database is read-only: it is ready when that takes writes.
        if self.schema_state().await? == SchemaState::Current {
            return Ok(0);
        }
        // The steps are sea-orm's own, and want one of its transactions. It takes SQLite's write lock at once.
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        let transaction = self.reader.begin_unlimited(options).await?;
        match transaction.get_database_backend() {
            DbBackend::Postgres => {
                // Other nodes may be at it, and a step may take long.
                transaction
                    .execute_unprepared("SET LOCAL statement_timeout = 0")
                    .await?;
                transaction
                    .execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
                    .await?;
            }
            // MySQL is not compiled in.
            DbBackend::Sqlite | DbBackend::MySql => {}
            _ => {}
        }
        if let Some(step) = applied(&transaction).await?.and_then(unknown_step) {
            return Err(StoreError::NewerSchema { step });
        }
        let missing = Migrator::get_pending_migrations(&transaction).await?.len();
        Migrator::up(&transaction, None).await?;
        transaction.commit().await?;
        Ok(missing)
    }

    /// How the schema relates to what this version needs.
    ///
    /// # Errors
    /// As every query.
    pub async fn schema_state(&self) -> Result<SchemaState, StoreError> {
        let read = async {
            let transaction = self.reader.begin().await?;
            let applied = applied(&transaction).await?;
            transaction.commit().await?;
            Ok(applied)
        };
        let Some(applied) = self.reader.in_time(StatementKind::Read, read).await? else {
            return Ok(SchemaState::Missing);
        };
        let is_applied = |name: &str| applied.iter().any(|version| version == name);
        if !Migrator::migrations().iter().all(|step| is_applied(step.name())) {
            return Ok(SchemaState::Outdated);
        }
        Ok(match unknown_step(applied) {
            Some(step) => SchemaState::Newer { step },
            None => SchemaState::Current,
        })
    }

    /// Whether the database has every schema step that this version knows.
    ///
    /// # Errors
    /// As every query.
    pub async fn schema_is_current(&self) -> Result<bool, StoreError> {
        Ok(match self.schema_state().await? {
            SchemaState::Current | SchemaState::Newer { .. } => true,
            SchemaState::Missing | SchemaState::Outdated => false,
        })
    }
}

/// The steps that were applied; `None` when there is no table of them.
async fn applied<'c, C: ConnectionTrait>(database: &'c C) -> Result<Option<Vec<String>>, DbErr>
where
    &'c C: IntoSchemaManagerConnection<'c>,
{
    let manager = SchemaManager::new(database);
    if !manager.has_table(seaql_migrations::Entity.table_name()).await? {
        return Ok(None);
    }
    let rows = seaql_migrations::Entity::find().all(database).await?;
    Ok(Some(rows.into_iter().map(|row| row.version).collect()))
}

/// The first step that this version does not know.
pub(super) fn unknown_step(applied: Vec<String>) -> Option<String> {
    let known = Migrator::migrations();
    let is_known = |version: &String| known.iter().any(|step| step.name() == version);
    applied.into_iter().find(|version| !is_known(version))
}
