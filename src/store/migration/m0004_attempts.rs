//! Failed logins.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, string, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(attempts()).await?;
        let by_end = Index::create()
            .name("attempts_by_kept_until")
            .table("attempts")
            .col("kept_until")
            .to_owned();
        manager.create_index(by_end).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("attempts").to_owned()).await
    }
}

fn attempts() -> TableCreateStatement {
    Table::create()
        .table("attempts")
        .col(string("target"))
        .col(string("place"))
        .col(text("recent"))
        .col(big_integer("consecutive"))
        .col(big_integer_null("succeeded_at"))
        .col(big_integer("kept_until"))
        .primary_key(Index::create().col("target").col("place"))
        .to_owned()
}
