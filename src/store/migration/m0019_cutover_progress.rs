//! How taking contracts over goes: what was counted in each hour, where the answers of both sides differ, and the tokens of
//! old backends that a session was made of.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

const UP: [&str; 4] = [
    "CREATE TABLE cutover_counts (contract TEXT NOT NULL, hour BIGINT NOT NULL, name TEXT NOT NULL, \
        count BIGINT NOT NULL, PRIMARY KEY (contract, hour, name))",
    "CREATE TABLE cutover_differences (contract TEXT NOT NULL, operation TEXT NOT NULL, kind TEXT NOT NULL, \
        place TEXT NOT NULL, expected TEXT NOT NULL, actual TEXT NOT NULL, count BIGINT NOT NULL, \
        first_at BIGINT NOT NULL, last_at BIGINT NOT NULL, PRIMARY KEY (contract, operation, kind, place))",
    "CREATE TABLE legacy_tokens (digest TEXT PRIMARY KEY, session TEXT NOT NULL, contract TEXT NOT NULL, \
        expires_at BIGINT NOT NULL)",
    "CREATE INDEX legacy_tokens_expires_at ON legacy_tokens (expires_at)",
];
const DOWN: [&str; 3] = [
    "DROP TABLE legacy_tokens",
    "DROP TABLE cutover_differences",
    "DROP TABLE cutover_counts",
];

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
