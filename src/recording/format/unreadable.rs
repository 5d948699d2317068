//! Why a file is no recording.

use std::io;

use crate::model::os_reason;

/// Why a file is no recording.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// It cannot be read at all.
    #[error("it cannot be read: {}", os_reason(.0))]
    Io(#[source] io::Error),
    /// It is longer than what is read.
    #[error("it has more than {mib} MiB")]
    TooLong {
        /// How much that is.
        mib: u64,
    },
    /// A part of it is something else. What it says is not repeated, because recordings hold secrets.
    #[error("line {line}, column {column}: {what}")]
    At {
        /// The line, from 1.
        line: usize,
        /// The column, from 1; 0 for the whole line.
        column: usize,
        /// What is wrong with it.
        what: &'static str,
    },
    /// An entry of a HAR file makes no sense.
    #[error("entry {entry}: {what}")]
    Entry {
        /// Which one, from 1.
        entry: usize,
        /// What is wrong with it.
        what: &'static str,
    },
}

impl Unreadable {
    /// An error of the JSON parser, whose own message would repeat what stands there.
    pub(super) fn json(error: &serde_json::Error, line: usize, what: &'static str) -> Self {
        Self::At {
            line,
            column: error.column(),
            what: match error.classify() {
                serde_json::error::Category::Data => what,
                serde_json::error::Category::Io
                | serde_json::error::Category::Syntax
                | serde_json::error::Category::Eof => "it is not JSON",
            },
        }
    }
}
