//! Why a line is not imported.

use crate::auth::HashRefused;
use crate::cli::parse::InvalidLabel;
use crate::cli::times::InvalidTime;
use crate::model::NameError;

/// Why a line is not imported. `Display` goes on from "line 7" or from the name of a field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("is not UTF-8: byte {byte} is wrong")]
    NotUtf8 { byte: usize },
    #[error("is UTF-16: convert the file to UTF-8")]
    Utf16,
    #[error("is longer than {max} bytes")]
    LineTooLong { max: usize },
    #[error("ends in the middle")]
    CutOff,
    #[error("is no JSON object: {0}")]
    NotJson(String),
    #[error("has {found} fields, the header has {expected}")]
    FieldCount { expected: usize, found: usize },
    #[error("has a quoted field that does not end")]
    OpenQuote,
    #[error("has more than {max} fields")]
    TooManyFields { max: usize },
    #[error("{why}, in a record that ends in line {last}")]
    UpToLine { last: u64, why: Box<Refused> },
    #[error("has no column {0}")]
    NoColumn(String),
    #[error("has the column {0} twice")]
    ColumnTwice(String),
    #[error("has no {0}")]
    Missing(&'static str),
    #[error("{field} {why}")]
    Invalid { field: &'static str, why: String },
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

invalid!(NameError, InvalidLabel, HashRefused, InvalidTime);

/// A value that a field cannot have.
pub fn wrong(field: &'static str, why: &str) -> Refused {
    let why = why.to_owned();
    Refused::Invalid { field, why }
}
