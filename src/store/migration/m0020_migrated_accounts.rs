//! Through which contract an account came over from an old backend, and whether its password still is the one that came
//! with it. Only such a password may follow a later change there.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, string_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: [&str; 2] = ["users", "subscribers"];
const COLUMNS: [&str; 2] = ["migrated_from", "password_migrated"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let [from, password] = COLUMNS;
        for table in TABLES {
            // SQLite adds one column a statement.
            for mut column in [string_null(from), boolean(password).default(false).to_owned()] {
                let mut alter = Table::alter();
                alter.table(table).add_column(&mut column);
                manager.alter_table(alter).await?;
            }
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in TABLES {
            for column in COLUMNS {
                let mut alter = Table::alter();
                alter.table(table).drop_column(column);
                manager.alter_table(alter).await?;
            }
        }
        Ok(())
    }
}
