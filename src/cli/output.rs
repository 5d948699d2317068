//! Standard output.

use std::io::{self, BufWriter, Stdout, Write};

use comfy_table::Table;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use serde::Serialize;

use super::error::CliError;
use crate::telemetry::printable;

/// One row of a list. JSON has every member that is not secret, under names that never change; a table has the columns
/// that fit on a screen.
pub trait Row: Serialize {
    /// The columns of the table.
    const HEADER: &'static [&'static str];

    /// The cells of this row.
    fn cells(&self) -> Vec<String>;
}

/// A list on its way to standard output: JSON line by line as rows are added, or a table at the end.
pub struct Listing {
    out: BufWriter<Stdout>,
    table: Option<Table>,
    outcome: io::Result<()>,
}

impl Listing {
    /// An empty list of such rows.
    pub fn of<R: Row>(json: bool) -> Self {
        Self {
            out: BufWriter::new(io::stdout()),
            table: (!json).then(|| table(R::HEADER)),
            outcome: Ok(()),
        }
    }

    /// Adds a row. After a failure nothing more is written; [`Listing::finish`] returns it.
    pub fn add(&mut self, row: &impl Row) {
        match &mut self.table {
            Some(table) => add_row(table, row.cells()),
            None if self.outcome.is_ok() => self.outcome = write_json(&mut self.out, row),
            None => {}
        }
    }

    /// Writes the rest.
    pub fn finish(mut self) -> Result<(), CliError> {
        let written = self.outcome.and_then(|()| match &self.table {
            Some(table) => writeln!(self.out, "{table}"),
            None => Ok(()),
        });
        written.and_then(|()| self.out.flush()).map_err(CliError::Output)
    }
}

/// An empty table with these columns.
pub fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_header(header);
    table
}

/// Adds a row. Its cells may hold any characters.
pub fn add_row(table: &mut Table, cells: Vec<String>) {
    table.add_row(cells.iter().map(|cell| printable(cell)));
}

/// Writes one line.
pub fn print_line(text: impl std::fmt::Display) -> Result<(), CliError> {
    writeln!(io::stdout(), "{text}").map_err(CliError::Output)
}

/// Writes one JSON object as a line.
pub fn print_json(value: &impl Serialize) -> Result<(), CliError> {
    write_json(&mut io::stdout(), value).map_err(CliError::Output)
}

/// Writes a note to standard error. A failure cannot be reported anywhere.
pub fn print_note(text: impl std::fmt::Display) {
    let _ = writeln!(io::stderr(), "latchkey: {text}");
}

fn write_json(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}
