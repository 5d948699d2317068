//! What rotation and encryption need to know of a signing key. Keys from before sign at once and are in the clear.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, string_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for column in [
            string_null("sealed_by"),
            big_integer_null("signs_from"),
            big_integer_null("verifies_until"),
        ] {
            let mut table = Table::alter();
            manager
                .alter_table(table.table("signing_keys").add_column(column).to_owned())
                .await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["verifies_until", "signs_from", "sealed_by"] {
            let mut table = Table::alter();
            manager
                .alter_table(table.table("signing_keys").drop_column(column).to_owned())
                .await?;
        }
        Ok(())
    }
}
