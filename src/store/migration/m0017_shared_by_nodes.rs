//! What nodes tell each other: which of them does a periodic job, and what an operator should know.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

const UP: [&str; 2] = [
    "CREATE TABLE job_leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, held_until BIGINT NOT NULL)",
    "CREATE TABLE notices (name TEXT PRIMARY KEY, value TEXT NOT NULL, noted_at BIGINT NOT NULL)",
];
const DOWN: [&str; 2] = ["DROP TABLE notices", "DROP TABLE job_leases"];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in UP {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in DOWN {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
