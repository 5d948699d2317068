//! The records of a file, whatever its format.

use std::collections::BTreeSet;
use std::io::{self, BufRead};
use std::path::Path;

use clap::ValueEnum;

use super::csv::CsvRecords;
use super::lines::Lines;
use super::mapping::Mapping;
use super::ndjson;
use super::record::Record;
use super::refused::Refused;

/// The formats of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One JSON object a line
    Ndjson,
    /// Comma-separated values with a header; `;` separates the items of a list
    Csv,
}

impl Format {
    /// The given format, or that which the name of the file says.
    pub fn of(given: Option<Self>, file: &Path) -> Self {
        let is_csv = file.extension().is_some_and(|name| name.eq_ignore_ascii_case("csv"));
        given.unwrap_or(if is_csv { Self::Csv } else { Self::Ndjson })
    }
}

/// The records of a file, of either format.
pub struct Records {
    lines: Lines<Box<dyn BufRead>>,
    format: Format,
    csv: Header,
    /// The line of the newest record.
    pub line: u64,
    /// Names in the file that are no field.
    pub unknown: BTreeSet<String>,
}

impl Records {
    /// The records that such lines are.
    pub fn new(format: Format, lines: Lines<Box<dyn BufRead>>) -> Self {
        Self {
            lines,
            format,
            csv: Header::Ahead,
            line: 0,
            unknown: BTreeSet::new(),
        }
    }

    /// The next record, with its line.
    pub fn next(&mut self, mapping: &Mapping) -> io::Result<Option<(u64, Result<Record, Refused>)>> {
        let next = match self.format {
            Format::Ndjson => self.next_ndjson(mapping)?,
            Format::Csv => self.next_csv(mapping)?,
        };
        self.line = next.as_ref().map_or(self.line, |(line, _)| *line);
        Ok(next)
    }

    /// How many bytes of the file have been read.
    pub fn bytes_read(&self) -> u64 {
        self.lines.bytes_read()
    }

    fn next_ndjson(&mut self, mapping: &Mapping) -> io::Result<Option<(u64, Result<Record, Refused>)>> {
        while let Some(line) = self.lines.next()? {
            let number = line.number;
            if let Some(record) = ndjson::record(line, mapping, &mut self.unknown) {
                return Ok(Some((number, record)));
            }
        }
        Ok(None)
    }

    fn next_csv(&mut self, mapping: &Mapping) -> io::Result<Option<(u64, Result<Record, Refused>)>> {
        if matches!(self.csv, Header::Ahead) {
            match CsvRecords::new(&mut self.lines, mapping, &mut self.unknown)? {
                Ok(csv) => self.csv = Header::Read(csv),
                Err(refused) => {
                    self.csv = Header::Refused;
                    return Ok(Some((1, Err(refused))));
                }
            }
        }
        match &mut self.csv {
            Header::Read(csv) => csv.next(&mut self.lines, mapping, &mut self.unknown),
            Header::Ahead | Header::Refused => Ok(None),
        }
    }
}

/// The header of a CSV file.
enum Header {
    Ahead,
    Read(CsvRecords),
    /// Without it, nothing else means anything.
    Refused,
}
