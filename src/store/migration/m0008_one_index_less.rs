//! Sessions are looked for by account only where they are open, which an index of its own finds since step 7. That of
//! all sessions by account cost every login a page to write, and found nothing for anybody.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

const NAME: &str = "sessions_by_account";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::drop().name(NAME).table("sessions").to_owned();
        manager.drop_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut index = Index::create();
        index.name(NAME).table("sessions").col("population").col("account_id");
        manager.create_index(index).await
    }
}
