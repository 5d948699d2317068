//! Why a line is not imported.

use crate::auth::HashRefused;
use crate::model::{InvalidDate, InvalidLabel, NameError};

/// Why a line is not imported. `Display` goes on from "line 7" or from the name of a field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is not UTF-8.
    #[error("is not UTF-8: byte {byte} is wrong")]
    NotUtf8 {
        /// The first byte that is wrong, from 1.
        byte: usize,
    },
    /// It is UTF-16.
    #[error("is UTF-16: convert the file to UTF-8")]
    Utf16,
    /// It is too long.
    #[error("is longer than {max} bytes")]
    LineTooLong {
        /// How many bytes it may have.
        max: usize,
    },
    /// It is the last line, and has no end.
    #[error("ends in the middle")]
    CutOff,
    /// It is no JSON object, for this reason.
    #[error("is no JSON object: {0}")]
    NotJson(String),
    /// It has not as many fields as the header.
    #[error("has {found} fields, the header has {expected}")]
    FieldCount {
        /// Those of the header.
        expected: usize,
        /// Its own.
        found: usize,
    },
    /// A quote is not closed.
    #[error("has a quoted field that does not end")]
    OpenQuote,
    /// It has too many fields.
    #[error("has more than {max} fields")]
    TooManyFields {
        /// How many it may have.
        max: usize,
    },
    /// It is a record of several lines, all of which are refused.
    #[error("{why}, in a record that ends in line {last}")]
    UpToLine {
        /// The last of them.
        last: u64,
        /// Why.
        why: Box<Refused>,
    },
    /// The header lacks this column.
    #[error("has no column {0}")]
    NoColumn(String),
    /// The header has this column twice.
    #[error("has the column {0} twice")]
    ColumnTwice(String),
    /// It lacks this field.
    #[error("has no {0}")]
    Missing(&'static str),
    /// A field has a value that it cannot have.
    #[error("{field} {why}")]
    Invalid {
        /// The field.
        field: &'static str,
        /// What goes on from its name.
        why: String,
    },
}

/// Why a value is refused.
macro_rules! invalid {
    ($($error:ty),+) => {
        $(impl From<(&'static str, $error)> for Refused {
            fn from((field, error): (&'static str, $error)) -> Self {
                Self::Invalid { field, why: error.to_string() }
            }
        })+
    };
}

invalid!(NameError, InvalidLabel, HashRefused, InvalidDate);

/// A value that a field cannot have.
pub fn wrong(field: &'static str, why: &str) -> Refused {
    let why = why.to_owned();
    Refused::Invalid { field, why }
}
