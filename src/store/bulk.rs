//! Many rows at once, of several tables, in one transaction: `COPY` on PostgreSQL; on SQLite one prepared statement a
//! table, run for each row on the calling thread.

use sea_orm::sea_query::{Alias, Expr, ExprTrait, IntoIden, Query};
use sea_orm::sqlx::postgres::PgConnection;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, RuntimeErr, Statement, Value};

use super::error::StoreError;
use super::handle::Store;
use super::pool::Pool;
use super::sqlite::statement::parameters;
use super::write::{Write, Writer};
use crate::metrics::StatementKind;

/// How many values one statement to a pool of SQLite has at most. SQLite's own limit is 32,766.
const VALUES: usize = 10_000;
/// An advisory lock of PostgreSQL, which the transaction holds to its end. Its number is of no meaning, but its own.
const TAKE_LOCK: &str = "SELECT pg_advisory_xact_lock(4911703126)";

/// Rows of one table.
pub(super) struct BulkRows {
    pub(super) table: &'static str,
    pub(super) columns: &'static [&'static str],
    /// One value a column.
    pub(super) rows: Vec<Vec<Value>>,
}

impl Store {
    /// Adds rows to the table and to others that refer to them. `rows` gets the numbers of the `count` new rows, and
    /// returns the rows, which are written in the order of their tables: all of them, or none.
    pub(super) async fn add_in_bulk(
        &self,
        table: &'static str,
        count: usize,
        rows: impl FnOnce(&[i64]) -> Vec<BulkRows> + Send,
    ) -> Result<(), StoreError> {
        if let Writer::Pool(pool) = &self.writer
            && pool.get_database_backend() == DbBackend::Postgres
        {
            let numbers = numbers_of_postgres(pool, table, count).await?;
            return Ok(pool.in_time(StatementKind::Write, copy(pool, &rows(&numbers))).await?);
        }
        let transaction = self.begin().await?;
        let numbers = numbers_of_sqlite(&transaction, table, count).await?;
        for bulk in rows(&numbers) {
            insert(&transaction, bulk).await?;
        }
        transaction.commit().await
    }
}

/// Takes numbers from a table's sequence. Numbers that are not used then are never used.
async fn numbers_of_postgres(pool: &Pool, table: &'static str, count: usize) -> Result<Vec<i64>, StoreError> {
    let sql = "SELECT nextval(pg_get_serial_sequence($1, 'id')) AS id FROM generate_series(1, $2)";
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, [table.into(), count.into()]);
    let rows = pool.query_all_raw(statement).await?;
    rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}

/// The next numbers of a table. The transaction holds the lock of the file, so nobody else takes them.
async fn numbers_of_sqlite(transaction: &Write, table: &'static str, count: usize) -> Result<Vec<i64>, StoreError> {
    let mut newest = Query::select();
    newest
        .column("seq")
        .from("sqlite_sequence")
        .and_where(Expr::col("name").eq(table));
    let row = transaction.query_one(&newest).await?;
    let newest: i64 = row.map(|row| row.get("seq")).transpose()?.unwrap_or(0);
    Ok((newest + 1..).take(count).collect())
}

async fn insert(transaction: &Write, bulk: BulkRows) -> Result<(), StoreError> {
    let BulkRows { table, columns, rows } = bulk;
    if let Write::Shared(transaction, _) = transaction {
        let places = vec!["?"; columns.len()].join(", ");
        let sql = format!("INSERT INTO {table} ({}) VALUES ({places})", columns.join(", "));
        for row in &rows {
            transaction.execute(&sql, parameters(row))?;
        }
        return Ok(());
    }
    let idens: Vec<_> = columns.iter().map(|column| Alias::new(*column).into_iden()).collect();
    for some in rows.chunks(VALUES / columns.len().max(1)) {
        let mut insert = Query::insert();
        insert.into_table(table).columns(idens.clone());
        for row in some {
            insert.values_panic(row.iter().cloned().map(Into::into));
        }
        transaction.execute(&insert).await?;
    }
    Ok(())
}

async fn copy(pool: &Pool, all: &[BulkRows]) -> Result<(), DbErr> {
    let connections = pool.unlimited().get_postgres_connection_pool();
    let mut transaction = connections.begin().await.map_err(sqlx_error)?;
    if let Some(preparation) = pool.preparation() {
        let prepared = sqlx::raw_sql(sqlx::AssertSqlSafe(preparation));
        prepared.execute(&mut *transaction).await.map_err(sqlx_error)?;
    }
    // One at a time: two that add the same names in another order would wait for each other.
    let lock = sqlx::raw_sql(TAKE_LOCK).execute(&mut *transaction).await;
    lock.map_err(sqlx_error)?;
    for bulk in all {
        copy_into(&mut transaction, bulk).await?;
    }
    transaction.commit().await.map_err(sqlx_error)
}

async fn copy_into(connection: &mut PgConnection, bulk: &BulkRows) -> Result<(), DbErr> {
    if bulk.rows.is_empty() {
        return Ok(());
    }
    let mut text = String::new();
    for row in &bulk.rows {
        for (position, value) in row.iter().enumerate() {
            if position > 0 {
                text.push('\t');
            }
            write_value(&mut text, value)?;
        }
        text.push('\n');
    }
    let statement = format!("COPY {} ({}) FROM STDIN", bulk.table, bulk.columns.join(", "));
    let mut sink = connection.copy_in_raw(&statement).await.map_err(sqlx_error)?;
    sink.send(text.as_bytes()).await.map_err(sqlx_error)?;
    sink.finish().await.map_err(sqlx_error)?;
    Ok(())
}

/// Appends a value in the text format of `COPY`, <https://www.postgresql.org/docs/15/sql-copy.html>.
fn write_value(out: &mut String, value: &Value) -> Result<(), DbErr> {
    match value {
        Value::String(Some(text)) => {
            for character in text.chars() {
                match character {
                    '\\' => out.push_str("\\\\"),
                    '\n' => out.push_str("\\n"),
                    '\r' => out.push_str("\\r"),
                    '\t' => out.push_str("\\t"),
                    other => out.push(other),
                }
            }
        }
        Value::BigInt(Some(number)) => out.push_str(&number.to_string()),
        Value::Bool(Some(value)) => out.push(if *value { 't' } else { 'f' }),
        Value::Uuid(Some(id)) => out.push_str(&id.to_string()),
        Value::String(None) | Value::BigInt(None) | Value::Bool(None) | Value::Uuid(None) => out.push_str("\\N"),
        // Which other types there are depends on sea-orm's features.
        _ => return Err(DbErr::Type("a value of this type is not copied".to_owned())),
    }
    Ok(())
}

fn sqlx_error(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(error.into()))
}

#[cfg(test)]
mod tests {
    use sea_orm::Value;
    use uuid::Uuid;

    use super::write_value;

    #[test]
    fn values_are_written_as_copy_reads_them() {
        for (value, written) in [
            (Value::from("a\tb\\c\nd\re"), "a\\tb\\\\c\\nd\\re"),
            (Value::from("\\."), "\\\\."),
            (Value::from(""), ""),
            (Value::from(None::<String>), "\\N"),
            (Value::from(-7_i64), "-7"),
            (Value::from(None::<i64>), "\\N"),
            (Value::from(true), "t"),
            (Value::from(false), "f"),
            (Value::from(Uuid::nil()), "00000000-0000-0000-0000-000000000000"),
        ] {
            let mut out = String::new();
            write_value(&mut out, &value).expect("a value that is copied");
            assert_eq!(out, written);
        }
    }
}
