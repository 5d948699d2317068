//! When sessions end for want of use, the time that does not go back for them, and finding the open ones of an account
//! however many have ended. Sessions from before end at their time only.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for (name, before) in [("idle_until", i64::MAX), ("refused_at", 0)] {
            let mut column = big_integer(name);
            let mut table = Table::alter();
            table.table("sessions").add_column(column.default(before));
            manager.alter_table(table.to_owned()).await?;
        }
        let mut open = Index::create();
        open.name("sessions_open_by_account")
            .table("sessions")
            .col("population")
            .col("account_id")
            .col("created_at")
            .and_where(Expr::col("ended_at").is_null());
        manager.create_index(open.to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_index(
                Index::drop()
                    .name("sessions_open_by_account")
                    .table("sessions")
                    .to_owned(),
            )
            .await?;
        for name in ["refused_at", "idle_until"] {
            let mut table = Table::alter();
            table.table("sessions").drop_column(name);
            manager.alter_table(table.to_owned()).await?;
        }
        Ok(())
    }
}
