//! What accounts are administered by: revisions, soft deletion, folded names to search by, permissions of roles, and the
//! keys of requests that are not to be carried out twice.
//!
//! A node of the version before keeps working: each new column has a default. What it adds meanwhile has no folded name,
//! and is found by the other ones.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, binary, binary_null, string, string_null};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, QueryResult};

use crate::model::FoldedName;

#[derive(DeriveMigrationName)]
pub struct Migration;

const ACCOUNTS: [&str; 2] = ["users", "subscribers"];
/// How many accounts get their folded names at a time.
const PAGE: u64 = 1000;
/// The columns that lists are filtered and sorted by. Each index ends with the number, which pages begin after.
const BY_VALUE: [&str; 4] = ["created_at", "isp_id", "branch_id", "status"];
/// The columns that lists are searched by: their beginnings, byte by byte, whatever the database sorts texts by.
const BY_BEGINNING: [(&str, &[&str]); 2] = [
    ("users", &["username_folded", "email_folded", "name_folded"]),
    (
        "subscribers",
        &["username_folded", "email_folded", "name_folded", "customer_id"],
    ),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ACCOUNTS {
            let (mut revision, mut folded) = (big_integer("revision"), string("name_folded"));
            add_column(manager, table, revision.default(1)).await?;
            add_column(manager, table, folded.default("")).await?;
            add_column(manager, table, &mut big_integer_null("deleted_at")).await?;
        }
        for column in ["isp_id", "branch_id"] {
            add_column(manager, "subscribers", &mut big_integer_null(column)).await?;
        }
        fold_names(manager, "users", &["name"]).await?;
        fold_names(manager, "subscribers", &["lastname", "firstname"]).await?;
        add_column(manager, "roles", &mut string_null("description")).await?;
        let mut revision = big_integer("revision");
        add_column(manager, "roles", revision.default(1)).await?;
        manager.create_table(role_permissions()).await?;
        manager.create_table(idempotency_keys()).await?;
        for statement in indexes(manager.get_database_backend()) {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in indexes(manager.get_database_backend()) {
            let name = statement.split(' ').nth(2).unwrap_or_default();
            let drop = format!("DROP INDEX {name}");
            manager.get_connection().execute_unprepared(&drop).await?;
        }
        for table in ["idempotency_keys", "role_permissions"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        for column in ["description", "revision"] {
            drop_column(manager, "roles", column).await?;
        }
        for column in ["isp_id", "branch_id"] {
            drop_column(manager, "subscribers", column).await?;
        }
        for table in ACCOUNTS {
            for column in ["revision", "name_folded", "deleted_at"] {
                drop_column(manager, table, column).await?;
            }
        }
        Ok(())
    }
}

async fn add_column(manager: &SchemaManager<'_>, table: &'static str, column: &mut ColumnDef) -> Result<(), DbErr> {
    let mut alter = Table::alter();
    alter.table(table).add_column(column);
    manager.alter_table(alter).await
}

async fn drop_column(manager: &SchemaManager<'_>, table: &'static str, column: &'static str) -> Result<(), DbErr> {
    let mut alter = Table::alter();
    alter.table(table).drop_column(column);
    manager.alter_table(alter).await
}

/// Folds the names of the accounts that there are, because no database folds as [`FoldedName`] does.
async fn fold_names(manager: &SchemaManager<'_>, table: &'static str, columns: &[&'static str]) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let mut after = i64::MIN;
    loop {
        let mut select = Query::select();
        select
            .column("id")
            .columns(columns.iter().copied())
            .from(table)
            .and_where(Expr::col("id").gt(after))
            .order_by("id", Order::Asc)
            .limit(PAGE);
        let rows = connection.query_all(&select).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.try_get("", "id")?;
        for row in &rows {
            let mut update = Query::update();
            update
                .table(table)
                .value("name_folded", folded(row, columns)?)
                .and_where(Expr::col("id").eq(row.try_get::<i64>("", "id")?));
            connection.execute(&update).await?;
        }
    }
}

fn folded(row: &QueryResult, columns: &[&'static str]) -> Result<String, DbErr> {
    let names: Vec<String> = columns
        .iter()
        .map(|column| row.try_get("", column))
        .collect::<Result<_, _>>()?;
    Ok(FoldedName::of(names.join(" ").trim()).as_str().to_owned())
}

fn role_permissions() -> TableCreateStatement {
    Table::create()
        .table("role_permissions")
        .col(big_integer("role_id"))
        .col(big_integer("permission_id"))
        .primary_key(Index::create().col("role_id").col("permission_id"))
        .foreign_key(
            ForeignKey::create()
                .from("role_permissions", "role_id")
                .to("roles", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .foreign_key(
            ForeignKey::create()
                .from("role_permissions", "permission_id")
                .to("permissions", "id"),
        )
        .to_owned()
}

fn idempotency_keys() -> TableCreateStatement {
    Table::create()
        .table("idempotency_keys")
        .col(string("caller"))
        .col(binary("key_hash"))
        .col(binary("request_mac"))
        .col(big_integer_null("resource"))
        .col(binary_null("sealed"))
        .col(big_integer("created_at"))
        .primary_key(Index::create().col("caller").col("key_hash"))
        .to_owned()
}

fn indexes(backend: DbBackend) -> Vec<String> {
    let mut all = Vec::new();
    for table in ACCOUNTS {
        for column in BY_VALUE {
            all.push(format!("CREATE INDEX {table}_by_{column} ON {table} ({column}, id)"));
        }
        all.push(format!(
            "CREATE INDEX {table}_deleted ON {table} (deleted_at) WHERE deleted_at IS NOT NULL"
        ));
    }
    let bytewise = match backend {
        DbBackend::Postgres => " COLLATE \"C\"",
        // SQLite compares bytes anyway; MySQL is not compiled in.
        _ => "",
    };
    for (table, columns) in BY_BEGINNING {
        for column in columns {
            all.push(format!(
                "CREATE INDEX {table}_beginning_{column} ON {table} ({column}{bytewise}, id)"
            ));
        }
    }
    all.push("CREATE INDEX user_roles_by_role ON user_roles (role_id, user_id)".to_owned());
    all.push("CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at)".to_owned());
    all
}
