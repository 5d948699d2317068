//! How taking contracts over goes: what was counted in each hour, where the answers of both sides differ, the tokens of old
//! backends that a session was made of, what these call accounts that were taken over, and when all sessions of an account
//! were ended last, as such a token may be older.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, string, uuid};
use sea_orm_migration::sea_orm::ConnectionTrait;

const UP: [&str; 3] = [
    "CREATE TABLE cutover_counts (contract TEXT NOT NULL, hour BIGINT NOT NULL, name TEXT NOT NULL, \
        count BIGINT NOT NULL, PRIMARY KEY (contract, hour, name))",
    "CREATE TABLE cutover_differences (contract TEXT NOT NULL, operation TEXT NOT NULL, kind TEXT NOT NULL, \
        place TEXT NOT NULL, expected TEXT NOT NULL, actual TEXT NOT NULL, count BIGINT NOT NULL, \
        first_at BIGINT NOT NULL, last_at BIGINT NOT NULL, PRIMARY KEY (contract, operation, kind, place))",
    "CREATE TABLE legacy_names (contract TEXT NOT NULL, name TEXT NOT NULL, account TEXT NOT NULL, \
        PRIMARY KEY (contract, name))",
];
const TABLES: [&str; 5] = [
    "all_sessions_ended",
    "legacy_tokens",
    "legacy_names",
    "cutover_differences",
    "cutover_counts",
];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in UP {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        let mut tokens = Table::create();
        tokens
            .table("legacy_tokens")
            .col(string("digest").primary_key())
            .col(uuid("session"))
            .col(string("contract"))
            .col(big_integer("expires_at"))
            .col(big_integer("remembered_until"));
        manager.create_table(tokens).await?;
        let mut by_end = Index::create();
        by_end
            .name("legacy_tokens_by_end")
            .table("legacy_tokens")
            .col("remembered_until");
        manager.create_index(by_end).await?;
        // For accounts that are removed for good.
        let mut by_account = Index::create();
        by_account
            .name("legacy_names_by_account")
            .table("legacy_names")
            .col("account");
        manager.create_index(by_account).await?;
        let mut ended = Table::create();
        ended
            .table("all_sessions_ended")
            .col(string("account").primary_key())
            .col(big_integer("at"));
        manager.create_table(ended).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
