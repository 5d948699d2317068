//! API keys.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, binary, string, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(api_keys()).await?;
        for (name, column) in [("api_keys_by_prefix", "prefix"), ("api_keys_by_owner", "owner_id")] {
            manager
                .create_index(Index::create().name(name).table("api_keys").col(column).to_owned())
                .await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("api_keys").to_owned()).await
    }
}

fn api_keys() -> TableCreateStatement {
    Table::create()
        .table("api_keys")
        .col(big_integer("id").auto_increment().primary_key())
        .col(big_integer("owner_id"))
        .col(string("name"))
        .col(text_null("description"))
        .col(string("prefix"))
        .col(binary("key_hash"))
        .col(string("masked_key"))
        .col(binary("secret_hash"))
        .col(string("masked_secret"))
        .col(big_integer("permissions"))
        .col(big_integer("created_at"))
        .col(big_integer_null("expires_at"))
        .col(big_integer_null("revoked_at"))
        .col(big_integer_null("last_used_at"))
        .foreign_key(
            ForeignKey::create()
                .from("api_keys", "owner_id")
                .to("users", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}
