//! Revisions of webhook endpoints, by which two administrators do not overwrite each other's changes.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut revision = big_integer("revision");
        let mut alter = Table::alter();
        alter.table("webhook_endpoints").add_column(revision.default(1));
        manager.alter_table(alter).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut alter = Table::alter();
        alter.table("webhook_endpoints").drop_column("revision");
        manager.alter_table(alter).await
    }
}
