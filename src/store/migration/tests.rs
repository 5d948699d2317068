//! What a step leaves of the schema before it: the version before goes on working.

use std::collections::BTreeMap;

use sea_orm_migration::MigratorTrait;
use sea_orm_migration::sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};

use super::Migrator;

/// Steps that remove what the version before them did not use any more, or that no version was released before.
const REMOVE_SOMETHING: [&str; 1] = ["m0009_user_images"];

/// A column: its type, and whether a row may be added without it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Column {
    kind: String,
    is_optional: bool,
}

/// Tables and their columns.
type Schema = BTreeMap<String, BTreeMap<String, Column>>;

async fn schema(connection: &DatabaseConnection) -> Schema {
    let sql = "SELECT t.name, c.name AS column_name, c.type, c.\"notnull\" = 0 OR c.dflt_value IS NOT NULL OR c.pk > 0 AS is_optional
        FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'";
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let mut schema = Schema::new();
    for row in connection.query_all_raw(statement).await.unwrap() {
        let column = Column {
            kind: row.try_get("", "type").unwrap(),
            is_optional: row.try_get("", "is_optional").unwrap(),
        };
        let table: String = row.try_get("", "name").unwrap();
        let name = row.try_get("", "column_name").unwrap();
        schema.entry(table).or_default().insert(name, column);
    }
    schema
}

/// What the version before would miss.
fn missing(before: &Schema, after: &Schema) -> Vec<String> {
    let mut missing = Vec::new();
    for (table, columns) in before {
        let Some(now) = after.get(table) else {
            missing.push(format!("table {table} is gone"));
            continue;
        };
        for (name, column) in columns {
            match now.get(name) {
                None => missing.push(format!("{table}.{name} is gone")),
                Some(other) if other.kind != column.kind => missing.push(format!("{table}.{name} has another type")),
                Some(other) if column.is_optional && !other.is_optional => {
                    missing.push(format!("{table}.{name} is required now"));
                }
                Some(_) => {}
            }
        }
        let added = now.iter().filter(|(name, _)| !columns.contains_key(*name));
        for (name, _) in added.filter(|(_, column)| !column.is_optional) {
            missing.push(format!("{table}.{name} is new and required"));
        }
    }
    missing
}

#[tokio::test]
async fn a_step_leaves_everything_that_the_version_before_uses() {
    let connection = Database::connect("sqlite::memory:").await.unwrap();
    let mut before = Schema::new();
    for step in Migrator::migrations() {
        Migrator::up(&connection, Some(1)).await.unwrap();
        let after = schema(&connection).await;
        if !REMOVE_SOMETHING.contains(&step.name()) {
            assert_eq!(missing(&before, &after), Vec::<String>::new(), "{}", step.name());
        }
        before = after;
    }
}

#[test]
fn what_the_version_before_would_miss_is_named() {
    let column = |kind: &str, is_optional| Column {
        kind: kind.to_owned(),
        is_optional,
    };
    let schema = |columns: &[(&str, Column)]| {
        let columns = columns
            .iter()
            .map(|(name, column)| ((*name).to_owned(), column.clone()));
        Schema::from([("users".to_owned(), columns.collect())])
    };
    let before = schema(&[
        ("gone", column("TEXT", true)),
        ("other", column("TEXT", true)),
        ("required", column("TEXT", true)),
    ]);
    let after = schema(&[
        ("new", column("TEXT", false)),
        ("other", column("BIGINT", true)),
        ("required", column("TEXT", false)),
        ("extra", column("TEXT", true)),
    ]);
    assert_eq!(
        missing(&before, &after),
        [
            "users.gone is gone",
            "users.other has another type",
            "users.required is required now",
            "users.new is new and required"
        ]
    );
    assert_eq!(missing(&before, &Schema::new()), ["table users is gone"]);
}
