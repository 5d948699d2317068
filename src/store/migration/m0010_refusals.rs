//! Refusals that repeat: the first is an audit event, the others are counted here until they become one more.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, string, string_null, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut refusals = Table::create();
        refusals
            .table("refusals")
            .col(string("kind").primary_key())
            .col(string("action"))
            .col(string("result"))
            .col(string_null("population"))
            .col(big_integer_null("account_id"))
            .col(string_null("subject"))
            .col(text_null("detail"))
            .col(string_null("network"))
            .col(big_integer("since"))
            .col(big_integer("more"));
        manager.create_table(refusals.to_owned()).await?;
        let mut by_time = Index::create();
        by_time.name("refusals_by_since").table("refusals").col("since");
        manager.create_index(by_time.to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("refusals").to_owned()).await
    }
}
