//! The records of a file, whatever its format.

use std::collections::BTreeSet;
use std::io;

use futures_util::io::AsyncBufRead;

use super::csv::CsvRecords;
use super::lines::Lines;
use super::mapping::Mapping;
use super::ndjson;
use super::record::Record;
use super::refused::Refused;

/// The formats of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    Ndjson,
    /// Comma-separated values with a header; `;` separates the items of a list.
    Csv,
}

/// The records of a file, of either format.
pub struct Records<R> {
    lines: Lines<R>,
    format: Format,
    csv: Header,
    /// The line of the newest record.
    pub line: u64,
    /// Names in the file that are no field.
    pub unknown: BTreeSet<String>,
}

impl<R: AsyncBufRead + Unpin> Records<R> {
    /// The records of what is read.
    pub fn new(format: Format, input: R) -> Self {
        Self {
            lines: Lines::new(input),
            format,
            csv: Header::Ahead,
            line: 0,
            unknown: BTreeSet::new(),
        }
    }

    /// The next record, with its line.
    ///
    /// # Errors
    /// When nothing more can be read.
    pub async fn next(&mut self, mapping: &Mapping) -> io::Result<Option<(u64, Result<Record, Refused>)>> {
        let next = match self.format {
            Format::Ndjson => self.next_ndjson(mapping).await?,
            Format::Csv => self.next_csv(mapping).await?,
        };
        self.line = next.as_ref().map_or(self.line, |(line, _)| *line);
        Ok(next)
    }

    /// How many bytes of the file have been read.
    pub fn bytes_read(&self) -> u64 {
        self.lines.bytes_read()
    }

    async fn next_ndjson(&mut self, mapping: &Mapping) -> io::Result<Option<(u64, Result<Record, Refused>)>> {
        while let Some(line) = self.lines.next().await? {
            let number = line.number;
            if let Some(record) = ndjson::record(line, mapping, &mut self.unknown) {
                return Ok(Some((number, record)));
            }
        }
        Ok(None)
    }

    async fn next_csv(&mut self, mapping: &Mapping) -> io::Result<Option<(u64, Result<Record, Refused>)>> {
        if matches!(self.csv, Header::Ahead) {
            match CsvRecords::new(&mut self.lines, mapping, &mut self.unknown).await? {
                Ok(csv) => self.csv = Header::Read(csv),
                Err(refused) => {
                    self.csv = Header::Refused;
                    return Ok(Some((1, Err(refused))));
                }
            }
        }
        match &mut self.csv {
            Header::Read(csv) => csv.next(&mut self.lines, mapping, &mut self.unknown).await,
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
