//! Rows, and the statements that return them.

use std::sync::Arc;

use rusqlite::config::DbConfig;
use rusqlite::types::{FromSql, Value, ValueRef};
use rusqlite::{Connection, Params, Result};

/// More statements than an application has.
const PREPARED: usize = 128;

/// A row of an answer.
#[derive(Debug, Clone)]
pub struct Row {
    /// The names of the columns, shared by all rows of an answer.
    columns: Arc<[String]>,
    /// The values, in the same order.
    values: Vec<Value>,
}

impl Row {
    /// The value in a column. `None` when there is no such column, or it holds another type.
    pub fn get<T: FromSql>(&self, column: &str) -> Option<T> {
        let at = self.columns.iter().position(|name| name == column)?;
        T::column_result(ValueRef::from(self.values.get(at)?)).ok()
    }
}

/// Prepares each statement once on this connection, whatever its parameters are. Without the query planner's stability
/// guarantee (<https://www.sqlite.org/queryplanner-ng.html#qpstab>) SQLite prepares a statement again whenever a bound
/// value changes that the plan might depend on, such as a LIMIT.
pub(crate) fn keep_prepared(connection: &Connection) -> Result<()> {
    connection.set_prepared_statement_cache_capacity(PREPARED);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// Runs a statement that returns no rows. Returns how many it changed.
pub(crate) fn execute(connection: &Connection, sql: &str, parameters: impl Params) -> Result<u64> {
    let changed = connection.prepare_cached(sql)?.execute(parameters)?;
    Ok(u64::try_from(changed).unwrap_or(u64::MAX))
}

/// Runs a statement and returns its rows. For use within a read of a [`crate::Database`].
///
/// # Errors
/// Those of SQLite.
pub fn query(connection: &Connection, sql: &str, parameters: impl Params) -> Result<Vec<Row>> {
    let mut prepared = connection.prepare_cached(sql)?;
    let columns: Arc<[String]> = prepared.column_names().into_iter().map(str::to_owned).collect();
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Row {
            columns: columns.clone(),
            values: (0..columns.len()).map(|at| row.get(at)).collect::<Result<_>>()?,
        })
    };
    prepared.query_map(parameters, read)?.collect()
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;

    #[test]
    fn a_statement_is_prepared_once_whatever_its_limit_is() {
        let connection = Connection::open_in_memory().unwrap();
        keep_prepared(&connection).unwrap();
        connection
            .execute_batch("CREATE TABLE numbers (number); INSERT INTO numbers VALUES (1), (2), (3);")
            .unwrap();
        let sql = "SELECT number FROM numbers ORDER BY number LIMIT ?";
        for limit in 1..=3_i64 {
            let rows = query(&connection, sql, [limit]).unwrap();
            assert_eq!(rows.last().and_then(|row| row.get("number")), Some(limit));
            assert_eq!(rows[0].get::<String>("number"), None, "another type");
            assert_eq!(rows[0].get::<i64>("letter"), None, "no such column");
        }
        let prepared = connection.prepare_cached(sql).unwrap();
        assert_eq!(prepared.get_status(StatementStatus::Run), 3);
        assert_eq!(prepared.get_status(StatementStatus::RePrepare), 0);
    }
}
