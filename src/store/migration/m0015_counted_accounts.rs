//! An index of the counters of accounts, by which locked accounts are found. Text is compared byte by byte, so that the
//! accounts of a realm stand side by side.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let bytewise = match manager.get_database_backend() {
            DbBackend::Postgres => " COLLATE \"C\"",
            // SQLite compares bytes anyway; MySQL is not compiled in.
            _ => "",
        };
        let create = format!("CREATE INDEX attempts_of_accounts ON attempts (target{bytewise}) WHERE place = ''");
        manager.get_connection().execute_unprepared(&create).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let drop = "DROP INDEX attempts_of_accounts";
        manager.get_connection().execute_unprepared(drop).await?;
        Ok(())
    }
}
