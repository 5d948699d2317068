//! Whether a password hash still is as an import wrote it. Only such a hash may be replaced by a later import: an owner
//! who has logged in since, or has changed the password, has one that the old backend does not know.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::boolean;

#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: [&str; 2] = ["users", "subscribers"];
const COLUMN: &str = "password_imported";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            let mut column = boolean(COLUMN);
            let mut alter = Table::alter();
            alter.table(table).add_column(column.default(false));
            manager.alter_table(alter).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            let mut alter = Table::alter();
            alter.table(table).drop_column(COLUMN);
            manager.alter_table(alter).await?;
        }
        Ok(())
    }
}
