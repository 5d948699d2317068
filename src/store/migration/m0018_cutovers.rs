//! How far each contract has been taken over from its old backend, and the names of deleted accounts, which none brings back.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

const UP: [&str; 2] = [
    "CREATE TABLE cutovers (contract TEXT PRIMARY KEY, mode TEXT NOT NULL, accounts TEXT NOT NULL, \
        configured TEXT NOT NULL, changed_at BIGINT NOT NULL)",
    "CREATE TABLE deleted_names (digest TEXT PRIMARY KEY, account TEXT NOT NULL)",
];
const DOWN: [&str; 2] = ["DROP TABLE deleted_names", "DROP TABLE cutovers"];

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
