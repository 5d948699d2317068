//! Looking for many values by one parameter, which is a JSON array of them.
//!
//! `IN (?, ?, …)` is another statement for each number of values, and every connection keeps its last hundred statements
//! prepared. With thousands of values each of these takes up to a megabyte, here and in PostgreSQL's server.
//!
//! To look for values of another type: implement [`Listed`].

use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, SimpleExpr};
use serde_json::Value;
use uuid::Uuid;

/// A type whose values can be looked for.
pub(super) trait Listed {
    /// The type of a column of PostgreSQL that holds such values.
    const TYPE: &str;
    /// What SQLite makes of the `value` of an item of the array to compare it with a column.
    const STORED: &str;

    /// An item of the array.
    fn item(&self) -> Value;
}

impl Listed for String {
    const TYPE: &str = "text";
    const STORED: &str = "value";

    fn item(&self) -> Value {
        self.as_str().into()
    }
}

impl Listed for i64 {
    const TYPE: &str = "bigint";
    const STORED: &str = "value";

    fn item(&self) -> Value {
        (*self).into()
    }
}

impl Listed for Uuid {
    const TYPE: &str = "uuid";
    const STORED: &str = "unhex(value)";

    fn item(&self) -> Value {
        self.simple().to_string().into()
    }
}

/// Whether a column holds one of these values. It has one parameter, however many they are.
pub(super) fn is_any_of<'v, T: Listed + 'v>(
    backend: DbBackend,
    column: &str,
    values: impl IntoIterator<Item = &'v T>,
) -> SimpleExpr {
    let array: Value = values.into_iter().map(T::item).collect();
    let condition = if backend == DbBackend::Postgres {
        // An array, because its items are looked up in the column's index even where the condition is one of several.
        let kind = T::TYPE;
        format!("{column} = ANY (ARRAY(SELECT CAST(v AS {kind}) FROM json_array_elements_text(CAST($1 AS json)) AS v))")
    } else {
        let stored = T::STORED;
        format!("{column} IN (SELECT {stored} FROM json_each(?))")
    };
    Expr::cust_with_values(condition, [array.to_string()])
}

#[cfg(test)]
mod tests {
    use sea_orm::sea_query::{Query, SqliteQueryBuilder};

    use super::{DbBackend, Expr, Uuid, is_any_of};

    #[test]
    fn a_statement_is_the_same_for_every_number_of_values() {
        let sql = |count: i64| {
            let numbers: Vec<i64> = (0..count).collect();
            let names: Vec<String> = numbers.iter().map(|number| format!("name {number}")).collect();
            let mut query = Query::select();
            query
                .expr(Expr::val(1))
                .and_where(is_any_of(DbBackend::Sqlite, "id", &numbers))
                .and_where(is_any_of(DbBackend::Sqlite, "name", &names))
                .and_where(is_any_of(DbBackend::Sqlite, "uid", &[Uuid::nil()]));
            query.build(SqliteQueryBuilder).0
        };
        assert_eq!(sql(0), sql(2500));
    }
}
