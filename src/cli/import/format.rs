//! `--format`.

use std::path::Path;

use clap::ValueEnum;

use crate::import::Format;

/// The formats of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FileFormat {
    /// One JSON object a line
    Ndjson,
    /// Comma-separated values with a header; `;` separates the items of a list
    Csv,
}

impl FileFormat {
    /// The given format, or that which the name of the file says.
    pub fn of(given: Option<Self>, file: &Path) -> Format {
        let is_csv = file.extension().is_some_and(|name| name.eq_ignore_ascii_case("csv"));
        match given {
            Some(Self::Csv) => Format::Csv,
            Some(Self::Ndjson) => Format::Ndjson,
            None if is_csv => Format::Csv,
            None => Format::Ndjson,
        }
    }
}
