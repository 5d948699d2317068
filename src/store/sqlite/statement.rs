//! sea-orm's statements on their way to SQLite.

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Error, Params, Result, params_from_iter};
use sea_orm::{DbBackend, Statement, StatementBuilder, Value};

/// A statement in SQLite's dialect.
pub(in crate::store) struct SqliteStatement(Statement);

impl SqliteStatement {
    /// Builds a statement.
    pub(in crate::store) fn build(statement: &impl StatementBuilder) -> Self {
        Self(DbBackend::Sqlite.build(statement))
    }

    /// Its text.
    pub(in crate::store) fn sql(&self) -> &str {
        &self.0.sql
    }

    /// Its parameters, in order.
    pub(in crate::store) fn parameters(&self) -> impl Params {
        let values = self.0.values.iter().flat_map(|values| values.0.iter());
        params_from_iter(values.map(Parameter))
    }
}

/// Values as the parameters of a statement, in order.
pub(in crate::store) fn parameters(values: &[Value]) -> impl Params {
    params_from_iter(values.iter().map(Parameter))
}

/// A parameter of a statement.
struct Parameter<'v>(&'v Value);

impl ToSql for Parameter<'_> {
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
            // Which other types there are depends on sea-orm's features.
            _ => {
                return Err(Error::ToSqlConversionFailure(
                    "no column has a value of this type".into(),
                ));
            }
        };
        Ok(ToSqlOutput::Borrowed(value.unwrap_or(ValueRef::Null)))
    }
}
