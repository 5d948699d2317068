//! How far each contract has been taken over from its old backend.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

const UP: &str = "CREATE TABLE cutovers (contract TEXT PRIMARY KEY, mode TEXT NOT NULL, accounts TEXT NOT NULL, \
    configured TEXT NOT NULL, changed_at BIGINT NOT NULL)";
const DOWN: &str = "DROP TABLE cutovers";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(UP).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(DOWN).await.map(drop)
    }
}
