//! Bringing the schema up to date, and asking whether it is.

use sea_orm::{
    ConnectionTrait, DbBackend, EntityName, EntityTrait, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::{MigratorTrait, SchemaManager, seaql_migrations};

use super::error::StoreError;
use super::handle::Store;
use super::migration::Migrator;

/// Any number will do, as long as every node takes the same one.
const MIGRATION_LOCK: i64 = 7_205_759_403_792_793;

impl Store {
    /// Applies the schema steps that are missing, all or none, under a lock, so that nodes may start together.
    /// Returns how many it applied.
    ///
    /// # Errors
    /// As every query; [`StoreError::Refused`] too when the database was made by a newer version.
    pub async fn migrate(&self) -> Result<usize, StoreError> {
        // The steps are sea-orm's own, and want one of its transactions. It takes SQLite's write lock at once.
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        let transaction = self.reader.begin_with_options(options).await?;
        match transaction.get_database_backend() {
            DbBackend::Postgres => {
                transaction
                    .execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
                    .await?;
            }
            // MySQL is not compiled in.
            DbBackend::Sqlite | DbBackend::MySql => {}
            _ => {}
        }
        let missing = Migrator::get_pending_migrations(&transaction).await?.len();
        Migrator::up(&transaction, None).await?;
        transaction.commit().await?;
        Ok(missing)
    }

    /// Whether the database has every schema step that this version knows.
    ///
    /// # Errors
    /// As every query.
    pub async fn schema_is_current(&self) -> Result<bool, StoreError> {
        let manager = SchemaManager::new(&self.reader);
        if !manager.has_table(seaql_migrations::Entity.table_name()).await? {
            return Ok(false);
        }
        let applied = seaql_migrations::Entity::find().all(&self.reader).await?;
        Ok(Migrator::migrations()
            .iter()
            .all(|step| applied.iter().any(|row| row.version == step.name())))
    }
}
