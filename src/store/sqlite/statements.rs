//! sea-orm's statements on their way to SQLite, and what comes back.

use std::sync::Arc;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, Error, Result, params_from_iter};
use sea_orm::{Statement, Value};

use super::row::LocalRow;

/// More than there are.
const STATEMENTS: usize = 128;

/// Has each statement prepared once on this connection, for whatever values. Without being told so
/// (<https://www.sqlite.org/queryplanner-ng.html#qpstab>), SQLite prepares it anew whenever one is bound anew that the
/// plan might hang on, such as a LIMIT.
pub(super) fn keep_prepared(connection: &Connection) -> Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// Runs a statement that has no rows. Returns how many it changed.
pub(super) fn execute(connection: &Connection, statement: &Statement) -> Result<u64> {
    let mut prepared = connection.prepare_cached(&statement.sql)?;
    let changed = prepared.execute(params_from_iter(bound(statement)))?;
    Ok(u64::try_from(changed).unwrap_or(u64::MAX))
}

/// Runs a statement, and returns its rows.
pub(super) fn query(connection: &Connection, statement: &Statement) -> Result<Vec<LocalRow>> {
    let mut prepared = connection.prepare_cached(&statement.sql)?;
    let columns: Arc<[String]> = prepared.column_names().into_iter().map(str::to_owned).collect();
    let read = |row: &rusqlite::Row<'_>| {
        Ok(LocalRow {
            columns: columns.clone(),
            values: (0..columns.len()).map(|at| row.get(at)).collect::<Result<_>>()?,
        })
    };
    prepared.query_map(params_from_iter(bound(statement)), read)?.collect()
}

fn bound(statement: &Statement) -> impl Iterator<Item = Bound<'_>> {
    statement.values.iter().flat_map(|values| values.0.iter()).map(Bound)
}

/// A parameter of a statement.
struct Bound<'v>(&'v Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        let integer = |number: Option<i64>| number.map(ValueRef::Integer);
        let value = match self.0 {
            Value::Bool(value) => integer(value.map(i64::from)),
            Value::TinyInt(value) => integer(value.map(i64::from)),
            Value::SmallInt(value) => integer(value.map(i64::from)),
            Value::Int(value) => integer(value.map(i64::from)),
            Value::BigInt(value) => integer(*value),
            Value::TinyUnsigned(value) => integer(value.map(i64::from)),
            Value::SmallUnsigned(value) => integer(value.map(i64::from)),
            Value::Unsigned(value) => integer(value.map(i64::from)),
            Value::BigUnsigned(value) => {
                let number = value.map(i64::try_from).transpose();
                integer(number.map_err(|error| Error::ToSqlConversionFailure(error.into()))?)
            }
            Value::Float(value) => value.map(f64::from).map(ValueRef::Real),
            Value::Double(value) => value.map(ValueRef::Real),
            Value::String(value) => value.as_deref().map(|text| ValueRef::Text(text.as_bytes())),
            Value::Bytes(value) => value.as_deref().map(ValueRef::Blob),
            Value::Uuid(value) => value.as_ref().map(|id| ValueRef::Blob(id.as_bytes())),
            // Which others there are depends on what else sea-orm is built for.
            _ => {
                return Err(Error::ToSqlConversionFailure("no column is of such a type".into()));
            }
        };
        Ok(ToSqlOutput::Borrowed(value.unwrap_or(ValueRef::Null)))
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;
    use sea_orm::DbBackend;

    use super::*;

    #[test]
    fn a_statement_is_prepared_once_whatever_its_limit_is() {
        let connection = Connection::open_in_memory().unwrap();
        keep_prepared(&connection).unwrap();
        connection
            .execute_batch("CREATE TABLE numbers (number); INSERT INTO numbers VALUES (1), (2), (3);")
            .unwrap();
        let sql = "SELECT number FROM numbers ORDER BY number LIMIT ?";
        for limit in 1..=3_u64 {
            let statement = Statement::from_sql_and_values(DbBackend::Sqlite, sql, [limit.into()]);
            assert_eq!(query(&connection, &statement).unwrap().len() as u64, limit);
        }
        let prepared = connection.prepare_cached(sql).unwrap();
        assert_eq!(prepared.get_status(StatementStatus::Run), 3);
        assert_eq!(prepared.get_status(StatementStatus::RePrepare), 0);
    }
}
