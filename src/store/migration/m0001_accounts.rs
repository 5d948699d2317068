//! Users with their roles, permissions and settings; subscribers.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, boolean, string, string_null, text, text_null, uuid};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(users()).await?;
        manager.create_table(named("roles")).await?;
        manager.create_table(named("permissions")).await?;
        manager.create_table(link("user_roles", "role_id", "roles")).await?;
        manager
            .create_table(link("user_permissions", "permission_id", "permissions"))
            .await?;
        manager.create_table(settings()).await?;
        manager.create_table(subscribers()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "subscribers",
            "settings",
            "user_permissions",
            "user_roles",
            "permissions",
            "roles",
            "users",
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn users() -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table("users")
        .col(big_integer("id").auto_increment().primary_key());
    table.col(uuid("uid").unique_key());
    table
        .col(string("username"))
        .col(string("username_folded").unique_key());
    table.col(string("email")).col(string("email_folded").unique_key());
    table.col(string("name"));
    for number in [
        "isp_id",
        "branch_id",
        "birth_date",
        "last_dismiss_messages",
        "rank",
        "customer_number",
    ] {
        table.col(big_integer_null(number));
    }
    for personal in [
        "title",
        "first_name",
        "last_name",
        "department",
        "phone",
        "mobile",
        "image",
        "address",
        "postal_code",
        "region",
        "city",
        "country",
        "country_code",
        "notes",
    ] {
        table.col(text_null(personal));
    }
    for business in [
        "scope",
        "legal_rep_id",
        "customer_id",
        "customer_name",
        "vendor_id",
        "bank_id",
        "bank_name",
    ] {
        table.col(text(business).default(""));
    }
    account_columns(&mut table);
    table.to_owned()
}

fn subscribers() -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table("subscribers")
        .col(big_integer("id").auto_increment().primary_key());
    table.col(string("customer_id"));
    table
        .col(string("username"))
        .col(string("username_folded").unique_key());
    table
        .col(string("firstname").default(""))
        .col(string("lastname").default(""));
    table
        .col(string_null("email"))
        .col(string_null("email_folded").unique_key());
    table
        .col(text_null("phone"))
        .col(text_null("package_name"))
        .col(big_integer_null("expiration_date"));
    account_columns(&mut table);
    table.to_owned()
}

/// What every account has, of either population.
fn account_columns(table: &mut TableCreateStatement) {
    table.col(text_null("password_hash")).col(string("status"));
    table
        .col(big_integer_null("last_login_at"))
        .col(string_null("last_login_address"));
    table.col(big_integer("created_at")).col(big_integer("updated_at"));
}

fn named(table: &'static str) -> TableCreateStatement {
    Table::create()
        .table(table)
        .col(big_integer("id").auto_increment().primary_key())
        .col(string("name").unique_key())
        .to_owned()
}

fn link(table: &'static str, column: &'static str, target: &'static str) -> TableCreateStatement {
    Table::create()
        .table(table)
        .col(big_integer("user_id"))
        .col(big_integer(column))
        .col(big_integer("position"))
        .primary_key(Index::create().col("user_id").col(column))
        .foreign_key(
            ForeignKey::create()
                .from(table, "user_id")
                .to("users", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .foreign_key(ForeignKey::create().from(table, column).to(target, "id"))
        .to_owned()
}

fn settings() -> TableCreateStatement {
    Table::create()
        .table("settings")
        .col(big_integer("id").auto_increment().primary_key())
        .col(big_integer("user_id"))
        .col(string("category"))
        .col(string("group_name"))
        .col(string("name"))
        .col(text_null("value"))
        .col(text_null("kind"))
        .col(text_null("description"))
        .col(boolean("read_only").default(false))
        .index(
            Index::create()
                .unique()
                .name("settings_key")
                .col("user_id")
                .col("category")
                .col("group_name")
                .col("name"),
        )
        .foreign_key(
            ForeignKey::create()
                .from("settings", "user_id")
                .to("users", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}
