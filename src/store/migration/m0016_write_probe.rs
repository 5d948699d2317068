//! A row that is written to find out whether the database takes writes.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let table = "CREATE TABLE write_probe (id INTEGER PRIMARY KEY, at BIGINT NOT NULL)";
        connection.execute_unprepared(table).await?;
        let row = "INSERT INTO write_probe (id, at) VALUES (1, 0)";
        connection.execute_unprepared(row).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let drop = "DROP TABLE write_probe";
        manager.get_connection().execute_unprepared(drop).await?;
        Ok(())
    }
}
