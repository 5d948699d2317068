//! The one list of a table's columns, for sea-orm and for reads on the calling thread.
//!
//! A table that is read on the calling thread declares its model within [`table_row`]. sea-orm's entity, the columns of
//! a SELECT, the reading of a row and its encoding in the cache all come from that declaration.

use rusqlite::Row as SqliteRow;
use sea_orm::QueryResult;

use crate::store::error::StoreError;
use crate::store::row::Row;

/// A model that is read on the calling thread.
pub(in crate::store) trait TableRow: Sized {
    /// The names of its columns, for a SELECT.
    const COLUMNS: &'static str;
    /// How many columns it has. What a statement selects behind them is up to its caller.
    const COUNT: usize;

    /// Reads a row that begins with its columns.
    fn read(row: &SqliteRow<'_>) -> rusqlite::Result<Self>;

    /// Reads a row of the pool that has its columns from this one on. By name each would be looked up.
    fn at(row: &QueryResult, first: usize) -> Result<Self, StoreError>;

    /// Reads a row by the names of its columns.
    fn from_row(row: &Row) -> Result<Self, StoreError>;

    /// A row without values.
    #[cfg(test)]
    fn blank() -> Self;

    /// Appends the row, encoded.
    fn encode(&self, to: &mut Vec<u8>);

    /// Takes an encoded row from the beginning.
    fn decode(from: &mut &[u8]) -> Option<Self>;
}

/// Declares a model. See the module.
macro_rules! table_row {
    (
        $(#[$($attribute:tt)*])*
        pub struct Model {
            $($(#[$($of_column:tt)*])* pub $column:ident: $type:ident $(<$argument:ident>)?,)*
        }
    ) => {
        $(#[$($attribute)*])*
        pub struct Model {
            $($(#[$($of_column)*])* pub $column: $type $(<$argument>)?,)*
        }

        impl $crate::store::entity::table_row::TableRow for Model {
            const COLUMNS: &'static str = $crate::store::entity::table_row::comma_separated!($($column)*);
            const COUNT: usize = [$(stringify!($column)),*].len();

            fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
                let mut columns = 0..Self::COUNT;
                let mut next = || columns.next().unwrap_or(Self::COUNT);
                Ok(Self { $($column: row.get(next())?),* })
            }

            fn at(row: &sea_orm::QueryResult, first: usize) -> Result<Self, $crate::store::error::StoreError> {
                let mut columns = first..first + Self::COUNT;
                let mut next = || columns.next().unwrap_or(first + Self::COUNT);
                Ok(Self { $($column: row.try_get_by_index(next())?),* })
            }

            fn from_row(row: &$crate::store::row::Row) -> Result<Self, $crate::store::error::StoreError> {
                Ok(Self { $($column: row.get(stringify!($column))?),* })
            }

            #[cfg(test)]
            fn blank() -> Self {
                Self { $($column: Default::default()),* }
            }

            fn encode(&self, to: &mut Vec<u8>) {
                $(sqlite_inline::codec::Field::encode(&self.$column, to);)*
            }

            fn decode(from: &mut &[u8]) -> Option<Self> {
                Some(Self { $($column: sqlite_inline::codec::Field::decode(from)?),* })
            }
        }
    };
}

/// The names of columns, in a constant.
macro_rules! comma_separated {
    ($first:ident $($column:ident)*) => {
        concat!(stringify!($first), $(", ", stringify!($column)),*)
    };
}

pub(in crate::store) use {comma_separated, table_row};
